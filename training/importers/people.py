"""People from a table of an HR system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.importers import agencies_called
from accounts.models import Person
from records.among import among
from records.tables import cells
from records.tables.bringing_in import difference
from records.tables.registry import Difference, Entry, Importer, Written
from records.tables.wording import said
from records.typed_text import western_digits
from training.actions import record_people
from training.actions.record_people import PastPerson
from training.models import Learner


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
        seen: dict[str, int] = {}
        for entry in entries:
            told = entry.clean
            told["email"] = (told["email"] or "").lower()
            told["grade"] = western_digits(told["grade"] or "")
            told["manager"] = western_digits(told["manager"] or "")
            if told["email"]:
                try:
                    validate_email(told["email"])
                except ValidationError:
                    entry.refuse("email", _("This is no e-mail address."))
            if not (told["name_en"] or told["name_ar"]):
                entry.refuse("name_en", _("Give the name in one language at least."))
            # Without a key of its own a row is known by its address; one without that is refused for it.
            first = seen.setdefault(entry.key, entry.row.number) if told["key"] or told["email"] else entry.row.number
            if first != entry.row.number:
                entry.refuse("key" if told["key"] else "email", said(_("Row %(row)s has this already."), row=first))
            name = told["agency"]
            told["agency"] = agencies.get(name) if name else None
            if name and told["agency"] is None:
                entry.refuse("agency", said(_("There is no agency “%(name)s” here."), name=name))
            manager = told["manager"].casefold()
            if manager and manager in (entry.key.casefold(), told["email"]):
                entry.refuse("manager", _("Nobody is her own manager."))

    def write(self, entries: Sequence[Entry], *, by: Any, source: str) -> Written:
        recorded = record_people.record(by=by, source=source, past=[_past(entry) for entry in entries])
        here = Person.objects.select_related("learner").in_bulk(set(recorded.people.values()))
        keys = set(
            Learner.objects.filter(among("source_key", recorded.people), source_name=source).values_list(
                "source_key", flat=True
            )
        )
        written = Written(new=recorded.new, here=len(entries) - recorded.new)
        for entry in entries:
            person = here[recorded.people[entry.key]]
            written.differences += [
                found
                for name in ("email", "name_en", "name_ar")
                if (found := difference(entry, name, getattr(person, name)))
            ]
            told = entry.told.get("key", "").strip()
            if told and entry.key not in keys:
                # Her work is kept by another system, or by another number of this one.
                kept = person.learner
                written.differences.append(
                    Difference(entry.row.number, "key", f"{kept.source_key} ({kept.source_name})", f"{told} ({source})")
                )
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
        told["manager"],
    )
