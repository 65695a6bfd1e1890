"""Events of the trail as a person reads them: names looked up from the numbers that they hold, codes said in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from records.models import AuditEvent
from records.trail_facts import KINDS, REFERENCES, words_of_fact, words_of_value
from records.trail_words import words_of_action

# Model -> number -> name.
Names = dict[str, dict[int, str]]


@dataclass(frozen=True)
class TrailLine:
    event: AuditEvent
    words: str
    target: str
    target_key: str
    agency: str
    changes: list[Change]


@dataclass(frozen=True)
class Change:
    name: str
    before: str
    after: str

    @property
    def is_one(self) -> bool:
        return bool(self.before) and bool(self.after) and self.before != self.after


def trail_lines(events: Iterable[AuditEvent]) -> list[TrailLine]:
    events = list(events)
    names = names_in(events)
    return [
        TrailLine(
            event=event,
            words=words_of_action(event.action),
            target=target_words(event, names),
            target_key=f"{event.target_type} {event.target_id}".strip(),
            agency=names["accounts.agency"].get(event.agency_id or 0, ""),
            changes=changes(event, names),
        )
        for event in events
    ]


def names_in(events: Iterable[AuditEvent]) -> Names:
    """One question for each kind of record, however many lines hold one."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for event in events:
        if event.agency_id:
            wanted["accounts.agency"].add(event.agency_id)
        if event.target_type in REFERENCES.values() and event.target_id.isdigit():
            wanted[event.target_type].add(int(event.target_id))
        model = model_of(event)
        for told in (event.before, event.after):
            for name, value in told.items() if isinstance(told, dict) else ():
                wanted[referred(model, name)].update(numbers(value))
    names: Names = defaultdict(dict)
    for label in wanted.keys() - {""}:
        found = apps.get_model(label)._default_manager.in_bulk(wanted[label])
        names[label] = {number: str(record) for number, record in found.items()}
    return names


def numbers(value: Any) -> Iterator[int]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, int) and not isinstance(one, bool):
            yield one


def target_words(event: AuditEvent, names: Names) -> str:
    if event.target_type in REFERENCES.values():
        return names[event.target_type].get(int(event.target_id), "") if event.target_id.isdigit() else ""
    if event.target_type in KINDS:
        return str(KINDS[event.target_type])
    model = model_of(event)
    return str(model._meta.verbose_name) if model else ""


def model_of(event: AuditEvent) -> type[models.Model] | None:
    try:
        return apps.get_model(event.target_type) if event.target_type else None
    except (LookupError, ValueError):
        return None


def changes(event: AuditEvent, names: Names) -> list[Change]:
    """What the event says side by side, a line for each name that either holds, in the words of the record's fields."""
    old, new = as_facts(event.before), as_facts(event.after)
    model = model_of(event)
    return [
        Change(
            name=fact_words(model, name),
            before=value_words(model, name, old.get(name), names),
            after=value_words(model, name, new.get(name), names),
        )
        for name in dict.fromkeys([*old, *new])
    ]


def as_facts(told: Any) -> dict[str, Any]:
    if told is None:
        return {}
    return told if isinstance(told, dict) else {"": told}


def field_of(model: type[models.Model] | None, name: str) -> models.Field | None:
    fields = model._meta.concrete_fields if model else ()
    return next((field for field in fields if name in (field.name, field.attname)), None)


def referred(model: type[models.Model] | None, name: str) -> str:
    """The model of the records that this fact's numbers are of; "" where a number is a number."""
    if name in REFERENCES:
        return REFERENCES[name]
    field = field_of(model, name)
    related = field.related_model if field is not None else None
    label = related._meta.label_lower if related else ""
    return label if label in REFERENCES.values() else ""


def fact_words(model: type[models.Model] | None, name: str) -> str:
    field = field_of(model, name)
    # Where nobody named a field, Django makes a plain text of its code.
    return words_of_fact(name) if field is None or isinstance(field.verbose_name, str) else str(field.verbose_name)


def value_words(model: type[models.Model] | None, name: str, value: Any, names: Names) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{words_of_fact(key)}: {value_words(None, key, part, names)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(value_words(model, name, part, names) for part in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int):
        return names[referred(model, name)].get(value, str(value))
    field = field_of(model, name)
    if field is not None and field.choices and value in dict(field.flatchoices):
        return str(dict(field.flatchoices)[value])
    return str(words_of_value(name, value))
