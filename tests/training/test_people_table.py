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
    "no such manager": (["1", "a@moph.example", "A", "", "", "", "boss"], "manager", "Bring the manager in first"),
    "her own manager": (["1", "a@moph.example", "A", "", "", "", "1"], "manager", "her own manager"),
    "the key of another row": (["2", "a@moph.example", "A", "", "", "", ""], "key", "Row 2 has this key"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_what_cannot_be_is_refused_alone(name: str, hamad: Any, moph: Any) -> None:
    bad, column, words = BAD[name]
    tally, refused = table(["2", "good@moph.example", "Good", "", "", "", ""], bad, by=hamad)
    assert [(row, where) for row, where, _why in reasons(refused)] == [(3, column)]
    assert words in reasons(refused)[0][2] and tally.new == 1


def test_noora_may_not(noora: Any) -> None:
    with pytest.raises(NotAllowed):
        table(["1", "a@moph.example", "A", "", "", "", ""], by=noora)
