"""The confidences of many projects in one bar; the legend has the shape and the word of each, and is the table."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from records.charts.marks import Mark
from records.charts.stacked_bar import bar_of, with_legend
from records.confidence_signs import SHAPES, sign_of


def confidence_bar(marks: Sequence[Mark], *, title: str, rtl: bool, compact: bool = False) -> SafeString:
    signs = [sign_of(mark.hue) for mark in marks]
    bar = bar_of(list(zip(marks, signs, strict=True)), title=title, rtl=rtl)
    if compact:
        return bar
    rows = [(SHAPES[sign], mark) for sign, mark in zip(signs, marks, strict=True)]
    return with_legend(bar, rows, title=title, kind="confidence")
