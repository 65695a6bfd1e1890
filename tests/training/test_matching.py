"""The same person under two spellings or two addresses: shown, and merged by a person alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.actions import forgetting, people
from accounts.models import Person
from records.clock import today
from records.models import AuditEvent
from records.policy import NotAllowed
from tests.factories import accounts
from tests.factories import training as made
from tests.imports.tables import bring_in
from training.actions import mergers, record_completions, record_people
from training.actions.record_completions import PastCompletion
from training.actions.record_people import PastPerson
from training.matching import possible_matches
from training.matrix import Matrix
from training.models import Completion, Enrolment, Trait
from training.traits import sound_of

pytestmark = pytest.mark.django_db

ALIKE = [
    ("محمد بن أحمد الكواري", "Mohammed Al-Kuwari"),
    ("محمّد الكوارى", "Muhammad AlKuwari"),
    ("فاطمة الزهراني", "Fatima Al Zahrani"),
    ("Fatimah Az-Zahrani".replace("Az-", "Al-"), "فاطمه الزهراني"),
    ("عبد الله الشيخ", "Abdullah Al-Sheikh"),
    ("عبدالرحمن القحطاني", "Abdul Rahman Al-Qahtani"),
    ("خالد غانم", "Khaled Ghanim"),
]
UNLIKE = [("محمد الكواري", "Mahmoud Salem"), ("Sara Al-Ali", "Noora Al-Ali"), ("خالد غانم", "Khalid Salim")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_one_name_in_two_spellings_sounds_alike(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other) != ""


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_two_names_do_not(one: str, other: str) -> None:
    assert sound_of(one) != sound_of(other)


@pytest.fixture
def pair(hamad: Any, moph: Any) -> tuple[Person, Person]:
    record_people.record(
        by=hamad,
        source="hr",
        past=[
            PastPerson("17", "m.kuwari@moph.example", name_ar="محمد بن أحمد الكواري", agency=moph),
            PastPerson("90", "mohammed@moph.example", name_en="Mohammed Al-Kuwari", agency=moph, grade="7"),
            PastPerson("91", "sara@moph.example", name_en="Sara Salem", agency=moph),
        ],
    )
    return Person.objects.get(email="m.kuwari@moph.example"), Person.objects.get(email="mohammed@moph.example")


def test_they_are_shown_until_somebody_says_that_they_are_two(
    hamad: Any, noora: Any, maryam: Any, pair: Any, client_of: Any
) -> None:
    one, other = pair
    assert [(match.one, match.other, match.reasons) for match in possible_matches()] == [(one.pk, other.pk, ["name"])]
    page = reverse("training:matches")
    assert "m.kuwari@moph.example" in client_of(noora).get(page).content.decode()
    assert client_of(maryam).get(page).status_code == 404
    assert Person.objects.filter(is_active=True, pk__in=[one.pk, other.pk]).count() == 2, "nothing is merged by itself"
    mergers.keep_apart(by=noora, one=other, other=one)
    assert possible_matches() == []


def test_whoever_is_renamed_resembles_others_from_that_moment_on(hamad: Any, moph: Any, pair: Any) -> None:
    for person in pair:
        people.edit_own(by=person, name_en=f"Person {person.pk}", name_ar="", language="en", wants_mail=True)
    assert possible_matches() == []
    for person, name in zip(pair, ("Sara Salem", "سارة سالم"), strict=True):
        people.edit_own(by=person, name_en=name, name_ar="", language="en", wants_mail=True)
    sara = Person.objects.get(email="sara@moph.example")
    assert len(possible_matches()) == 3
    forgetting.forget_person(by=hamad, person=sara)
    assert [(match.one, match.other) for match in possible_matches()] == [tuple(person.pk for person in pair)]
    assert not Trait.objects.filter(person=sara).exists()


def test_an_officer_whom_the_table_calls_otherwise_is_shown_beside_it(hamad: Any, maryam: Any, moph: Any) -> None:
    """She has a role and nothing to do with training yet; two such entries are nobody's concern here."""
    people.edit_own(by=maryam, name_en="Maryam Al-Sada", name_ar="مريم السادة", language="ar", wants_mail=True)
    other = accounts.person(hamad, "m.alsada@moph.example", name_en="Mariam Alsada")
    assert possible_matches() == []
    past = [PastPerson("4009", other.email, agency=moph)]
    record_people.record(by=hamad, source="hr", past=past)
    assert [(match.one, match.other) for match in possible_matches()] == [(maryam.pk, other.pk)]


def test_one_staff_number_in_two_systems_and_one_mailbox(hamad: Any, moph: Any) -> None:
    for source, domain in (("hr", "moph.example"), ("lms", "moi.example")):
        past = [PastPerson("7001", f"info@{domain}", name_en=f"Of {source}", agency=moph)]
        record_people.record(by=hamad, source=source, past=past)
    record_people.record(by=hamad, source="lms", past=[PastPerson("12", "info@cgb.example", name_en="Third")])
    assert [match.reasons for match in possible_matches()] == [["mailbox", "number"]], "a mailbox alone says nothing"


