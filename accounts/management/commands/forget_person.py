from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.forgetting import forget_person
from accounts.models import Person
from records import trail
from records.enums import Door


class Command(BaseCommand):
    help = "Remove every personal value of a person, everywhere. The history of what was done stays and names nobody."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--by", help="address of the lab administrator who asks for it (default: the operator)")

    def handle(self, *args: Any, **options: Any) -> None:
        person = self.found(options["email"])
        by = self.found(options["by"]) if options["by"] else None
        try:
            with trail.through(Door.COMMAND):
                cleared = forget_person(by=by, person=person)
        except (PermissionDenied, ValidationError) as error:
            raise CommandError(" ".join(getattr(error, "messages", [str(error)]))) from error
        elsewhere = ", ".join(f"{table}: {rows}" for table, rows in cleared.items()) or "nowhere else"
        self.stdout.write(f"Person {person.pk} is forgotten. The name or address stood also in: {elsewhere}.")

    def found(self, email: str) -> Person:
        person = Person.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError("Nobody has this address.")
        return person
