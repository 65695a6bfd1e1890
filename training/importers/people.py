"""People from a table of an HR system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.importers import agencies_called
from accounts.models import Person
from records.tables import cells
from records.tables.bringing_in import difference
from records.tables.registry import Entry, Importer, Written
from records.typed_text import western_digits
from training.actions import record_people
from training.actions.record_people import PastPerson
from training.queries import people_called


class PeopleImporter(Importer):
    name = "people"
    title = _("People")
    action = record_people.ACTION
    told_apart_by = ("email",)
    batch = 1_000
    fields = {
        "key": cells.text(120, label=_("Staff number or key in the source")),
        "email": cells.text(254, required=True, label=_("E-mail address")),
        "name_en": cells.text(120, label=_("Name in English")),
        "name_ar": cells.text(120, label=_("Name in Arabic")),
        "agency": cells.text(200, label=_("Agency")),
        "grade": cells.text(20, label=_("Grade")),
        "manager": cells.text(254, label=_("Manager: e-mail address, or key in the source")),
    }

    def look_up(self, entries: Sequence[Entry], source: str) -> None:
        agencies = agencies_called({entry.clean["agency"] for entry in entries if entry.clean["agency"]})
        names = people_called([entry.clean["manager"] for entry in entries if entry.clean["manager"]], source)
        told_here = {name.casefold() for entry in entries for name in (entry.key, entry.clean["email"] or "")}
        seen: dict[str, int] = {}
        for entry in entries:
            told = entry.clean
            told["email"] = (told["email"] or "").lower()
            told["grade"] = western_digits(told["grade"] or "")
            if told["email"]:
                try:
                    validate_email(told["email"])
                except ValidationError:
                    entry.refuse("email", _("This is no e-mail address."))
            if not (told["name_en"] or told["name_ar"]):
                entry.refuse("name_en", _("Give the name in one language at least."))
            first = seen.setdefault(entry.key, entry.row.number)
            if first != entry.row.number:
                entry.refuse("key", _("Row %(row)s has this key already.") % {"row": first})
            name = told["agency"]
            told["agency"] = agencies.get(name) if name else None
            if name and told["agency"] is None:
                entry.refuse("agency", _("There is no agency “%(name)s” here.") % {"name": name})
            manager = (told["manager"] or "").casefold()
            if manager and manager not in names and manager not in told_here:
                entry.refuse("manager", _("Nobody here has this address or key. Bring the manager in first."))
            if manager and manager in (entry.key.casefold(), told["email"]):
                entry.refuse("manager", _("Nobody is her own manager."))

    def write(self, entries: Sequence[Entry], *, by: Any, source: str) -> Written:
        recorded = record_people.record(by=by, source=source, past=[_past(entry) for entry in entries])
        here = Person.objects.in_bulk(set(recorded.people.values()))
        written = Written(new=recorded.new, here=len(entries) - recorded.new)
        for entry in entries:
            person = here[recorded.people[entry.key]]
            written.differences += [
                found
                for name in ("email", "name_en", "name_ar")
                if (found := difference(entry, name, getattr(person, name)))
            ]
        return written


def _past(entry: Entry) -> PastPerson:
    told = entry.clean
    return PastPerson(
        entry.key,
        told["email"],
        told["name_en"],
        told["name_ar"],
        told["agency"],
        told["grade"],
        told["manager"] or "",
    )
