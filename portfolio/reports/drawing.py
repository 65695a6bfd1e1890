"""The dense tables and lists of the progress page. Joined in Python: a template a cell costs ten times as much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

# Of words that are text already: Django's own also takes what is not yet put into words, which costs as much again.
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, pgettext

from portfolio.projects.enums import RATED, StageKind
from portfolio.projects.models import Stage
from portfolio.projects.registers import other_path
from portfolio.reports.queries import (
    AgencyRow,
    ConfidenceCount,
    MovedProject,
    NamedProject,
    ObjectiveCount,
    StageCount,
    WaitingProject,
)
from records.charts.marks import Mark
from records.confidence_signs import SHAPES, sign_of, word_of
from records.templatetags.masar import bdi, day, icon

Address = Callable[[str], str]


def hue_of(stage: Stage) -> str:
    return f"stage-{min(stage.order, 6)}" if stage.kind == StageKind.ON_PATH else "stage-off"


def stage_marks(counts: Sequence[StageCount], address: Address) -> list[Mark]:
    return [stage_mark(entry, address(entry.query)) for entry in counts]


def stage_mark(entry: StageCount, url: str) -> Mark:
    path = other_path(entry.stage) if entry.stage.kind == StageKind.ON_PATH else ""
    return Mark(str(entry.stage.title), entry.count, url, hue_of(entry.stage), path=path)


def confidence_marks(counts: Sequence[ConfidenceCount], address: Address) -> list[Mark]:
    return [
        Mark(word_of(sign_of(entry.confidence)), entry.count, address(entry.query), entry.confidence.value)
        for entry in counts
    ]


def link(count: int, url: str, name: str = "") -> str:
    """The figure as a link; with a name, what it counts is said to who hears it without its column."""
    label = f' aria-label="{name}: {count:,}"' if name else ""
    return f'<a class="count" href="{url}"{label}><span class="number">{count:,}</span></a>'


def agencies(rows: Sequence[AgencyRow], address: Address, *, rtl: bool, with_confidence: bool) -> SafeString:
    """The agencies beside each other: how many, how far, how confident, what moved and what stands still."""
    headings = [gettext("Agency"), gettext("Projects"), gettext("By stage")]
    headings += [gettext("Confidence")] if with_confidence else []
    headings += [pgettext("column", "Moved"), pgettext("column", "Still")]
    told = _Told(address, [escape(words) for words in headings[1:]], rtl, with_confidence)
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in headings)
    return mark_safe(f"<thead><tr>{head}</tr></thead><tbody>{''.join(told.agency(row) for row in rows)}</tbody>")  # noqa: S308 - each part was escaped


class _Told:
    """What every row of the agencies says alike, put into words and escaped once."""

    def __init__(self, address: Address, labels: Sequence[str], rtl: bool, with_confidence: bool) -> None:
        self.address, self.labels, self.rtl, self.with_confidence = address, labels, rtl, with_confidence
        self.projects = escape(gettext("projects"))
        self.moved, self.still = escape(gettext("moved forward")), escape(gettext("stand still"))
        self.hidden = f'<span class="quiet">{escape(gettext("not shown to you"))}</span>'
        self.unrated = f'<span class="quiet">{escape(word_of("not-rated"))}</span>'
        self.signs = {
            confidence: (escape(word_of(sign_of(confidence))), SHAPES[sign_of(confidence)]) for confidence in RATED
        }
        self.titles: dict[int, tuple[str, str]] = {}

    def agency(self, row: AgencyRow) -> str:
        name = escape(row.agency.name)
        cells = [
            link(row.projects.count, self.url(row.projects.query), f"{name}, {self.projects}"),
            self.bar(row, name),
            *([self.confidences(row)] if self.with_confidence else []),
            link(row.moved.count, self.url(row.moved.query), f"{name}, {self.moved}"),
            link(row.still.count, self.url(row.still.query), f"{name}, {self.still}"),
        ]
        named = "".join(f'<td data-label="{label}">{cell}</td>' for label, cell in zip(self.labels, cells, strict=True))
        return f'<tr><th scope="row"><bdi>{name}</bdi></th>{named}</tr>'

    def url(self, query: str) -> str:
        return self.address(query).replace("&", "&amp;")

    def bar(self, row: AgencyRow, name: str) -> str:
        """As `stacked_bar` draws it, without a call for every cut."""
        cuts, start = [], 0.0
        words = []
        for entry in row.stages:
            if not entry.count:
                continue
            if entry.stage.pk not in self.titles:
                self.titles[entry.stage.pk] = (escape(entry.stage.title), hue_of(entry.stage))
            title, hue = self.titles[entry.stage.pk]
            width = 100 * entry.count / row.projects.count
            at = 100 - start - width if self.rtl else start
            cuts.append(f'<rect class="{hue}" x="{at:.3f}%" y="0" width="{width:.3f}%" height="100%"/>')
            words.append(f"{title} {entry.count:,}")
            start += width
        return (
            '<svg class="bar" width="100%" height="14" direction="ltr" role="img" '
            f'aria-label="{name}: {", ".join(words)}">{"".join(cuts)}</svg>'
        )

    def confidences(self, row: AgencyRow) -> str:
        if not row.confidences:
            return self.hidden
        shown = "".join(
            f'<a class="sign-count" href="{self.url(entry.query)}" aria-label="{self.signs[entry.confidence][0]}: '
            f'{entry.count}">{self.signs[entry.confidence][1]}<span class="number">{entry.count:,}</span></a>'
            for entry in row.confidences
            if entry.count and entry.confidence in self.signs
        )
        return f'<span class="signs">{shown or self.unrated}</span>'


def agencies_by_stage(rows: Sequence[AgencyRow], address: Address) -> SafeString:
    """The bars' own table: each agency's projects in each stage."""
    stages = [entry.stage for entry in rows[0].stages] if rows else []
    head = "".join(f'<th scope="col">{escape(words)}</th>' for words in [gettext("Agency"), *(s.title for s in stages)])
    lines = []
    for row in rows:
        cells = "".join(
            f"<td>{link(entry.count, address(entry.query).replace('&', '&amp;')) if entry.count else 0}</td>"
            for entry in row.stages
        )
        lines.append(f'<tr><th scope="row"><bdi>{escape(row.agency.name)}</bdi></th>{cells}</tr>')
    return mark_safe(f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>")  # noqa: S308 - each part was escaped


def objectives(entries: Sequence[ObjectiveCount], address: Address, *, most: int, rtl: bool) -> SafeString:
    """Each objective with its projects, as a bar against the one that has most."""
    head = "".join(
        f'<th scope="col">{escape(words)}</th>'
        for words in (gettext("Objective"), gettext("Projects"), gettext("Compared"))
    )
    label = escape(gettext("Projects"))
    lines = []
    for entry in entries:
        title, strategy = escape(entry.objective.title), escape(entry.objective.strategy.title)
        figure = link(entry.count, address(entry.query).replace("&", "&amp;"), title)
        lines.append(
            f'<tr><th scope="row"><bdi>{title}</bdi><span class="row-note"><bdi>{strategy}</bdi></span></th>'
            f'<td data-label="{label}">{figure}</td><td>{_measure(entry.count, most, rtl)}</td></tr>'
        )
    return mark_safe(f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>")  # noqa: S308 - each part was escaped


def standing_still(projects: Sequence[WaitingProject], list_url: str) -> SafeString:
    """Each with why it waits, for who may know it, and for how long."""
    return _list(
        _titled(project, list_url)
        + _note(f"<bdi>{escape(project.note)}</bdi>" if project.note else "")
        + _note(_gate_asked(project))
        + _note(f"<bdi>{escape(project.agency.name)}</bdi> · {escape(_days_in_stage(project))}")
        for project in projects
    )


def on_hold(projects: Sequence[WaitingProject], list_url: str) -> SafeString:
    return _list(
        _titled(project, list_url)
        + _note(f"<bdi>{escape(project.hold_reason)}</bdi>" if project.hold_reason else "")
        + _note(f"<bdi>{escape(project.agency.name)}</bdi>{_looked_at_again(project)}")
        for project in projects
    )


def moved(projects: Sequence[MovedProject], list_url: str) -> SafeString:
    arrow = icon("next")
    return _list(
        _titled(project, list_url)
        + _note(f"<bdi>{escape(project.agency.name)}</bdi> · {day(project.on)}")
        + '<span class="told-move">'
        + (f"<bdi>{escape(project.from_stage.title)}</bdi>{arrow}" if project.from_stage else "")
        + f"<bdi>{escape(project.stage.title)}</bdi></span>"
        for project in projects
    )


def _list(items: Iterable[str]) -> SafeString:
    told = "".join(f'<li class="told">{item}</li>' for item in items)
    return mark_safe(f'<ul class="list-lines">{told}</ul>' if told else "")  # noqa: S308 - each part was escaped


def _titled(project: NamedProject, list_url: str) -> str:
    address = f"{list_url}{project.reference}/"
    return f'<a class="told-title" href="{address}"><bdi>{escape(project.title)}</bdi></a>'


def _note(words: str) -> str:
    return f'<span class="told-note">{words}</span>' if words else ""


def _gate_asked(project: WaitingProject) -> str:
    if not project.gate:
        return ""
    words = escape(gettext("Gate %(gate)s asked for on %(day)s; not decided"))
    return words % {"gate": bdi(project.gate), "day": day(project.gate_asked_on)}


def _days_in_stage(project: WaitingProject) -> str:
    return ngettext("%(days)s day in %(stage)s", "%(days)s days in %(stage)s", project.days) % {
        "days": project.days,
        "stage": project.stage.title,
    }


def _looked_at_again(project: WaitingProject) -> str:
    if not project.look_again_on:
        return ""
    words = escape(gettext("The lab looks again on %(day)s")) % {"day": day(project.look_again_on)}
    return f" · {words}"


def _measure(count: int, most: int, rtl: bool) -> str:
    width = 100 * count / most if most else 0
    return (
        '<svg class="measure" width="100%" height="10" direction="ltr" aria-hidden="true">'
        f'<rect class="stage-5" x="{100 - width if rtl else 0:.2f}%" y="0" width="{width:.2f}%" height="100%" rx="3"/>'
        "</svg>"
    )
