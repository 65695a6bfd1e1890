"""What the demo country measures and gains: six indicators, a ledger in every state, and the classes of all projects."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.actions import memberships
from accounts.enums import Role
from accounts.models import Person
from portfolio.benefits.actions import benefits, ledger
from portfolio.benefits.models import Benefit, LedgerEntry
from portfolio.measures.actions import indicators, readings
from portfolio.measures.models import Indicator
from portfolio.measures.periods import before, last_day_of, latest_over, next_after
from portfolio.projects.actions import ai_reviews, tags
from portfolio.projects.models import Project, Tag
from portfolio.workspace.demo.people import HAMAD, NOORA, YOUSEF

MONTHS = 13


@dataclass(frozen=True, slots=True)
class Measured:
    code: str
    owner: str
    en: str
    ar: str
    unit_en: str
    unit_ar: str
    direction: str
    aggregation: str
    frequency: str
    baseline: str
    target: str
    source: str
    # The oldest first; None is a month that nobody read.
    values: tuple[str | None, ...]
    decimals: int = 0


MEASURED = (
    Measured(
        "visits-saved",
        "CGB",
        "Visits that people no longer make",
        "الزيارات التي لم يعد الناس بحاجة إليها",
        "visits",
        "زيارة",
        "up",
        "sum",
        "month",
        "0",
        "60000",
        "سجلات مراكز الخدمة",
        ("900", "1200", "1500", "2100", "2600", "3100", "3900", "4400", "5200", "5900", "6400", "7100", "7600"),
    ),
    Measured(
        "days-to-answer",
        "CGB",
        "Days from request to answer",
        "الأيام من الطلب إلى الرد",
        "days",
        "يوم",
        "down",
        "mean",
        "month",
        "11",
        "4",
        "Case system of the agencies",
        ("11", "10.5", "10.2", "9.1", "8.4", None, "7.7", "7.1", "6.4", "6.0", "5.2", "4.9", "4.6"),
        1,
    ),
    Measured(
        "newborns-registered",
        "MOPH",
        "Newborns registered before leaving the hospital",
        "المواليد المسجلون قبل مغادرة المستشفى",
        "newborns",
        "مولود",
        "up",
        "sum",
        "month",
        "0",
        "20000",
        "نظام سجل المواليد",
        ("0", "140", "210", "260", "410", "520", "690", "820", "900", "1010", "1180", "1260", "1340"),
    ),
    Measured(
        "waiting-minutes",
        "PHCC",
        "Waiting time in health centres",
        "وقت الانتظار في المراكز الصحية",
        "minutes",
        "دقيقة",
        "down",
        "mean",
        "month",
        "42",
        "20",
        "نظام الطوابير",
        ("42", "41", None, None, "38", "36", "35", "33", None, "30", "29", "27", "26"),
    ),
    Measured(
        "satisfaction",
        "GCO",
        "Satisfaction of customers, of 5",
        "رضا المتعاملين، من 5",
        "points",
        "نقطة",
        "up",
        "mean",
        "quarter",
        "3.6",
        "4.5",
        "استبيان ربعي",
        ("3.6", "3.8", None, "4.1", "4.2"),
        1,
    ),
    Measured(
        "services-online",
        "MCIT",
        "Services that can be finished from home",
        "الخدمات التي تُنجز من المنزل",
        "services",
        "خدمة",
        "up",
        "latest",
        "quarter",
        "140",
        "260",
        "Catalogue of services",
        ("148", "161", "176", "198", "214"),
    ),
)


@dataclass(frozen=True, slots=True)
class Promised:
    project: str
    indicator: str
    en: str
    ar: str
    # What is expected of each of the coming periods.
    forecast: str
    # Periods ago, what was claimed, and what the lab found of it: None where it has not looked yet.
    claims: tuple[tuple[int, str, str | None], ...] = ()
    shares: tuple[tuple[str, int], ...] = ()


PROMISED = (
    Promised(
        "birth",
        "newborns-registered",
        "Parents leave the hospital with everything done.",
        "يغادر الوالدان المستشفى وقد اكتملت كل الإجراءات.",
        "1400",
        ((3, "980", "980"), (2, "1100", "1042"), (1, "1250", "1250"), (0, "1340", None)),
        (("MOPH", 5000), ("MOI", 2500), ("PHCC", 2500)),
    ),
    Promised(
        "birth",
        "visits-saved",
        "Three visits less for each newborn.",
        "ثلاث زيارات أقل لكل مولود.",
        "4000",
        ((2, "3126", "3126"), (1, "3750", "3600")),
        (("MOPH", 3334), ("MOI", 3333), ("PHCC", 3333)),
    ),
    Promised(
        "marriage",
        "visits-saved",
        "Couples come once instead of four times.",
        "يحضر المقبلان على الزواج مرة واحدة بدل أربع.",
        "900",
        ((2, "612", "612"), (1, "845", None)),
        (("SJC", 6000), ("MOI", 2000), ("MOPH", 2000)),
    ),
    Promised(
        "residence",
        "visits-saved",
        "Residence is renewed without a counter.",
        "تُجدَّد الإقامة دون مراجعة.",
        "2500",
        ((3, "1800", "1800"), (2, "2100", "0"), (1, "2240", "2240")),
    ),
    Promised(
        "queue",
        "waiting-minutes",
        "Patients come when it is their turn.",
        "يحضر المراجعون حين يحين دورهم.",
        "24",
        ((1, "27", "28"), (0, "26", None)),
    ),
    Promised(
        "reminders",
        "waiting-minutes",
        "Fewer empty appointments, shorter queues.",
        "مواعيد ضائعة أقل وطوابير أقصر.",
        "25",
    ),
    Promised(
        "permit",
        "days-to-answer",
        "Owners know where their permit is, and get it sooner.",
        "يعرف أصحاب الرخص أين وصلت وينالونها أسرع.",
        "5.0",
        ((1, "6.5", "6.5"),),
    ),
    Promised(
        "factory",
        "services-online",
        "Forms become conversations that end at home.",
        "تتحول النماذج إلى محادثات تُنجز من المنزل.",
        "230",
        ((1, "22", "18"), (0, "25", None)),
    ),
    Promised(
        "sharek",
        "satisfaction",
        "People hear what became of their complaint.",
        "يعرف الناس مصير شكاواهم.",
        "4.4",
    ),
)

# Project: facet, what is new, readiness, artificial intelligence, Digital Factory, tags.
CLASSES: dict[str, tuple[str, str, int | None, bool, bool, tuple[str, ...]]] = {
    "birth": ("mission", "service", None, False, False, ("hackathon", "once-only")),
    "marriage": ("mission", "service", None, False, False, ("hackathon", "once-only")),
    "divorce": ("adaptive", "service", None, False, False, ("hackathon",)),
    "death": ("mission", "process", None, False, False, ("hackathon", "once-only")),
    "sharek": ("enhancement", "process", None, False, False, ()),
    "mystery": ("enhancement", "process", None, False, False, ()),
    "guide": ("enhancement", "policy", None, False, False, ()),
    "sla": ("enhancement", "policy", None, False, False, ()),
    "factory": ("mission", "technology", 7, True, True, ("paperless",)),
    "assistant": ("anticipatory", "technology", 5, True, True, ()),
    "reminders": ("enhancement", "service", None, False, False, ()),
    "queue": ("adaptive", "technology", 6, True, False, ()),
    "vaccination": ("mission", "system", 6, False, False, ("once-only",)),
    "leaflets": ("enhancement", "service", None, False, False, ()),
    "couples": ("enhancement", "service", None, False, False, ()),
    "residence": ("enhancement", "service", None, False, True, ("paperless",)),
    "newborn": ("mission", "technology", 4, False, True, ("paperless",)),
    "kiosks": ("enhancement", "technology", 8, False, False, ("paperless",)),
    "attestation": ("adaptive", "service", None, False, True, ("paperless",)),
    "challenges": ("anticipatory", "policy", None, False, False, ()),
    "permit": ("enhancement", "process", None, False, False, ()),
    "parents": ("anticipatory", "service", 3, True, False, ("once-only",)),
    "firstjob": ("mission", "system", None, False, False, ("once-only",)),
    "transit": ("mission", "service", None, False, False, ()),
}
TAGS = (
    ("hackathon", "Out of the hackathon", "من الهاكاثون"),
    ("once-only", "Asked once only", "المرة الواحدة"),
    ("paperless", "Without paper", "بلا ورق"),
)
BY_QUEUE = "قورنت الأرقام بسجلات النظام على عينة من عشرين حالة."


def tell(loading: Any) -> None:
    """`loading` is the country as it is being made: its agencies, people and projects."""
    measured = {told.code: _measured(loading, told) for told in MEASURED}
    for promised in PROMISED:
        _promised(loading, promised, measured[promised.indicator])
    _ask_committee(loading)


def _measured(loading: Any, told: Measured) -> Indicator:
    noora = loading.people[NOORA.name]
    made = indicators.define(
        by=noora,
        code=told.code,
        owner_agency=loading.agencies[told.owner],
        title_en=told.en,
        title_ar=told.ar,
        unit_en=told.unit_en,
        unit_ar=told.unit_ar,
        direction=told.direction,
        aggregation=told.aggregation,
        frequency=told.frequency,
        decimals=told.decimals,
        baseline=Decimal(told.baseline),
        target=Decimal(told.target),
        target_on=dt.date(loading.day.year + 1, 12, 31),
        source=told.source,
        is_demo=True,
    )
    period, past = latest_over(loading.day, told.frequency), []
    for value in reversed(told.values):
        if value is not None:
            past.append(readings.PastReading(indicator=made, period_on=period, value=Decimal(value)))
        period = before(period, told.frequency)
    readings.record_history(by=noora, source="", past=past)
    return made


def _promised(loading: Any, told: Promised, indicator: Indicator) -> None:
    project: Project = loading.projects[told.project]
    officer: Person = loading.officer(project.lead_agency.code)
    noora = loading.people[NOORA.name]
    newest = latest_over(loading.day, indicator.frequency)
    first = _back(newest, indicator, 5)
    benefit = benefits.promise(
        by=officer, project=project, indicator=indicator, gain_en=told.en, gain_ar=told.ar, promised_on=first
    )
    for periods_ago in range(3, -1, -1):
        _expect(officer, benefit, _back(newest, indicator, periods_ago), told.forecast, first)
    _expect(officer, benefit, next_after(newest, indicator.frequency), told.forecast, first)
    for periods_ago, claimed, found in told.claims:
        period = _back(newest, indicator, periods_ago)
        on = min(loading.day, last_day_of(period, indicator.frequency) + dt.timedelta(days=6))
        claim = ledger.claim(
            by=officer, benefit=benefit, period_on=period, value=Decimal(claimed), reason=BY_QUEUE, happened_on=on
        )
        if found is not None:
            _verified(loading, noora, claim, found, on)
    if told.shares:
        parts = {loading.agencies[code]: part for code, part in told.shares}
        benefits.share(
            by=noora, benefit=benefit, hundredths=parts, reason="بحسب الخدمة التي تقدمها كل جهة.", happened_on=first
        )


def _expect(by: Person, benefit: Benefit, period: dt.date, value: str, told_on: dt.date) -> None:
    ledger.forecast(
        by=by,
        benefit=benefit,
        period_on=period,
        value=Decimal(value),
        reason="بحسب ما تحقق في التجريب.",
        happened_on=told_on,
    )


def _verified(loading: Any, by: Person, claim: LedgerEntry, found: str, claimed_on: dt.date) -> None:
    if found == str(claim.value.normalize()):
        words = "طابقت الأرقام سجلات النظام."
    elif found == "0":
        words = "سجلات النظام عن هذا الشهر ناقصة، فلم يثبت شيء."
    else:
        words = "حُذفت حالات مكررة وُجدت في العينة."
    on = min(loading.day, claimed_on + dt.timedelta(days=9))
    ledger.verify(by=by, claim=claim, value=Decimal(found), reason=words, happened_on=on)


def _back(period: dt.date, indicator: Indicator, count: int) -> dt.date:
    for _number in range(count):
        period = before(period, indicator.frequency)
    return period


def lay_tags(loading: Any) -> dict[str, Tag]:
    noora = loading.people[NOORA.name]
    return {code: tags.add(by=noora, code=code, title_en=en, title_ar=ar) for code, en, ar in TAGS}


def classes_of(code: str, given: dict[str, Tag]) -> dict[str, Any]:
    """What a project is registered with."""
    facet, kind, trl, uses_ai, in_factory, tagged = CLASSES[code]
    return {
        "facet": facet,
        "kind": kind,
        "trl": trl,
        "uses_ai": uses_ai,
        "in_digital_factory": in_factory,
        "tags": tuple(given[tag] for tag in tagged),
    }


def _ask_committee(loading: Any) -> None:
    """Yousef sits on the committee: one project answered, one that waits, one that has not asked."""
    memberships.give_role(
        by=loading.people[HAMAD.name],
        person=loading.people[YOUSEF.name],
        role=Role.AI_REVIEWER,
        agency=loading.agencies[YOUSEF.agency],
        starts_on=loading.day - dt.timedelta(days=200),
    )
    yousef = Person.objects.get(pk=loading.people[YOUSEF.name].pk)
    asked = []
    for code, days, words in (
        ("assistant", 60, "It answers questions about services from the guide alone, and says when it does not know."),
        ("queue", 12, "يقدّر النظام وقت الانتظار من أوقات الأسابيع الماضية، ولا يُرفض أحد بسببه."),
    ):
        project = Project.objects.get(pk=loading.projects[code].pk)
        if project.stage.kind not in ("stopped", "merged"):
            officer = loading.officer(project.lead_agency.code)
            asked.append(ai_reviews.ask(by=officer, project=project, words=words, happened_on=loading.ago(days)))
    if asked:
        ai_reviews.advise(
            by=yousef,
            question=asked[0],
            advice="conditions",
            words="Say on each answer that a machine wrote it, and keep a person one click away.",
            happened_on=loading.ago(41),
        )
