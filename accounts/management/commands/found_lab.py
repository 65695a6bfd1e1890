from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.people import found_lab
from accounts.enums import AgencyKind, Language
from records import trail
from records.enums import Door


class Command(BaseCommand):
    help = "The lab's agency and its first administrator, on an empty installation. Everybody else comes by invitation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name-en", required=True)
        parser.add_argument("--name-ar", required=True)
        parser.add_argument("--language", choices=Language.values, default=Language.ARABIC)
        parser.add_argument("--agency-code", default="CGB")
        parser.add_argument("--agency-en", default="Civil Service and Government Development Bureau")
        parser.add_argument("--agency-ar", default="ديوان الخدمة المدنية والتطوير الحكومي")
        parser.add_argument("--alias", action="append", default=["CSGDB"], help="another name of the agency")

    def handle(self, *args: Any, **options: Any) -> None:
        password = getpass("Password: ")
        agency = {
            "code": options["agency_code"],
            "name_en": options["agency_en"],
            "name_ar": options["agency_ar"],
            "kind": AgencyKind.BUREAU,
            "aliases": tuple(options["alias"]),
        }
        try:
            with trail.through(Door.COMMAND):
                person = found_lab(
                    agency=agency,
                    email=options["email"],
                    name_en=options["name_en"],
                    name_ar=options["name_ar"],
                    language=options["language"],
                    password=password,
                )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{person.email} is the first lab administrator and can sign in.")
