"""A whole country on paper, of any size, the same for the same seed on the same day: to measure on, not to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Agency, Membership
from portfolio.projects.models import GateCriterion, PathwayVersion, Project
from portfolio.projects.queries import stages_of, standard_version
from portfolio.projects.seeding import agenda, indicators, people
from portfolio.projects.seeding.classification import seed_tags
from portfolio.projects.seeding.layers import LAST, LAYERS
from portfolio.projects.seeding.lives import Country, PathStage, live, shares
from portfolio.projects.seeding.projects import write_lives
from records.clock import today

BATCH = 500


@dataclass(frozen=True)
class Size:
    agencies: int
    projects: int
    updates: int


def seed(size: Size, chance: int, say: Callable[[str], None] = lambda line: None) -> None:
    """Fills a migrated database through bulk paths that keep every constraint. One transaction and event a batch."""
    if Project.objects.exists() or Agency.objects.filter(code="S001").exists():
        raise ValidationError(_("This database holds a country already: take an empty one."))
    day = today()
    by = people.founder()
    agencies = people.seed_agencies(by, size.agencies)
    officers = people.seed_people(by, agencies, day)
    objectives = agenda.seed_agenda(by)
    indicators.seed_indicators(by, agencies, officers, chance, day)
    version = standard_version()
    gates = dict(version.gates.values_list("from_stage", "pk"))
    curators = Membership.objects.filter(role=Role.LAB_CURATOR).order_by("person").values_list("person", flat=True)
    country = Country(
        stages=tuple(
            PathStage(stage.pk, stage.kind, stage.order, stage.usual_days, gates.get(stage.pk))
            for stage in stages_of(version)
        ),
        agencies=tuple(agency.pk for agency in agencies),
        officers={agency: tuple(of_agency) for agency, of_agency in officers.items()},
        curators=tuple(curators),
        objectives=tuple(objectives),
        tags=seed_tags(by),
        day=day,
        criteria=_criteria(version),
    )
    layers = [found(by, country, chance) for found in LAYERS.values()]
    say(f"{size.agencies} agencies with their people")
    told = iter(enumerate(shares(chance, size.projects, size.updates, day)))
    written = 0
    while batch := list(islice(told, BATCH)):
        lives = [live(chance, number, updates, country) for number, updates in batch]
        numbered = write_lives(by, lives, country, version.pk)
        for lay in layers:
            lay(numbered)
        written += len(lives)
        if written % (10 * BATCH) == 0 or written == size.projects:
            say(f"{written} of {size.projects} projects")
    for last in LAST.values():
        last(by, country, chance, say)
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def _criteria(version: PathwayVersion) -> dict[int, tuple[tuple[int, bool], ...]]:
    found: dict[int, list[tuple[int, bool]]] = {}
    for one in GateCriterion.objects.filter(gate__version=version).order_by("gate", "order"):
        found.setdefault(one.gate_id, []).append((one.pk, one.is_mandatory))
    return {gate: tuple(criteria) for gate, criteria in found.items()}
