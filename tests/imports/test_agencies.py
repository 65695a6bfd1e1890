"""Agencies come in from a table in any order; what is part of another waits for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts.actions import agencies
from accounts.importers import AgencyImporter, after_agencies
from accounts.models import Agency
from tests.imports.tables import bring_in, reasons

pytestmark = pytest.mark.django_db
HEAD = "code,name_en,name_ar,parent"


def table(*rows: str, by: Any, **how: Any) -> Any:
    return bring_in("agencies", "\n".join([HEAD, *rows]) + "\n", by=by, **how)


def parents() -> dict[str, str | None]:
    return dict(Agency.objects.filter(source_name="a file").values_list("code", "parent__code"))


@pytest.mark.parametrize("batch", [1, 200])
def test_a_part_may_come_before_or_after_its_whole(batch: int, hamad: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever slice either of them is in, on a dry run and on the real one alike."""
    monkeypatch.setattr(AgencyImporter, "batch", batch)
    rows = ["ONE,One,الأولى,", "TWO,Two,,الاولي", "SIX,Six,,SEVEN", "SEVEN,Seven,,"]
    for keep in (False, True):
        tally, refused = table(*rows, by=hamad, keep=keep)
        assert (tally.new, reasons(refused)) == (4, [])
    assert parents() == {"ONE": None, "TWO": "ONE", "SIX": "SEVEN", "SEVEN": None}
    assert after_agencies("a file") == []
    again, _refused = table(*rows, by=hamad)
    assert (again.here, again.differing) == (4, 0)


def test_a_whole_that_never_comes_is_named(hamad: Any, moi: Any) -> None:
    table("TWO,Two,,NASA", "SIX,Six,,MOI", by=hamad)
    step = after_agencies("a file")[0]
    assert str(step.words) == "Two is part of “NASA”, which is not here. Bring that in, or correct it."
    assert step.address == reverse("accounts:agency", args=["TWO"])
    two = Agency.objects.get(code="TWO")
    agencies.edit(by=hamad, agency=two, code="TWO", name_en="Two", name_ar="", kind=two.kind, parent=moi)
    assert (after_agencies("a file"), after_agencies("another file")) == ([], [])
    table("NASA,Space,,", by=hamad)
    assert parents()["TWO"] == "MOI", "what a person said stays"


def test_no_agency_is_part_of_itself(hamad: Any) -> None:
    _tally, refused = table("ONE,One,,ONE", "TWO,Two,,SIX", "SIX,Six,,TWO", by=hamad)
    assert [(row, column) for row, column, _why in reasons(refused)] == [(2, "parent"), (4, "parent")]
    assert parents() == {"TWO": None}


def test_another_whole_than_the_one_here_is_shown(hamad: Any, moph: Any, moi: Any) -> None:
    table("TWO,Two,,MOPH", by=hamad)
    tally, _refused = table("TWO,Two,,MOI", by=hamad)
    assert [(told["name"], told["here"], told["told"]) for told in tally.differences] == [
        ("parent", "Ministry of Public Health", "MOI")
    ]
    assert table("TWO,Two,,Ministry of Public Health", by=hamad)[0].differences == []
