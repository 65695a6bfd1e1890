"""What the demo's projects plan, spend and run into: most keep to it, some are late, one is red without a way back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.models import Person
from portfolio.followups.actions import promises
from portfolio.projects.actions import milestones, money, questions, risks, team, to_green
from portfolio.projects.actions.milestones import Planned
from portfolio.projects.enums import Confidence, MoneyKind, RiskKind, StageKind
from portfolio.projects.followed_up import TASK
from portfolio.projects.models import Project
from portfolio.projects.money_forms import quarters_of
from portfolio.workspace.demo.people import ALI, FATIMA, MARYAM, SHEIKHA
from portfolio.workspace.demo.stories import STORIES, Story
from records.clock import Quarter

if TYPE_CHECKING:
    from portfolio.workspace.demo.country import Loading

# Thousands of riyals in all, and how far the outlook is from that, in percent.
BUDGETS = {
    "birth": (4_800, 2),
    "marriage": (2_600, -3),
    "divorce": (900, 9),
    "death": (1_750, 0),
    "sharek": (3_200, 4),
    "mystery": (1_100, -2),
    "guide": (650, 0),
    "sla": (2_100, 22),
    "factory": (7_400, 3),
    "assistant": (1_900, 7),
    "reminders": (1_300, -1),
    "vaccination": (1_450, 1),
    "residence": (3_900, 6),
    "permit": (2_200, 12),
    "parents": (700, 0),
}
# (kind, likelihood, impact, words, what is done about it)
RISKS: dict[str, list[tuple[RiskKind, int | None, int, tuple[str, str], tuple[str, str] | None]]] = {
    "birth": [
        (
            RiskKind.RISK,
            2,
            4,
            ("Registrars leave before the handover", "انتقال موظفي التسجيل قبل التسليم"),
            ("Train two people in each hospital", "تدريب شخصين في كل مستشفى"),
        ),
        (
            RiskKind.RISK,
            3,
            2,
            ("Private hospitals send the notice late", "تأخر المستشفيات الخاصة في إرسال الإشعار"),
            None,
        ),
    ],
    "divorce": [
        (
            RiskKind.ISSUE,
            None,
            4,
            ("Only two counsellors can speak with families", "مرشدان فقط يستطيعان مقابلة الأسر"),
            ("Agree on two more counsellors", "الاتفاق على مرشدَين إضافيين"),
        ),
    ],
    "sla": [
        (
            RiskKind.ISSUE,
            None,
            5,
            ("Two agencies measure the same step differently", "جهتان تقيسان الخطوة نفسها بطريقتين"),
            None,
        ),
        (RiskKind.RISK, 4, 4, ("The measuring tool is not ready this year", "عدم جاهزية أداة القياس هذا العام"), None),
    ],
    "residence": [
        (
            RiskKind.RISK,
            4,
            3,
            ("The data link opens after the season", "فتح الربط بعد الموسم"),
            ("Open the link for one centre first", "فتح الربط لمركز واحد أولًا"),
        ),
    ],
    "assistant": [
        (
            RiskKind.RISK,
            3,
            4,
            ("Answers in dialect are less exact", "الإجابات باللهجة أقل دقة"),
            ("Collect five hundred questions in dialect", "جمع خمسمئة سؤال باللهجة"),
        ),
    ],
    "vaccination": [
        (
            RiskKind.RISK,
            2,
            3,
            ("Clinics keep a second record on paper", "احتفاظ العيادات بسجل ورقي ثانٍ"),
            ("Agree on the day on which paper ends", "الاتفاق على يوم إنهاء الورق"),
        ),
    ],
    "permit": [
        (
            RiskKind.RISK,
            3,
            3,
            ("Two steps have nobody who enters them", "خطوتان بلا من يُدخلهما"),
            ("Name who enters the two steps", "تسمية من يُدخل الخطوتين"),
        ),
    ],
}
# (days until the baseline, days that the forecast has slipped, words): late where both together lie in the past.
AHEAD = {
    "birth": [(40, 0, ("Last three hospitals join", "انضمام آخر ثلاثة مستشفيات"))],
    "divorce": [(-45, 33, ("Thirty interviews are held", "إجراء ثلاثين مقابلة"))],
    "sla": [(-110, 60, ("Agencies sign the common measure", "توقيع الجهات على المقياس الموحد"))],
    "sharek": [(25, 0, ("Root causes reach the agencies monthly", "وصول الأسباب الجذرية إلى الجهات شهريًا"))],
    "residence": [(-30, 20, ("Renewal without papers in one centre", "التجديد بلا أوراق في مركز واحد"))],
    "death": [(30, 14, ("Banks receive the notice", "وصول الإبلاغ إلى المصارف"))],
    "reminders": [(15, 0, ("Answers change the appointment", "الإجابات تغيّر الموعد"))],
}
ROLES = (("Product owner", "مالك المنتج"), ("Service designer", "مصمم الخدمة"), ("Data analyst", "محلل البيانات"))
OUTSIDE = {"birth": "Rana Haddad", "factory": "Omar Nasser", "residence": "Lina Farouk"}


def tell(loading: Loading) -> None:
    for story in STORIES:
        project = Project.objects.select_related("stage").get(pk=loading.projects[story.code].pk)
        if project.stage.kind not in (StageKind.ON_PATH, StageKind.HOLD):
            continue
        officer = loading.officer(story.lead)
        plan_ahead(loading, story, project, officer)
        spend(loading, story, project, officer)
        name_risks(loading, story, project, officer)
        name_team(loading, story, project, officer)
    go_back_to_green(loading)
    ask_leadership(loading)
    work_left(loading)


def plan_ahead(loading: Loading, story: Story, project: Project, officer: Person) -> None:
    for ahead, slip, (title_en, title_ar) in AHEAD.get(story.code, ()):
        baseline = loading.day + dt.timedelta(days=ahead)
        planned_on = max(baseline - dt.timedelta(days=150), loading.ago(story.path[0].days_ago))
        milestone = milestones.add(
            by=officer, project=project, planned=Planned(title_en, title_ar, baseline), planned_on=planned_on
        )
        if slip:
            told_on = min(baseline - dt.timedelta(days=10), loading.day - dt.timedelta(days=2))
            milestones.edit(
                by=officer,
                milestone=milestone,
                version=1,
                title_en=title_en,
                title_ar=title_ar,
                forecast_on=baseline + dt.timedelta(days=slip),
                reason=loading.said(story, "The partners asked for more time.", "طلب الشركاء وقتًا إضافيًا."),
                happened_on=max(told_on, planned_on),
            )


def spend(loading: Loading, story: Story, project: Project, officer: Person) -> None:
    if story.code not in BUDGETS or project.starts_on is None:
        return
    thousands, off = BUDGETS[story.code]
    quarters = [one for one in quarters_of(project, {}, None) if one >= Quarter.of(project.starts_on)]
    share = (Decimal(thousands * 1000) / len(quarters)).quantize(Decimal("1E3"))
    outlook = (share * (100 + off) / 100).quantize(Decimal("0.01"))
    planned = {(MoneyKind.BUDGET, quarter): share for quarter in quarters}
    money.write(by=officer, project=project, amounts=planned, happened_on=project.starts_on)
    told = {(MoneyKind.FORECAST, quarter): outlook for quarter in quarters}
    spent = {
        (MoneyKind.SPEND, quarter): (outlook * (97 + number % 4) / 100).quantize(Decimal("0.01"))
        for number, quarter in enumerate(quarters)
        if quarter.last_day < loading.day
    }
    money.write(by=officer, project=project, amounts={**told, **spent}, happened_on=loading.day - dt.timedelta(days=20))


def name_risks(loading: Loading, story: Story, project: Project, officer: Person) -> None:
    for number, (kind, likelihood, impact, words, answer) in enumerate(RISKS.get(story.code, ())):
        risk = risks.raise_risk(
            by=officer,
            project=project,
            kind=kind,
            title=loading.said(story, *words),
            likelihood=likelihood,
            impact=impact,
            owner=officer,
            raised_on=loading.ago(60 - 9 * number),
        )
        if answer:
            risks.answer(
                by=officer,
                risk=risk,
                title=loading.said(story, *answer),
                due_on=loading.day + dt.timedelta(days=12 + 8 * number),
                owner=officer,
                owner_agency=project.lead_agency,
            )


def name_team(loading: Loading, story: Story, project: Project, officer: Person) -> None:
    since = loading.ago(story.path[0].days_ago)
    team.add_member(by=officer, project=project, person=officer, role=loading.said(story, *ROLES[0]), since=since)
    if story.lead == "MOPH":
        ali = loading.people[ALI.name]
        team.add_member(by=officer, project=project, person=ali, role=loading.said(story, *ROLES[2]), since=since)
    if story.code in OUTSIDE:
        team.add_member(
            by=officer,
            project=project,
            outside_name=OUTSIDE[story.code],
            role=loading.said(story, *ROLES[1]),
            since=since,
            until=loading.day + dt.timedelta(days=90),
        )


def go_back_to_green(loading: Loading) -> None:
    """Of those off track all but one have a step under way."""
    red = [story for story in STORIES if story.latest.confidence == Confidence.RED]
    for story in red:
        project = Project.objects.select_related("stage").get(pk=loading.projects[story.code].pk)
        if story.code == "sla" or project.stage.kind not in (StageKind.ON_PATH, StageKind.HOLD):
            continue
        officer = loading.officer(story.lead)
        to_green.plan_step(
            by=officer,
            project=project,
            title=loading.said(story, "Agree on a smaller first scope", "الاتفاق على نطاق أول أصغر"),
            due_on=loading.day + dt.timedelta(days=21),
            owner=officer,
        )


def ask_leadership(loading: Loading) -> None:
    sheikha = loading.people[SHEIKHA.name]
    residence = loading.projects["residence"]
    questions.ask(
        by=loading.officer("MOI"),
        project=residence,
        question="Shall the data link open before the season for one centre, or after it for all?",
        options="Before the season, for one centre\nAfter the season, for all centres",
        asked_of=sheikha,
        wanted_by=loading.day + dt.timedelta(days=9),
        asked_on=loading.ago(6),
    )
    asked = questions.ask(
        by=loading.people[MARYAM.name],
        project=loading.projects["birth"],
        question="هل تُطلب المشاركة من المستشفيات الخاصة بقرار، أم تبقى اختيارية هذا العام؟",
        options="بقرار\nاختيارية هذا العام",
        asked_of=sheikha,
        wanted_by=loading.day + dt.timedelta(days=3),
        asked_on=loading.ago(16),
    )
    questions.answer(
        by=sheikha, question=asked, chosen="اختيارية هذا العام", reason="نبدأ بمن يرغب، ونعود إلى السؤال بعد سنة."
    )


def work_left(loading: Loading) -> None:
    """Actions of people and of an agency; one of them has slipped and is late."""
    maryam, birth = loading.people[MARYAM.name], loading.projects["birth"]
    agreement = promises.open_followup(
        by=maryam,
        kind=TASK,
        about=birth,
        title="توقيع اتفاقية تبادل البيانات مع المستشفيات الباقية",
        due_on=loading.day + dt.timedelta(days=5),
        owner=maryam,
        owner_agency=loading.agencies["MOPH"],
    )
    promises.change_due(
        by=maryam,
        followup=agreement,
        version=1,
        due_on=loading.day + dt.timedelta(days=26),
        reason="طلبت الشؤون القانونية أسبوعين إضافيين للمراجعة.",
    )
    promises.open_followup(
        by=maryam,
        kind=TASK,
        about=birth,
        title="تسمية منسق لكل مستشفى",
        opened_on=loading.ago(40),
        due_on=loading.ago(8),
        owner=loading.people[FATIMA.name],
        owner_agency=loading.agencies["MOPH"],
    )
