"""Completions from HR and learning systems: once each, put right when told otherwise, refused when they cannot be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from records.clock import today
from records.models import AuditEvent
from records.policy import NotAllowed
from records.tables.bringing_in import BringingIn
from records.tables.mapping import plain_map
from records.tables.reader import Row
from records.tables.registry import IMPORTERS, Entry
from tests.factories import accounts
from tests.factories import training as made
from tests.imports.tables import bring_in, reasons, workbook
from tests.imports.tables import table as read_table
from tests.training.test_obligations import kept_days
from training.actions import completion_staging, completions, record_completions
from training.actions.record_completions import PastCompletion
from training.actions.tallies import count_cells, count_person
from training.matrix import Matrix
from training.models import Cell, Completion, CompletionRevision, Course, Learner

pytestmark = pytest.mark.django_db
HEAD = "key,person,course,completed_on,enrolled_on,score"


def table(*rows: str, by: Any, **how: Any) -> Any:
    return bring_in("completions", "\n".join([HEAD, *rows]) + "\n", by=by, **how)


@pytest.fixture
def course(noora: Any) -> Any:
    return made.course(noora, "numbers", validity_months=12)


def test_they_come_in_and_stand_in_the_matrix(noora: Any, ali: Any, moph: Any, course: Any) -> None:
    day = today() - dt.timedelta(days=10)
    tally, refused = table(f"1,ALI@moph.example,NUMBERS,{day},,٨٥", by=noora)

    assert (tally.new, refused) == (1, [])
    completion = Completion.objects.get()
    assert (completion.person, completion.score, completion.agency, completion.source_key) == (ali, 85, moph, "1")
    assert completion.expires_on == course.expires_on(day)
    told = Matrix(noora, today()).cells[moph.pk, course.pk]
    assert (told.completed, told.valid) == (1, 1)
    assert AuditEvent.objects.get(action="training.record_completions").count == 1


def test_the_same_again_changes_nothing(noora: Any, ali: Any, course: Any) -> None:
    row = f"1,ali@moph.example,numbers,{today()},,85"
    table(row, by=noora)
    tally, _refused = table(row, by=noora)

    assert (tally.new, tally.here, tally.put_right, Completion.objects.count()) == (0, 1, 0, 1)
    assert AuditEvent.objects.filter(action="training.record_completions").count() == 1


def test_told_otherwise_it_is_put_right_and_both_stay(noora: Any, ali: Any, moph: Any, course: Any) -> None:
    yesterday = today() - dt.timedelta(days=1)
    table(f"1,ali@moph.example,numbers,{today()},,85", by=noora)
    tally, _refused = table(f"1,ali@moph.example,numbers,{yesterday},,90", by=noora)

    assert (tally.new, tally.here, tally.put_right) == (0, 1, 1)
    now = Completion.objects.current().get()
    assert (now.completed_on, now.score, now.revision) == (yesterday, 90, 2)
    before = now.revisions.get()
    assert (before.completed_on, before.score, before.revision) == (today(), 85, 1)
    assert (before.person, before.course, before.agency, before.recorded_by) == (ali, course, moph, noora)
    assert Matrix(noora, today()).cells[moph.pk, course.pk].completed == 1


@pytest.mark.parametrize(("written", "score"), [("0", 0), ("٠", 0), ("59.2", 59), ("59.5", 60), ("", None)])
def test_a_score_is_what_the_source_says(written: str, score: int | None, noora: Any, ali: Any, course: Any) -> None:
    table(f"1,ali@moph.example,numbers,{today()},,{written}", by=noora)
    assert Completion.objects.get().score == score


def test_a_key_is_the_same_in_either_scripts_digits(noora: Any, ali: Any, course: Any) -> None:
    table(f"١٢,ali@moph.example,numbers,{today()},,80", by=noora)
    tally, _refused = table(f"12,ali@moph.example,numbers,{today()},,80", by=noora)
    assert (tally.here, tally.put_right, Completion.objects.count()) == (1, 0, 1)


def test_what_the_lab_took_back_stays_so_until_its_source_tells_it_otherwise(
    noora: Any, ali: Any, moph: Any, course: Any
) -> None:
    row = "1,ali@moph.example,numbers,2026-01-0{day},,85"
    table(row.format(day=1), by=noora)
    completions.take_back(by=noora, completion=Completion.objects.get(), reason="He was not there.")

    tally, _refused = table(row.format(day=1), by=noora)
    assert (tally.here, tally.put_right, Completion.objects.get().is_void) == (1, 0, True)
    assert (moph.pk, course.pk) not in Matrix(noora, today()).cells

    tally, _refused = table(row.format(day=2), by=noora)
    now = Completion.objects.get()
    assert (tally.put_right, now.is_void, now.reason, now.revision) == (1, False, "", 3)
    assert Matrix(noora, today()).cells[moph.pk, course.pk].valid == 1


def test_told_of_somebody_else_the_first_loses_it(noora: Any, ali: Any, maryam: Any, moph: Any, course: Any) -> None:
    table(f"1,ali@moph.example,numbers,{today()},,", by=noora)
    table(f"1,maryam@moph.example,numbers,{today()},,", by=noora)
    assert [now.person for now in Completion.objects.current()] == [maryam]
    assert Matrix(noora, today()).cells[moph.pk, course.pk].completed == 1


def test_the_same_key_twice_in_one_table(noora: Any, ali: Any, course: Any) -> None:
    table(
        f"1,ali@moph.example,numbers,{today()},,50",
        f"1,ali@moph.example,numbers,{today()},,60",
        f"1,ali@moph.example,numbers,{today()},,70",
        by=noora,
    )
    assert list(CompletionRevision.objects.values_list("score", flat=True)) == [50, 60]
    assert Completion.objects.get().score == 70


BAD = {
    "a course that is not here": ("1,ali@moph.example,nothing,2025-01-01,,", "course", "no course “nothing”"),
    "nobody": ("1,nobody@moph.example,numbers,2025-01-01,,", "person", "Bring the people in first"),
    "a day to come": ("1,ali@moph.example,numbers,2999-01-01,,", "completed_on", "still to come"),
    "before the enrolment": (
        "1,ali@moph.example,numbers,2025-01-01,2025-02-01,",
        "completed_on",
        "before the person was enrolled",
    ),
    "31 February": ("1,ali@moph.example,numbers,2025-02-31,,", "completed_on", "There is no such date"),
    "no such Hijri day": ("1,ali@moph.example,numbers,1447-13-01,,", "completed_on", "There is no such date"),
    "a score over a hundred": ("1,ali@moph.example,numbers,2025-01-01,,101", "score", "from 0 to 100"),
    "no day": ("1,ali@moph.example,numbers,,,", "completed_on", "cannot stay empty"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_what_cannot_be_is_refused_alone(name: str, noora: Any, ali: Any, course: Any) -> None:
    bad, column, words = BAD[name]
    tally, refused = table(bad, "2,ali@moph.example,numbers,2025-01-02,,", by=noora)
    assert [(row, where) for row, where, _why in reasons(refused)] == [(2, column)]
    assert words in reasons(refused)[0][2]
    assert tally.new == 1


def test_a_hijri_day_in_arabic_digits(noora: Any, ali: Any, course: Any) -> None:
    _tally, refused = table("1,ali@moph.example,numbers,١٤٤٦-٠٩-٠١,,", by=noora)
    assert refused == []
    assert Completion.objects.get().completed_on == dt.date(2025, 3, 1)


def test_hijri_days_in_the_order_that_the_source_writes(noora: Any, ali: Any, course: Any) -> None:
    """Where a map says day first: a year of the Hijri calendar is never taken for one of the Middle Ages."""
    told = """[columns]
