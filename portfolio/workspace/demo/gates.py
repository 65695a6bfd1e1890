"""The gates of the demo country: five are asked for, two of them are decided and one of these is asked for again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from accounts.models import Person
from portfolio.projects.actions import gates, panels
from portfolio.projects.actions.gate_evidence import Shown
from portfolio.projects.actions.gates import Condition
from portfolio.projects.enums import Rating, Ruling
from portfolio.projects.gate_facts import choices_of
from portfolio.projects.models import GateCriterion, GateRequest
from portfolio.projects.owner_team import ids_of_owner_team
from portfolio.workspace.demo.people import HAMAD, KHALID, MARYAM, NOORA, YOUSEF
from portfolio.workspace.demo.stories import STORIES, Story
from portfolio.workspace.demo.words import CRITERION_WORDS, GATE_CASES

if TYPE_CHECKING:
    from portfolio.workspace.demo.country import Loading

ASKED_AGAIN = (
    "The two steps now have a name each, and both clerks have entered a week of real permits.",
    "صار لكل من الخطوتين من يُدخلها، وأدخل الموظفان رخص أسبوع حقيقي.",
)
SOON = dt.timedelta(days=45)


def judge_gates(country: Loading) -> None:
    for code in GATE_CASES:
        _ask(country, code)
    _judge(country, "transit", {"duplicates": Rating.PARTLY}, "مبادرة قريبة منها في وزارة أخرى لم تُقارن بها بعد.")
    gates.decide(
        by=country.noora,
        request=_request(country, "transit"),
        ruling=Ruling.CONDITIONS,
        reason="السؤال واضح والشركاء جاهزون، فليبدأ الاستكشاف بعد المقارنة بالمبادرة القريبة.",
        conditions=[
            Condition(
                "مقارنة الفكرة بالمبادرة القريبة وكتابة الفرق بينهما في صفحة واحدة.",
                country.officer(_story("transit").lead),
                country.day + SOON,
            )
        ],
    )
    _judge(
        country, "permit", {"pilot": Rating.NOT_MET, "options": Rating.PARTLY}, "لم يُسمَّ بعد من يُدخل الخطوتين الباقيتين."
    )
    gates.decide(
        by=country.noora,
        request=_request(country, "permit"),
        ruling=Ruling.REWORK,
        reason="سمّوا من يُدخل الخطوتين الباقيتين، ثم عودوا إلينا بالطلب نفسه.",
    )
    # What failed is asked for again, with what was missing; the first decision stays beside it.
    _ask(country, "permit", ASKED_AGAIN)
    asked = _request(country, "vaccination")
    panels.convene(by=country.noora, request=asked, people=_able(country, asked))


def _ask(country: Loading, code: str, case: tuple[str, str] | None = None) -> None:
    story, project = _story(code), country.projects[code]
    gates.ask(
        by=country.officer(story.lead),
        project=project,
        case=country.said(story, *(case or GATE_CASES[code])),
        shown=[_shown(country, story, criterion) for criterion in project.stage.gate_out.criteria.all()],
    )


def _shown(country: Loading, story: Story, criterion: GateCriterion) -> Shown:
    words = country.chance(f"{story.code} {criterion.code}").choice(CRITERION_WORDS)
    choices = choices_of(criterion.fact, country.projects[story.code])
    return Shown(criterion, text=country.said(story, *words), chosen=choices[0].key if choices else "")


def _judge(country: Loading, code: str, ratings: Mapping[str, str], reason: str) -> None:
    """Two members declare and rate; `ratings` are those that are not simply met."""
    asked = _request(country, code)
    for called in panels.convene(by=country.noora, request=asked, people=_able(country, asked)):
        seat = panels.declare(by=called.person, seat=called, has_conflict=False)
        given = {
            one.pk: (ratings.get(one.code, Rating.MET), reason if one.code in ratings else "")
            for one in asked.gate.criteria.all()
        }
        panels.rate(by=called.person, seat=seat, ratings=given)


def _able(country: Loading, asked: GateRequest) -> list[Person]:
    """Two who can sign in, and are not of the house that asks."""
    owners = ids_of_owner_team(asked.project)
    people = [country.people[one.name] for one in (YOUSEF, HAMAD, NOORA, KHALID, MARYAM)]
    return [person for person in people if person.pk not in owners][:2]


def _request(country: Loading, code: str) -> GateRequest:
    return country.projects[code].gate_requests.select_related("project", "gate").latest("asked_at", "pk")


def _story(code: str) -> Story:
    return next(story for story in STORIES if story.code == code)
