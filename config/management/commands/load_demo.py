from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from portfolio.workspace.demo.country import load_country


class Command(BaseCommand):
    help = "Fills the database with the demo country. A second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo country is for demo settings only (DEMO is off here).")
        try:
            made = load_country(password=settings.DEMO_PASSWORD)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.found_site()
        self.stdout.write("The demo country is loaded." if made else "The demo country is here already.")

    def found_site(self) -> None:
        from cms.actions import site

        site.found_site(by=None)
