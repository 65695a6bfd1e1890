"""What is frozen stays: refused by the database, found where it was changed all the same, whole after a removal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.actions.forgetting import forget_person
from portfolio.reports.actions import signing
from portfolio.reports.actions.freezing import add_link
from portfolio.reports.chain import KeyMissing, canonical, hash_of, link_hash, name_of, signing_key
from portfolio.reports.enums import Part, SnapshotKind
from portfolio.reports.models import AgencyReport, Chain, FrozenEntry, Remark, Snapshot
from portfolio.reports.verifying import findings
from records import append_only
from records.append_only import AppendOnlyError
from tests.factories import reports

pytestmark = pytest.mark.django_db

TABLES = ("reports_snapshot", "reports_frozenentry", "reports_reportstep", "reports_remark")


@pytest.fixture
def chain(accepted: AgencyReport, noora: Any, maryam: Any, fatima: Any) -> list[Snapshot]:
    """Four links: a report accepted, opened for a correction, and accepted again."""
    signing.reopen(by=noora, report=accepted, reason="The number of clinics was wrong.")
    held = reports.fresh(accepted)
    entry = held.entries.get()
    reports.write(maryam, held, entry, {Part.NARRATIVE: "Three clinics began."})
    reports.submit(maryam, held)
    reports.sign(fatima, held)
    reports.accept(noora, held)
    assert findings() == []
    return list(Snapshot.objects.all())


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def without_triggers() -> Iterator[None]:
    """As somebody does who owns the database."""
    append_only.remove()
    try:
        yield
    finally:
        append_only.install()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_refuses_to_change_what_is_frozen(
    chain: list[Snapshot], noora: Any, table: str, verb: str
) -> None:
    if table == "reports_remark":
        held = reports.fresh(chain[0].report)
        signing.reopen(by=noora, report=held, reason="Once more.")
        Remark.objects.create(step=held.steps.latest("pk"), name=Part.NARRATIVE, words="Which?")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0], "there is something to change"
    statement = f"UPDATE {table} SET id = id" if verb == "UPDATE" else f"DELETE FROM {table}"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement)
    with without_triggers():
        if verb == "UPDATE":
            sql(statement)


def test_the_models_refuse_it_too(chain: list[Snapshot]) -> None:
    with pytest.raises(AppendOnlyError):
        chain[0].save()
    with pytest.raises(AppendOnlyError):
        FrozenEntry.objects.all().delete()


COLUMNS: dict[str, Any] = {
    "content": lambda link: link.content.replace('"revision":', '"revision" :'),
    "content_hash": lambda link: hash_of("something else"),
    "previous_hash": lambda link: hash_of("another"),
    "hash": lambda link: hash_of("a third"),
    "signature": lambda link: "00" * 64,
    "key": lambda link: "0" * 16,
    "revision": lambda link: link.revision + 5,
    "kind": lambda link: "removal",
    "at": lambda link: "2026-01-01 00:00:00+00:00",
    "by_id": lambda link: None,
    "of_id": lambda link: None if link.of_id else link.pk,
}


def test_each_changed_column_of_each_link_is_found(chain: list[Snapshot]) -> None:
    """Eleven columns of four links, one at a time, each put back."""
    with without_triggers():
        for link in chain:
            for column, make in COLUMNS.items():
                changed, before = make(link), getattr(link, column)
                assert changed != before
                sql(f"UPDATE reports_snapshot SET {column} = %s WHERE id = %s", changed, link.pk)
                assert any(finding.number == link.number for finding in findings()), (column, link)
                sql(f"UPDATE reports_snapshot SET {column} = %s WHERE id = %s", before, link.pk)
                assert findings() == [], (column, link)


def forge(chain: list[Snapshot], key: Ed25519PrivateKey) -> None:
    """A text is changed, and with it every hash and every head, signed by a key of the forger's own."""
    previous = ""
    with without_triggers():
        for link in chain:
            content = link.content.replace("Two clinics", "Twenty clinics")
            if link.kind == "lab":
                told = json.loads(content)
                told["agency_part"]["hash"] = previous
                content = canonical(told)
            link.content, link.content_hash, link.previous_hash = content, hash_of(content), previous
            link.hash = link_hash(link)
            link.signature, link.key = key.sign(link.hash.encode()).hex(), name_of(key)
            sql(
                "UPDATE reports_snapshot SET content = %s, content_hash = %s, previous_hash = %s, hash = %s, "
                "signature = %s, key = %s WHERE id = %s",
                link.content, link.content_hash, link.previous_hash, link.hash, link.signature, link.key, link.pk,
            )  # fmt: skip
            previous = link.hash
        Chain.objects.update(head=previous)


