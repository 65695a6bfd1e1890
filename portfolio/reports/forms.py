import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from records.clock import today
from records.typed_text import TypedDate


class DayForm(forms.Form):
    """The day as which the portfolio is shown. Its field is called as the address writes it: as-of."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["as-of"] = TypedDate(required=False, label=_("As it stood on"))

    def clean(self) -> dict[str, object]:
        day = self.cleaned_data.get("as-of")
        if day and day > today():
            self.add_error("as-of", ValidationError(_("That day has not come yet. Choose today or a day before.")))
        return self.cleaned_data

    @property
    def day(self) -> dt.date | None:
        """None for today, and for what was not a day."""
        if not self.is_valid():
            return None
        day = self.cleaned_data["as-of"]
        return None if day == today() else day
