import argparse
import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portfolio.projects.management.commands.seed_scale import at_least
from portfolio.projects.seeding.learning import Scale, seed_training


class Command(BaseCommand):
    help = "Adds invented training to a country that seed_scale has made, to measure on."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--courses", type=at_least(1), default=50)
        parser.add_argument("--enrolments", type=at_least(1), default=200_000)
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same training on the same day")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()

        def say(line: str) -> None:
            self.stdout.write(f"{time.monotonic() - began:7.1f} s  {line}")
            self.stdout.flush()

        try:
            seed_training(Scale(options["courses"], options["enrolments"]), options["seed"], say)
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        say("done")
