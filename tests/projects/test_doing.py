"""What a project plans, spends and runs into: plan, risks, money, team, and what leadership is asked."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from portfolio.followups.actions import promises
from portfolio.projects.actions import milestones, questions, registration, risks, team, to_green
from portfolio.projects.actions.milestones import Planned
from portfolio.projects.derived import (
    CODE_OF_RANK,
    derived_as,
    derived_of,
    figures_of,
    rank_beside_plan,
    rank_in_sql,
    ranks_of_plans,
    worse_than_rated,
)
from portfolio.projects.enums import Confidence, MoneyKind, RiskState
from portfolio.projects.followed_up import TO_GREEN
from portfolio.projects.models import (
    LeadershipAnswer,
    Milestone,
    MilestoneChange,
    MoneyEntry,
    MoneyStanding,
    Project,
    ProjectState,
    TeamMember,
)
from portfolio.projects.money import Totals, amounts_of, total_of, totals_on
from portfolio.projects.queries import milestones_on
from portfolio.projects.then import risks_on
from records.clock import Quarter, today
from records.models import AuditEvent, PrivateFile
from records.policy import NotAllowed
from records.versions import EditConflict
from tests.factories import doing, followups
from tests.factories import projects as make
from tests.workspace.conftest import at, text_of

pytestmark = pytest.mark.django_db

JANUARY = dt.date(2026, 1, 10)
MAY = dt.date(2026, 5, 1)
JUNE = dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(at(JANUARY), tick=False) as traveller:
        yield traveller


@pytest.fixture
def on(clock: Any) -> Any:
    return lambda day: clock.move_to(at(day))


@pytest.fixture
def project(maryam: Any, moph: Any) -> Project:
    return make.project(maryam, moph, title_en="Birth visit", title_ar="زيارة الولادة", complete=True)


def path(project: Project, rest: str = "") -> str:
    return f"/en/portfolio/projects/{project.reference}/{rest}"


# Milestones


def test_a_slip_stays_visible_and_as_of_holds(maryam: Any, project: Project, on: Any) -> None:
    one = doing.milestone(maryam, project, baseline_on=MAY)
    on(dt.date(2026, 3, 1))
    milestones.edit(
        by=maryam,
        milestone=one,
        version=1,
        title_en=one.title_en,
        title_ar=one.title_ar,
        forecast_on=JUNE,
        reason="The hall is taken.",
    )
    on(dt.date(2026, 6, 10))
    one.refresh_from_db()
    milestones.reach(by=maryam, milestone=one, version=2, actual_on=dt.date(2026, 6, 5))

    def stood(day: dt.date | None) -> Any:
        return milestones_on(day).values_list("baseline_then", "forecast_then", "actual_then").get()

    assert stood(dt.date(2026, 2, 28)) == (MAY, MAY, None)
    assert stood(dt.date(2026, 3, 1)) == (MAY, JUNE, None)
    assert stood(dt.date(2026, 6, 4)) == (MAY, JUNE, None)
    assert stood(dt.date(2026, 6, 5)) == (MAY, JUNE, dt.date(2026, 6, 5))
    assert stood(None) == (MAY, JUNE, dt.date(2026, 6, 5))
    assert not milestones_on(dt.date(2026, 1, 9)).exists()
    one.refresh_from_db()
    assert one.slipped_days == 35


def test_what_a_source_told_is_known_on_every_day(maryam: Any, project: Project) -> None:
    make.milestone(project, baseline_on=dt.date(2016, 3, 1), actual_on=dt.date(2016, 7, 1))
    assert milestones_on(dt.date(2016, 6, 1)).values_list("baseline_then", "actual_then").get() == (
        dt.date(2016, 3, 1),
        None,
    )
    assert milestones_on(dt.date(2016, 7, 1)).values_list("actual_then", flat=True).get() == dt.date(2016, 7, 1)


def test_the_days_of_a_source_outlive_their_first_change(maryam: Any, project: Project, on: Any) -> None:
    one = make.milestone(project, baseline_on=MAY, forecast_on=MAY)
    on(dt.date(2026, 3, 1))
    milestones.edit(
        by=maryam, milestone=one, version=1, title_en="Pilot", title_ar="", forecast_on=JUNE, reason="The hall."
    )
    then = {day: milestones_on(day).values_list("forecast_then", flat=True).get() for day in (MAY, dt.date(2025, 1, 1))}
    assert then == {MAY: JUNE, dt.date(2025, 1, 1): MAY}
    assert milestones_on(dt.date(2026, 2, 1)).values_list("forecast_then", flat=True).get() == MAY


def test_the_baseline_is_fixed_but_for_the_lab(maryam: Any, noora: Any, project: Project) -> None:
    one = doing.milestone(maryam, project, baseline_on=MAY)
    with pytest.raises(ValidationError) as refusal:
        milestones.edit(
            by=maryam, milestone=one, version=1, title_en="A", title_ar="", forecast_on=MAY, baseline_on=JUNE
        )
    assert "baseline_on" in refusal.value.message_dict
    with pytest.raises(NotAllowed):
        milestones.rebaseline(by=maryam, milestone=one, version=1, baseline_on=JUNE, reason="Late.")
    with pytest.raises(ValidationError):
        milestones.rebaseline(by=noora, milestone=one, version=1, baseline_on=JUNE, reason=" ")
    milestones.rebaseline(by=noora, milestone=one, version=1, baseline_on=JUNE, reason="The scope is another.")
    assert list(one.changes.values_list("baseline_on", flat=True)) == [MAY, JUNE]


def test_a_later_forecast_says_why_and_a_past_one_is_refused(maryam: Any, project: Project, on: Any) -> None:
    one = doing.milestone(maryam, project, baseline_on=MAY)

    def to(day: dt.date | None, reason: str = "") -> Any:
        return milestones.edit(
            by=maryam, milestone=one, version=1, title_en="A", title_ar="", forecast_on=day, reason=reason
        )

    for day, reason, field in (
        (JUNE, "", "reason"),
        (dt.date(2026, 1, 9), "Done.", "forecast_on"),
        (None, "x", "forecast_on"),
        (dt.date(2500, 1, 1), "x", "forecast_on"),
    ):
        with pytest.raises(ValidationError) as refusal:
            to(day, reason)
        assert field in refusal.value.message_dict
    assert to(dt.date(2026, 4, 1)).forecast_on == dt.date(2026, 4, 1)


def test_nothing_is_reached_tomorrow(maryam: Any, project: Project) -> None:
    one = doing.milestone(maryam, project, baseline_on=MAY)
    with pytest.raises(ValidationError) as refusal:
        milestones.reach(by=maryam, milestone=one, version=1, actual_on=JANUARY + dt.timedelta(days=1))
    assert "actual_on" in refusal.value.message_dict
    milestones.reach(by=maryam, milestone=one, version=1, actual_on=JANUARY)
    with pytest.raises(ValidationError):
        milestones.reach(by=maryam, milestone=one, version=2, actual_on=JANUARY)


def test_dropped_it_stays_readable(maryam: Any, project: Project, on: Any, client_of: Any) -> None:
    one = doing.milestone(maryam, project, baseline_on=MAY)
    on(dt.date(2026, 2, 1))
    milestones.drop(by=maryam, milestone=one, version=1, reason="Another team does it.")
    assert not milestones_on(None).exists()
    assert milestones_on(dt.date(2026, 1, 31)).exists()
    page = client_of(maryam).get(path(project, f"plan/milestones/{one.pk}/"))
    assert "It left the plan on" in text_of(page)
    assert "Another team does it." in text_of(page)


def test_two_at_once_lose_nothing(maryam: Any, noora: Any, project: Project) -> None:
    one = doing.milestone(maryam, project, baseline_on=MAY)
    milestones.edit(by=noora, milestone=one, version=1, title_en="Pilot", title_ar="", forecast_on=MAY)
    with pytest.raises(EditConflict):
        milestones.reach(by=maryam, milestone=one, version=1, actual_on=JANUARY)


def test_the_plan_holds_still_while_a_gate_is_open(maryam: Any, noora: Any, project: Project) -> None:
    one = doing.milestone(maryam, project, baseline_on=MAY)
    request = make.gate_request(maryam, project)
    for by in (maryam, noora):
        fresh = Project.objects.get(pk=project.pk)
        with pytest.raises(NotAllowed):
            milestones.add(by=by, project=fresh, planned=Planned("Launch", baseline_on=MAY))
        with pytest.raises(NotAllowed):
            milestones.reach(by=by, milestone=Milestone.objects.get(pk=one.pk), version=1, actual_on=JANUARY)
        with pytest.raises(NotAllowed):
            doing.amounts(by, fresh, budget=5)
        with pytest.raises(NotAllowed):
            doing.file(by, fresh)
    from portfolio.projects.actions import gates

    gates.withdraw(by=maryam, request=request)
    assert doing.milestone(maryam, Project.objects.get(pk=project.pk)).pk


def test_what_happened_to_a_plan_cannot_be_rewritten(maryam: Any, project: Project) -> None:
    doing.milestone(maryam, project)
    doing.amounts(maryam, project, budget=100)
    for model in (MilestoneChange, MoneyEntry):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete("default")
        assert model.objects.count() == 1


# Pasting


def paste(browser: Any, project: Project, rows: str) -> Any:
    return browser.post(path(project, "plan/milestones/paste/"), {"key": uuid.uuid4(), "rows": rows})


def test_many_rows_are_one_event(maryam: Any, project: Project, client_of: Any) -> None:
    browser = client_of(maryam)
    before = AuditEvent.objects.count()
    answer = paste(
        browser,
        project,
        "Prototype\tالنموذج الأولي\t2026-05-01\t2026-06-01\n"
        "Launch; ٢٠٢٦-٠٧-٠١\n\n"
        "التدريب | 1/9/2026\n"
        "Contract\t2025-11-01\t2025-11-05\t2025-11-04\n",
    )
    assert answer.status_code == 302
    event = AuditEvent.objects.order_by("-pk")[0]
    assert (AuditEvent.objects.count() - before, event.action, event.count) == (1, "projects.plan_milestones", 4)
    assert list(
        project.milestones.order_by("pk").values_list("title_en", "title_ar", "baseline_on", "forecast_on", "actual_on")
    ) == [
        ("Prototype", "النموذج الأولي", MAY, JUNE, None),
        ("Launch", "", dt.date(2026, 7, 1), dt.date(2026, 7, 1), None),
        ("", "التدريب", dt.date(2026, 9, 1), dt.date(2026, 9, 1), None),
        ("Contract", "", dt.date(2025, 11, 1), dt.date(2025, 11, 5), dt.date(2025, 11, 4)),
    ]


def test_500_pasted_milestones_are_refused_and_nothing_is_lost(maryam: Any, project: Project, client_of: Any) -> None:
    rows = "\n".join(f"Step {number}\t2026-05-01" for number in range(500))
    page = paste(client_of(maryam), project, rows)
    assert page.status_code == 422
    assert "These are 500 rows; at most 200 are taken at once. Paste them in parts." in text_of(page)
    assert "Step 499" in page.content.decode()
    assert not project.milestones.exists()
    assert paste(client_of(maryam), project, "\n".join(rows.splitlines()[:200])).status_code == 302
    assert project.milestones.count() == 200


def test_each_wrong_row_is_named(maryam: Any, project: Project, client_of: Any) -> None:
    page = paste(
        client_of(maryam),
        project,
        "Prototype\t2026-05-01\nLaunch\t2026-02-31\nNo date\n2026-05-01\nLate\t2026-05-01\t2026-05-02\t2099-01-01",
    )
    words = text_of(page)
    assert page.status_code == 422
    assert "Row 2: there is no such date: 2026-02-31." in words
    assert "Row 3: A milestone has at least one date." in words
    assert "Row 4: Give the title in one language at least." in words
    assert "Row 5: It cannot be reached in the future" in words
    assert "Row 1" not in words
    assert not project.milestones.exists()


# Risks


def test_how_a_risk_was_judged_stays(maryam: Any, project: Project, on: Any) -> None:
    risk = doing.risk(maryam, project, likelihood=2, impact=3)
    on(dt.date(2026, 2, 1))
    with pytest.raises(ValidationError):
        risks.judge(
            by=maryam, risk=risk, version=1, kind="risk", title=risk.title, likelihood=2, impact=3, state="closed"
        )
    risks.judge(
        by=maryam, risk=risk, version=1, kind="issue", title=risk.title, likelihood=5, impact=5, reason="It left."
    )
    risk.refresh_from_db()
    assert (risk.likelihood, risk.impact, risk.weight) == (None, 5, 25)
    assert list(risk.changes.values_list("likelihood", "impact", "happened_on")) == [
        (2, 3, JANUARY),
        (None, 5, dt.date(2026, 2, 1)),
    ]


@pytest.mark.parametrize(
    "wrong", [{"impact": 6}, {"impact": 0}, {"likelihood": 9}, {"likelihood": None}, {"title": ""}]
)
def test_a_risk_out_of_bounds_is_refused(maryam: Any, project: Project, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        doing.risk(maryam, project, **wrong)
    assert not project.risks.exists()


def test_the_answer_to_a_risk_is_an_action(maryam: Any, ali: Any, project: Project) -> None:
    risk = doing.risk(maryam, project)
    due = today() + dt.timedelta(days=20)
    risk = risks.answer(by=maryam, risk=risk, title="Ask a second supplier", due_on=due, owner=ali)
    assert (risk.response.owner, risk.response.due_on, risk.response.subject_id) == (ali, due, project.pk)
    with pytest.raises(ValidationError):
        risks.answer(by=maryam, risk=risk, title="Ask a third", due_on=due, owner=ali)
    promises.close(by=ali, followup=risk.response, version=1, outcome="Asked.")
    assert (
        risks.answer(by=maryam, risk=risk, title="Ask a third", due_on=due, owner=ali).response.title == "Ask a third"
    )


def test_the_picture_counts_the_open_risks(maryam: Any, project: Project, client_of: Any) -> None:
    for _ in range(2):
        doing.risk(maryam, project, likelihood=4, impact=4)
    closed = doing.risk(maryam, project, likelihood=1, impact=1)
    risks.judge(
        by=maryam,
        risk=closed,
        version=1,
        kind="risk",
        title=closed.title,
        likelihood=1,
        impact=1,
        state=RiskState.CLOSED,
        reason="Gone.",
    )
    page = client_of(maryam).get(path(project, "plan/")).content.decode()
    assert "2 open risks and issues by likelihood and impact, 2 of them grave" in page
    assert page.count('class="risk-count"') == 1


# Money


def test_amounts_are_added_to_and_as_of_holds(maryam: Any, project: Project, on: Any) -> None:
    doing.amounts(maryam, project, budget="100000.50", forecast="100000.50")
    on(dt.date(2026, 2, 1))
    with pytest.raises(ValidationError) as refusal:
        doing.amounts(maryam, project, JANUARY, budget="120000")
    assert "reason" in refusal.value.message_dict
    doing.amounts(maryam, project, JANUARY, budget="120000", reason="The second clinic.", spend="0.10")
    first = Quarter(2026, 1)
    assert amounts_of(project)[MoneyKind.BUDGET, first] == Decimal("120000.00")
    assert amounts_of(project, JANUARY)[MoneyKind.BUDGET, first] == Decimal("100000.50")
    assert total_of([project.pk], JANUARY) == Totals(Decimal("100000.50"), Decimal("100000.50"), Decimal("0.00"))
    [row] = totals_on([project.pk], dt.date(2026, 2, 1))
    assert (Decimal(row["budget"]), Decimal(row["spend"]).quantize(Decimal("0.01"))) == (
        Decimal(120000),
        Decimal("0.10"),
    )
    standing = MoneyStanding.objects.get(project=project)
    assert (standing.budget, standing.forecast, standing.spend) == (
        Decimal("120000.00"),
        Decimal("100000.50"),
        Decimal("0.10"),
    )


def keep(browser: Any, project: Project, newest: int = 0, **cells: str) -> Any:
    return browser.post(path(project, "money/keep/"), {"key": uuid.uuid4(), "newest": newest, **cells})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("125000", "125000.00"),
        ("125,000.50", "125000.50"),
        ("١٢٥٠٠٠٫٥٠", "125000.50"),
        ("١٢٥٬٠٠٠", "125000.00"),
        ("0.1", "0.10"),
        ("99999999999.99", "99999999999.99"),
    ],
)
def test_an_amount_is_read_in_either_digits(
    maryam: Any, project: Project, client_of: Any, typed: str, kept: str
) -> None:
    assert keep(client_of(maryam), project, budget_2026_1=typed).status_code == 302
    assert MoneyEntry.objects.get().amount == Decimal(kept)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("-1", "An amount is zero or more."),
        ("−5", "An amount is zero or more."),
        ("100000000000", "This is more than can be kept"),
        ("9" * 30, "This is more than can be kept"),
        ("1.234", "Give riyals with at most two decimal places."),
        ("1e9", "This is no amount."),
        ("NaN", "This is no amount."),
        ("Infinity", "This is no amount."),
        ("many", "This is no amount."),
    ],
)
def test_an_amount_that_is_none_is_refused_at_its_cell(
    maryam: Any, project: Project, client_of: Any, typed: str, words: str
) -> None:
    page = keep(client_of(maryam), project, budget_2026_1=typed, forecast_2026_2="77")
    assert page.status_code == 422
    assert words in text_of(page)
    assert 'id="id_budget_2026_1_error"' in page.content.decode()
    assert 'value="77"' in page.content.decode()
    assert not MoneyEntry.objects.exists()


def test_nothing_is_spent_in_a_quarter_to_come(maryam: Any, project: Project, client_of: Any) -> None:
    page = keep(client_of(maryam), project, spend_2026_3="5")
    assert page.status_code == 422
    assert "a quarter that has not begun" in text_of(page)


def test_two_tables_at_once_lose_nothing(maryam: Any, noora: Any, project: Project, client_of: Any) -> None:
    assert keep(client_of(noora), project, budget_2026_1="10").status_code == 302
    page = keep(client_of(maryam), project, budget_2026_1="20")
    assert page.status_code == 409
    assert 'value="20"' in page.content.decode()
    assert MoneyEntry.objects.get().amount == Decimal("10.00")


# Team and files


def test_a_team_by_name_and_by_person(maryam: Any, ali: Any, project: Project, client_of: Any) -> None:
    doing.member(maryam, project, person=ali)
    outside = doing.member(maryam, project, outside_name="Rana Haddad", role="Designer")
    with pytest.raises(ValidationError):
        doing.member(maryam, project, person=ali)
    with pytest.raises(ValidationError):
        doing.member(maryam, project, person=ali, outside_name="Rana Haddad", role="Other")
    with pytest.raises(ValidationError) as refusal:
        doing.member(maryam, project, person=maryam, since=MAY, until=JANUARY)
    assert "until" in refusal.value.message_dict
    page = text_of(client_of(maryam).get(path(project, "team/")))
    assert "2 people work on it" in page
    assert "Rana Haddad" in page
    team.end_member(by=maryam, member=outside, until=JANUARY)
    assert project.team.get(pk=outside.pk).until == JANUARY


def test_a_name_from_outside_goes_with_the_person(maryam: Any, hamad: Any, project: Project) -> None:
    from accounts.actions.forgetting import forget_person
    from tests.factories import accounts

    rana = accounts.person(hamad, "rana@studio.example", name_en="Rana Haddad")
    doing.member(maryam, project, outside_name="Rana Haddad", role="Designer")
    forget_person(by=hamad, person=rana)
    assert TeamMember.objects.get().outside_name == "—"


def test_a_renamed_file_is_refused_and_a_real_one_kept(maryam: Any, project: Project) -> None:
    with pytest.raises(ValidationError) as refusal:
        doing.file(maryam, project, content=b"MZ\x90\x00 a program, whatever its name says")
    assert "content" in refusal.value.message_dict
    assert not PrivateFile.objects.exists()
    assert doing.file(maryam, project).file.content_type == "application/pdf"


def test_a_file_is_served_through_the_access_check(
    maryam: Any, khalid: Any, ali: Any, sheikha: Any, project: Project, client_of: Any
) -> None:
    shown = doing.file(maryam, project)
    from django.urls import reverse

    address = reverse("records:file", args=[shown.file_id])
    for who, status in ((maryam, 200), (sheikha, 200), (khalid, 404), (ali, 404)):
        assert client_of(who).get(address, follow=True).status_code == status
    answer = client_of(maryam).get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    team.remove_file(by=maryam, shown=shown)
    assert client_of(maryam).get(address, follow=True).status_code == 404


def finds_harm(content: Any) -> bool:
    return b"EICAR" in content.read()


def test_a_scanner_can_stand_at_the_door(maryam: Any, project: Project, settings: Any) -> None:
    settings.FILE_SCANNER = f"{__name__}.finds_harm"
    with pytest.raises(ValidationError) as refusal:
        doing.file(maryam, project, content=doing.PDF.replace(b"<< >>", b"EICAR"))
    assert "harmful" in str(refusal.value)
    assert not PrivateFile.objects.exists()
    assert doing.file(maryam, project).pk


# Decisions asked of leadership


def test_leadership_is_asked_and_answers_once(maryam: Any, sheikha: Any, project: Project, client_of: Any) -> None:
    asked = doing.question(maryam, project, sheikha)
    work = text_of(client_of(sheikha).get("/en/work/"))
    assert "Shall we go on with one supplier or two?" in work
    with pytest.raises(NotAllowed):
        questions.answer(by=maryam, question=asked, chosen="With one")
    with pytest.raises(ValidationError):
        questions.answer(by=sheikha, question=asked, chosen="With three")
    questions.answer(by=sheikha, question=asked, chosen="With two", reason="We need a way out.")
    with pytest.raises(NotAllowed):
        questions.answer(by=sheikha, question=asked, chosen="With one")
    assert LeadershipAnswer.objects.count() == 1
    assert "Shall we go on" not in text_of(client_of(sheikha).get("/en/work/"))
    assert "With two" in text_of(client_of(maryam).get(path(project)))
    assert "With two" in text_of(client_of(maryam).get(path(project, "plan/")))
    with pytest.raises(DatabaseError), transaction.atomic():
        LeadershipAnswer.objects.all()._raw_delete("default")


def test_a_question_without_options_is_refused(maryam: Any, sheikha: Any, project: Project) -> None:
    for wrong in ({"options": "One"}, {"options": "One\nOne"}, {"question": " "}, {"wanted_by": None}):
        with pytest.raises(ValidationError):
            doing.question(maryam, project, sheikha, **wrong)
    assert not project.questions.exists()


# Confidence from the figures, and the way back to green


def figures(project: Project) -> Any:
    project = Project.objects.select_related("stage").get(pk=project.pk)
    standing = MoneyStanding.objects.filter(project=project).first()
    totals = Totals(standing.budget, standing.forecast, standing.spend) if standing else Totals()
    return derived_of(project, list(project.milestones.in_plan()), totals, today())


def in_sql(project: Project, day: dt.date | None = None) -> str:
    states, asked = ProjectState.objects.on(day).filter(project=project), day or today()
    (whole,) = states.annotate(derived=rank_in_sql(asked)).values_list("derived", flat=True)
    assert states.values_list(figures_of(asked), flat=True).get() == whole
    code = CODE_OF_RANK[whole]
    if day is None:
        (rank,) = states.values_list(rank_beside_plan(asked), flat=True)
        assert CODE_OF_RANK[max(rank, ranks_of_plans([project.pk], asked).get(project.pk, 0))] == code
    for one in Confidence.values:
        assert states.filter(derived_as([one], asked)).exists() == (one == code)
    return code


def test_figures_and_sql_say_the_same(maryam: Any, noora: Any, moph: Any, on: Any) -> None:
    def new() -> Project:
        return make.project(maryam, moph, complete=True)

    silent, planned, late, very_late, dear, very_dear, cheap, stopped = (new() for _ in range(8))
    doing.milestone(maryam, planned, baseline_on=MAY)
    doing.milestone(maryam, late, baseline_on=dt.date(2026, 2, 20))
    doing.milestone(maryam, very_late, baseline_on=dt.date(2026, 1, 20))
    doing.amounts(maryam, dear, budget=100_000, forecast=106_000)
    doing.amounts(maryam, very_dear, budget=100_000, forecast=116_000)
    doing.amounts(maryam, cheap, budget=100_000, forecast=90_000)
    doing.milestone(maryam, stopped, baseline_on=dt.date(2026, 1, 20))
    make.move(noora, stopped, "stopped")
    on(dt.date(2026, 3, 1))
    expected = {
        silent: "not_rated",
        planned: "green",
        late: "amber",
        very_late: "red",
        dear: "amber",
        very_dear: "red",
        cheap: "amber",
        stopped: "not_rated",
    }
    assert {one: figures(one).confidence for one in expected} == expected
    assert {one: in_sql(one) for one in expected} == expected
    on(dt.date(2026, 3, 20))
    assert figures(silent).confidence == in_sql(silent) == "amber"
    assert "no update since it was registered" in figures(silent).reasons[0]

    # What is told later changes nothing of how the figures stood on a day before.
    doing.amounts(maryam, dear, reason="More was granted.", budget=200_000, forecast=106_000)
    doing.amounts(maryam, planned, budget=100_000, forecast=300_000)
    for project in (silent, very_dear):
        make.update(maryam, project)
    point = late.milestones.get()
    milestones.edit(
        by=maryam,
        milestone=point,
        version=point.version,
        title_en=point.title_en,
        title_ar=point.title_ar,
        forecast_on=MAY,
        reason="The law is late.",
    )
    then = dt.date(2026, 3, 1)
    assert {one: in_sql(one, then) for one in expected} == expected
    assert in_sql(silent) == "green" and in_sql(planned) == "red"


def cells(answer: Any) -> list[str]:
    """What the column of figures says of each project of the list."""
    found = re.findall(r'<td data-label="By its figures">(.*?)</td>', answer.content.decode())
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in found]


def test_the_difference_is_shown_and_found(maryam: Any, khalid: Any, project: Project, on: Any, client_of: Any) -> None:
    doing.milestone(maryam, project, "Pilot opened", baseline_on=dt.date(2026, 1, 20))
    on(dt.date(2026, 3, 1))
    make.update(maryam, project, confidence=Confidence.GREEN)
    page = text_of(client_of(maryam).get(path(project)))
    assert "Its figures speak for another confidence:" in page
    assert "“Pilot opened” is 40 days late" in page
    states = ProjectState.objects.on(None)
    assert states.filter(worse_than_rated(today())).get().project_id == project.pk
    found = client_of(maryam).get("/en/portfolio/projects/?figures=worse")
    assert [row["project_id"] for row in found.context["page"].object_list] == [project.pk]
    assert cells(found) == ["Off track worse than told"]
    on(dt.date(2026, 4, 1))
    make.update(maryam, project, confidence=Confidence.RED)
    assert cells(client_of(maryam).get("/en/portfolio/projects/")) == ["as told"]
    # As it stood: worse than told on the one day, and nothing late yet on the other.
    past = "/en/portfolio/projects/?figures=worse&as-of="
    assert cells(client_of(maryam).get(past + "2026-03-01")) == ["Off track worse than told"]
    assert cells(client_of(maryam).get(past + "2026-01-19")) == []
    # Whoever sees only the outline of a project is not told what its figures say.
    Project.objects.filter(pk=project.pk).update(visibility="government")
    ProjectState.objects.filter(project=project).update(visibility="government")
    assert cells(client_of(khalid).get("/en/portfolio/projects/")) == ["— Only its agencies and the lab see this"]
    assert cells(client_of(khalid).get(past + "2026-03-01")) == []


def test_red_asks_for_the_way_back(maryam: Any, ali: Any, project: Project, client_of: Any) -> None:
    browser = client_of(maryam)
    answer = browser.post(
        path(project, "update/"),
        {
            "key": uuid.uuid4(),
            "what_changed": "The supplier has left.",
            "confidence": "red",
            "confidence_note": "Nobody builds it.",
        },
    )
    assert answer["Location"] == path(project, "plan/to-green/")
    assert "Off track, and no way back is planned" in text_of(browser.get(path(project)))
    assert "Plan the way back to green of Birth visit" in text_of(browser.get("/en/work/"))
    step = to_green.plan_step(by=maryam, project=project, title="Ask the second bidder", due_on=MAY, owner=ali)
    assert step.kind == TO_GREEN
    assert "no way back" not in text_of(browser.get(path(project)))
    assert "Plan the way back to green" not in text_of(browser.get("/en/work/"))


# The pages


@pytest.mark.parametrize(("place", "expected"), [("plan/", 11), ("money/", 9), ("team/", 8)])
def test_a_place_asks_the_same_for_one_row_and_for_fifty(
    maryam: Any, moph: Any, sheikha: Any, ali: Any, project: Project, client_of: Any, place: str, expected: int
) -> None:
    def fill(number: int) -> None:
        doing.milestone(maryam, project, f"Step {number}")
        risk = doing.risk(maryam, project, owner=maryam)
        risks.answer(by=maryam, risk=risk, title="Ask", due_on=MAY, owner=ali, owner_agency=moph)
        doing.amounts(maryam, project, budget=100 + number, reason="More.")
        doing.member(maryam, project, role=f"Role {number}")
        doing.file(maryam, project, title=f"Report {number}")
        doing.question(maryam, project, sheikha, question=f"Question {number}?")

    fill(0)
    browser = client_of(maryam)
    browser.get(path(project, place))
    with CaptureQueriesContext(connection) as one:
        browser.get(path(project, place))
    for number in range(1, 50):
        fill(number)
    with CaptureQueriesContext(connection) as fifty:
        browser.get(path(project, place))
    assert len(one) == len(fifty) == expected, "\n".join(query["sql"][:120] for query in fifty)


@pytest.mark.parametrize("place", ["plan/", "money/", "team/", "plan/milestones/add/", "decisions/ask/"])
def test_who_opens_a_place(maryam: Any, khalid: Any, ali: Any, project: Project, client_of: Any, place: str) -> None:
    assert client_of(maryam).get(path(project, place)).status_code == 200
    assert client_of(khalid).get(path(project, place)).status_code == 404
    assert client_of(ali).get(path(project, place)).status_code in (403, 404)
    assert client_of(maryam).get(path(project, place).replace("/en/", "/ar/")).status_code == 200


# As of a past day


def test_plan_risks_team_and_expected_end_of_a_past_day(
    client_of: Any, maryam: Any, ali: Any, khalid: Any, sheikha: Any, project: Project, on: Any
) -> None:
    began, later = dt.date(2026, 1, 20), dt.date(2026, 3, 10)
    on(began)
    project = registration.edit(by=maryam, project=project, version=project.version, ends_on=dt.date(2026, 6, 30))
    point = doing.milestone(maryam, project, "Pilot opened", baseline_on=dt.date(2026, 2, 20))
    risk = doing.risk(maryam, project, owner=ali, likelihood=2, impact=5)
    member = team.add_member(by=maryam, project=project, person=ali, role="Data analyst", since=began)
    promised = followups.followup(maryam, project, title="Sign the agreement on data")
    asked = doing.question(maryam, project, sheikha)
    on(later)
    registration.edit(by=maryam, project=project, version=Project.objects.get().version, ends_on=dt.date(2026, 12, 31))
    milestones.reach(by=maryam, milestone=point, version=point.version, actual_on=later)
    risks.judge(
        by=maryam,
        risk=risk,
        version=risk.version,
        kind="risk",
        title=risk.title,
        likelihood=4,
        impact=4,
        owner=maryam,
        state=RiskState.CLOSED,
        reason="Signed.",
    )
    doing.risk(maryam, project, title="Found later")
    team.end_member(by=maryam, member=member, until=later)
    team.add_member(by=maryam, project=project, outside_name="Rana", role="Designer", since=later)
    on(dt.date(2026, 4, 1))
    browser = client_of(maryam)
    then, now = "?as-of=2026-02-25", "?as-of=2026-03-10"
    plan, team_page = (
        text_of(browser.get(path(project, "plan/" + then))),
        text_of(browser.get(path(project, "team/" + then))),
    )
    assert "1 is late" in plan and "Found later" not in plan and "You see it as it stood at the end of" in plan
    [told] = risks_on(project, dt.date(2026, 2, 25))
    assert (told.likelihood, told.impact, told.state, told.owner) == (2, 5, RiskState.OPEN, ali)
    assert "Add a milestone" not in plan
    # What has no past is not told of the past day, and it is said where it stands today.
    assert "are told as of today alone" in plan
    assert promised.title not in plan and asked.question not in plan
    today_s = text_of(browser.get(path(project, "plan/")))
    assert "are told as of today alone" not in today_s
    assert promised.title in today_s and asked.question in today_s
    assert ali.name_en in team_page and "Rana" not in team_page and "Leaves today" not in team_page
    plan, team_page = (
        text_of(browser.get(path(project, "plan/" + now))),
        text_of(browser.get(path(project, "team/" + now))),
    )
    assert "none is late" in plan and "Found later" in plan and "Closed risks and issues" in plan
    assert ali.name_en in team_page and "Rana" in team_page
    assert ali.name_en not in text_of(browser.get(path(project, "team/"))).partition("Who was in the team before")[0]
    page = browser.get(path(project, then)).content.decode()
    assert 'expected to end on <time datetime="2026-06-30">' in page and f'{path(project, "plan/" + then)}"' in page
    assert 'expected to end on <time datetime="2026-12-31">' in browser.get(path(project, now)).content.decode()
    ends = [ProjectState.objects.on(day).get().ends_on for day in (began, dt.date(2026, 3, 9), later)]
    assert ends == [dt.date(2026, 6, 30), dt.date(2026, 6, 30), dt.date(2026, 12, 31)]
    assert client_of(khalid).get(path(project, "team/" + then)).status_code == 404
