"""The rows of the list and the cards of the board, joined as strings from escaped parts."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from portfolio.projects.derived import CODE_OF_RANK, RANK
from portfolio.projects.enums import Confidence, Visibility
from portfolio.projects.models.project import reference_of
from portfolio.projects.queries import stands_still
from portfolio.projects.stays import pace_in
from portfolio.projects.views.sought import Sought
from records.bilingual import reading_arabic
from records.confidence_signs import SHAPES, sign_of, word_of
from records.icons import ICONS


@lru_cache(maxsize=4)
def _address_of_projects(language: str | None) -> str:
    return reverse("projects:list")


def address_of(number: int, as_of: dt.date | None = None) -> str:
    """Opened from a list of a past day, the page tells how the project stood on that day."""
    day = f"?as-of={as_of.isoformat()}" if as_of else ""
    return f"{_address_of_projects(get_language())}{reference_of(number)}/{day}"


def title_of(row: dict[str, Any]) -> str:
    first, second = ("title_ar", "title_en") if reading_arabic() else ("title_en", "title_ar")
    return row[first] or row[second]


def shown_day(day: dt.date | None) -> str:
    return "" if day is None else _shown_day(day, get_language())


@lru_cache(maxsize=4096)
def _shown_day(day: dt.date, language: str | None) -> str:
    """Kept, because the rows of all pages share a few hundred days; `language` is the active one."""
    return f'<time datetime="{day.isoformat()}">{escape(date_format(day, "SHORT_DATE_FORMAT"))}</time>'


def shown_confidence(code: str) -> str:
    sign = sign_of(code)
    return f'<span class="confidence confidence-{sign}">{SHAPES[sign]}{escape(word_of(sign))}</span>'


class Words:
    """What every row says, put into the reader's language once."""

    def __init__(self, language: str | None) -> None:
        self.language = language
        self.agency = escape(gettext("Lead agency"))
        self.stage = escape(gettext("Stage"))
        self.confidence = escape(gettext("Confidence"))
        self.updated = escape(gettext("Last update"))
        self.never = escape(gettext("none yet"))
        self.inside = escape(gettext("Only its agencies and the lab see this"))
        self.since = escape(gettext("since"))
        self.public = escape(gettext("Public"))
        self.confidences = {code: shown_confidence(code) for code in Confidence.values}
        self.time = escape(gettext("Time in stage"))
        self.figures = escape(gettext("By its figures"))
        self.worse = escape(gettext("worse than told"))
        self.better = escape(gettext("better than told"))
        self.same = escape(gettext("as told"))
        self.silent = escape(gettext("nothing to go by"))
        self.little = escape(gettext("too little history"))


@lru_cache(maxsize=4)
def words_in(language: str | None) -> Words:
    """`language` is the active one."""
    return Words(language)


def table_rows(sought: Sought, rows: list[dict[str, Any]]) -> SafeString:
    words = words_in(get_language())
    return mark_safe("".join(_table_row(sought, row, words) for row in rows))  # noqa: S308 - each part was escaped


def _table_row(sought: Sought, row: dict[str, Any], words: Words) -> str:
    agency = sought.known.agencies[row["lead_agency_id"]]
    mark = f' <span class="tag">{words.public}</span>' if row["visibility"] == Visibility.PUBLIC else ""
    return (
        f'<tr><th scope="row"><a class="table-link row-title" href="{address_of(row["project_id"], sought.as_of)}">'
        f"<bdi>{escape(title_of(row))}</bdi></a>"
        f'<span class="row-note"><span class="number">{reference_of(row["project_id"])}</span>{mark}</span></th>'
        f'<td data-label="{words.agency}"><bdi>{escape(agency.name)}</bdi></td>'
        f'<td data-label="{words.stage}"><div>{_stage(sought, row)}</div></td>'
        f'<td data-label="{words.time}"><div>{_time(sought, row, words)}</div></td>'
        f"{_inside(sought, row, words)}</tr>"
    )


def _inside(sought: Sought, row: dict[str, Any], words: Words) -> str:
    """Confidence and last update: left out for who is inside nothing, and hidden where only others are inside."""
    if not sought.is_insider:
        return ""
    hidden = f'<span class="quiet" title="{words.inside}">—<span class="visually-hidden"> {words.inside}</span></span>'
    wholly = sought.sees_wholly(row)
    confidence = words.confidences[row["confidence"]] if wholly else hidden
    updated = (shown_day(row["told_on"]) or f'<span class="quiet">{words.never}</span>') if wholly else hidden
    figures = _figures(row, words) if wholly else hidden
    return (
        f'<td data-label="{words.confidence}">{confidence}</td>'
        f'<td data-label="{words.figures}"><div>{figures}</div></td>'
        f'<td data-label="{words.updated}">{updated}</td>'
    )


