from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.policy import may
from records.sent_forms import Decision, SentOnce
from records.tables import registry
from records.tables.mapping import read_map
from records.tables.reader import TableProblem
from records.typed_text import BIDI_CONTROLS, CONTROLS

# A map is read whole, so it has to be small.
MOST_OF_A_MAP = 64 * 1024
# In the order in which one needs the other.
ORDER = ("agencies", "projects", "transitions", "milestones", "courses", "modules", "completions")


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
    map = forms.FileField(
        label=_("The map"),
        help_text=_("A TOML file that says which column means what. Not needed when the columns have our names."),
        widget=forms.FileInput(attrs={"accept": ".toml"}),
        required=False,
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (name, registry.IMPORTERS[name].title)
            for name in ORDER
            if name in registry.IMPORTERS and may(person, registry.IMPORTERS[name].action)
        ]

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
        said = super().clean() or self.cleaned_data
        if said.get("map") and said.get("what"):
            try:
                read_map(said["map"], [*registry.IMPORTERS[said["what"]].fields, "key"], fallback_source="")
            except TableProblem as problem:
                self.add_error("map", str(problem.words))
        return said

    @property
    def file_name(self) -> str:
        """As people call it, without what would make it read as another name."""
        return CONTROLS.sub("", BIDI_CONTROLS.sub("", self.cleaned_data["file"].name))[-150:] or "table"


class GoForm(Decision):
    """Bring in for good what was tried."""
