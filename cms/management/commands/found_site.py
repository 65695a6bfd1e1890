from typing import Any

from django.core.management.base import BaseCommand

from cms.actions.site import found_site


class Command(BaseCommand):
    help = "Make the public site's languages, pages, groups and workflow. What is there already is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        made = found_site(by=None)
        self.stdout.write(f"Made {made} pages." if made else "The site is there already.")
