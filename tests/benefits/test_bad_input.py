"""What cannot be, refused by a sentence at the field that it is about, in both languages; its neighbour is taken."""

from __future__ import annotations

import html
import re
import uuid
from typing import Any

import pytest
import time_machine

from portfolio.benefits.models import Benefit, LedgerEntry, Share
from portfolio.ideas.models import Idea
from portfolio.measures.models import Indicator, Reading
from tests.factories import benefits, ideas, measures, projects

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november() -> Any:
    with time_machine.travel("2026-11-21 10:00+03:00", tick=False):
        yield


@pytest.fixture
def benefit(noora: Any, maryam: Any, moph: Any, moi: Any) -> Benefit:
    project = projects.project(maryam, moph, complete=True, partners=[moi])
    return benefits.benefit(maryam, project, measures.indicator(noora, moph, code="hours"))


@pytest.fixture(params=["en", "ar"])
def speaking(request: Any) -> str:
    return str(request.param)


def send(client: Any, language: str, path: str, **typed: Any) -> Any:
    return client.post(f"/{language}/portfolio/{path}", {"key": str(uuid.uuid4()), **typed})


def at_field(answer: Any, name: str) -> str:
    """What stands beside the field, which names it for who cannot see it."""
    assert answer.status_code == 422
    page = answer.content.decode()
    found = re.search(rf'<p class="field-error" id="([^"]*{name}_error)">.*?<span>(.*?)</span></p>', page, re.DOTALL)
    assert found, page[page.find("<main") :][:3000]
    assert re.search(rf'aria-describedby="[^"]*{found[1]}', page)
    return html.unescape(found[2])


def test_shares_of_110_percent(
    client_of: Any, maryam: Any, moph: Any, moi: Any, benefit: Benefit, speaking: str
) -> None:
    def share(first: str, second: str) -> Any:
        typed = {f"share_{moph.pk}": first, f"share_{moi.pk}": second, "reason": "Agreed."}
        return send(client_of(maryam), speaking, f"benefits/{benefit.pk}/share/", **typed)

    assert (
        at_field(share("60", "50"), f"share_{moph.pk}")
        == {
            "en": "The shares come to 110 %. Together they are 100 %, so that nothing is counted twice: take 10 % "
            "away.",
            "ar": "مجموع الحصص 110 %، والمجموع المطلوب 100 % حتى لا يُحتسب شيء مرتين: أنقص 10 %.",
        }[speaking]
    )
    assert not Share.objects.exists()
    assert share("60", "40").status_code == 302


def test_0_as_a_target_where_more_is_better(client_of: Any, noora: Any, moph: Any, speaking: str) -> None:
    def define(target: str) -> Any:
        typed = {
            "title_en": "Visits saved",
            "title_ar": "زيارات موفّرة",
            "code": "visits",
            "owner_agency": moph.pk,
            "unit_en": "visits",
            "unit_ar": "زيارة",
            "direction": "up",
            "aggregation": "sum",
            "frequency": "month",
            "decimals": "0",
            "source": "Queue system",
            "target": target,
        }
        return send(client_of(noora), speaking, "benefits/indicators/define/", **typed)

    assert (
        at_field(define("٠"), "target")
        == {
            "en": "More is better here, so 0 is reached by doing nothing. Say how much is to be reached.",
            "ar": "الزيادة هنا أفضل، والصفر يتحقق دون فعل شيء. حدّد ما ينبغي بلوغه.",
        }[speaking]
    )
    assert not Indicator.objects.filter(code="visits").exists()
    assert define("5").status_code == 302


def test_a_reading_in_the_future(client_of: Any, maryam: Any, benefit: Benefit, speaking: str) -> None:
    def read(period: str) -> Any:
        return send(client_of(maryam), speaking, "benefits/indicators/of/hours/read/", period_on=period, value="5")

    assert (
        at_field(read("2026-12-01"), "period_on")
        == {
            "en": "This period ends on 31 December 2026; it can be told once it is over.",
            "ar": "تنتهي هذه الفترة في 31 ديسمبر 2026، ويمكن التسجيل عنها بعد انتهائها.",
        }[speaking]
    )
    assert read("9999-12-01").status_code == read("soon").status_code == 422
    assert not Reading.objects.exists()
    assert read("2026-10-01").status_code == 302
    assert (
        at_field(read("2026-10-01"), "period_on")
        == {
            "en": "This period has its reading. Correct that one instead.",
            "ar": "لهذه الفترة قراءة مسجلة. صحّحها بدل إضافة غيرها.",
        }[speaking]
    ), "somebody was quicker"


def test_a_claim_of_the_future_and_a_forecast_of_nothing(
    client_of: Any, maryam: Any, benefit: Benefit, speaking: str
) -> None:
    def tell(kind: str, period: str, value: str) -> Any:
        typed = {"kind": kind, "period_on": period, "value": value, "reason": "From the queue system."}
        return send(client_of(maryam), speaking, f"benefits/{benefit.pk}/tell/", **typed)

    assert (
        at_field(tell("claimed", "2026-11-01", "5"), "period_on")
        == {
            "en": "This period ends on 30 November 2026; it can be told once it is over.",
            "ar": "تنتهي هذه الفترة في 30 نوفمبر 2026، ويمكن التسجيل عنها بعد انتهائها.",
        }[speaking]
    )
    assert (
        at_field(tell("forecast", "2026-12-01", "0"), "value")
        == {
            "en": "A forecast of 0 promises nothing. Say how much is expected, or leave the period without a forecast.",
            "ar": "توقُّع الصفر لا يَعِد بشيء. حدّد المتوقع، أو اترك الفترة دون توقع.",
        }[speaking]
    )
    assert not LedgerEntry.objects.exists()
    assert tell("forecast", "2026-11-01", "5").status_code == 302


def test_an_idea_joined_to_itself(client_of: Any, noora: Any, maryam: Any, khalid: Any, speaking: str) -> None:
    call = ideas.call(noora)
    one, other = ideas.idea(maryam, call, "One"), ideas.idea(khalid, call, "Other")

    def join(into: Idea) -> Any:
        return send(client_of(noora), speaking, f"ideas/{one.reference}/merge/", into=into.reference)

    assert (
        at_field(join(one), "into")
        == {
            "en": "An idea is not joined to itself. Choose another one.",
            "ar": "لا تُضمّ الفكرة إلى نفسها. اختر فكرة أخرى.",
        }[speaking]
    )
    assert join(other).status_code == 302
