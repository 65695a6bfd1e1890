"""What the records say now beside what the draft says: line by line, so that each can be taken or left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.reports.chain import canonical, hash_of
from portfolio.reports.enums import FIGURES, RATINGS, Part
from portfolio.reports.facts import AgencyFacts, Line, ProjectFacts
from portfolio.reports.models import AgencyReport, ReportEntry, ReportPart

# What is one value: taking it puts it in the place of the other. Paragraphs are added to instead.
ONE_VALUE = (*RATINGS, *FIGURES, Part.ENDS_ON)
ABOUT = ("stage", "since", "stage_before", "last")


@dataclass(frozen=True)
class Difference:
    key: str
    kind: str
    project: int = 0
    title_en: str = ""
    title_ar: str = ""
    part: str = ""
    before: str = ""
    after: str = ""
    line_key: str = ""
    before_line: Line | None = None
    after_line: Line | None = None
    # A person has written over the draft here: nothing is ticked beforehand.
    was_written: bool = False
    replaces: bool = False
    about_before: Mapping[str, Any] | None = None
    about_after: Mapping[str, Any] | None = None


def differences_of(
    report: AgencyReport,
    found: AgencyFacts,
    entries: Mapping[int, ReportEntry],
    parts: Mapping[tuple[int | None, str], ReportPart],
) -> list[Difference]:
    listed: list[Difference] = []
    listed += _lines(report.facts.get("lines", []), found.facts["lines"], "agency", "agency_line", {})
    listed += _parts("agency", None, found.drafted, parts, {})
    for number, facts in found.projects.items():
        told: dict[str, Any] = {"project": number, "title_en": facts.title_en, "title_ar": facts.title_ar}
        entry = entries.get(number)
        if entry is None:
            listed.append(Difference(key=f"new-{number}", kind="new_project", **told))
            continue
        if entry.is_left_out:
            listed.append(Difference(key=f"back-{number}", kind="project_back", **told))
        listed += _of_project(entry, facts, parts, told)
    for number, entry in entries.items():
        if number not in found.projects and not entry.is_left_out:
            listed.append(
                Difference(
                    key=f"left-{number}",
                    kind="project_left",
                    project=number,
                    title_en=entry.title_en,
                    title_ar=entry.title_ar,
                )
            )
    return listed


def _of_project(
    entry: ReportEntry, facts: ProjectFacts, parts: Mapping[tuple[int | None, str], ReportPart], told: dict[str, Any]
) -> Iterator[Difference]:
    number = entry.project_id
    kept = {name: entry.facts.get(name) for name in ABOUT}
    now = {name: facts.facts[name] for name in ABOUT}
    if canonical(kept) != canonical(now) or (entry.title_en, entry.title_ar) != (facts.title_en, facts.title_ar):
        yield Difference(key=f"about-{number}", kind="about", about_before=kept, about_after=now, **told)
    yield from _lines(entry.facts["lines"], facts.facts["lines"], f"line-{number}", "line", told)
    yield from _parts(f"part-{number}", entry.pk, facts.drafted, parts, told)


def _lines(
    before_lines: Iterable[Line], after_lines: Iterable[Line], prefix: str, kind: str, told: dict[str, Any]
) -> Iterator[Difference]:
    before = {line["key"]: line for line in before_lines}
    after = {line["key"]: line for line in after_lines}
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        if canonical(old) != canonical(new):
            yield Difference(key=f"{prefix}-{key}", kind=kind, line_key=key, before_line=old, after_line=new, **told)


def _parts(
    prefix: str,
    entry: int | None,
    drafted: Mapping[str, str],
    parts: Mapping[tuple[int | None, str], ReportPart],
    told: dict[str, Any],
) -> Iterator[Difference]:
    for name, text in drafted.items():
        part = parts.get((entry, name))
        # Compared with what the records said before, not with what was written: a correction is no difference.
        if text and text != (part.drafted if part else "") and text != (part.text if part else ""):
            yield Difference(
                key=f"{prefix}-{name}",
                kind="part",
                part=name,
                before=part.text if part else "",
                after=text,
                was_written=part is not None and part.text != part.drafted,
                replaces=name in ONE_VALUE,
                **told,
            )


def fingerprint(listed: Iterable[Difference]) -> str:
    return hash_of(canonical([[one.key, one.after, one.after_line, one.about_after] for one in listed]))
