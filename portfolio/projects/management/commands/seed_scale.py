import argparse
import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portfolio.projects.seeding.country import Size, seed


class Command(BaseCommand):
    help = "Fills a migrated database with an invented country of the given size, to measure on."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--agencies", type=at_least(2), default=100)
        parser.add_argument("--projects", type=at_least(1), default=5_000)
        parser.add_argument("--updates", type=at_least(0), default=200_000)
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same country on the same day")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        size = Size(options["agencies"], options["projects"], options["updates"])

        def say(line: str) -> None:
            self.stdout.write(f"{time.monotonic() - began:7.1f} s  {line}")
            self.stdout.flush()

        try:
            seed(size, options["seed"], say)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        say("done")


def at_least(least: int) -> Any:
    def number(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"give {least} or more")
        return value

    return number
