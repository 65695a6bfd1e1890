"""Who of ours can do this, on the progress pages: each figure is the total of the list behind it, and what a count by
hand finds; a visitor is told no figure of a few people."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from records.clock import today
from tests.factories import accounts
from tests.factories import training as made
from training.abilities import abilities_of_the_country, abilities_on, abilities_seen_by
from training.actions import requirements
from training.matrix import Matrix
from training.models import Competency, Learner

pytestmark = pytest.mark.django_db
CARD = re.compile(r'id="abilities".*?</section>', re.S)
# Of the completions themselves, without any roll-up.
ABLE = """
    SELECT k.code, COUNT(DISTINCT held.person_id) FROM training_competency k
    JOIN training_course_competencies kc ON kc.competency_id = k.id
    JOIN (SELECT DISTINCT c.person_id, c.course_id FROM training_completion c
          WHERE NOT c.is_void AND c.completed_on <= %(day)s AND (c.expires_on IS NULL OR c.expires_on >= %(day)s)) held
      ON held.course_id = kc.course_id
    JOIN training_learner l ON l.person_id = held.person_id
    JOIN accounts_person p ON p.id = held.person_id AND p.is_active
    WHERE l.agency_id IS NOT NULL AND (%(agency)s IS NULL OR l.agency_id = %(agency)s) GROUP BY k.code
