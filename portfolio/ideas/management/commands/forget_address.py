from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portfolio.ideas.actions.addresses import forget_address
from portfolio.ideas.models import Contributor, HeldIdea
from records import trail
from records.enums import Door


class Command(BaseCommand):
    help = "Remove the address of somebody without an account, everywhere. Their ideas stay and name nobody."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        contributor = Contributor.objects.filter(email__iexact=options["email"]).first()
        held = HeldIdea.objects.filter(email__iexact=options["email"])
        if contributor is None and not held.exists():
            raise CommandError("Nobody has sent an idea from this address.")
        held.delete()
        if contributor is not None:
            with trail.through(Door.COMMAND):
                forget_address(by=None, contributor=contributor)
        self.stdout.write("The address is forgotten.")