def _figures(row: dict[str, Any], words: Words) -> str:
    """What its own figures speak for, and whether that is worse or better than what its officer says."""
    derived = CODE_OF_RANK[row["figures"]]
    if derived == Confidence.NOT_RATED:
        return (
            f'<span class="quiet" title="{words.silent}">—<span class="visually-hidden"> {words.silent}</span></span>'
        )
    if derived == row["confidence"]:
        return f'<span class="quiet">{words.same}</span>'
    said = words.confidences[derived]
    if row["confidence"] == Confidence.NOT_RATED:
        return said
    differs = words.worse if RANK[Confidence(derived)] > RANK[Confidence(row["confidence"])] else words.better
    return f'{said}<span class="row-note">{differs}</span>'


def _time(sought: Sought, row: dict[str, Any], words: Words) -> str:
    """How long it has been in its stage, against half of the earlier projects there."""
    stage = sought.known.stages[row["stage_id"]]
    said = _days(words.language, (sought.day - row["stage_since"]).days)
    if stands_still(stage, row["stage_since"], sought.day):
        said = marked_still(said)
    said += f'<span class="row-note">{words.since} {shown_day(row["stage_since"])}</span>'
    pace = pace_in(stage, sought.day)
    if pace is None:
        return said
    note = _half_within(words.language, pace.median) if pace.is_enough else words.little
    return f'{said}<span class="row-note">{note}</span>'


@lru_cache(maxsize=4096)
def _days(language: str | None, days: int) -> str:
    said: str = escape(ngettext("%(days)s day", "%(days)s days", days) % {"days": days})
    return said


@lru_cache(maxsize=1024)
def _half_within(language: str | None, days: int) -> str:
    said: str = escape(ngettext("half within %(days)s day", "half within %(days)s days", days) % {"days": days})
    return said


def _stage(sought: Sought, row: dict[str, Any]) -> str:
    stage = sought.known.stages[row["stage_id"]]
    hue = sought.known.places[stage.pk] or "off"
    return f'<span class="stage-chip"><span class="dot stage-{hue}"></span><bdi>{escape(stage.title)}</bdi></span>'


def still_for(time: dt.timedelta) -> str:
    said = ngettext("no move for %(days)s day", "no move for %(days)s days", time.days) % {"days": time.days}
    return marked_still(escape(said))


def marked_still(said: str) -> str:
    return (
        f'<span class="still" title="{escape(gettext("Standing still"))}">'
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f"{ICONS['clock']}</svg>{said}</span>"
    )


def board_cards(sought: Sought, rows: list[dict[str, Any]], moves: dict[int, tuple[str, str]]) -> SafeString:
    """`moves` gives, where the person can bring the project on, the address and the words for it."""
    words = words_in(get_language())
    return mark_safe("".join(_card(sought, row, words, moves.get(row["project_id"])) for row in rows))  # noqa: S308 - each part was escaped


def _card(sought: Sought, row: dict[str, Any], words: Words, move: tuple[str, str] | None) -> str:
    title = escape(title_of(row))
    agency = sought.known.agencies[row["lead_agency_id"]]
    stage = sought.known.stages[row["stage_id"]]
    still = stands_still(stage, row["stage_since"], sought.day)
    note = still_for(sought.day - row["stage_since"]) if still else f"{words.since} {shown_day(row['stage_since'])}"
    confidence = f"<p>{words.confidences[row['confidence']]}</p>" if sought.sees_wholly(row) else ""
    link = (
        f'<p class="no-print"><a class="card-move" href="{escape(move[0])}">{escape(move[1])}'
        f'<span class="visually-hidden">: {title}</span></a></p>'
        if move
        else ""
    )
    return (
        f'<li class="board-card"><a href="{address_of(row["project_id"], sought.as_of)}"><bdi>{title}</bdi></a>'
        f'<p class="quiet"><bdi>{escape(agency.name)}</bdi></p>{confidence}<p class="row-note">{note}</p>{link}</li>'
    )