"""


def by_hand(day: dt.date, agency: Any = None) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(ABLE.replace("%(agency)s", str(agency.pk) if agency else "NULL"), {"day": day})
        return dict(cursor.fetchall())


@pytest.fixture
def trained(hamad: Any, noora: Any, ali: Any, maryam: Any, khalid: Any, yousef: Any, moph: Any) -> dict[str, Any]:
    """Two skills; a course builds both, one is over, one is valid for ever; six people of one agency have the first."""
    first, second = Competency.objects.order_by("order")[:2]
    courses = {
        code: made.course(noora, code, validity_months=months) for code, months in (("a", 12), ("b", 1), ("c", None))
    }
    courses["a"].competencies.set([first, second])
    courses["b"].competencies.set([first])
    courses["c"].competencies.set([second])
    for person in (ali, maryam, khalid):
        made.completion(noora, person, courses["a"], today() - dt.timedelta(days=20))
    made.completion(noora, ali, courses["a"], today())
    made.completion(noora, ali, courses["b"], today() - dt.timedelta(days=90))
    made.completion(noora, khalid, courses["b"], today())
    made.completion(noora, yousef, courses["c"], today())
    for number in range(3):
        person = accounts.person(hamad, f"p{number}@moph.example", Role.TRAINEE, moph)
        made.completion(noora, person, courses["a"], today())
    requirements.put(by=noora, course=courses["b"], role=Role.INNOVATION_OFFICER)
    requirements.put(by=noora, course=courses["a"], agency=moph)
    return {"first": first, "second": second, **courses}


def test_each_figure_is_what_a_count_by_hand_finds(trained: Any, noora: Any, moph: Any) -> None:
    for day in (today(), today() + dt.timedelta(days=40), today() + dt.timedelta(days=400)):
        for agency in (None, moph):
            told = abilities_on(
                day, scope=frozenset([agency.pk]) if agency else None, agency=agency, may_look_further=True
            )
            assert {one.code: one.people for one in told.competencies} == by_hand(day, agency)
    assert by_hand(today(), moph)[trained["first"].code] == 5, "whoever took two courses of it is one"


def links_to_people(page: Any) -> list[str]:
    """Of a page of the matrix: the lists of people who hold something valid."""
    links = re.findall(r'href="([^"]*what=able[^"]*)"', page.content.decode())
    return [unescape(link) for link in links]


def test_each_figure_leads_to_the_list_that_it_counts(trained: Any, noora: Any, maryam: Any, client_of: Any) -> None:
    for reader, agency in ((noora, None), (maryam, "MOPH")):
        address = reverse("reports:progress") + (f"?agency={agency}" if agency else "")
        card = CARD.search(client_of(reader).get(address).content.decode())
        assert card is not None
        figures = re.findall(r'class="figure" href="([^"]+)".*?<span class="number">(\d+)</span>', card[0], re.S)
        assert len(figures) == 2
        for address, value in figures:
            page = client_of(reader).get(unescape(address))
            assert f"{value} people can do this today." in page.content.decode() and int(value) > 1
            names = links_to_people(page)
            listed = [client_of(reader).get(link).context["page"].paginator.count for link in names]
            assert sum(listed) == int(value), "and down to the people of each agency"
        whole = re.search(r'abilities-people"><a href="([^"]+)">.*?(\d+)\D*</span>', card[0], re.S)
        assert whole is not None
        page = client_of(reader).get(unescape(whole[1]))
        told = f"{whole[2]} people"
        assert told in page.content.decode()
        rate = re.search(r'href="([^"]+show=rate)">.*?(\d+)% .*?(\d+)\D+(\d+)\D*</span>', card[0], re.S)
        assert rate is not None
        total = client_of(reader).get(unescape(rate[1])).context["figures"]
        assert (total.rate, total.fulfilled, total.required) == tuple(int(part) for part in rate.groups()[1:])


def test_who_took_two_courses_of_a_skill_is_one_person(
    trained: Any, noora: Any, maryam: Any, khalid: Any, moph: Any, client_of: Any
) -> None:
    found = Matrix(noora, today(), trained["first"])
    able = {"ours": sum(found.people_able.values()), "moph": found.people_able[moph.pk]}
    assert (found.total.valid, able) == (7, {"ours": 6, "moph": 5})
    assert sum(Matrix(khalid, today(), trained["first"]).people_able.values()) == 1, "of his own agency alone"
    for ahead, people in ((40, 6), (400, 0)):
        then = Matrix(noora, today() + dt.timedelta(days=ahead), trained["first"])
        assert sum(then.people_able.values()) == people
    address = f"{reverse('training:matrix')}?competency={trained['first'].code}"
    assert "6 people can do this today." in client_of(noora).get(address).content.decode()
    assert "5 people can do this today." in client_of(maryam).get(f"{address}&agency=MOPH").content.decode()


def test_the_total_of_the_matrix_is_the_figure(
    trained: Any, noora: Any, maryam: Any, khalid: Any, sheikha: Any
) -> None:
    for reader in (noora, sheikha, maryam, khalid):
        told = abilities_seen_by(reader, today())
        whole = Matrix(reader, today()).total
        assert told is not None
        assert (told.required, told.fulfilled, told.rate) == (whole.required, whole.fulfilled, whole.rate)
        for one in told.competencies:
            of_skill = Matrix(reader, today(), Competency.objects.get(code=one.code))
            assert sum(of_skill.people_able.values()) == one.people
    assert by_hand(today()) != by_hand(today(), khalid.memberships.get().agency)


def test_another_agency_is_told_to_nobody_outside(trained: Any, maryam: Any, khalid: Any, ali: Any, moph: Any) -> None:
    assert abilities_seen_by(maryam, today(), moph)
    assert abilities_seen_by(khalid, today(), moph) is None
    assert abilities_seen_by(ali, today()) is None


def test_a_visitor_is_told_no_figure_of_a_few(trained: Any, noora: Any, maryam: Any) -> None:
    lab = {
        one.code: (one.people, one.is_shown, bool(one.url))
        for one in abilities_of_the_country(noora, today()).competencies
    }
    assert lab == {trained["first"].code: (6, True, True), trained["second"].code: (7, True, True)}
    made.completion(noora, maryam, lone := made.course(noora, "lone"), today())
    rare = Competency.objects.order_by("order")[2]
    lone.competencies.set([rare])
    for reader in (None, maryam):
        told = abilities_of_the_country(reader, today())
        assert [(one.code == rare.code, one.is_shown, one.url) for one in told.competencies] == [
            (False, True, ""),
            (False, True, ""),
            (True, False, ""),
        ]
        assert (told.rate_url, told.matrix_url) == ("", "")


def test_a_visitor_is_told_no_rate_of_a_few(noora: Any, ali: Any, moph: Any) -> None:
    course = made.course(noora)
    Learner.objects.create(person=ali, agency=moph, grade="7")
    requirements.put(by=noora, course=course, grade="7")
    assert abilities_of_the_country(noora, today()).rate == 0
    assert abilities_of_the_country(None, today()).rate is None


def test_of_a_past_day_nothing_is_told(trained: Any, noora: Any, client_of: Any) -> None:
    page = reverse("reports:progress")
    assert CARD.search(client_of(noora).get(page).content.decode())
    past = client_of(noora).get(f"{page}?as-of={today() - dt.timedelta(days=1)}").content.decode()
    assert not CARD.search(past)


def test_one_query_for_one_course_and_for_many(trained: Any, hamad: Any, noora: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert abilities_of_the_country(noora, today())
        return len(queries)

    abilities_of_the_country(noora, today())
    assert asked() == 1
    for number in range(5):
        person = accounts.person(hamad, f"q{number}@example.test", Role.TRAINEE, accounts.agency(hamad, f"QB-{number}"))
        made.completion(noora, person, trained["c"], today())
    assert asked() == 1


def test_nobody_of_such_a_skill(noora: Any, client_of: Any) -> None:
    page = client_of(noora)
    assert page.get(f"{reverse('training:matrix')}?competency=flying").status_code == 404
    known = Competency.objects.order_by("order")[0]
    assert page.get(f"{reverse('training:matrix')}?competency={known.code}").status_code == 200
