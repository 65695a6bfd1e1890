"""The country's report as it is frozen: made once from accepted snapshots, and read from then on."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portfolio.projects.registers import registers
from portfolio.reports.chain import canonical, hash_of
from portfolio.reports.country import Country
from portfolio.reports.country_movement import movement
from portfolio.reports.enums import Part
from portfolio.reports.models import CountryReport, ReportingQuarter

MADE_AS = 1


def as_it_stands(found: Country, before: Country | None) -> dict[str, Any]:
    """What would be frozen now. It names the links that it was drawn from, so that each figure can be counted again."""
    quarter = found.quarter
    return {
        "form": MADE_AS,
        "quarter": {"code": quarter.code, "year": quarter.year, "number": quarter.number},
        "before": _before(found, before),
        "parts": [
            {
                "agency": report.agency.code,
                "en": content["agency"]["en"],
                "ar": content["agency"]["ar"],
                "revision": content["revision"],
                "number": report.accepted.number,
                "hash": report.accepted.hash,
            }
            for report, content in found.contents
            if report.accepted
        ],
        "missing": [
            {"agency": report.agency.code, "en": report.agency.name_en, "ar": report.agency.name_ar}
            for report in found.missing
        ],
        "figures": found.figures,
        "stages": _stages(found, before),
        "ratings": found.ratings,
        "money": {name: found.money(name) for name in ("budget", "forecast", "spent")},
        "agencies": [vars(one) for one in found.agencies],
        "given": [vars(one) | {"parts": [vars(part) for part in one.parts]} for one in found.given],
        "trained": [vars(one) for one in found.trained],
        "moved": {way: [vars(one) for one in listed] for way, listed in movement(found, before).items()},
        **_words(found),
    }


def _before(found: Country, before: Country | None) -> dict[str, Any]:
    """What it is compared with; empty where there is no earlier quarter."""
    if before is None:
        return {}
    return {
        "code": before.quarter.code,
        "figures": before.figures,
        "stages": before.stages,
        "ratings": before.ratings,
        # Else what changed is partly that others tell it.
        "is_of_others": {report.agency_id for report in found.included}
        != {report.agency_id for report in before.included},
    }


def _stages(found: Country, before: Country | None) -> list[dict[str, Any]]:
    """With those that only the quarter before had projects in: what left them is told."""
    known = registers().stage_codes
    stages = {code: 0 for code, count in (before.stages if before else {}).items() if count} | found.stages
    order = [*found.stages, *(code for code in stages if code not in found.stages)]
    return [
        {
            "code": code,
            "en": known[code].title_en if code in known else code,
            "ar": known[code].title_ar if code in known else code,
            "order": known[code].order if code in known else 0,
            "kind": known[code].kind if code in known else "",
            "count": stages[code],
        }
        for code in order
    ]


def _words(found: Country) -> dict[str, list[dict[str, Any]]]:
    """What is asked, what is off track and the stories, in the agencies' own words."""
    told: dict[str, list[dict[str, Any]]] = {"decisions": [], "gates_waiting": [], "off_track": [], "stories": []}
    for _report, content in found.contents:
        agency = content["agency"]["code"]
        if words := content["texts"].get(Part.DECISIONS):
            told["decisions"].append({"agency": agency, "reference": "", "en": "", "ar": "", "words": words})
        for one in content["projects"]:
            row = {"agency": agency, "reference": one["reference"], "en": one["en"], "ar": one["ar"]}
            for name, words in _told_of(one, found).items():
                told[name] += [{**row, "words": said} for said in words]
    return told


def _told_of(one: Mapping[str, Any], found: Country) -> dict[str, list[str]]:
    texts = one["texts"]
    return {
        "decisions": [texts[Part.DECISIONS]] if texts.get(Part.DECISIONS) else [],
        "gates_waiting": [line["gate"] for line in one["facts"]["lines"] if line["kind"] == "gate_waiting"],
        "off_track": [texts.get(Part.RECOVERY, "")] if one["project"] in found.red else [],
        "stories": [texts.get(Part.NARRATIVE, "")] if one["project"] in found.picked else [],
    }


def fingerprint(content: Mapping[str, Any]) -> str:
    return hash_of(canonical(content))


def frozen_content(content: Mapping[str, Any], *, revision: int, by: int, at: dt.datetime) -> str:
    return canonical({**content, "revision": revision, "published": {"by": by, "at": at}})


@dataclass(frozen=True)
class FrozenCountry:
    report: CountryReport

    @cached_property
    def content(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.report.snapshot.content)
        return told

    @property
    def link(self) -> str:
        """Its link of the chain, as it is printed."""
        return f"{self.report.snapshot.number}:{self.report.snapshot.hash[:16]}"

    def says(self, content: Mapping[str, Any]) -> bool:
        """It says what would be frozen now."""
        told = {name: value for name, value in self.content.items() if name not in ("revision", "published")}
        return canonical(told) == canonical(content)


def newest(quarter: ReportingQuarter, revision: int | None = None) -> FrozenCountry | None:
    found = quarter.country_reports.select_related("snapshot__by").order_by("-revision")
    if revision is not None:
        found = found.filter(revision=revision)
    first = found.first()
    return FrozenCountry(first) if first else None
