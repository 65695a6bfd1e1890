from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.policy import may
from records.search_words import fold
from records.sent_forms import Decision, SentOnce, choice_said, said
from records.tables import registry
from records.tables.mapping import LONGEST_SOURCE, read_map
from records.tables.reader import TableProblem
from records.tables.wording import in_each_language
from records.typed_text import BIDI_CONTROLS, CONTROLS, TypedDate, TypedText

# A map is read whole, so it has to be small.
MOST_OF_A_MAP = 64 * 1024
# How days are written elsewhere; Hijri ones are known by their year.
SHAPES: list[tuple[str, Any]] = [
    ("", _("Year, month, day: 2026-03-31")),
    ("%d/%m/%Y", _("Day, month, year: 31/03/2026")),
    ("%d-%m-%Y", _("Day, month, year: 31-03-2026")),
    ("%m/%d/%Y", _("Month, day, year: 03/31/2026")),
]
# In the order in which one needs the other.
ORDER = (
    "agencies",
    "projects",
    "transitions",
    "milestones",
    "gates",
    "readings",
    "courses",
    "modules",
    "people",
    "completions",
)


class ImportForm(SentOnce):
    what = forms.ChoiceField(
        label=_("What does it hold?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("This cannot be chosen here.")},
    )
    file = forms.FileField(
        label=_("The table"),
        help_text=_("CSV or XLSX. The first row names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty: its first row has to name the columns."),
            "max_length": _("The file's name is too long. Give it a shorter one."),
        },
        max_length=200,
    )
    source = TypedText(
        label=_("Source"),
        help_text=_("The system that the table comes from. How its columns are read is remembered under this name."),
        max_length=LONGEST_SOURCE,
        required=False,
        error_messages=said(),
    )
    map = forms.FileField(
        label=_("The map"),
        help_text=_("A TOML file that says which column means what. Not needed when the columns have our names."),
        widget=forms.FileInput(attrs={"accept": ".toml"}),
        required=False,
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tables = [
            (name, registry.IMPORTERS[name].title)
            for name in ORDER
            if name in registry.IMPORTERS and may(person, registry.IMPORTERS[name].action)
        ]
        self.fields["what"].choices = self.tables  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)s MB. Split it, or use the command line."),
                params={"most": settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)},
            )
        return file

    def clean_map(self) -> str:
        file = self.cleaned_data["map"]
        if not file:
            return ""
        if file.size > MOST_OF_A_MAP:
            raise ValidationError(_("This is too large for a map."))
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError(_("The map is not written in UTF-8.")) from error

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("map") and typed.get("what"):
            try:
                read_map(typed["map"], [*registry.IMPORTERS[typed["what"]].fields, "key"], fallback_source="file")
            except TableProblem as problem:
                self.add_error("map", str(problem.words))
        return typed

    @property
    def file_name(self) -> str:
        """As people call it, without what would make it read as another name."""
        return CONTROLS.sub("", BIDI_CONTROLS.sub("", self.cleaned_data["file"].name))[-150:] or "table"


class ColumnsForm(SentOnce):
    """Which column means what, for people: what a map says beside that stays in it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        what: str,
        told: Mapping[str, Any],
        headers: Sequence[str] = (),
        source: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.told, self.headers = told, headers
        self.importer = registry.IMPORTERS[what]
        guessed = guess(self.importer.fields, headers) if not told.get("columns") else {}
        if source is not None:
            self.fields["source"] = TypedText(
                label=_("Source"),
                help_text=_("How its columns are read is remembered under this name."),
                max_length=LONGEST_SOURCE,
                initial=source,
                error_messages=said(),
            )
        columns = told.get("columns", {})
        for name, form_field in self.importer.fields.items():
            column = columns.get(name) or guessed.get(name, "")
            is_needed = form_field.required and name not in told.get("fixed", {})
            self.fields[f"column_{name}"] = self._column(form_field.label or name, column, is_needed)
            if isinstance(form_field, TypedDate):
                shapes = [shape for shape in _listed(told.get("dates", {}).get(name)) if shape]
                self.fields[f"dates_{name}"] = forms.ChoiceField(
                    label=_("How “%(column)s” is written") % {"column": form_field.label},
                    choices=_with(SHAPES, shapes[0] if shapes else ""),
                    initial=shapes[0] if shapes else "",
                    required=False,
                    error_messages=choice_said(),
                )

    def _column(self, label: Any, column: str, is_needed: bool) -> forms.Field:
        if not self.headers:
            return TypedText(label=label, max_length=200, required=is_needed, initial=column, error_messages=said())
        none = _("Choose a column") if is_needed else _("Not in the table")
        return forms.ChoiceField(
            label=label,
            choices=_with([("", none), *((header, header) for header in self.headers)], column),
            initial=column,
            required=is_needed,
            error_messages=choice_said(),
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each field with how its days are written."""
        return [
            {
                "column": self[f"column_{name}"],
                "is_optional": not self.fields[f"column_{name}"].required,
                "dates": self[f"dates_{name}"] if f"dates_{name}" in self.fields else "",
            }
            for name in self.importer.fields
        ]

    @property
    def map(self) -> dict[str, Any]:
        typed = self.cleaned_data
        columns = {name: typed[f"column_{name}"] for name in self.importer.fields if typed.get(f"column_{name}")}
        dates = {name: [typed[f"dates_{name}"]] for name in self.importer.fields if typed.get(f"dates_{name}")}
        return {**self.told, "columns": columns, "dates": dates}


def guess(fields: Mapping[str, forms.Field], headers: Sequence[str]) -> dict[str, str]:
    """The column that each field seems to be: by its name here, or by how its words begin in either language.

    A column that could be two of them is left to whoever knows the table.
    """
    by_words = {
        name: [f"{fold(words)} " for words in in_each_language(field.label or name).values()]
        for name, field in fields.items()
    }
    found: dict[str, str] = {}
    for header in headers:
        called = " ".join(fold(header).split())
        if (name := called.replace(" ", "_")) in fields:
            found[name] = header
            continue
        meant = [name for name, known in by_words.items() if any(words.startswith(f"{called} ") for words in known)]
        if called and len(meant) == 1:
            found.setdefault(meant[0], header)
    return found


def _listed(shapes: Any) -> list[str]:
    return shapes if isinstance(shapes, list) else [shapes or ""]


def _with(choices: Sequence[tuple[str, Any]], value: str) -> list[tuple[str, Any]]:
    """What is chosen already can be chosen, also where it is not in the list."""
    return [*choices, *([(value, value)] if value and value not in dict(choices) else [])]


class GoForm(Decision):
    """Bring in for good what was tried."""
