"""The agenda as far as the project's source texts name it. What they do not name is left for the curator.

The texts: the news of the hackathon for government services of March 2023 (numbers 000 and 001 among the sources), and
of the seminar "Innovation in the government sector" of 15 May 2024 (number 002), which is in Arabic: its words are
quoted in Arabic and translated into English here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from portfolio.agenda.models import Objective, Pillar, Strategy
from portfolio.agenda.wording import Wording
from records.actions import audit
from records.policy import require

FROM_SEMINAR_EN = "Source: news of the seminar “Innovation in the government sector”, 15 May 2024."
FROM_SEMINAR_AR = "المصدر: خبر ندوة «الابتكار في القطاع الحكومي»، 15 مايو 2024."
FROM_HACKATHON_EN = "Source: news of the hackathon for government services, March 2023."
FROM_HACKATHON_AR = "المصدر: أخبار هاكاثون الخدمات الحكومية، مارس 2023."


@dataclass(frozen=True)
class Stated:
    """One row of the agenda. `strategy` and `pillar` are the codes of what it is under."""

    kind: type[Strategy | Pillar | Objective]
    code: str
    wording: Wording
    strategy: str = ""
    pillar: str = ""


def _general(strategy: Stated) -> Stated:
    """A strategy without a named objective gets one of its own name, so that work can be aligned to it."""
    named = strategy.wording
    return Stated(
        Objective,
        f"{strategy.code}-general",
        Wording(
            named.title_en,
            named.title_ar,
            "The sources name no objective of this strategy. This row stands for the strategy as a whole.",
            "لا تذكر المصادر أهدافًا لهذه الاستراتيجية، ويمثّل هذا السطر الاستراتيجية كلها.",
        ),
        strategy=strategy.code,
    )


QNV = Stated(
    Strategy,
    "qnv-2030",
    Wording(
        "Qatar National Vision 2030",
        "رؤية قطر الوطنية 2030",
        f"The Qatar Government Excellence Award was launched in keeping with it. {FROM_SEMINAR_EN}",
        f"أُطلقت جائزة قطر للتميز الحكومي بما يلبّيها. {FROM_SEMINAR_AR}",
        1,
    ),
)
NDS3 = Stated(
    Strategy,
    "nds3",
    Wording(
        "Third National Development Strategy (NDS3)",
        "استراتيجية التنمية الوطنية الثالثة",
        f"Innovation in the government sector is strengthened in accordance with it. {FROM_SEMINAR_EN}",
        f"يجري تعزيز الابتكار في القطاع الحكومي وفقًا لها. {FROM_SEMINAR_AR}",
        2,
    ),
)
QRDI = Stated(
    Strategy,
    "qrdi-2030",
    Wording(
        "QRDI Strategy 2030",
        "استراتيجية قطر للبحوث والتطوير والابتكار 2030",
        f"The hackathon for government services was held in line with it. {FROM_HACKATHON_EN}",
        f"نُظّم هاكاثون الخدمات الحكومية تماشيًا معها. {FROM_HACKATHON_AR}",
        3,
    ),
)
DIGITAL = Stated(
    Strategy,
    "digital-agenda-2030",
    Wording(
        "Digital Agenda 2030",
        "الأجندة الرقمية 2030",
        "The agenda of the Ministry of Communications and Information Technology. It has six pillars, of which "
        f"the sources name one, digital innovation. {FROM_SEMINAR_EN}",
        "أجندة وزارة الاتصالات وتكنولوجيا المعلومات. لها ست ركائز، تسمّي المصادر واحدة منها هي الابتكار الرقمي. "
        f"{FROM_SEMINAR_AR}",
        4,
    ),
)

AGENDA: tuple[Stated, ...] = (
    QNV,
    NDS3,
    QRDI,
    DIGITAL,
    Stated(
        Pillar,
        "digital-innovation",
        Wording(
            "Digital innovation",
            "الابتكار الرقمي",
            f"One of the six pillars of Digital Agenda 2030. {FROM_SEMINAR_EN}",
            f"إحدى الركائز الست للأجندة الرقمية 2030. {FROM_SEMINAR_AR}",
            1,
        ),
        strategy=DIGITAL.code,
    ),
    _general(QNV),
    Stated(
        Objective,
        "nds3-innovation",
        Wording(
            "Strengthen innovation in the government sector",
            "تعزيز الابتكار في القطاع الحكومي",
            f"“Strengthening innovation in the government sector in accordance with NDS3.” {FROM_SEMINAR_EN}",
            f"«تعزيز الابتكار في القطاع الحكومي وفقًا لإستراتيجية التنمية الوطنية الثالثة». {FROM_SEMINAR_AR}",
            1,
        ),
        strategy=NDS3.code,
    ),
    Stated(
        Objective,
        "nds3-culture",
        Wording(
            "Strengthen the culture of innovation",
            "تعزيز ثقافة الابتكار",
            f"“Strengthening the culture of innovation is an essential element in achieving NDS3.” {FROM_SEMINAR_EN}",
            f"«تعزيز ثقافة الابتكار عنصر أساسي لتحقيق إستراتيجية التنمية الوطنية الثالثة». {FROM_SEMINAR_AR}",
            2,
        ),
        strategy=NDS3.code,
    ),
    _general(QRDI),
    Stated(
        Objective,
        "digital-agenda-future",
        Wording(
            "Create a more efficient, effective and connected future",
            "خلق مستقبل أكثر كفاءة وفعالية وترابطًا",
            f"“Creating a more efficient, effective and connected future.” {FROM_SEMINAR_EN}",
            f"«خلق مستقبل أكثر كفاءةٍ وفعاليةٍ وترابط». {FROM_SEMINAR_AR}",
            1,
        ),
        strategy=DIGITAL.code,
    ),
    Stated(
        Objective,
        "digital-agenda-growth",
        Wording(
            "Stimulate paths of growth",
            "تحفيز مسارات النمو",
            f"“Working with an ambitious vision to stimulate paths of growth.” {FROM_SEMINAR_EN}",
            f"«العمل برؤيةٍ طموحةٍ لتحفيز مسارات النمو». {FROM_SEMINAR_AR}",
            2,
        ),
        strategy=DIGITAL.code,
    ),
    Stated(
        Objective,
        "digital-innovation-strengthen",
        Wording(
            "Strengthen digital innovation",
            "تعزيز الابتكار الرقمي",
            "“Strengthening digital innovation, which is one of the six pillars of Digital Agenda 2030.” "
            f"{FROM_SEMINAR_EN}",
            f"«تعزيز الابتكار الرقمي الذي يعد من أحد الركائز الست للأجندة الرقمية 2030». {FROM_SEMINAR_AR}",
            1,
        ),
        strategy=DIGITAL.code,
        pillar="digital-innovation",
    ),
)


@transaction.atomic
def load_national_agenda(*, by: Any) -> int:
    """Writes the rows that are not there yet and answers how many. What a curator has edited stays as it is."""
    require(by, "agenda.load")
    made = [row.code for row in AGENDA if _write(row)]
    if made:
        audit.record(by=by, action="agenda.load", count=len(made), after={"codes": made})
    return len(made)


def _write(row: Stated) -> bool:
    under: dict[str, Any] = {}
    if row.strategy:
        under["strategy"] = Strategy.objects.get(code=row.strategy)
    if row.pillar:
        under["pillar"] = Pillar.objects.get(code=row.pillar)
    _entry, is_new = row.kind.objects.get_or_create(  # type: ignore[attr-defined]
        code=row.code, defaults={**under, **row.wording.columns()}
    )
    return is_new
