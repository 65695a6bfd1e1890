"""One body, one row: whichever of its names is typed, and in whichever spelling."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import agencies
from accounts.models import Agency
from records.clock import today
from records.models import AuditEvent
from records.policy import NotAllowed
from records.versions import EditConflict
from tests.factories import accounts
from tests.factories.accounts import signed_in


def test_csgdb_and_cgb_are_one_body(cgb: Any) -> None:
    for name in (
        "CGB",
        "cgb",
        "CSGDB",
        "Civil Service and Government Development Bureau",
        "ديوان الخدمة المدنية والتطوير الحكومي",
        "ديوان الخدمه المدنيه والتطوير الحكومى",
        "  دِيوان  الخدمة المدنية والتطوير الحكومي ",
    ):
        assert list(Agency.objects.called(name)) == [cgb], name
    assert not Agency.objects.called("Ministry of Nothing").exists()


@pytest.mark.parametrize(
    "name", ["MOI", "Ministry of Interior", "ministry OF interior", "وزارة الداخليه", "وَزارة الداخلية"]
)
def test_a_name_leads_to_one_agency(hamad: Any, moph: Any, moi: Any, name: str) -> None:
    with pytest.raises(ValidationError, match="already"):
        agencies.add_alias(by=hamad, agency=moph, alias=name)
    # The allowed twins: the same name on its own agency, a new one on this.
    agencies.add_alias(by=hamad, agency=moi, alias=name)
    agencies.add_alias(by=hamad, agency=moph, alias="The Ministry of Health")
    assert moi.aliases.count() == 3


def test_an_agency_is_not_half_registered_when_a_name_is_taken(hamad: Any, moi: Any) -> None:
    with pytest.raises(ValidationError):
        accounts.agency(hamad, "NEW", name_en="Brand new", name_ar="وزارة الداخلية")
    assert not Agency.objects.filter(code="NEW").exists()


def test_a_renamed_agency_still_answers_to_its_old_name(hamad: Any, moph: Any) -> None:
    agencies.edit(
        by=hamad,
        agency=moph,
        code="MOH",
        name_en="Ministry of Health",
        name_ar="وزارة الصحة",
        kind="ministry",
        parent=None,
    )
    for name in ("MOPH", "Ministry of Public Health", "وزارة الصحة العامة", "MOH", "Ministry of Health"):
        assert Agency.objects.called(name).get().pk == moph.pk


def test_its_own_names_cannot_be_taken_away_and_others_can(hamad: Any, moph: Any) -> None:
    for alias in moph.aliases.all():
        with pytest.raises(ValidationError):
            agencies.remove_alias(by=hamad, alias=alias)
    agencies.remove_alias(by=hamad, alias=agencies.add_alias(by=hamad, agency=moph, alias="Health"))
    assert not Agency.objects.called("Health").exists()


def test_no_agency_is_part_of_itself(hamad: Any, moph: Any, moi: Any) -> None:
    def put_under(agency: Any, parent: Any) -> Agency:
        return agencies.edit(
            by=hamad,
            agency=agency,
            code=agency.code,
            name_en=agency.name_en,
            name_ar=agency.name_ar,
            kind=agency.kind,
            parent=parent,
        )

    put_under(moi, moph)
    with pytest.raises(ValidationError, match="part of itself"):
        put_under(moph, Agency.objects.get(pk=moi.pk))


def test_a_closed_agency_is_offered_to_nobody_and_keeps_its_name(hamad: Any, noora: Any, moph: Any) -> None:
    client = signed_in(noora)
    client.post("/en/accounts/agencies/MOPH/close/", {"closed_on": today().isoformat()})
    moph.refresh_from_db()
    assert moph.closed_on == today()
    assert moph not in Agency.objects.open_on(today())
    assert moph in Agency.objects.open_on(today() - dt.timedelta(days=1))
    assert b"Ministry of Public Health" in client.get("/en/accounts/agencies/MOPH/").content
    client.post("/en/accounts/agencies/MOPH/close/", {"reopen": "1"})
    assert moph in Agency.objects.open_on(today())


def test_officers_and_leaders_edit_no_agency(maryam: Any, sheikha: Any, noora: Any, moph: Any) -> None:
    for who in (maryam, sheikha):
        with pytest.raises(NotAllowed):
            agencies.add_alias(by=who, agency=moph, alias="Ours")
    agencies.add_alias(by=noora, agency=moph, alias="Ours")


def test_two_curators_edit_one_agency_and_neither_loses_anything(noora: Any, hamad: Any, moph: Any) -> None:
    opened_at = moph.version
    agencies.edit(
        by=hamad,
        agency=moph,
        code="MOPH",
        name_en="Ministry of Health",
        name_ar="وزارة الصحة",
        kind="ministry",
        parent=None,
    )
    typed = {
        "code": "MOPH",
        "name_en": "Public Health Ministry",
        "name_ar": "وزارة الصحة العامة",
        "kind": "ministry",
        "parent": "",
        "version": opened_at,
    }
    client = signed_in(noora)
    conflict = client.post("/en/accounts/agencies/MOPH/edit/", typed)
    assert conflict.status_code == 409
    page = conflict.content.decode()
    assert "Somebody else saved this" in page
    assert 'value="Public Health Ministry"' in page
    assert "Ministry of Health" in page
    version = conflict.context["form"]["version"].value()
    assert client.post("/en/accounts/agencies/MOPH/edit/", typed | {"version": version}).status_code == 302
    moph.refresh_from_db()
    assert moph.name_en == "Public Health Ministry"
    with pytest.raises(EditConflict):
        agencies.edit(by=hamad, agency=moph, parent=None, **{k: v for k, v in typed.items() if k != "parent"})


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("code", "moph2", "capital letters"),
        ("code", "CGB", "already"),
        ("code", "C" * 21, "at most 20"),
        ("name_en", "\u202egnorw", "reading direction"),
        ("name_en", "x" * 201, "at most 200"),
        ("name_ar", "", "cannot stay empty"),
        ("kind", "planet", "cannot be chosen here"),
        ("parent", "999999", "cannot be chosen here"),
    ],
)
def test_what_is_wrong_is_told_in_its_place(noora: Any, field: str, value: str, words: str) -> None:
    typed = {
        "code": "MOS",
        "name_en": "Ministry of Sport",
        "name_ar": "وزارة الرياضة",
        "kind": "ministry",
        "parent": "",
    }
    client = signed_in(noora)
    answer = client.post("/en/accounts/agencies/new/", typed | {field: value})
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert words in " ".join(str(error) for error in errors.get(field, []) + errors.get("__all__", []))
    assert not Agency.objects.filter(code__in=("MOS", "moph2")).exists()
    assert client.post("/en/accounts/agencies/new/", typed).status_code == 302


def test_lists_find_by_alias_and_spelling(noora: Any, cgb: Any, moph: Any) -> None:
    client = signed_in(noora)
    for words, found in {"CSGDB": [cgb], "الخدمه المدنيه": [cgb], "health public": [moph], "nothing": []}.items():
        page = client.get("/en/accounts/agencies/", {"q": words}).context["page"]
        assert list(page) == found, words


def test_an_edit_tells_before_and_after(hamad: Any, moph: Any) -> None:
    agencies.edit(
        by=hamad,
        agency=moph,
        code="MOPH",
        name_en="Ministry of Health",
        name_ar=moph.name_ar,
        kind="ministry",
        parent=None,
    )
    event = AuditEvent.objects.latest("pk")
    assert event.before["name_en"] == "Ministry of Public Health"
    assert event.after["name_en"] == "Ministry of Health"
    assert event.agency_id == moph.pk
