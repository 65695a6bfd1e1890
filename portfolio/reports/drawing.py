"""The dense tables of the progress page. Joined in Python: a template for each cell costs ten times as much."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from portfolio.projects.enums import Confidence, StageKind
from portfolio.projects.models import Stage
from portfolio.reports.queries import AgencyRow, ConfidenceCount, Figure, ObjectiveCount, StageCount
from records.charts.marks import Mark
from records.charts.stacked_bar import bar_of
from records.confidence_signs import SHAPES, sign_of, word_of

Address = Callable[[str], str]
NONE_HERE = mark_safe('<span class="quiet">0</span>')


def hue_of(stage: Stage) -> str:
    return f"stage-{min(stage.order, 6)}" if stage.kind == StageKind.ON_PATH else "stage-off"


def stage_marks(counts: Sequence[StageCount], address: Address) -> list[Mark]:
    return [Mark(str(entry.stage.title), entry.count, address(entry.query), hue_of(entry.stage)) for entry in counts]


def confidence_marks(counts: Sequence[ConfidenceCount], address: Address) -> list[Mark]:
    return [
        Mark(word_of(sign_of(entry.confidence)), entry.count, address(entry.query), entry.confidence.value)
        for entry in counts
    ]


def link(figure: Figure | StageCount | ConfidenceCount | ObjectiveCount, address: Address, name: str) -> SafeString:
    """The figure as a link; what it counts is said to who hears it without its column."""
    return format_html(
        '<a class="count" href="{}" aria-label="{}"><span class="number">{}</span></a>',
        address(figure.query),
        f"{name}: {figure.count:,}",
        f"{figure.count:,}",
    )


def agencies(rows: Sequence[AgencyRow], address: Address, *, rtl: bool, with_confidence: bool) -> SafeString:
    """The agencies beside each other: how many, how far, how confident, what moved and what stands still."""
    headings = [gettext("Agency"), gettext("Projects"), gettext("By stage")]
    headings += [gettext("Confidence")] if with_confidence else []
    headings += [pgettext("column", "Moved"), pgettext("column", "Still")]
    return format_html(
        "<thead><tr>{}</tr></thead><tbody>{}</tbody>",
        format_html_join("", '<th scope="col">{}</th>', ((words,) for words in headings)),
        format_html_join("", "{}", ((_agency(row, headings, address, rtl, with_confidence),) for row in rows)),
    )


def _agency(row: AgencyRow, headings: Sequence[str], address: Address, rtl: bool, with_confidence: bool) -> SafeString:
    name = str(row.agency.name)
    by_stage = [(Mark(str(e.stage.title), e.count), hue_of(e.stage)) for e in row.stages if e.count]
    cells = [
        link(row.projects, address, gettext("%(agency)s, projects") % {"agency": name}),
        bar_of(by_stage, title=name, rtl=rtl),
    ]
    cells += [_confidences(row, address)] if with_confidence else []
    cells += [
        link(row.moved, address, gettext("%(agency)s, moved forward") % {"agency": name}),
        link(row.still, address, gettext("%(agency)s, stand still") % {"agency": name}),
    ]
    return format_html(
        '<tr><th scope="row"><bdi>{}</bdi></th>{}</tr>',
        name,
        format_html_join("", '<td data-label="{}">{}</td>', zip(headings[1:], cells, strict=True)),
    )


def _confidences(row: AgencyRow, address: Address) -> SafeString:
    if not row.confidences:
        return format_html('<span class="quiet">{}</span>', gettext("not shown to you"))
    return format_html(
        '<span class="signs">{}</span>',
        format_html_join(
            "",
            '<a class="sign-count" href="{}" aria-label="{}: {}">{}<span class="number">{}</span></a>',
            (
                (
                    address(entry.query),
                    word_of(sign_of(entry.confidence)),
                    entry.count,
                    SHAPES[sign_of(entry.confidence)],
                    entry.count,
                )
                for entry in row.confidences
                if entry.count and entry.confidence != Confidence.NOT_RATED
            ),
        )
        or format_html('<span class="quiet">{}</span>', word_of("not-rated")),
    )


def agencies_by_stage(rows: Sequence[AgencyRow], address: Address) -> SafeString:
    """The bars' own table: each agency's projects in each stage."""
    stages = [entry.stage for entry in rows[0].stages] if rows else []
    return format_html(
        '<thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody>',
        gettext("Agency"),
        format_html_join("", '<th scope="col">{}</th>', ((stage.title,) for stage in stages)),
        format_html_join(
            "",
            '<tr><th scope="row"><bdi>{}</bdi></th>{}</tr>',
            (
                (
                    row.agency.name,
                    format_html_join(
                        "",
                        '<td class="is-number">{}</td>',
                        (
                            (
                                link(entry, address, f"{row.agency.name}, {entry.stage.title}")
                                if entry.count
                                else NONE_HERE,
                            )
                            for entry in row.stages
                        ),
                    ),
                )
                for row in rows
            ),
        ),
    )


def objectives(entries: Sequence[ObjectiveCount], address: Address, *, most: int, rtl: bool) -> SafeString:
    """Each objective with its projects, as a bar against the one that has most."""
    return format_html(
        '<thead><tr><th scope="col">{}</th><th scope="col">{}</th><th scope="col">{}</th></tr></thead><tbody>{}</tbody>',
        gettext("Objective"),
        gettext("Projects"),
        gettext("Compared"),
        format_html_join(
            "",
            '<tr><th scope="row"><bdi>{}</bdi><span class="row-note"><bdi>{}</bdi></span></th>'
            '<td data-label="{}">{}</td><td>{}</td></tr>',
            (
                (
                    entry.objective.title,
                    entry.objective.strategy.title,
                    gettext("Projects"),
                    link(entry, address, str(entry.objective.title)),
                    _measure(entry.count, most, rtl),
                )
                for entry in entries
            ),
        ),
    )


def _measure(count: int, most: int, rtl: bool) -> SafeString:
    width = 100 * count / most if most else 0
    return format_html(
        '<svg class="measure" width="100%" height="10" direction="ltr" aria-hidden="true">'
        '<rect class="stage-5" x="{}%" y="0" width="{}%" height="100%" rx="3"/></svg>',
        f"{100 - width if rtl else 0:.2f}",
        f"{width:.2f}",
    )
