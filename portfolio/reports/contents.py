"""What is frozen: the content of a snapshot, made once from the rows of a report and read from it ever after."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from portfolio.projects.enums import Confidence
from portfolio.projects.models.project import reference_of
from portfolio.reports.chain import canonical
from portfolio.reports.enums import OF_LAB, OF_LAB_ON_AGENCY, Part, SnapshotKind
from portfolio.reports.facts import moved, names_of
from portfolio.reports.models import AgencyReport, FrozenEntry, ReportEntry, Snapshot
from portfolio.reports.needs import Need, amount, needs_of
from records.bilingual import reading_arabic
from records.kept_query import KeptQuery


@dataclass(frozen=True)
class Material:
    """The report's rows, read together."""

    entries: list[ReportEntry]
    # By entry (None: the agency as a whole) and name.
    texts: Mapping[int | None, Mapping[str, str]]


def material_of(report: AgencyReport) -> Material:
    texts: defaultdict[int | None, dict[str, str]] = defaultdict(dict)
    for entry, name, text in report.parts.values_list("entry", "name", "text"):
        if text.strip():
            texts[entry][name] = text
    return Material(list(report.entries.filter(is_left_out=False).order_by("project")), texts)


def needs_in(report: AgencyReport, material: Material) -> dict[int, list[Need]]:
    """By entry; empty where nothing is missing."""
    found = {
        entry.pk: needs_of(entry.facts, material.texts.get(entry.pk, {}), report.quarter.variance_percent)
        for entry in material.entries
    }
    return {entry: needs for entry, needs in found.items() if needs}


def agency_content(report: AgencyReport, *, signed_by: int, on_behalf_of: int | None, at: dt.datetime) -> str:
    material = Material([], {}) if report.nil_because else material_of(report)
    return canonical({**as_it_stands(report, material), "signed": {"by": signed_by, "for": on_behalf_of, "at": at}})


def as_it_stands(report: AgencyReport, material: Material) -> dict[str, Any]:
    """What would be frozen now, but for the signature."""
    quarter = report.quarter
    return {
        "form": quarter.form_version,
        "quarter": {
            "code": quarter.code,
            "year": quarter.year,
            "number": quarter.number,
            "first_day": quarter.first_day,
            "last_day": quarter.last_day,
            "due_on": report.due_on,
            "variance_percent": quarter.variance_percent,
        },
        "agency": names_of(report.agency),
        "revision": report.revision,
        "revised_because": report.revised_because,
        "nil_because": report.nil_because,
        "facts": {} if report.nil_because else report.facts,
        "texts": _own(material.texts.get(None, {})),
        "projects": [
            {
                "project": entry.project_id,
                "reference": reference_of(entry.project_id),
                "en": entry.title_en,
                "ar": entry.title_ar,
                "facts": entry.facts,
                "texts": _own(material.texts.get(entry.pk, {})),
            }
            for entry in material.entries
        ],
        "submitted": {"by": report.submitted_by_id, "at": report.submitted_at},
    }


def _own(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name not in OF_LAB}


def lab_content(report: AgencyReport, agency_part: Snapshot, *, accepted_by: int, at: dt.datetime) -> str:
    material = material_of(report)
    return canonical(
        {
            "agency_part": {"number": agency_part.number, "hash": agency_part.hash},
            "quarter": report.quarter.code,
            "agency": report.agency.code,
            "revision": report.revision,
            **lab_as_it_stands(material if not report.nil_because else Material([], material.texts)),
            "accepted": {"by": accepted_by, "at": at},
        }
    )


def lab_as_it_stands(material: Material) -> dict[str, Any]:
    return {
        "texts": _of_lab(material.texts.get(None, {})),
        "projects": [
            {"project": entry.project_id, "texts": _of_lab(material.texts.get(entry.pk, {}))}
            for entry in material.entries
        ],
    }


