"""What every chart draws, and the table that stands beside each drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure of a chart. `hue` is a class: stage-1 to stage-6, on-track, at-risk, off-track, not-rated."""

    label: str
    value: float
    href: str = ""
    hue: str = ""
    note: str = ""
    # The name of the path that its stage is on, where it is not the one that most go.
    path: str = ""
    # How the figure is written where its own digits matter, such as 3.75.
    text: str = ""
    # Nothing is known of it: neither zero nor drawn.
    is_missing: bool = False

    @property
    def words(self) -> str:
        return gettext("no value") if self.is_missing else self.text or shown(self.value)


def shown(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def stage_hue(mark: Mark, index: int) -> str:
    return mark.hue or f"stage-{min(index + 1, 6)}"


def table_of(marks: Sequence[Mark], *, title: str, links: bool = True) -> SafeString:
    return format_html(
        '<table class="chart-table"><caption class="visually-hidden">{}</caption><tbody>{}</tbody></table>',
        title,
        format_html_join(
            "",
            '<tr><th scope="row"><bdi>{}</bdi>{}</th><td>{}</td></tr>',
            (
                (
                    mark.label,
                    format_html_join("", ' <span class="quiet">{}</span>', ((word,) for word in _beside(mark))),
                    linked(mark.words, mark.href if links else ""),
                )
                for mark in marks
            ),
        ),
    )


def _beside(mark: Mark) -> list[str]:
    """Two paths may have a stage of the same name."""
    return [word for word in (mark.path, mark.note) if word]


def linked(figure: str, href: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', href, figure) if href else format_html("{}", figure)


def with_table(drawing: SafeString, marks: Sequence[Mark], *, title: str, kind: str, show_table: bool) -> SafeString:
    """The drawing and its table: one click away, or read aloud only (then without links, which nobody would see)."""
    beside = (
        format_html(
            '<details class="chart-details"><summary>{}</summary>{}</details>',
            gettext("Show as a table"),
            table_of(marks, title=title),
        )
        if show_table
        else format_html('<div class="visually-hidden">{}</div>', table_of(marks, title=title, links=False))
    )
    return format_html('<figure class="chart chart-{}">{}{}</figure>', kind, drawing, beside)