def test_a_name_that_many_share_says_nothing(hamad: Any, moph: Any) -> None:
    def come(first: int, last: int) -> None:
        past = [PastPerson(f"k{n}", f"k{n}@moph.example", name_en="Ali Hassan") for n in range(first, last)]
        record_people.record(by=hamad, source="hr", past=past)

    come(0, 8)
    assert len(possible_matches()) == 28
    come(8, 9)
    assert possible_matches() == []


def test_the_page_asks_as_often_for_fifty_pairs_as_for_one(
    hamad: Any, client_of: Any, django_assert_num_queries: Any
) -> None:
    client, page = client_of(hamad), reverse("training:matches")
    for number in (1, 50):
        past = [
            PastPerson(f"{number}-{n}", f"{n}.{spelt}@x{number}.example", name_en=f"Sara {LETTERS[n]}{spelt}t")
            for n in range(number)
            for spelt in ("a", "ee")
        ]
        record_people.record(by=hamad, source=f"hr{number}", past=[told._replace(key=told.email) for told in past])
        client.get(page)
        with django_assert_num_queries(QUERIES):
            assert len(client.get(page).context["page"].object_list) == min(20, 1 if number == 1 else 20)


QUERIES = 6
LETTERS = [one + other for one in "bdfgjkl" for other in "mnrstzx"] + ["rr"]


def test_all_traces_go_over_and_nothing_is_lost(hamad: Any, noora: Any, moph: Any, pair: Any) -> None:
    gone, kept = pair
    courses = [made.course(noora, code, validity_months=12, is_open_to_all=True) for code in ("a", "b", "c")]
    day = today() - dt.timedelta(days=20)
    both = made.completion(noora, gone, courses[0], day)
    made.completion(noora, kept, courses[0], day)
    certificate = made.completion(noora, gone, courses[1], day).certificate
    nominated = Enrolment.objects.create(
        person=gone,
        course=courses[2],
        version=courses[2].versions.get(),
        agency=moph,
        status="enrolled",
    )
    before = Completion.objects.count()

    merger = mergers.merge(by=hamad, gone=gone, kept=kept)

    assert merger.moved == {"completions": 1, "enrolments": 1, "roles": merger.moved["roles"]}
    held = Completion.objects.current().filter(person=kept).values_list("course__code", flat=True)
    assert sorted(held) == ["a", "b"]
    assert not Completion.objects.current().filter(person=gone).exists()
    assert Completion.objects.count() == before
    both.refresh_from_db()
    assert (both.is_void, both.person, both.revisions.get().person) == (True, kept, gone)
    certificate.refresh_from_db()
    assert certificate.completion.person == kept
    assert certificate.completion.revisions.get().person == gone
    nominated.refresh_from_db()
    assert nominated.person == kept
    cells = Matrix(noora, today()).cells
    assert [cells[moph.pk, course.pk].valid for course in courses[:2]] == [1, 1]
    gone.refresh_from_db()
    assert not gone.is_active and not Trait.objects.filter(person=gone).exists()
    assert AuditEvent.objects.get(action="training.merge_people").after["gone"] == gone.pk
    assert possible_matches() == []


def test_what_comes_later_under_the_old_address_or_key_is_told_of_who_stayed(hamad: Any, noora: Any, pair: Any) -> None:
    gone, kept = pair
    made.course(noora, "numbers")
    mergers.merge(by=hamad, gone=gone, kept=kept)
    head = "key,person,course,completed_on\n"
    bring_in(
        "completions", f"{head}1,{gone.email},numbers,2025-01-01\n2,17,numbers,2025-01-02\n", by=noora, source="hr"
    )
    assert set(Completion.objects.values_list("person", flat=True)) == {kept.pk}


def test_whoever_was_merged_since_a_row_was_read_is_who_stayed(hamad: Any, noora: Any, pair: Any) -> None:
    """A table remembers whom it has found; the merger comes between two of its slices."""
    gone, kept = pair
    course = made.course(noora, "numbers")
    past = [PastCompletion(str(key), person.pk, course, today()) for key, person in enumerate((gone, kept))]
    mergers.merge(by=hamad, gone=gone, kept=kept)
    record_completions.record(by=noora, source="hr", past=past)
    assert list(Completion.objects.values_list("person", flat=True)) == [kept.pk, kept.pk]


def test_only_the_administrator_merges_and_not_herself(hamad: Any, noora: Any, pair: Any) -> None:
    one, other = pair
    with pytest.raises(NotAllowed):
        mergers.merge(by=noora, gone=one, kept=other)
    with pytest.raises(NotAllowed):
        mergers.merge(by=hamad, gone=one, kept=hamad)
    mergers.merge(by=hamad, gone=one, kept=other)
    with pytest.raises(ValidationError, match="merged already"):
        mergers.merge(by=hamad, gone=other, kept=one)


def test_the_page_asks_who_stays(hamad: Any, pair: Any, client_of: Any) -> None:
    one, other = pair
    address = reverse("training:merge", args=[one.pk, other.pk])
    page = client_of(hamad).get(address)
    assert one.email in page.content.decode() and other.email in page.content.decode()
    key = page.context["form"]["key"].value()
    assert client_of(hamad).post(address, {"key": key}).status_code == 422
    assert client_of(hamad).post(address, {"key": key, "kept": str(other.pk)}).status_code == 302
    assert other.merged_from.get().gone == one
