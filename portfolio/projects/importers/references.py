"""What the rows of a table refer to, found for a whole batch at once."""

from __future__ import annotations

import re
from collections.abc import Collection

from portfolio.agenda.models import Objective
from portfolio.projects.models import Project, Stage
from portfolio.projects.queries import stages_of, standard_version
from records.typed_text import western_digits

REFERENCE = re.compile(r"^p-0*([1-9]\d{0,15})$", re.IGNORECASE)


def stages_by_name() -> dict[str, Stage]:
    """By code and by both titles, in small letters."""
    found: dict[str, Stage] = {}
    for stage in stages_of(standard_version()):
        for name in (stage.title_en, stage.title_ar, stage.code):
            found[name.casefold()] = stage
    return found


def objectives_by_code(codes: Collection[str]) -> dict[str, Objective]:
    return {objective.code: objective for objective in Objective.objects.filter(code__in=set(codes))}


def projects_called(names: Collection[str], source: str) -> dict[str, Project]:
    """By the key that the source gives; where that source has none such, by the only project of that key; by p-0042."""
    written = {name: western_digits(name) for name in names if name}
    wanted = set(written.values())
    found: dict[str, Project] = {}
    elsewhere: dict[str, list[Project]] = {}
    for project in Project.objects.filter(source_key__in=wanted).select_related("stage", "pathway"):
        if project.source_name == source:
            found[project.source_key] = project
        else:
            elsewhere.setdefault(project.source_key, []).append(project)
    found |= {key: same[0] for key, same in elsewhere.items() if key not in found and len(same) == 1}
    numbers = {name: int(match[1]) for name in wanted - set(found) if (match := REFERENCE.match(name))}
    by_number = Project.objects.select_related("stage", "pathway").in_bulk(numbers.values())
    found |= {name: by_number[number] for name, number in numbers.items() if number in by_number}
    return {name: found[key] for name, key in written.items() if key in found}
