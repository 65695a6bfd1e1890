"""What moved from one quarter to another, project by project, told by the accepted reports of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portfolio.projects.enums import Confidence
from portfolio.reports.country import Country, rating_of
from portfolio.reports.needs import SCALE

WAYS = ("forward", "back", "better", "worse", "came", "gone")


@dataclass(frozen=True)
class Moved:
    agency: str
    reference: str
    en: str
    ar: str
    # Of each what it was and what it is; "" where one of the two quarters does not tell of the project.
    stage_before: str
    stage: str
    rating_before: str
    rating: str


def movement(found: Country, before: Country | None) -> dict[str, list[Moved]]:
    """By way of moving. Forward and back are moves within the quarter and need no other; the rest compares."""
    told: dict[str, list[Moved]] = {way: [] for way in WAYS}
    now = {entry.project_id: entry for entry in found.entries}
    then = {entry.project_id: entry for entry in before.entries} if before else {}
    # Of an agency that is in one of the two quarters alone, nothing came and nothing is gone.
    in_both = _agencies(found) & _agencies(before) if before else set()
    for project, entry in now.items():
        old = then.get(project)
        moved = _moved(found, project, old, entry)
        if entry.moved_forward:
            told["forward"].append(moved)
        if entry.moved_back:
            told["back"].append(moved)
        if old is not None:
            if way := _way(rating_of(old), rating_of(entry)):
                told[way].append(moved)
        elif entry.agency_id in in_both:
            told["came"].append(moved)
    if before:
        told["gone"] = [
            _moved(before, project, entry, None)
            for project, entry in then.items()
            if project not in now and entry.agency_id in in_both
        ]
    return told


def _way(was: str, is_now: str) -> str:
    """Of what is not rated nothing can be said."""
    if was not in SCALE or is_now not in SCALE or was == is_now:
        return ""
    return "worse" if SCALE.index(Confidence(is_now)) > SCALE.index(Confidence(was)) else "better"


def _agencies(found: Country) -> set[int]:
    return {report.agency_id for report in found.included}


def _moved(told_by: Country, project: int, old: Any, new: Any) -> Moved:
    agency, told = told_by.titles[project]
    return Moved(
        agency=agency,
        reference=told["reference"],
        en=told["en"],
        ar=told["ar"],
        stage_before=old.stage if old else "",
        stage=new.stage if new else "",
        rating_before=rating_of(old) if old else "",
        rating=rating_of(new) if new else "",
    )
