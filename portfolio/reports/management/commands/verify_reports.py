from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portfolio.reports.models import Snapshot
from portfolio.reports.verifying import findings


class Command(BaseCommand):
    help = "Walks the chain of the signed reports and names what was tampered with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="NUMBER:HASH",
            help="number and hash as printed on a document; may be given several times",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        expected = {}
        for told in options["head"]:
            number, _, printed = told.partition(":")
            if not number.isdigit() or len(printed) < 8:
                raise CommandError(f"Write a head as NUMBER:HASH, with at least 8 letters of the hash; not {told!r}.")
            expected[int(number)] = printed.lower()
        found = findings(expected)
        for finding in found:
            self.stdout.write(finding.words)
        if found:
            raise CommandError(f"The chain does not hold: {len(found)} findings.")
        self.stdout.write(f"The chain holds: {Snapshot.objects.count()} links.")
