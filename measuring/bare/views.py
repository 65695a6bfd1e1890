"""One view a page: the statements by hand, the rows as plain cells, nothing else."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

import xlsxwriter
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from measuring.bare import statements

# As many as the product shows before it is asked for all.
MOST_AGENCIES = 12
NUMBERS = ("agency", "person", "project", "stage", "lead", "updates", "across", "up", "reporting")
Asked = list[tuple[str, dict[str, Any]]]


def parameters_of(given: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: int(value) if name in NUMBERS else value for name, value in given.items()}
    today = timezone.localdate()
    found["today"] = today
    found["quarter"] = dt.date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    return found


def asked_of_list(given: dict[str, Any]) -> Asked:
    scope = statements.INSIDE if "agency" in given else statements.COUNTRY
    order = statements.LATEST_MOVE if "agency" in given else statements.LATEST_UPDATE
    filters = "".join(
        part
        for name, part in (
            ("lead", statements.OF_AGENCY),
            ("stage", statements.IN_STAGE),
            ("words", statements.WITH_WORDS),
        )
        if name in given
    )
    fill = {"scope": scope, "filters": filters, "order": order}
    return [(statements.LIST.format(**fill), given), (statements.TOTAL.format(**fill), given)]


def asked_of_board(given: dict[str, Any]) -> Asked:
    return [(statements.BOARD_COUNTS, given), (statements.BOARD_CARDS, given)]


def asked_of_roadmap(given: dict[str, Any]) -> Asked:
    fill = {"scope": statements.INSIDE, "filters": "", "order": statements.LATEST_MOVE}
    return [
        (part.format(**fill), given) for part in (statements.ROADMAP, statements.TOTAL, statements.ROADMAP_MILESTONES)
    ]


def asked_of_matrix(given: dict[str, Any]) -> Asked:
    return [(statements.MATRIX, given)]


def asked_of_balance(given: dict[str, Any]) -> Asked:
    return [(statements.BALANCE, given), (statements.BALANCE_OBJECTIVES, given)]


def asked_of_table(given: dict[str, Any]) -> Asked:
    """`halves`: after how many days half of earlier projects had left each stage, which the product keeps as well."""
    of_agency = "lead" in given
    pairs = (map(int, pair.split(":")) for pair in given.get("halves", "").split(",") if pair)
    halves = [f"WHEN {stage} THEN {days}" for stage, days in pairs]
    fill = {
        "scope": statements.COUNTRY,
        "filters": statements.OF_AGENCY if of_agency else "",
        "plans": statements.PLANS_OF_SOME if of_agency else statements.PLANS_OF_ALL,
        "half": f"CASE s.stage_id {' '.join(halves)} END" if halves else "NULL",
    }
    return [(statements.TAKEN_OUT.format(**fill), given)]


def asked_of_project(given: dict[str, Any]) -> Asked:
    return [(part, given) for part in (statements.PROJECT, statements.PROJECT_UPDATES, statements.PROJECT_STEPS)]


def asked_of_progress(given: dict[str, Any]) -> Asked:
    return [
        (part, given)
        for part in (
            statements.PROGRESS_CELLS,
            statements.PROGRESS_MOVED,
            statements.PROGRESS_STILL,
            statements.PROGRESS_HELD,
            statements.PROGRESS_LATEST,
            statements.PROGRESS_AGENDA,
            statements.PROGRESS_GIVEN,
            statements.PROGRESS_ABILITIES,
            statements.PROGRESS_REQUIRED,
            statements.PROGRESS_NAMES,
        )
    ]


def asked_of_training(given: dict[str, Any]) -> Asked:
    return [
        (part, given)
        for part in (
            statements.TRAINING_MATRIX,
            statements.TRAINING_MONTHS,
            statements.TRAINING_AGENCIES,
            statements.TRAINING_COURSES,
        )
    ]


def asked_of_effect(given: dict[str, Any]) -> Asked:
    return [(part, given) for part in statements.TRAINING_EFFECT]


def asked_of_catalogue(given: dict[str, Any]) -> Asked:
    return [(part, given) for part in statements.TRAINING_CATALOGUE]


def asked_of_update(given: dict[str, Any]) -> Asked:
    words = {
        "what": "التقى الفريق المستخدمين وأعاد صياغة النموذج.",
        "note": "تأخر المورّد ثلاثة أسابيع.",
        "next": "الاتفاق على خطة التجريب.",
    }
    return [(part, given | words) for part in statements.UPDATE]


def asked_of_reported(given: dict[str, Any]) -> Asked:
    return [(statements.REPORTED, given)]


def asked_of_report(given: dict[str, Any]) -> Asked:
    return [(part, given) for part in (statements.ROLLED_UP, statements.ROLLED_UP_RATINGS, statements.ROLLED_UP_WAY)]


ASKED: dict[str, Callable[[dict[str, Any]], Asked]] = {
    "list": asked_of_list,
    "board": asked_of_board,
    "roadmap": asked_of_roadmap,
    "matrix": asked_of_matrix,
    "balance": asked_of_balance,
    "csv": asked_of_table,
    "xlsx": asked_of_table,
    "project": asked_of_project,
    "progress": asked_of_progress,
    "reported": asked_of_reported,
    "report": asked_of_report,
    "training": asked_of_training,
    "effect": asked_of_effect,
    "catalogue": asked_of_catalogue,
    "update": asked_of_update,
}


def page(request: HttpRequest, name: str) -> HttpResponse:
    answers = []
    with connection.cursor() as cursor:
        for sql, given in ASKED[name](parameters_of(request.GET.dict())):
            cursor.execute(sql, given)
            answers.append(cursor.fetchall())
    if name in WRITERS:
        return HttpResponse(WRITERS[name](answers[0]), content_type="application/octet-stream")
    body = BODIES[name](answers) if name in BODIES else "".join(table(rows) for rows in answers)
    return HttpResponse(f"<!doctype html><title>{name}</title>{body}")


def as_csv(rows: Iterable[tuple[Any, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_xlsx(rows: Iterable[tuple[Any, ...]]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


WRITERS: dict[str, Callable[[Any], bytes]] = {"csv": as_csv, "xlsx": as_xlsx}


def update(request: HttpRequest) -> HttpResponse:
    request.POST.get("what_changed")
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, given in asked_of_update(parameters_of(request.GET.dict())):
            cursor.execute(sql, given)
    return HttpResponse(status=302, headers={"Location": "/"})


def table(rows: Iterable[tuple[Any, ...]]) -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{lines}</table>"


def training_body(answers: list[list[tuple[Any, ...]]]) -> str:
    """Agencies down, courses across, what is valid in each cell; with the sums of both, as the product has them."""
    cells, months, agencies, courses = answers
    valid = {(row[0], row[1]): row[5] or 0 for row in cells}
    of_agency: dict[int, int] = defaultdict(int)
    of_course: dict[int, int] = defaultdict(int)
    for (agency, course), count in valid.items():
        of_agency[agency] += count
        of_course[course] += count
    head = "".join(f"<th>{escape(title)}</th>" for _pk, _code, title in courses)
    lines = []
    for agency, code, name in agencies:
        links = "".join(
            f'<td><a href="?agency={code}&amp;course={of}">{valid.get((agency, course), "–")}</a></td>'
            for course, of, _title in courses
        )
        lines.append(f"<tr><th>{escape(name)}</th><td>{of_agency[agency]}</td>{links}</tr>")
    sums = "".join(f"<td>{of_course[course]}</td>" for course, _code, _title in courses)
    obliged = [sum(row[place] or 0 for row in cells) for place in (7, 8)]
    return f"<table><tr>{head}</tr>{''.join(lines)}<tr>{sums}</tr></table>{table([tuple(obliged)])}{table(months)}"


def progress_body(answers: list[list[tuple[Any, ...]]]) -> str:
    cells, moved, still, held, latest, agenda, given, able, required, names = answers
    named = {number: name for number, _code, name in names}
    forward = {number: count for number, count, _back in moved}
    stages: dict[int, int] = defaultdict(int)
    confidences: dict[str, int] = defaultdict(int)
    by_agency: dict[int, list[Any]] = {}
    for agency, stage, confidence, count, standing in cells:
        stages[stage] += count
        confidences[confidence] += count
        row = by_agency.setdefault(agency, [0, 0, defaultdict(int), defaultdict(int)])
        row[0] += count
        row[1] += standing
        row[2][stage] += count
        row[3][confidence] += count
    agencies = (
        (
            named[number],
            row[0],
            row[1],
            forward.get(number, 0),
            *(row[2][s] for s in stages),
            *(row[3][c] for c in confidences),
        )
        for number, row in sorted(by_agency.items(), key=lambda pair: -pair[1][0])[:MOST_AGENCIES]
    )
    parts = (stages.items(), confidences.items(), agencies, still, held, latest, agenda, given, able, required)
    return "".join(table(rows) for rows in parts)


BODIES: dict[str, Callable[[list[list[tuple[Any, ...]]]], str]] = {
    "progress": progress_body,
    "training": training_body,
}
