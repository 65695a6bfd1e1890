"""The charts say the same in the drawing, in the links and in the table; and turn round in Arabic."""

import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from records.charts.confidence_bar import confidence_bar
from records.charts.funnel import funnel
from records.charts.marks import Mark
from records.charts.stacked_bar import stacked_bar
from records.charts.trend import trend

STAGES = [
    Mark("Idea", 19, "/?stage=idea"),
    Mark("Discovery", 14, "/?stage=discovery"),
    Mark("Embedded", 0, "/?stage=embedded"),
]
RATED = [Mark("On track", 3, "/?c=green", "green"), Mark("Not yet rated", 1, "/?c=", "")]


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def rows(html: str) -> list[tuple[str, str, str | None]]:
    found = []
    for row in soup(html).select("table tr"):
        link = row.td.a
        found.append((row.th.get_text(), row.td.get_text(), link["href"] if link else None))
    return found


def test_the_funnels_table_says_what_its_discs_say():
    html = funnel(STAGES, title="From idea to scale", rtl=False)
    assert rows(html) == [
        ("Idea", "19", "/?stage=idea"),
        ("Discovery", "14", "/?stage=discovery"),
        ("Embedded", "0", "/?stage=embedded"),
    ]
    for drawing in soup(html).select("svg"):
        assert [(a["aria-label"], a["href"]) for a in drawing.select("a")] == [
            ("Idea: 19", "/?stage=idea"),
            ("Discovery: 14", "/?stage=discovery"),
            ("Embedded: 0", "/?stage=embedded"),
        ]
        assert [t.get_text() for t in drawing.select("text.chart-figure")] == ["19", "14", "0"]


def test_a_disc_has_its_number_by_area():
    radii = [
        float(c["r"])
        for c in soup(funnel([Mark("a", 100), Mark("b", 25)], title="t", rtl=False)).select(
            "svg.funnel-lying circle.chart-disc"
        )
    ]
    assert radii[0] == pytest.approx(2 * radii[1], abs=0.1)


def test_each_path_has_its_own_line_by_one_measure():
    marks = [*STAGES, Mark("Start", 19, path="The hundred days"), Mark("Embedded", 1, path="The hundred days")]
    html = funnel(marks, title="From idea to scale", rtl=False)
    lying = soup(html).select("svg.funnel-lying")
    assert [drawing["aria-label"] for drawing in lying] == ["From idea to scale", "The hundred days"]
    assert [len(drawing.select("circle.chart-disc")) for drawing in lying] == [3, 2]
    assert len({drawing.select_one("circle.chart-disc")["r"] for drawing in lying}) == 1
    assert [p.get_text() for p in soup(html).select(".chart-caption")] == ["The hundred days"]
    # In the table, two stages of one name are told apart.
    assert [name for name, _figure, _href in rows(html)][2::2] == ["Embedded", "Embedded The hundred days"]


@pytest.mark.parametrize("count", [2, 6, 12, 16])
def test_however_many_stages_there_are_neither_discs_nor_words_meet(count):
    marks = [Mark(f"Until day {number}", 4) for number in range(count)]
    drawing = soup(funnel(marks, title="t", rtl=False)).select_one("svg.funnel-lying")
    discs = [(float(c["cx"]), float(c["r"])) for c in drawing.select("circle.chart-disc")]
    assert all(x + r < next_x - next_r for (x, r), (next_x, next_r) in pairwise(discs))
    step = discs[1][0] - discs[0][0]
    for label in drawing.select("text.chart-label"):
        lines = [line.get_text() for line in label.select("tspan")] or [label.get_text()]
        assert " ".join(lines).startswith("Until day ")
        assert all(len(line) * 7.5 <= step or " " not in line for line in lines)


def across(html: str) -> list[float]:
    return [float(c["cx"]) for c in soup(html).select("svg.funnel-lying circle.chart-disc")]


def test_the_funnel_is_mirrored_in_arabic_and_keeps_its_anchors():
    ltr, rtl = (funnel(STAGES, title="t", rtl=way) for way in (False, True))
    assert across(rtl) == pytest.approx([800 - x for x in across(ltr)])
    assert across(ltr) == sorted(across(ltr)) and across(rtl) == sorted(across(rtl), reverse=True)
    for html in (ltr, rtl):
        assert {svg["direction"] for svg in soup(html).select("svg")} == {"ltr"}
    upright = [soup(html).select_one("svg.funnel-upright text.chart-label")["text-anchor"] for html in (ltr, rtl)]
    assert upright == ["start", "end"]


