"""Administrators read who did what; nobody changes it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import agencies
from records.actions import audit
from records.append_only import AppendOnlyError
from records.clock import today
from records.models import AuditEvent
from tests.factories.accounts import signed_in

TRAIL = "/en/accounts/trail/"


def actions(response: Any) -> list[str]:
    assert response.status_code == 200
    return [line.event.action for line in response.context["lines"]]


def test_by_whom_what_to_what_where_and_when(hamad: Any, noora: Any, maryam: Any, moph: Any, moi: Any) -> None:
    client = signed_in(hamad)
    agencies.add_alias(by=noora, agency=moph, alias="Health")
    last_week = audit.record(by=maryam, action="test.long_ago", target=moi, agency_id=moi.pk)
    assert actions(client.get(TRAIL, {"who": "Noora", "action": "accounts."})) == ["accounts.add_agency_alias"]
    assert actions(client.get(TRAIL, {"who": "noora@cgb.example"})) == ["accounts.add_agency_alias"]
    assert actions(client.get(TRAIL, {"who": "nobody at all"})) == []
    assert actions(client.get(TRAIL, {"action": "test."})) == ["test.long_ago"]
    assert actions(client.get(TRAIL, {"action": "Gave an agency"})) == ["accounts.add_agency_alias"]
    arabic = TRAIL.replace("/en/", "/ar/")
    assert actions(client.get(arabic, {"action": "اضاف اسما آخر"})) == ["accounts.add_agency_alias"]
    assert actions(client.get(TRAIL, {"target": f"accounts.agency {moi.pk}"}))[0] == "test.long_ago"
    assert set(actions(client.get(TRAIL, {"agency": moi.pk}))) >= {"test.long_ago", "accounts.register_agency"}
    assert "test.long_ago" not in actions(client.get(TRAIL, {"agency": moph.pk}))
    assert "test.long_ago" in actions(client.get(TRAIL, {"door": "command"}))
    assert actions(client.get(TRAIL, {"door": "api"})) == []
    assert actions(client.get(TRAIL, {"until": today() - dt.timedelta(days=1)})) == []
    assert "test.long_ago" in actions(client.get(TRAIL, {"since": today()}))
    assert last_week.pk


@pytest.mark.parametrize("days", [0, 1])
def test_days_turn_at_midnight_in_qatar(hamad: Any, days: int) -> None:
    """A second before midnight in Doha is the day before, and still that day in London."""
    midnight = timezone.make_aware(dt.datetime.combine(today(), dt.time()))
    AuditEvent.objects.create(action="test.edge", door="page", at=midnight - dt.timedelta(seconds=1 - days))
    day = today() - dt.timedelta(days=1 - days)
    client = signed_in(hamad)
    assert actions(client.get(TRAIL, {"action": "test.edge", "since": day, "until": day})) == ["test.edge"]
    other = today() - dt.timedelta(days=days)
    assert actions(client.get(TRAIL, {"action": "test.edge", "since": other, "until": other})) == []


def test_it_is_paged_by_key_and_never_counted(hamad: Any) -> None:
    client = signed_in(hamad)
    for number in range(120):
        audit.record(by=hamad, action=f"test.line{number}")
    seen, address = [], TRAIL + "?action=test."
    while address:
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        assert not any("COUNT(" in query["sql"] and "auditevent" in query["sql"] for query in asked)
        seen += actions(response)
        below = response.context["next_below"]
        address = f"{TRAIL}?action=test.&below={below}" if below else ""
    assert seen == [f"test.line{number}" for number in reversed(range(120))]


def test_before_and_after_stand_side_by_side(hamad: Any, moph: Any) -> None:
    agencies.close(by=hamad, agency=moph, on=today())
    event = AuditEvent.objects.latest("pk")
    page = signed_in(hamad).get(f"{TRAIL}{event.pk}/").content.decode()
    assert "Closed an agency" in page
    assert "closed on" in page
    assert today().isoformat() in page


def test_an_event_that_holds_lists_and_choices_is_read(hamad: Any, moph: Any) -> None:
    """An edited agency tells its kind by name; a removal tells what it cleared as a table, an import as a list."""
    event = audit.record(
        by=hamad, action="test.lists", target=moph, before={"kind": "ministry"}, after={"kind": ["a", {"b": 1}]}
    )
    client = signed_in(hamad)
    for address in (TRAIL, f"{TRAIL}{event.pk}/"):
        page = client.get(address)
        assert page.status_code == 200
        assert re.search(r">\s*Ministry\s*<", page.content.decode())
        assert "a, b: 1" in page.content.decode()


def test_it_is_read_in_arabic_too(hamad: Any, moph: Any) -> None:
    agencies.close(by=hamad, agency=moph, on=today())
    event = AuditEvent.objects.latest("pk")
    page = signed_in(hamad).get(f"{TRAIL}{event.pk}/".replace("/en/", "/ar/")).content.decode()
    assert "أغلق جهة" in page
    assert "أُغلقت في" in page


def test_what_it_tells_is_said_in_words_and_not_in_codes(hamad: Any, moph: Any, moi: Any) -> None:
    event = audit.record(
        by=hamad,
        action="accounts.edit_agency",
        target=moph,
        before={"kind": "ministry", "parent_id": None, "active": False, "role": "juror", "budget_2026_3": "10"},
        after={"kind": "authority", "parent_id": moi.pk, "active": True, "role": "leader", "person": hamad.pk},
    )
    page = signed_in(hamad).get(f"{TRAIL}{event.pk}/".replace("/en/", "/ar/"))
    told = {change.name: (change.before, change.after) for change in page.context["line"].changes}
    assert told["جزء من"] == ("", "وزارة الداخلية")
    assert told["فعّال"] == ("لا", "نعم")
    assert told["الدور"] == ("محكّم", "قيادي")
    assert told["الشخص"] == ("", hamad.name_ar)
    assert "الميزانية 2026/3" in told
    assert not re.search("ministry|authority|parent|juror", str(told))


def test_names_are_looked_up_once_however_many_lines_hold_one(hamad: Any, moph: Any, moi: Any) -> None:
    client = signed_in(hamad)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(TRAIL, {"action": "test.many"})
        return len(queries)

    audit.record(by=hamad, action="test.many", target=moph, after={"person": hamad.pk, "agency": moph.pk})
    asked()
    with_one = asked()
    for number in range(40):
        audit.record(
            by=hamad, action="test.many", target=moi, after={"person": hamad.pk, "agency": moi.pk, "number": number}
        )
    assert asked() == with_one


def test_only_administrators_read_it(hamad: Any, noora: Any, maryam: Any, sheikha: Any) -> None:
    event = AuditEvent.objects.latest("pk")
    for who in (noora, maryam, sheikha):
        assert signed_in(who).get(TRAIL).status_code == 404
        assert signed_in(who).get(f"{TRAIL}{event.pk}/").status_code == 404
    assert signed_in(hamad).get(f"{TRAIL}{event.pk}/").status_code == 200


@pytest.mark.parametrize(
    "asked", ["below=x", "below=" + "9" * 30, "agency=999", "since=2026-02-31", "who=%00", "q=" + "x" * 5000]
)
def test_nonsense_in_the_address_breaks_nothing(hamad: Any, asked: str) -> None:
    assert signed_in(hamad).get(f"{TRAIL}?{asked}").status_code == 200


def test_nobody_changes_it(hamad: Any) -> None:
    event = AuditEvent.objects.latest("pk")
    for change in (event.save, event.delete, AuditEvent.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()


def test_markup_in_what_was_recorded_is_text(hamad: Any) -> None:
    event = audit.record(by=hamad, action="test.markup", after={"note": "<script>alert(1)</script>"})
    for path in (f"{TRAIL}?action=test.markup", f"{TRAIL}{event.pk}/"):
        page = signed_in(hamad).get(path).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