def _of_lab(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name in (*OF_LAB, *OF_LAB_ON_AGENCY)}


def frozen_entries(report: AgencyReport, agency_part: Snapshot, lab_part: Snapshot) -> list[FrozenEntry]:
    """The accepted projects in columns, drawn from the two contents and from nothing else."""
    views = json.loads(lab_part.content)["projects"]
    lab = {told["project"]: told["texts"] for told in views}
    return [
        FrozenEntry(
            snapshot=lab_part,
            quarter_id=report.quarter_id,
            agency_id=report.agency_id,
            **columns_of(told, lab.get(told["project"], {})),
        )
        for told in json.loads(agency_part.content)["projects"]
    ]


def columns_of(told: Mapping[str, Any], lab: Mapping[str, str]) -> dict[str, Any]:
    texts, lines = told["texts"], told["facts"]["lines"]
    since = told["facts"].get("since")
    ends_on, reached = texts.get(Part.ENDS_ON), amount(texts.get(Part.REACHED, ""))
    return {
        "project_id": told["project"],
        "stage": told["facts"]["stage"]["code"],
        "stage_since": dt.date.fromisoformat(since) if since else None,
        "rating": texts.get(Part.RATING) or Confidence.NOT_RATED,
        "lab_rating": lab.get(Part.LAB_RATING) or Confidence.NOT_RATED,
        "ends_on": dt.date.fromisoformat(ends_on) if ends_on else None,
        "moved_forward": moved(lines, "forward"),
        "moved_back": moved(lines, "back"),
        "budget": _money(texts.get(Part.BUDGET, "")),
        "forecast": _money(texts.get(Part.FORECAST, "")),
        "spent": _money(texts.get(Part.SPENT, "")),
        "reached": None if reached is None else int(reached),
    }


def _money(text: str) -> Decimal | None:
    return amount(text)


class Frozen:
    """A frozen report as it is read: its agency's part and, once accepted, the lab's."""

    def __init__(self, agency_part: Snapshot, lab_part: Snapshot | None, revisions: Sequence[int] = ()) -> None:
        self.agency_part, self.lab_part = agency_part, lab_part
        # All that were signed, the newest first.
        self.revisions = revisions
        self.content: dict[str, Any] = json.loads(agency_part.content)
        self.lab: dict[str, Any] = json.loads(lab_part.content) if lab_part else {"projects": [], "texts": {}}

    @property
    def head(self) -> Snapshot:
        return self.lab_part or self.agency_part

    @cached_property
    def lab_texts(self) -> dict[int, dict[str, str]]:
        return {told["project"]: told["texts"] for told in self.lab["projects"]}

    @property
    def revision(self) -> int:
        return int(self.content["revision"])

    def moment(self, name: str) -> dt.datetime | None:
        told = (self.content | self.lab).get(name) or {}
        return dt.datetime.fromisoformat(told["at"]) if told.get("at") else None


def named(words: Mapping[str, Any]) -> str:
    """The name in the reader's language of what a snapshot tells in both."""
    first, second = ("ar", "en") if reading_arabic() else ("en", "ar")
    return words.get(first) or words.get(second) or ""


KEPT_PARTS: KeptQuery[Snapshot] = KeptQuery(
    lambda report: Snapshot.objects.filter(report=report).exclude(kind=SnapshotKind.REMOVAL), report=int
)


def frozen_of(report: AgencyReport, revision: int | None = None) -> Frozen | None:
    """The newest frozen state, or that of one revision; None where nothing was signed."""
    found: dict[tuple[int, str], Snapshot] = {
        (one.revision, one.kind): one for one in KEPT_PARTS.objects(report=report.pk)
    }
    revisions = sorted({number for number, _kind in found}, reverse=True)
    shown = revision if revision is not None else revisions[0] if revisions else 0
    if shown not in revisions:
        return None
    return Frozen(found[shown, "agency"], found.get((shown, "lab")), revisions)
