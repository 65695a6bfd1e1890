"""The figures put into words, in the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext

from portfolio.reports import told
from portfolio.reports.queries import Headline
from records.clock import Quarter

FIGURE_LABELS: dict[str, str | Promise] = {
    "projects": gettext_lazy("projects"),
    "forward": gettext_lazy("moved forward"),
    "back": gettext_lazy("went back"),
    "still": gettext_lazy("stand still"),
    "on_hold": gettext_lazy("on hold"),
    "off_track": gettext_lazy("off track"),
}


# Of a quarter that is over.
FIGURE_LABELS_OF_THEN = FIGURE_LABELS | {"still": gettext_lazy("stood still")}


def sentence(news: Headline) -> str:
    """The news of the quarter, made from the figures."""
    if not news.projects:
        return gettext("No project is in the portfolio yet.")
    counted = {"moved": news.moved, "still": news.still}
    if news.is_this_quarter:
        moved = ngettext(
            "%(moved)s project moved forward this quarter", "%(moved)s projects moved forward this quarter", news.moved
        )
        still = ngettext("%(still)s stands still", "%(still)s stand still", news.still)
    else:
        moved = ngettext(
            "%(moved)s project moved forward that quarter", "%(moved)s projects moved forward that quarter", news.moved
        )
        still = ngettext("%(still)s stood still", "%(still)s stood still", news.still)
    if not news.moved and news.is_this_quarter:
        moved = gettext("No project has moved forward this quarter")
    elif not news.moved:
        moved = gettext("No project moved forward that quarter")
    if not news.still:
        still = gettext("none stands still") if news.is_this_quarter else gettext("none stood still")
    return gettext("%(moved)s; %(still)s.") % {"moved": moved % counted, "still": still % counted}


def quarter_words(quarter: Quarter) -> str:
    return told.quarter_words(quarter.year, quarter.number)


def counted_agencies(count: int) -> str:
    return ngettext("%(count)s agency", "%(count)s agencies", count) % {"count": count}
