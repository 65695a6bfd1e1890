from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from portfolio.projects.actions import questions
from records.clock import Quarter, today
from tests.factories import doing
from tests.web.posts.case import Post, typed
from tests.web.posts.projects import of_project, project
from tests.world import World


def in_days(days: int) -> str:
    return (today() + dt.timedelta(days=days)).isoformat()


def milestone(world: World) -> Any:
    return world.keep("milestone", lambda world: doing.milestone(world.maryam, project(world)))


def risk(world: World) -> Any:
    return world.keep("risk", lambda world: doing.risk(world.maryam, project(world)))


def member(world: World) -> Any:
    return world.keep("member", lambda world: doing.member(world.maryam, project(world)))


def file(world: World) -> Any:
    return world.keep("file", lambda world: doing.file(world.maryam, project(world)))


def question(world: World) -> Any:
    return world.keep("question", lambda world: doing.question(world.maryam, project(world), world.sheikha))


def of(thing: Any) -> Any:
    return lambda world: {"number": project(world).pk, "pk": thing(world).pk}


def answered_already(world: World, client: Any) -> None:
    questions.answer(by=world.person("sheikha"), question=question(world), chosen="With one")


def pdf(world: World) -> SimpleUploadedFile:
    return SimpleUploadedFile("report.pdf", doing.PDF)


def renamed(world: World) -> SimpleUploadedFile:
    return SimpleUploadedFile("report.pdf", b"MZ\x90\x00 not a document at all")


def cell(world: World) -> str:
    quarter = Quarter.of(today())
    return f"budget_{quarter.year}_{quarter.number}"


def amounts(amount: str) -> Any:
    return lambda world: {"key": str(uuid.uuid4()), "newest": "0", cell(world): amount}


judged = {"kind": "risk", "title": "The supplier may leave", "likelihood": "2", "impact": "3"}
promised = {"title": "Ask a second supplier", "owner_agency": lambda world: world.moph.pk, "due_on": in_days(20)}

CASES = [
    Post(
        "projects:milestone_add",
        "maryam",
        "projects.plan_milestones",
        typed(title_en="Launch", baseline_on=in_days(9)),
        of_project,
    ),
    Post(
        "projects:milestone_add",
        "maryam",
        "",
        typed(title_en="Launch"),
        of_project,
        422,
        of="without a day",
        why="refused",
    ),
    Post(
        "projects:milestone_add",
        "khalid",
        "",
        typed(title_en="Launch"),
        of_project,
        404,
        of="another agency's",
        why="not there",
    ),
    Post(
        "projects:milestone_paste",
        "maryam",
        "projects.plan_milestones",
        typed(rows=f"Launch\t{in_days(30)}\nسنة أولى\t{in_days(300)}"),
        of_project,
    ),
    Post(
        "projects:milestone_paste",
        "maryam",
        "",
        typed(rows="Launch\t2026-02-31"),
        of_project,
        422,
        of="31 February",
        why="refused",
    ),
    Post(
        "projects:milestone_edit",
        "maryam",
        "projects.edit_milestone",
        typed(version=1, title_en="Launch", forecast_on=in_days(60), reason="The hall is taken."),
        of(milestone),
    ),
    Post(
        "projects:milestone_edit",
        "maryam",
        "",
        typed(version=7, title_en="Launch", forecast_on=in_days(60), reason="The hall is taken."),
        of(milestone),
        409,
        of="changed by somebody else",
        why="nothing is lost",
    ),
    Post(
        "projects:milestone_reach",
        "maryam",
        "projects.reach_milestone",
        typed(version=1, actual_on=in_days(0)),
        of(milestone),
    ),
    Post(
        "projects:milestone_reach",
        "maryam",
        "",
        typed(version=1, actual_on=in_days(5)),
        of(milestone),
        422,
        of="tomorrow",
        why="refused",
    ),
    Post(
        "projects:milestone_rebaseline",
        "noora",
        "projects.rebaseline",
        typed(version=1, baseline_on=in_days(90), reason="The scope is another."),
        of(milestone),
    ),
    Post(
        "projects:milestone_rebaseline",
        "maryam",
        "",
        typed(version=1, baseline_on=in_days(90), reason="Late."),
        of(milestone),
        403,
        of="by the officer",
        why="refused",
    ),
    Post(
        "projects:milestone_drop",
        "maryam",
        "projects.drop_milestone",
        typed(version=1, reason="Not needed."),
        of(milestone),
    ),
    Post("projects:risk_add", "maryam", "projects.raise_risk", typed(**judged), of_project),
    Post(
        "projects:risk_add",
        "maryam",
        "",
        typed(**{**judged, "impact": "6"}),
        of_project,
        422,
        of="six of five",
        why="refused",
    ),
    Post("projects:risk_judge", "maryam", "projects.judge_risk", typed(**judged, version=1, state="open"), of(risk)),
    Post("projects:risk_answer", "maryam", "projects.answer_risk", typed(**promised), of(risk)),
    Post("projects:action_add", "maryam", "followups.open", typed(**promised), of_project),
    Post(
        "projects:action_add",
        "fatima",
        "",
        typed(**promised),
        of_project,
        403,
        of="by who does not look after it",
        why="refused",
    ),
    Post("projects:to_green", "maryam", "projects.plan_to_green", typed(**promised), of_project),
    Post("projects:money_keep", "maryam", "projects.keep_money", amounts("125,000.50"), of_project),
    Post("projects:money_keep", "maryam", "", amounts("-1"), of_project, 422, of="negative", why="refused"),
    Post("projects:money_keep", "maryam", "", amounts("9" * 20), of_project, 422, of="over-large", why="refused"),
    Post(
        "projects:member_add",
        "maryam",
        "projects.add_member",
        typed(outside_name="Rana Haddad", role="Designer", since=in_days(0)),
        of_project,
    ),
    Post("projects:member_end", "maryam", "projects.end_member", typed(), of(member)),
    Post("projects:file_add", "maryam", "projects.add_file", typed(title="Report", content=pdf), of_project),
    Post(
        "projects:file_add",
        "maryam",
        "",
        typed(title="Report", content=renamed),
        of_project,
        422,
        of="renamed to .pdf",
        why="refused",
    ),
    Post("projects:file_remove", "maryam", "projects.remove_file", typed(), of(file)),
    Post(
        "projects:question_ask",
        "maryam",
        "projects.ask_leadership",
        typed(
            question="One or two?", options="One\nTwo", asked_of=lambda world: world.sheikha.pk, wanted_by=in_days(9)
        ),
        of_project,
    ),
    Post(
        "projects:question_answer",
        "sheikha",
        "projects.answer_question",
        typed(chosen="1", reason="Cheaper."),
        of(question),
    ),
    Post(
        "projects:question_answer", "maryam", "", typed(chosen="1"), of(question), 403, of="by who asked", why="refused"
    ),
    Post(
        "projects:question_answer",
        "sheikha",
        "",
        typed(chosen="1"),
        of(question),
        403,
        before=answered_already,
        of="answered already",
        why="refused",
    ),
]
