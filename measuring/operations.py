"""What is measured: each page of the product, beside the bare view that answers the same."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from measuring.visits import Answer, Form, Visitor, form_on

PROJECTS = "/ar/portfolio/projects/"
PROGRESS = "/ar/portfolio/progress/"
REPORTS = "/ar/reports/"
TRAINING = "/ar/training/"
# What has no target is told only.
TOLD_ONLY = 1000.0


@dataclass(frozen=True)
class Operation:
    name: str
    rows: int
    # The ratio to the bare view that may not be exceeded, and how many queries the page may take.
    target: float
    most_queries: int
    product: Callable[[Visitor, bool], Answer]
    bare: Callable[[Visitor], Answer]
    expected: int
    # The statements of the bare view, for EXPLAIN: the page's name and its parameters.
    asked: tuple[str, dict[str, Any]]
    # The same page where it shows a single row: it takes no fewer queries.
    with_one_row: Callable[[Visitor], Answer] | None = None
    who: str = "officer"


def training_operations() -> list[Operation]:
    """On the country where many learn."""
    return [
        reading("training matrix", 5_000, 3, 14, f"{TRAINING}matrix/", "training", {}, "", "leader"),
        reading("effect of training", 4, TOLD_ONLY, 40, f"{TRAINING}effect/", "effect", {}, "", "leader"),
        reading("course catalogue", 30, TOLD_ONLY, 20, f"{TRAINING}courses/", "catalogue", {}, "", "leader"),
    ]


def reading(
    name: str,
    rows: int,
    target: float,
    most: int,
    path: str,
    view: str,
    given: dict[str, Any],
    one: str,
    who: str = "officer",
) -> Operation:
    bare_path = f"/{view}?{urlencode(given)}"
    return Operation(
        name,
        rows,
        target,
        most,
        lambda visitor, counting: visitor.get(path, counting=counting),
        lambda visitor: visitor.get(bare_path),
        200,
        (view, given),
        (lambda visitor: visitor.get(one, counting=True)) if one else None,
        who,
    )


def operations(subject: dict[str, Any]) -> list[Operation]:
    agency, lead = {"agency": subject["agency"]}, {"lead": subject["agency"]}
    stage, words = {"stage": subject["stage"]}, {"words": subject["words"]}
    project = {**agency, "person": subject["officer"], "project": subject["project"], "updates": 20}
    narrowed = urlencode({"stage": subject["stage_code"], "agency": subject["agency_code"]})
    with_words = urlencode({"q": subject["word"]})
    axes = {"across": subject["across"], "up": subject["up"]}
    own, quiet = f"{PROJECTS}{subject['reference']}/", f"{PROJECTS}{subject['quiet_reference']}/"
    quarter = f"{REPORTS}{subject['reporting_code']}/"
    reported = {"reporting": subject["reporting"]}
    signed = f"{quarter}{subject['agency_code'].lower()}/"
    one_row = f"{PROJECTS}?{subject['one_row']}"

    read = reading
    return [
        read("project list", 25, 2, 6, PROJECTS, "list", agency, one_row),
        read("project list of the country", 25, 2, 6, PROJECTS, "list", {}, one_row, "leader"),
        read(
            "project list, stage and agency",
            25,
            2,
            6,
            f"{PROJECTS}?{narrowed}",
            "list",
            {**agency, **lead, **stage},
            one_row,
        ),
        read("project list, text", 25, 2, 6, f"{PROJECTS}?{with_words}", "list", {**agency, **words}, one_row),
        read("board", 108, 2, 6, f"{PROJECTS}board/", "board", agency, f"{PROJECTS}board/?{subject['one_row']}"),
        read("roadmap", 25, 3, 7, f"{PROJECTS}roadmap/", "roadmap", agency, f"{PROJECTS}roadmap/?{subject['one_row']}"),
        read(
            "matrix of the country",
            36,
            3,
            7,
            f"{PROJECTS}matrix/?across=impact&up=feasibility",
            "matrix",
            axes,
            "",
            "leader",
        ),
        read("balance of the country", 45, 3, 7, f"{PROJECTS}balance/", "balance", {}, "", "leader"),
        taken_out("csv", 1.5, subject),
        taken_out("xlsx", 1.3, subject),
        # One query for each app that adds to the thread: ideas.
        read("project page", 20, 4, 9, own, "project", project, quiet),
        read("progress", 12, 2, 14, PROGRESS, "progress", {}, "", "leader"),
        read("who has reported", 100, 1.5, 6, quarter, "reported", reported, "", "leader"),
        read("signed report", 50, 2, 14, signed, "report", {**reported, **lead}, "", "leader"),
        Operation(
            "update saved",
            1,
            5,
            22,
            saving(own),
            lambda visitor: visitor.post(f"/update?{urlencode(project)}", {"what_changed": "x"}),
            302,
            ("update", project),
        ),
    ]


def pages_of_list(subject: dict[str, Any]) -> dict[str, str]:
    """The first page of the list as it is asked for most: its rows take as long however many projects there are."""
    return {
        "rows of the list": PROJECTS,
        "rows of the list, latest move": f"{PROJECTS}?sort=since",
        "rows of the list, title": f"{PROJECTS}?sort=title",
        "rows of the list, an agency's": f"{PROJECTS}?{urlencode({'agency': subject['agency_code']})}",
        "rows of the list, text": f"{PROJECTS}?{urlencode({'q': subject['word']})}",
    }


def taken_out(written_as: str, target: float, subject: dict[str, Any]) -> Operation:
    """All projects of a small country, those of one agency in a large one: what is written at once."""
    page = f"{PROJECTS}?sort=since" + ("" if subject["is_small"] else f"&agency={subject['agency_code']}")
    given = {"halves": subject["halves"]} | ({} if subject["is_small"] else {"lead": subject["agency"]})
    forms: dict[int, Form] = {}

    def take(visitor: Visitor, counting: bool) -> Answer:
        if id(visitor) not in forms:
            forms[id(visitor)] = form_on(visitor.get(page).body, page, lambda markup: 'name="as"' in markup)
        form = forms[id(visitor)]
        return visitor.post(html.unescape(form.action), form.filled(**{"as": written_as}), counting=counting)

    return Operation(
        f"projects as {written_as}",
        5_000 if subject["is_small"] else 1_000,
        target,
        14,
        take,
        lambda visitor: visitor.get(f"/{written_as}?{urlencode(given)}"),
        200,
        (written_as, given),
        None,
        "leader",
    )


def saving(page: str) -> Callable[[Visitor, bool], Answer]:
    """The officer's form as it stands on the page, sent with a new key each time."""
    forms: dict[int, Form] = {}

    def save(visitor: Visitor, counting: bool) -> Answer:
        if id(visitor) not in forms:
            forms[id(visitor)] = form_on(
                visitor.get(page).body,
                page,
                lambda markup: 'name="what_changed"' in markup and 'method="post"' in markup,
            )
        form = forms[id(visitor)]
        fields = form.filled(
            what_changed="التقى الفريق المستخدمين وأعاد صياغة النموذج.",
            confidence="amber",
            confidence_note="تأخر المورّد ثلاثة أسابيع.",
            next_step="الاتفاق على خطة التجريب.",
            happened_on=dt.datetime.now(dt.timezone(dt.timedelta(hours=3))).date().isoformat(),
        )
        return visitor.post(form.action, fields, counting=counting)

    return save
