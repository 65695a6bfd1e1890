"""People from HR systems: what is told of their work follows the source, names and roles do not come from a table."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Membership, Person
from records.clock import today
from records.models import AuditEvent
from records.policy import NotAllowed
from tests.factories import training as made
from tests.imports.tables import bring_in, reasons, workbook
from training.importers.next_steps import after_people
from training.matrix import Matrix
from training.models import Learner

pytestmark = pytest.mark.django_db
HEAD = ["key", "email", "name_en", "name_ar", "agency", "grade", "manager"]


def table(*rows: list[str], by: Any, source: str = "hr") -> Any:
    return bring_in("people", workbook(HEAD, *rows), by=by, source=source)


def test_people_come_in_with_their_work_and_without_a_way_in(hamad: Any, ali: Any, moph: Any) -> None:
    roles = Membership.objects.count()
    tally, refused = table(
        ["7", "AISHA@moph.example", "Aisha", "عائشة", "وزارة الصحه العامة", "٧", ""],
        ["8", "saad@moph.example", "Saad", "", "MOPH", "8", "7"],
        ["9", "ali@moph.example", "Someone else", "", "MOPH", "9", "saad@moph.example"],
        by=hamad,
    )
    assert (refused, tally.new, tally.here) == ([], 2, 1)
    assert [told["name"] for told in tally.differences] == ["name_en"]
    aisha, saad = (Person.objects.get(email=f"{name}@moph.example") for name in ("aisha", "saad"))
    assert not aisha.has_usable_password() and Membership.objects.count() == roles
    assert aisha.learner.grade == "7"
    assert (saad.learner.manager, saad.learner.agency, saad.learner.grade) == (aisha, moph, "8")
    assert (ali.learner.manager, ali.name_en) == (saad, Person.objects.get(pk=ali.pk).name_en)
    assert AuditEvent.objects.get(action="training.record_people").count == 3

    again, _refused = table(["8", "saad@moph.example", "Saad", "", "MOPH", "8", "7"], by=hamad)
    assert (again.new, again.here) == (0, 1)
    assert AuditEvent.objects.filter(action="training.record_people").count() == 1


def test_whoever_changes_agency_takes_along_what_she_holds(
    hamad: Any, noora: Any, ali: Any, moph: Any, moi: Any
) -> None:
    course = made.course(noora)
    made.completion(noora, ali, course, today())
    table(["9", "ali@moph.example", "Ali", "", "MOI", "", ""], by=hamad)
    assert [agency for agency, _course in Matrix(noora, today()).cells if agency] == [moi.pk]


def test_another_system_does_not_take_somebody_over(hamad: Any, ali: Any, moph: Any, moi: Any) -> None:
    table(["9", "ali@moph.example", "Ali", "", "MOPH", "", ""], by=hamad)
    table(["x", "ali@moph.example", "Ali", "", "MOI", "", ""], by=hamad, source="another")
    assert Learner.objects.get(person=ali).agency == moph


BAD = {
    "no address": (["1", "aisha", "Aisha", "", "", "", ""], "email", "no e-mail address"),
    "no name": (["1", "a@moph.example", "", "", "", "", ""], "name_en", "one language at least"),
    "no such agency": (["1", "a@moph.example", "A", "", "NASA", "", ""], "agency", "no agency “NASA”"),
    "her own manager": (["1", "a@moph.example", "A", "", "", "", "1"], "manager", "her own manager"),
    "the key of another row": (["2", "a@moph.example", "A", "", "", "", ""], "key", "Row 2 has this"),
    "the address of another row": (["", "good@moph.example", "A", "", "", "", ""], "email", "Row 2 has this"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_what_cannot_be_is_refused_alone(name: str, hamad: Any, moph: Any) -> None:
    bad, column, words = BAD[name]
    key = "" if column == "email" and "Row" in words else "2"
    tally, refused = table([key, "good@moph.example", "Good", "", "", "", ""], bad, by=hamad)
    assert [(row, where) for row, where, _why in reasons(refused)] == [(3, column)]
    assert words in reasons(refused)[0][2] and tally.new == 1


def test_a_row_without_an_address_is_told_that_alone(hamad: Any) -> None:
    _tally, refused = table(["", "", "A", "", "", "", ""], ["", "", "B", "", "", "", ""], by=hamad)
    assert [(row, column) for row, column, _why in reasons(refused)] == [(2, "email"), (3, "email")]


def test_a_number_is_the_same_in_the_digits_of_either_script(hamad: Any, noora: Any, moph: Any) -> None:
    rows = [
        ["٤٠٠١", "aisha@moph.example", "", "عائشة", "", "", ""],
        ["4002", "saad@moph.example", "Saad", "", "", "", "4001"],
        ["4003", "mona@moph.example", "Mona", "", "", "", "٤٠٠٢"],
    ]
    table(*rows, by=hamad)
    learners = dict(Learner.objects.exclude(source_key="").values_list("source_key", "manager__learner__source_key"))
    assert learners == {"4001": None, "4002": "4001", "4003": "4002"}
    made.course(noora, "numbers")
    told = "key,person,course,completed_on\n1,٤٠٠١,numbers,2025-01-01\n2,4002,numbers,2025-01-01\n"
    assert bring_in("completions", told, by=noora, source="hr")[1] == []


def test_one_agency_may_be_spelt_in_two_ways_in_one_table(hamad: Any, moph: Any) -> None:
    tally, refused = table(
        ["1", "a@moph.example", "A", "", "وزارة الصحة العامة", "", ""],
        ["2", "b@moph.example", "B", "", "وزارة الصحه العامه", "", ""],
        by=hamad,
    )
    assert (refused, tally.new) == ([], 2)
    assert Learner.objects.filter(agency=moph).count() == 2


def test_a_manager_may_come_after_those_who_work_under_her(hamad: Any, client_of: Any) -> None:
    """In whichever order the table has them, on a dry run and on the real one alike; who never comes is told of."""
    rows = [["8", "saad@moph.example", "Saad", "", "", "", "7"], ["9", "mona@moph.example", "Mona", "", "", "", "99"]]
    for keep in (False, True):
        tally, refused = bring_in("people", workbook(HEAD, *rows), by=hamad, source="hr", keep=keep)
        assert (tally.new, refused) == (2, [])
    saad = Person.objects.get(email="saad@moph.example").learner
    assert (saad.manager, saad.manager_told) == (None, "7")
    assert "2 people have managers who are not here: 7, 99." in str(after_people("hr")[0].words)
    assert after_people("another system") == []
    table(["7", "aisha@moph.example", "Aisha", "", "", "", ""], by=hamad)
    saad.refresh_from_db()
    assert (saad.manager, saad.manager_told) == (Person.objects.get(email="aisha@moph.example"), "")
    assert "1 person has a manager who is not here: 99." in str(after_people("hr")[0].words)
    again, _refused = table(*rows, by=hamad)
    assert (again.new, again.here) == (0, 2)
    saad.refresh_from_db()
    assert saad.manager is not None


def test_another_number_for_somebody_who_is_here_is_shown(hamad: Any, ali: Any, moph: Any) -> None:
    table(["9", "ali@moph.example", ali.name_en, "", "MOPH", "", ""], by=hamad)
    tally, _refused = table(["10", "ali@moph.example", ali.name_en, "", "MOPH", "", ""], by=hamad)
    assert [(told["name"], told["here"], told["told"]) for told in tally.differences] == [("key", "9 (hr)", "10 (hr)")]


def test_noora_may_not(noora: Any) -> None:
    with pytest.raises(NotAllowed):
        table(["1", "a@moph.example", "A", "", "", "", ""], by=noora)
