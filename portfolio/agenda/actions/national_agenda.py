"""The agenda as far as the project's source texts name it. What they do not name is left for the curator.

The numbers are those of the source texts (docs/sources of the domain): 000 and 001 tell of the hackathon of 2023,
002 of the seminar of 15 May 2024.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from portfolio.agenda.models import Objective, Pillar, Strategy
from portfolio.agenda.wording import Wording
from records.actions import audit
from records.policy import require


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
        "Named as what the Qatar Government Excellence Award serves (source 002).",
        "تُذكر بوصفها ما تلبّيه جائزة قطر للتميز الحكومي (المصدر 002).",
        1,
    ),
)
NDS3 = Stated(
    Strategy,
    "nds3",
    Wording(
        "Third National Development Strategy (NDS3)",
        "استراتيجية التنمية الوطنية الثالثة",
        "Named as what the strengthening of innovation in the government sector follows (source 002).",
        "تُذكر بوصفها ما يجري تعزيز الابتكار في القطاع الحكومي وفقًا له (المصدر 002).",
        2,
    ),
)
QRDI = Stated(
    Strategy,
    "qrdi-2030",
    Wording(
        "QRDI Strategy 2030",
        "استراتيجية قطر للبحوث والتطوير والابتكار 2030",
        "Named as what the hackathon for government services is in line with (sources 000 and 001).",
        "تُذكر بوصفها ما يتماشى معه هاكاثون الخدمات الحكومية (المصدران 000 و001).",
        3,
    ),
)
DIGITAL = Stated(
    Strategy,
    "digital-agenda-2030",
    Wording(
        "Digital Agenda 2030",
        "الأجندة الرقمية 2030",
        "The agenda of the Ministry of Communications and Information Technology. It has six pillars;"
        " the sources name one of them, digital innovation (source 002).",
        "أجندة وزارة الاتصالات وتكنولوجيا المعلومات. لها ست ركائز، وتسمّي المصادر واحدة منها هي "
        "الابتكار الرقمي (المصدر 002).",
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
            "One of the six pillars of Digital Agenda 2030 (source 002).",
            "إحدى الركائز الست للأجندة الرقمية 2030 (المصدر 002).",
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
            "Source 002: strengthening innovation in the government sector in accordance with NDS3.",
            "المصدر 002: «تعزيز الابتكار في القطاع الحكومي وفقًا لإستراتيجية التنمية الوطنية الثالثة».",
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
            "Source 002: strengthening the culture of innovation is an essential element in achieving NDS3.",
            "المصدر 002: «تعزيز ثقافة الابتكار عنصر أساسي لتحقيق إستراتيجية التنمية الوطنية الثالثة».",
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
            "Source 002, of Digital Agenda 2030: creating a more efficient, effective and connected future.",
            "المصدر 002 عن الأجندة الرقمية 2030: «خلق مستقبل أكثر كفاءةٍ وفعاليةٍ وترابط».",
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
            "Source 002, of Digital Agenda 2030: working with an ambitious vision to stimulate paths "
            "of growth.",
            "المصدر 002 عن الأجندة الرقمية 2030: «العمل برؤيةٍ طموحةٍ لتحفيز مسارات النمو».",
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
            "Source 002: strengthening digital innovation, which is one of the six pillars of Digital"
            " Agenda 2030.",
            "المصدر 002: «تعزيز الابتكار الرقمي الذي يعد من أحد الركائز الست للأجندة الرقمية 2030».",
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