def test_a_chain_computed_anew_is_found_by_its_signatures(chain: list[Snapshot]) -> None:
    forge(chain, Ed25519PrivateKey.generate())

    found = findings()

    assert [finding.number for finding in found] == [1, 2, 3, 4]
    assert all("signature" in finding.words for finding in found), "and by nothing else"


def test_only_the_right_key_would_have_passed(chain: list[Snapshot]) -> None:
    """The control: with the key itself the forgery is whole, and the printed head alone still tells of it."""
    printed = {chain[0].number: chain[0].hash[:16]}
    assert findings(printed) == []
    forge(chain, signing_key(may_be_made=False))
    assert findings() == []
    assert [finding.number for finding in findings(printed)] == [1]


def test_a_link_that_was_cut_off_is_missed(chain: list[Snapshot]) -> None:
    with without_triggers():
        sql("DELETE FROM reports_frozenentry WHERE snapshot_id = %s", chain[3].pk)
        sql("UPDATE reports_agencyreport SET accepted_id = %s WHERE id = %s", chain[1].pk, chain[0].report_id)
        sql("DELETE FROM reports_snapshot WHERE id = %s", chain[3].pk)
        Chain.objects.update(length=3, head=chain[2].hash)
    assert any("frozen part (lab) is missing" in finding.words for finding in findings())


def test_figures_that_say_something_else_are_found(chain: list[Snapshot]) -> None:
    with without_triggers():
        sql("UPDATE reports_frozenentry SET rating = 'red'")
    assert {finding.number for finding in findings()} == {2, 4}


def test_counting_an_older_revision_is_found(chain: list[Snapshot]) -> None:
    AgencyReport.objects.filter(pk=chain[0].report_id or 0).update(accepted=chain[1])
    assert any("another revision" in finding.words for finding in findings())


def test_the_command_names_what_it_found(chain: list[Snapshot], capsys: Any) -> None:
    call_command("verify_reports", "--head", f"{chain[3].number}:{chain[3].hash[:16]}")
    assert "4 links" in capsys.readouterr().out
    with without_triggers():
        sql("UPDATE reports_snapshot SET content = '{}' WHERE id = %s", chain[2].pk)
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_reports")
    assert "link 3" in capsys.readouterr().out


def test_without_its_key_nothing_more_is_signed(
    accepted: AgencyReport, noora: Any, settings: Any, tmp_path: Any
) -> None:
    settings.REPORT_KEYS = str(tmp_path / "elsewhere")
    signing.reopen(by=noora, report=accepted, reason="Wrong.")
    with pytest.raises(KeyMissing):
        add_link(
            kind=SnapshotKind.AGENCY, report=accepted, revision=2, content="{}", by=noora, at=accepted.submitted_at
        )
    assert not (tmp_path / "elsewhere").exists(), "no second key is made in silence"


# A person's removal


def test_a_person_is_forgotten_and_the_chain_holds(
    submitted: AgencyReport, fatima: Any, noora: Any, hamad: Any, maryam: Any
) -> None:
    held = signing.recall(by=maryam, report=submitted)
    entry = held.entries.get()
    reports.write(maryam, held, entry, {Part.RISKS: "Only Maryam Al-Thani knows the link, مريم آل ثاني وحدها."})
    reports.submit(maryam, held)
    reports.sign(fatima, held)
    reports.accept(noora, reports.fresh(held))

    forget_person(by=hamad, person=maryam)

    told = Snapshot.objects.get(kind="agency").content
    assert "Maryam Al-Thani" not in told
    assert "مريم آل ثاني" not in told
    assert findings() == []
    assert Snapshot.objects.get(kind="removal").number == 3


def test_a_removal_vouches_for_nothing_that_was_changed_before(
    submitted: AgencyReport, fatima: Any, hamad: Any, maryam: Any
) -> None:
    held = signing.recall(by=maryam, report=submitted)
    reports.write(maryam, held, held.entries.get(), {Part.RISKS: "Only Maryam Al-Thani knows the link."})
    reports.submit(maryam, held)
    reports.sign(fatima, held)
    with without_triggers():
        sql("UPDATE reports_snapshot SET content = replace(content, 'Two clinics', 'Twenty clinics')")

    forget_person(by=hamad, person=maryam)

    assert [finding.words for finding in findings() if "content was changed" in finding.words]


def test_nothing_is_added_where_nobody_is_named(accepted: AgencyReport, hamad: Any, maryam: Any) -> None:
    forget_person(by=hamad, person=maryam)
    assert not Snapshot.objects.filter(kind="removal").exists()
    assert findings() == []


def test_a_content_is_written_one_way() -> None:
    told: dict[str, Any] = {"b": Decimal("1.50"), "a": ["ن", None, True]}
    assert canonical(told) == '{"a":["ن",null,true],"b":"1.50"}'
    assert canonical(dict(reversed(list(told.items())))) == canonical(told)
