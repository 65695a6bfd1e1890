"""A number is the same in the digits of either script: in the keys of rows, in what refers to them, and in those that
were kept before that was so."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from portfolio.projects.models import Milestone, Project, SourceNote, StageTransition
from records import append_only
from records.append_only import AppendOnlyError
from records.source_keys import in_western_digits
from tests.factories import measures
from tests.factories import training as made
from tests.imports.tables import bring_in
from training.models import Completion, Learner

pytestmark = pytest.mark.django_db
MIGRATIONS = (
    "portfolio.measures.migrations.0002_keys_in_western_digits",
    "portfolio.projects.migrations.0014_keys_in_western_digits",
    "training.migrations.0015_keys_in_western_digits",
)
TABLES = {
    "projects": "key,lead_agency,title_en,stage,stage_on\n١٢,MOPH,Birth,idea,2025-01-01\n",
    "transitions": (
        "key,project,event,to_stage,happened_on,fact\n"
        "١٢,١٢,move,prototype,2025-02-01,\n"
        "۱۳,١٢,note,,2025-02-02,taken off\n"
    ),
    "milestones": "key,project,title_en,date\n١٢,١٢,First child,2025-03-01\n",
    "gates": "key,project,event,outcome,held_on,place\n١٢,12,review,passed,2025-03-01,1\n",
    "readings": "key,indicator,period_on,value\n١٢,hours,2025-01-01,5\n",
    "courses": "key,code,title_en\n١٢,numbers,Numbers\n",
    "people": "key,email,name_en,agency\n١٢,aisha@moph.example,Aisha,MOPH\n",
    "completions": "key,person,course,completed_on\n١٢,١٢,١٢,2025-01-01\n",
}


def load(by: Any, *, twelve: str = "١٢") -> dict[str, tuple[int, int]]:
    """New and here, table by table."""
    come = {}
    for what, rows in TABLES.items():
        tally, refused = bring_in(what, rows.replace("١٢", twelve), by=by)
        assert refused == [], what
        come[what] = (tally.new, tally.here)
    return come


def keep_as_they_were() -> None:
    """As keys were kept until they were all in Western digits."""
    connection.check_constraints()
    with append_only.suspended():
        for model in keyed():
            for key, written in (("12", "١٢"), ("13", "۱۳")):
                model._base_manager.filter(source_key=key).update(source_key=written)


def keyed() -> list[Any]:
    return [model for model in apps.get_models() if any(f.name == "source_key" for f in model._meta.get_fields())]


def migrate() -> None:
    for name in MIGRATIONS:
        import_module(name).keys_in_western_digits(apps, SimpleNamespace(connection=connection))
    append_only.install()


@pytest.fixture
def hours(noora: Any, moph: Any) -> Any:
    return measures.indicator(noora, moph, code="hours")


def test_what_was_kept_in_other_digits_is_known_again(hamad: Any, hours: Any) -> None:
    first = load(hamad)
    assert {new for new, _here in first.values()} == {1, 2}, "the moves and their note are two"
    keep_as_they_were()
    assert Project.objects.get().source_key == "١٢"

    migrate()

    for written in ("١٢", "12"):
        assert load(hamad, twelve=written) == {what: (0, new) for what, (new, _here) in first.items()}
    kept = {key for model in keyed() for key in model._base_manager.values_list("source_key", flat=True)}
    assert all(key.isascii() for key in kept) and {"12", "13"} <= kept
    with pytest.raises(AppendOnlyError):
        StageTransition.objects.update(source_key="14")


def test_a_key_that_another_row_has_stays_as_it_was_written(hamad: Any, moph: Any) -> None:
    head = "key,lead_agency,title_en\n"
    bring_in("projects", head + "12,MOPH,One\n13,MOPH,Two\n", by=hamad)
    Project.objects.filter(source_key="13").update(source_key="١٢")
    bring_in("projects", head + "١٢,MOPH,Three\n", by=hamad, source="another file")
    in_western_digits(Project, connection)
    assert sorted(Project.objects.values_list("title_en", "source_key")) == [
        ("One", "12"),
        ("Three", "12"),
        ("Two", "١٢"),
    ]


def test_words_of_a_key_stay(hamad: Any, moph: Any) -> None:
    bring_in("projects", "key,lead_agency,title_en\nمشروع,MOPH,One\n", by=hamad)
    in_western_digits(Project, connection)
    assert Project.objects.get().source_key == "مشروع"


def test_every_table_of_keys_is_put_into_western_digits() -> None:
    named = {name for path in MIGRATIONS for name in import_module(path).KEYED}
    assert named == {model.__name__ for model in keyed()}
    assert {Milestone, SourceNote, Learner, Completion} <= set(keyed())


def test_the_course_of_a_completion_may_be_called_by_its_key(noora: Any, ali: Any) -> None:
    made.course(noora, "numbers")
    bring_in("courses", "key,code,title_en\n٧,words,Words\n", by=noora)
    rows = "key,person,course,completed_on\n1,ali@moph.example,٧,2025-01-01\n2,ali@moph.example,7,2025-01-02\n"
    assert bring_in("completions", rows, by=noora)[1] == []
    assert set(Completion.objects.values_list("course__code", flat=True)) == {"words"}