def test_the_stacked_bar_fills_the_whole_and_is_mirrored():
    marks = [Mark("a", 1), Mark("b", 3), Mark("c", 0)]

    def cuts(rtl: bool) -> list[tuple[str, float, float]]:
        found = soup(stacked_bar(marks, title="t", rtl=rtl)).select("svg rect:not(.bar-gap)")
        return [(r["class"][0], float(r["x"].rstrip("%")), float(r["width"].rstrip("%"))) for r in found]

    assert cuts(False) == [("stage-1", 0, 25), ("stage-2", 25, 75)]
    assert cuts(True) == [("stage-1", 75, 25), ("stage-2", 0, 75)]


def test_a_compact_bar_says_its_figures_without_a_table():
    drawing = soup(stacked_bar(STAGES, title="MOPH", rtl=False, compact=True))
    assert drawing.table is None
    assert drawing.svg["aria-label"] == "MOPH: Idea 19, Discovery 14"


def test_confidence_is_never_told_by_colour_alone():
    html = confidence_bar(RATED, title="Confidence", rtl=False)
    signs = [row.th.svg["class"] for row in soup(html).select("tr")]
    assert signs == [["sign", "sign-on-track"], ["sign", "sign-not-rated"]]
    assert rows(html) == [("On track", "3", "/?c=green"), ("Not yet rated", "1", "/?c=")]


def test_time_runs_in_reading_direction():
    marks = [Mark("Q1", 10), Mark("Q2", 20), Mark("Q3", 15)]

    def points(rtl: bool) -> list[tuple[float, float]]:
        line = soup(trend(marks, title="t", rtl=rtl)).polyline["points"]
        return [(float(x), float(y)) for x, y in (pair.split(",") for pair in line.split())]

    assert [x for x, _ in points(True)] == pytest.approx([320 - x for x, _ in points(False)])
    assert [y for _, y in points(True)] == [y for _, y in points(False)]
    assert rows(trend(marks, title="t", rtl=False)) == [("Q1", "10", None), ("Q2", "20", None), ("Q3", "15", None)]


@pytest.mark.parametrize("rtl", [False, True])
def test_the_last_figure_stands_clear_of_the_line(rtl: bool) -> None:
    falling = [Mark("Q1", 10), Mark("Q2", 95), Mark("Q3", 5, text="5,000 visits")]
    level = [Mark("Q1", 5), Mark("Q2", 5), Mark("Q3", 5, text="5,000 visits")]

    def places(marks: list[Mark]) -> tuple[float, float]:
        drawing = soup(trend(marks, title="t", rtl=rtl))
        last = drawing.polyline["points"].split()[-1]
        return float(drawing.find("text", class_="chart-figure")["y"]), float(last.split(",")[1])

    figure, point = places(falling)
    assert figure < point - 30, "above the slope that comes down to the point"
    figure, point = places(level)
    assert point - 11 < figure < point - 9, "no higher than it has to be"


@pytest.mark.parametrize("draw", [funnel, stacked_bar, confidence_bar, trend])
@pytest.mark.parametrize("marks", [[], [Mark("only", 0)], [Mark("only", 7)]])
def test_nothing_and_one_are_drawn_too(draw, marks):
    html = draw(marks, title="t", rtl=True)
    assert "nan" not in html and "None" not in html
    assert len(rows(html)) == len(marks)


@pytest.mark.parametrize("draw", [funnel, stacked_bar, confidence_bar, trend])
def test_what_people_typed_is_text_and_never_markup(draw):
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    html = draw([Mark(evil, 2, f"/?q={evil}", "", evil)], title=evil, rtl=False)
    assert soup(html).find("script") is None and soup(html).find("img") is None
    assert evil in soup(html).get_text()


def test_a_hidden_table_has_no_links_to_stumble_over():
    html = funnel(STAGES, title="t", rtl=False, show_table=False)
    assert soup(html).select(".visually-hidden table")
    assert not soup(html).select("table a")
    assert not re.search(r"<details", html)
