"""What the trail's events are called. Each app registers words for the actions that it records."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from records.policy import Words

WORDS: dict[str, Words] = {
    "files.download": _("Downloaded a file"),
    "jobs.ask": _("Asked for a job"),
    "records.forget_map": _("Forgot how a source's columns are read"),
    "records.remember_map": _("Said how a source's columns are read"),
    "views.change": _("Renamed or shared a saved view"),
    "views.delete": _("Deleted a saved view"),
    "views.save": _("Saved a view"),
}
EDITOR = "editor."


def register(words: Mapping[str, Words]) -> None:
    WORDS.update(words)


def words_of_action(action: str) -> str:
    """In the reader's language. What the editor's package does by itself has one name; its code tells the rest."""
    if action.startswith(EDITOR):
        return str(_("Worked in the content editor"))
    return str(WORDS.get(action, action))
