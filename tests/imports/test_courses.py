"""Courses and their lessons from tables: small ones, and a civil service's whole catalogue."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.translation import override

from records.models import AuditEvent
from records.policy import NotAllowed
from tests.factories import training as made
from tests.imports.tables import SHARED, bring_in, reasons
from training.enums import LessonKind, Level
from training.models import Course, CourseVersion, Enrolment, Lesson

pytestmark = pytest.mark.django_db
MAPS = Path(__file__).resolve().parents[2] / "docs" / "import-maps" / "csl"
HEAD = "code,title_en,title_ar,level,minutes,validity_months,competencies,prerequisites"


def courses(*rows: str, by: Any, head: str = HEAD) -> Any:
    return bring_in("courses", "\n".join([head, *rows]) + "\n", by=by)


def modules(*rows: str, by: Any) -> Any:
    return bring_in("modules", "\n".join(["key,course,title_en,kind,minutes,is_optional", *rows]) + "\n", by=by)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_choice_is_known_in_either_language_whichever_is_spoken(language: str, noora: Any) -> None:
    with override(language):
        _tally, refused = courses("a,A,,متقدم,,,,", "b,B,,ADVANCED,,,,", "c,C,,Expert,,,,", by=noora)
    assert [(row, column) for row, column, _why in reasons(refused)] == [(4, "level")]
    assert set(Course.objects.values_list("level", flat=True)) == {Level.ADVANCED}


def test_noora_brings_a_course_in(noora: Any) -> None:
    tally, refused = courses("gil,Leaders,القادة,Advanced,٩٠,١٢,Curiosity;سرد القصة,", by=noora)

    assert (tally.new, refused) == (1, [])
    course = Course.objects.get()
    assert (course.level, course.minutes, course.validity_months) == (Level.ADVANCED, 90, 12)
    assert [one.code for one in course.competencies.all()] == ["curiosity", "storytelling"]
    assert course.versions.get().number == 1
    assert AuditEvent.objects.filter(action="training.record_catalogue").count() == 1


def test_a_course_names_those_before_it(noora: Any) -> None:
    courses("first,First,,,,,,", by=noora)
    tally, refused = courses("second,Second,,,,,,first", "third,Third,,,,,,nowhere", by=noora)

    assert tally.new == 1
    assert Course.objects.get(code="second").prerequisites.get().code == "first"
    assert [(row, column) for row, column, _words in reasons(refused)] == [(3, "prerequisites")]


def test_the_same_table_again_changes_nothing_and_tells_what_differs(noora: Any) -> None:
    courses("one,One,,,,,,", by=noora)
    tally, _refused = courses("ONE,Another,,,,,,", by=noora)

    assert (tally.new, tally.here, tally.differing) == (0, 1, 1)
    assert Course.objects.get().title_en == "One"


def test_what_is_wrong_is_told_row_by_row(noora: Any) -> None:
    _tally, refused = courses(
        "a b,Spaces,,,,,,", "c,,,,,,,", "d,D,,expert,,,,", "e,E,,,soon,,,", "f,F,,,,601,,", "g,G,,,,,flying,", by=noora
    )
    assert [(row, column) for row, column, _words in reasons(refused)] == [
        (2, "code"),
        (3, "title_en"),
        (4, "level"),
        (5, "minutes"),
        (6, "validity_months"),
        (7, "competencies"),
    ]


def test_maryam_may_not(maryam: Any) -> None:
    with pytest.raises(NotAllowed):
        courses("one,One,,,,,,", by=maryam)
    assert not Course.objects.exists()


def test_lessons_come_in_the_order_of_their_rows(noora: Any) -> None:
    course = made.course(noora, "one")
    tally, refused = modules(
        "b,one,Before,video,10,", "a,ONE,After,page,,yes", "x,two,Nowhere,page,,", "b,one,Before,video,10,", by=noora
    )

    assert (tally.new, tally.here) == (2, 1)
    assert "no course “two”" in reasons(refused)[0][2]
    parts = course.versions.get().parts.select_related("lesson")
    assert [(part.lesson.code, part.lesson.kind, part.is_optional) for part in parts] == [
        ("b", LessonKind.VIDEO, False),
        ("a", LessonKind.PAGE, True),
    ]


def test_a_version_that_somebody_learns_by_stays_as_it_is(noora: Any, ali: Any) -> None:
    course = made.course(noora, "one")
    modules("a,one,First,page,,", by=noora)
    version = course.versions.get()
    Enrolment.objects.create(person=ali, course=course, version=version, status="enrolled")

    modules("b,one,Second,page,,", by=noora)

    assert [part.lesson.code for part in version.parts.all()] == ["a"]
    newest = CourseVersion.objects.get(course=course, number=2)
    assert [part.lesson.code for part in newest.parts.all()] == ["a", "b"]


FILES = {"courses": SHARED / "csl_courses.csv", "modules": SHARED / "csl_modules.csv"}
ABSENT = [str(path) for path in FILES.values() if not path.exists()]


@pytest.mark.skipif(bool(ABSENT), reason=f"the shared data is not here: {', '.join(ABSENT)}")
def test_a_whole_catalogue_comes_in_once(hamad: Any, tmp_path: Path) -> None:
    def load() -> str:
        out = io.StringIO()
        for what, path in FILES.items():
            told = ["--map", str(MAPS / f"{what}.toml"), "--rejects", str(tmp_path / f"{what}.csv")]
            call_command("import_table", what, str(path), *told, stdout=out)
        return out.getvalue()

    told = load()
    assert ("122 new" in told, "407 new" in told) == (True, True)
    # One of its modules has no title.
    assert [path.name for path in tmp_path.iterdir()] == ["modules.csv"]
    assert (tmp_path / "modules.csv").read_text().count("Give the title in one language at least.") == 1
    agile = Course.objects.get(title_en="Working with Agile")
    assert (agile.minutes, agile.versions.get().parts.count(), agile.title_ar) == (104, 21, "")
    assert Course.objects.filter(validity_months=12).count() == 1
    assert Lesson.objects.filter(kind=LessonKind.CLASSROOM).count() == 39
    assert "122 here already" in load()
    assert (Course.objects.count(), Lesson.objects.count(), CourseVersion.objects.count()) == (122, 407, 122)
