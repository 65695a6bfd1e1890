"""Walks the chain and names what was tampered with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from portfolio.reports import contents
from portfolio.reports.chain import committed_contents, hash_of, is_signed, known_keys, link_hash
from portfolio.reports.enums import ReportStatus, SnapshotKind
from portfolio.reports.models import AgencyReport, Chain, CountryReport, FrozenEntry, Snapshot


@dataclass(frozen=True)
class Finding:
    # Which link of the chain, or 0 where it is about the whole.
    number: int
    words: str


def findings(expected_heads: dict[int, str] | None = None) -> list[Finding]:
    """Nothing where all is as it was signed. `expected_heads` are number and hash as printed on documents."""
    links = list(Snapshot.objects.select_related("report__quarter", "report__agency", "of").order_by("number"))
    found = [*_walk(links), *_reports(links), *_columns(links), *_country(links)]
    by_number = {link.number: link for link in links}
    for number, told in (expected_heads or {}).items():
        link = by_number.get(number)
        if link is None or not link.hash.startswith(told):
            found.append(Finding(number, f"link {number} is not the one that was printed on a document"))
    return found


def _walk(links: list[Snapshot]) -> Iterator[Finding]:
    committed, keys, previous = committed_contents(links), known_keys(), ""
    for place, link in enumerate(links, start=1):
        of = f"{link.report.quarter.code} {link.report.agency.code}" if link.report else "the country"
        name = f"link {link.number} ({of}, {link.kind})"
        if link.number != place:
            yield Finding(link.number, f"{name}: a link before it is missing")
            return
        if hash_of(link.content) != committed[link.pk]:
            yield Finding(link.number, f"{name}: its content was changed")
        if link_hash(link) != link.hash:
            yield Finding(link.number, f"{name}: what is said about it was changed")
        if link.previous_hash != previous:
            yield Finding(link.number, f"{name}: it does not follow the link before it")
        if not is_signed(link, keys):
            yield Finding(link.number, f"{name}: its signature is not by a key of this country")
        previous = link.hash
    end = Chain.objects.first()
    if (end.length, end.head) != (len(links), previous) if end else links:
        yield Finding(0, "the end of the chain is not where it was left")


def _reports(links: list[Snapshot]) -> Iterator[Finding]:
    """A report that says it was signed or accepted has the link that says so."""
    kept = {(link.report_id, link.revision, str(link.kind)) for link in links}
    settled = AgencyReport.objects.select_related("quarter", "agency").filter(
        status__in=[ReportStatus.SIGNED, ReportStatus.ACCEPTED]
    )
    for report in settled:
        kinds = [SnapshotKind.AGENCY] + ([SnapshotKind.LAB] if report.status == ReportStatus.ACCEPTED else [])
        for kind in kinds:
            if (report.pk, report.revision, str(kind)) not in kept:
                yield Finding(0, f"{report.quarter.code} {report.agency.code}: its frozen part ({kind}) is missing")
    for report in AgencyReport.objects.select_related("quarter", "agency", "accepted").exclude(accepted=None):
        newest = max(
            (link.number for link in links if link.report_id == report.pk and link.kind == SnapshotKind.LAB), default=0
        )
        if report.accepted is not None and report.accepted.number != newest:
            yield Finding(
                newest, f"{report.quarter.code} {report.agency.code}: another revision is counted as accepted"
            )


def _columns(links: list[Snapshot]) -> Iterator[Finding]:
    """The columns that totals are counted from say what the contents say."""
    kept: dict[int, list[FrozenEntry]] = {}
    for row in FrozenEntry.objects.all():
        kept.setdefault(row.snapshot_id, []).append(row)
    for link in links:
        if link.kind != SnapshotKind.LAB or link.of is None or link.report is None:
            continue
        try:
            told = contents.frozen_entries(link.report, link.of, link)
        except (ValueError, KeyError, TypeError):
            yield Finding(link.number, f"link {link.number}: its content cannot be read")
            continue
        if sorted(map(_row, told)) != sorted(map(_row, kept.pop(link.pk, []))):
            yield Finding(link.number, f"link {link.number}: the figures counted from it were changed")
    for snapshot in kept:
        yield Finding(0, f"figures are counted from link {snapshot}, which is not a lab's part")


def _country(links: list[Snapshot]) -> Iterator[Finding]:
    """A published report of the country names links that are there, and its figures are theirs."""
    by_number = {link.number: link for link in links}
    told = {row.snapshot_id: row for row in CountryReport.objects.select_related("quarter")}
    for link in links:
        if link.kind != SnapshotKind.COUNTRY:
            continue
        name = f"link {link.number} (the country)"
        row = told.pop(link.pk, None)
        try:
            content = json.loads(link.content)
            parts = [by_number.get(part["number"]) for part in content["parts"]]
            hashes = [part["hash"] for part in content["parts"]]
            projects = content["figures"]["projects"]
        except (ValueError, KeyError, TypeError):
            yield Finding(link.number, f"{name}: its content cannot be read")
            continue
        if row is None or (row.quarter.code, row.revision) != (content["quarter"]["code"], content["revision"]):
            yield Finding(link.number, f"{name}: it is published as another quarter or revision")
        if [part.hash if part else "" for part in parts] != hashes:
            yield Finding(link.number, f"{name}: a part that it is drawn from is not there")
        elif FrozenEntry.objects.filter(snapshot__in=[part.pk for part in parts if part]).count() != projects:
            yield Finding(link.number, f"{name}: its figures are not those of its parts")
    for row in told.values():
        yield Finding(0, f"{row.quarter.code}: what is published is no link of the country")


def _row(entry: FrozenEntry) -> str:
    names = [field.attname for field in FrozenEntry._meta.concrete_fields if field.attname != "id"]
    values = [getattr(entry, name) for name in names]
    return json.dumps([_plain(value) for value in values])


def _plain(value: object) -> str:
    return str(value.normalize()) if isinstance(value, Decimal) else str(value)
