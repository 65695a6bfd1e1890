"""The quarterly reports of the demo country: two quarters that are closed, and the newest in all its states."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.actions import memberships, people
from accounts.enums import Language, Role
from accounts.models import Person
from portfolio.projects.enums import Confidence
from portfolio.reports.actions import publishing, quarters, signing, stories, writing
from portfolio.reports.actions.writing import Written
from portfolio.reports.contents import material_of, needs_in
from portfolio.reports.country import Country, quarters_to_compare
from portfolio.reports.country_contents import as_it_stands, fingerprint
from portfolio.reports.enums import Part, ReportStatus
from portfolio.reports.models import AgencyReport, FrozenEntry, ReportEntry, ReportingQuarter, ReportPart
from portfolio.reports.models.quarter import quarter_of_day
from portfolio.workspace.demo.people import MAIL
from records.clock import Quarter

# Who signs for the agencies that have a signed-in lead of none.
LEADS = (
    ("MOI", "nasser", "Nasser Al-Attiyah", "ناصر العطية"),
    ("CGB", "lulwa", "Lulwa Al-Jaber", "لولوة الجابر"),
    ("MCIT", "faisal", "Faisal Al-Khater", "فيصل الخاطر"),
    ("PHCC", "mona", "Mona Al-Sulaiman", "منى السليمان"),
    ("SJC", "rashid", "Rashid Al-Obaidli", "راشد العبيدلي"),
    ("GCO", "hessa", "Hessa Al-Romaihi", "حصة الرميحي"),
    ("QRDI", "ghanim", "Ghanim Al-Mannai", "غانم المناعي"),
    ("DEMO-COAST", "wafa", "Wafa Al-Shaibani", "وفاء الشيباني"),
    ("DEMO-FAMILY", "badr", "Badr Al-Yafei", "بدر اليافعي"),
    ("DEMO-SKILLS", "noof", "Noof Al-Harbi", "نوف الحربي"),
    ("DEMO-TRANSIT", "majid", "Majid Al-Zarra", "ماجد الزراع"),
)
# What a project's officer answers where the form asks for it.
ANSWERS: dict[str, tuple[str, str]] = {
    Part.RATING_REASON: (
        "The link to the other agency came later than agreed.",
        "تأخّر الربط مع الجهة الأخرى عن الموعد المتفق عليه.",
    ),
    Part.RECOVERY: (
        "A joint team works through the open points each week; the second supplier begins this month.",
        "فريق مشترك يعالج النقاط المفتوحة أسبوعيًا، ويبدأ المورّد الثاني هذا الشهر.",
    ),
    Part.END_MOVED: (
        "The trial lasts a month longer, so that a full cycle is measured.",
        "تستمر التجربة شهرًا إضافيًا لقياس دورة كاملة.",
    ),
    Part.VARIANCE: (
        "Licences were renewed for two years instead of one.",
        "جُدّدت التراخيص لسنتين بدل سنة واحدة.",
    ),
}
ASKED = (
    "Agree that the register may be read by the partner agencies; the legal opinion is attached to the project.",
    "الموافقة على اطلاع الجهات الشريكة على السجل؛ والرأي القانوني مرفق بالمشروع.",
)
ASKING = ("CGB", "PHCC", "MOPH")
OUTLOOK = (
    "The quarter went as planned; what was late has a day and an owner.",
    "سار الربع وفق الخطة، ولكل ما تأخّر موعد ومسؤول.",
)
RETURNED_BECAUSE = (
    "Say which branches take part, and what the trial costs.",
    "اذكروا الفروع المشاركة وكلفة التجربة.",
)


@dataclass
class Reports:
    """`loading` is the country as it has been made so far."""

    loading: Any
    signers: dict[str, Person] = field(default_factory=dict)

    def run(self) -> None:
        self.bring_in_leads()
        newest = self.newest_quarter()
        for closed in (newest.previous.previous, newest.previous):
            quarter = self.open(closed)
            self.close(quarter)
            self.pick_stories(quarter)
            self.publish(quarter)
        quarter = self.open(newest)
        self.live(quarter)
        self.pick_stories(quarter)

    def pick_stories(self, quarter: ReportingQuarter) -> None:
        """Two projects that moved forward."""
        told = FrozenEntry.objects.filter(quarter=quarter, moved_forward=True).order_by("-reached", "pk")[:2]
        for entry in told:
            stories.pick(by=self.loading.noora, quarter=quarter, entry=entry)

    def publish(self, quarter: ReportingQuarter) -> None:
        """To the leadership, of a quarter whose reports are in; the newest is a draft until they are."""
        earlier = quarters_to_compare(quarter)
        read = as_it_stands(Country(quarter), Country(earlier[0]) if earlier else None)
        publishing.publish(
            by=self.loading.noora, quarter=quarter, seen=fingerprint(read), at=self.moment(quarter.last_day, 25)
        )

    def newest_quarter(self) -> Quarter:
        """The one that is over and has just become due."""
        return Quarter.of(self.loading.day).previous

    def bring_in_leads(self) -> None:
        hamad = self.loading.people["hamad"]
        self.signers["MOPH"] = self.loading.people["fatima"]
        for code, name, name_en, name_ar in LEADS:
            if code not in self.loading.agencies:
                continue
            made = people.register(
                by=hamad,
                email=f"{name}@{MAIL}",
                name_en=name_en,
                name_ar=name_ar,
                password=None,
                language=Language.ARABIC,
                is_demo=True,
            )
            memberships.give_role(
                by=hamad,
                person=made,
                role=Role.AGENCY_LEAD,
                agency=self.loading.agencies[code],
                starts_on=self.loading.day - dt.timedelta(days=430),
            )
            self.signers[code] = Person.objects.get(pk=made.pk)

    def open(self, of: Quarter) -> ReportingQuarter:
        year, number = quarter_of_day(of.first_day, quarters.terms().year_starts_in)
        reporting = [self.loading.agencies[code] for code in self.signers]
        due_on = max(of.last_day + dt.timedelta(days=21), self.loading.day - dt.timedelta(days=3))
        return quarters.open_quarter(
            by=self.loading.noora,
            year=year,
            number=number,
            agencies=reporting,
            due_on=due_on if of == self.newest_quarter() else None,
            at=self.moment(of.last_day, 1),
        )

    def close(self, quarter: ReportingQuarter) -> None:
        """Everybody's is accepted, but for one agency that never delivered."""
        for report in self.reports(quarter):
            if report.agency.code != "DEMO-TRANSIT":
                self.bring(report, ReportStatus.ACCEPTED)

    def live(self, quarter: ReportingQuarter) -> None:
        """The newest: a report in every state."""
        states = {
            "MOPH": ReportStatus.SUBMITTED,
            "MOI": ReportStatus.DRAFT,
            "CGB": ReportStatus.ACCEPTED,
            "MCIT": ReportStatus.SIGNED,
            "PHCC": ReportStatus.ACCEPTED,
            "SJC": ReportStatus.RETURNED,
            "GCO": ReportStatus.SIGNED,
            "DEMO-COAST": ReportStatus.ACCEPTED,
        }
        for report in self.reports(quarter):
            if report.agency.code == "QRDI":
                quarters.extend(
                    by=self.loading.noora,
                    report=report,
                    until=max(self.loading.day, quarter.due_on) + dt.timedelta(days=10),
                    reason="The officer is at the training of the region.",
                )
            elif report.agency.code == "DEMO-SKILLS":
                signing.declare_nil(
                    by=self.officer(report),
                    report=report,
                    reason="The agency's one project rests until the new academic year.",
                )
            elif report.agency.code in states:
                self.bring(report, states[report.agency.code])

    def reports(self, quarter: ReportingQuarter) -> list[AgencyReport]:
        return list(quarter.reports.select_related("quarter", "agency").order_by("agency__code"))

    def bring(self, report: AgencyReport, state: ReportStatus) -> None:
        """To that state, by the people whose work it is, on days of the weeks after the quarter."""
        officer, end = self.officer(report), report.quarter.last_day
        report = writing.draft(by=officer, report=report, at=self.moment(end, 5))
        self.fill(officer, report)
        if state == ReportStatus.DRAFT:
            return
        self.complete(officer, report)
        report = signing.submit(by=officer, report=report, version=fresh(report).version, at=self.moment(end, 12))
        if state == ReportStatus.SUBMITTED:
            return
        signing.sign(
            by=self.signers[report.agency.code], report=report, version=report.version, at=self.moment(end, 15)
        )
        report = fresh(report)
        if state == ReportStatus.SIGNED:
            return
        if state == ReportStatus.RETURNED:
            self.send_back(report, officer)
            return
        self.review(report)
        report = fresh(report)
        signing.accept(by=self.loading.noora, report=report, version=report.version, at=self.moment(end, 19))

    def fill(self, officer: Person, report: AgencyReport) -> None:
        self.write(officer, report, None, {Part.NARRATIVE: said(officer, OUTLOOK)})
        first = report.entries.order_by("project").values_list("project", flat=True).first()
        for entry in report.entries.all():
            chance = random.Random(f"masar demo report {entry.project_id}")
            budget = chance.randrange(180, 1600) * 1000
            step = random.Random(f"{report.pk} {entry.project_id}")
            forecast = round(budget * step.choice((1, 1, 1.02, 0.98, 1.09)))
            reached = step.randrange(40, 4000) if entry.facts["stage"]["order"] >= 3 else 0
            asks = report.agency.code in ASKING and entry.project_id == first
            texts = {
                Part.DECISIONS: said(officer, ASKED) if asks else "",
                Part.BUDGET: str(budget),
                Part.FORECAST: str(forecast),
                Part.SPENT: str(round(budget * step.uniform(0.2, 0.8))),
                Part.REACHED: str(reached) if reached else "",
            }
            self.write(officer, report, entry, {name: text for name, text in texts.items() if text})

    def complete(self, officer: Person, report: AgencyReport) -> None:
        """What the form asks for is answered."""
        needs = needs_in(report, material_of(report))
        entries = {entry.pk: entry for entry in report.entries.all()}
        for pk, missing in needs.items():
            self.write(officer, report, entries[pk], {need.part: said(officer, ANSWERS[need.part]) for need in missing})

    def review(self, report: AgencyReport) -> None:
        """The lab sees most as the agency does, and one in six a step worse."""
        ratings = dict(report.parts.filter(name=Part.RATING).values_list("entry", "text"))
        for entry in report.entries.all():
            own = ratings.get(entry.pk, "")
            if own not in (Confidence.GREEN, Confidence.AMBER, Confidence.RED):
                continue
            doubts = random.Random(f"lab {report.pk} {entry.project_id}").random() < 1 / 6
            rating = Confidence.AMBER if own == Confidence.GREEN and doubts else own
            texts = {Part.LAB_RATING: str(rating)}
            if rating != own:
                texts[Part.LAB_REASON] = "لم تُختبر النتائج بعد مع متعاملين خارج الفريق."
            self.write(self.loading.noora, report, entry, texts, may="reports.review")

    def send_back(self, report: AgencyReport, officer: Person) -> None:
        entry = report.entries.order_by("project").first()
        remark = [signing.Marked(entry, Part.NARRATIVE, said(officer, RETURNED_BECAUSE))] if entry else []
        signing.send_back(by=self.loading.noora, report=report, reason=said(officer, RETURNED_BECAUSE), remarks=remark)

    def write(
        self,
        by: Person,
        report: AgencyReport,
        entry: ReportEntry | None,
        texts: dict[Any, str],
        may: str = "reports.write",
    ) -> None:
        now = dict(ReportPart.objects.filter(report=report, entry=entry).values_list("name", "version"))
        written = {name: Written(text, now.get(name, 0)) for name, text in texts.items()}
        writing.write(by=by, report=report, entry=entry, written=written, may=may)

    def officer(self, report: AgencyReport) -> Person:
        return self.loading.officer(report.agency.code)

    def moment(self, day: dt.date, later: int) -> dt.datetime:
        """At work on that day, or on the latest one that has come."""
        reached = min(day + dt.timedelta(days=later), self.loading.day)
        return min(timezone.make_aware(dt.datetime.combine(reached, dt.time(10))), timezone.now())


def said(person: Person, pair: tuple[str, str]) -> str:
    return pair[1] if person.language == Language.ARABIC else pair[0]


def fresh(report: AgencyReport) -> AgencyReport:
    return AgencyReport.objects.select_related("quarter", "agency").get(pk=report.pk)


def tell(loading: Any) -> None:
    Reports(loading).run()