key = "key"
person = "person"
course = "course"
completed_on = "completed_on"
[dates]
completed_on = ["%d/%m/%Y"]
"""
    days = ["٠١/٠٩/١٤٤٦", "30/01/1446", "05/01/2026", "31/01/1446", "30/02/2026", "1446-09-01"]
    rows = [f"{number},ali@moph.example,numbers,{day},," for number, day in enumerate(days)]
    _tally, refused = table(*rows, by=noora, told=told)
    kept = Completion.objects.order_by("source_key").values_list("completed_on", flat=True)
    assert list(kept) == [dt.date(2025, 3, 1), dt.date(2024, 8, 6), dt.date(2026, 1, 5)]
    assert [(row, column) for row, column, _why in reasons(refused)] == [(row, "completed_on") for row in (5, 6, 7)]


def test_a_workbook_says_the_same(noora: Any, ali: Any, course: Any) -> None:
    """Days and numbers that the spreadsheet keeps as such, and texts in Arabic digits, beside a formula."""
    day = today() - dt.timedelta(days=3)
    content = workbook(
        HEAD.split(","),
        [1, "ali@moph.example", "numbers", day, None, 85.0],
        ["2", "ali@moph.example", "numbers", "١٤٤٦-٠٩-٠١", None, "٧٠"],
        [3, "ali@moph.example", "numbers", "=TODAY()", None, 85],
        [4, "ali@moph.example", "numbers", today() + dt.timedelta(days=1), None, None],
    )
    tally, refused = bring_in("completions", content, by=noora)
    assert (tally.new, tally.refused) == (2, 2)
    assert [(row, column) for row, column, _why in reasons(refused)] == [(4, "completed_on"), (5, "completed_on")]
    told = Completion.objects.order_by("source_key").values_list("source_key", "completed_on", "score")
    assert list(told) == [("1", day, 85), ("2", dt.date(2025, 3, 1), 70)]
    again, _refused = bring_in("completions", content, by=noora)
    assert (again.new, again.here) == (0, 2)


# Cells as sources write them: those that are taken as they stand, and those that their fields have to clean.
WRITTEN = {
    "key": ["7", " 7 ", "", "|", "٧", "k" * 200, "a\u200eb"],
    "person": ["ali@moph.example", " ALI@moph.example ", "", "nobody@x.example", "'ali@moph.example"],
    "course": ["numbers", "NUMBERS", "", "none"],
    "completed_on": ["2025-01-31", "2025/01/31", "١٤٤٦-٠٩-٠١", "1447-13-01", "31.1.2025", "", "2025-01-31T08:00:00"],
    "enrolled_on": ["", "2024-01-01", "2026-01-01"],
    "score": ["", "85", "٨٥", "101", "x"],
}


def test_what_is_taken_as_it_stands_is_what_its_field_would_say(noora: Any, ali: Any, course: Any) -> None:
    """A cell that was seen before, or is plain, is not cleaned again: the outcome is that of the field itself."""
    importer = IMPORTERS["completions"]
    names = list(WRITTEN)
    usual = {name: cells[0] for name, cells in WRITTEN.items()}
    for name, cells in WRITTEN.items():
        for cell in [*cells, *cells]:
            told = [cell if column == name else usual[column] for column in names]
            judged = _judged_twice(importer, names, told)
            for entry in judged:
                field = importer.fields[name]
                said = entry.told[name]
                try:
                    assert entry.clean[name] == field.clean(said)
                    assert name == "key" or (name not in [column for column, _words in entry.refused])
                except ValidationError as refusal:
                    assert [str(words) for column, words in entry.refused if column == name] == refusal.messages


def _judged_twice(importer: Any, names: list[str], told: list[str]) -> list[Entry]:
    opened = read_table(",".join(names) + "\n")
    run = BringingIn(importer, opened, plain_map(names, importer.fields, source="s"), None, lambda refusal: None)
    row = Row(2, dict(zip(names, told, strict=True)))
    return [entry for _time in range(2) if (entry := run._judged(row)) is not None]


def test_maryam_may_not(maryam: Any, ali: Any, course: Any) -> None:
    with pytest.raises(NotAllowed):
        table(f"1,ali@moph.example,numbers,{today()},,", by=maryam)


def test_a_batch_asks_as_often_for_five_as_for_a_hundred(
    hamad: Any, noora: Any, moph: Any, course: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(100):
        Learner.objects.create(person=accounts.person(hamad, f"p{number}@moph.example"), agency=moph)
    rows = [f"{number},p{number}@moph.example,numbers,{today()},," for number in range(100)]
    # Those that lay the rows out beside what is here are as many for each batch.
    with django_assert_max_num_queries(50):
        table(*rows, by=noora)
    assert Matrix(noora, today()).cells[moph.pk, course.pk].valid == 100


def test_each_key_and_each_person_is_looked_up_in_an_index(noora: Any, ali: Any, course: Any) -> None:
    """A planner that does not know the index by its words reads the whole table for each row."""
    past = [PastCompletion(str(key), ali.pk, course, today()) for key in range(3_000)]
    record_completions.record(by=noora, source="a file", past=past)
    asked = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with transaction.atomic(), connection.cursor() as cursor:
        completion_staging._lay_out(cursor)
        cursor.execute(f"{asked} {completion_staging.changed()}", ["a file"])
        of_keys = "\n".join(str(row) for row in cursor.fetchall())
        cursor.execute(f"{asked} {completion_staging.moved()}")
        of_pairs = "\n".join(str(row) for row in cursor.fetchall())
    assert "completion_once_per_source" in of_keys and "completion_of_person" in of_pairs
    for plan in (of_keys, of_pairs):
        assert "Seq Scan on training_completion" not in plan and "SCAN b" not in plan


def test_the_roll_up_moves_as_if_it_were_counted_anew(
    hamad: Any, noora: Any, ali: Any, maryam: Any, khalid: Any, moph: Any
) -> None:
    """New, put right, told of another person or course, twice in a file, taken back: after each, the same days."""
    for code, months in (("a", 12), ("b", None)):
        made.course(noora, code, validity_months=months)
    tables = [
        [
            "1,ali@moph.example,a,2026-01-31,,",
            "2,maryam@moph.example,a,2026-01-05,,",
            "3,ali@moph.example,b,2025-03-01,,",
        ],
        ["1,ali@{m},a,2026-02-28,,", "4,ali@{m},a,2024-02-29,,", "3,ali@{m},a,2025-03-01,,"],
        [
            "1,maryam@moph.example,b,2026-02-28,,",
            "4,ali@moph.example,a,2024-03-01,,",
            "4,ali@moph.example,a,2024-04-01,,",
        ],
        ["3,khalid@moi.example,a,2025-03-01,,", "4,khalid@moi.example,b,2025-03-01,,"],
    ]
    for rows in tables:
        table(*(row.replace("{m}", "moph.example") for row in rows), by=noora)
        moved = kept_days()
        count_cells(list(Cell.objects.values_list("agency", "course")))
        for person in (ali, maryam, khalid):
            for course in Completion.objects.filter(person=person).values_list("course", flat=True):
                count_person(person, Course.objects.get(pk=course))
        assert moved == kept_days()
        assert len(moved) > 1
