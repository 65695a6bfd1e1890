"""The small tables that every row of the portfolio refers to, kept for a minute so that a page need not ask for them.

A row whose agency or stage is not among them makes them be read again, so that what is new is never missing.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.signals import post_delete, post_save
from django.utils.translation import get_language

from accounts.models import Agency
from portfolio.agenda.models import Objective, Pillar, Strategy
from portfolio.projects.enums import StageKind
from portfolio.projects.founding_pathways import STANDARD
from portfolio.projects.models import Gate, Pathway, Project, RatingScale, Stage, Tag
from records.bilingual import reading_arabic

KEPT_SECONDS = 60
Kept = TypeVar("Kept")


@dataclass
class Registers:
    agencies: dict[int, Agency]
    stages: dict[int, Stage]
    gates: dict[int, Gate]
    objectives: dict[int, Objective]
    strategies: dict[int, Strategy]
    tags: dict[int, Tag]
    scales: dict[str, RatingScale]
    read_at: float = field(default_factory=time.monotonic)
    # What was made of them once, by its name and the reader's language.
    _kept: dict[tuple[Any, str | None], Any] = field(default_factory=dict)

    def kept(self, name: Any, make: Callable[[], Kept]) -> Kept:
        """What `make` gives in the reader's language: made once for as long as the registers are kept."""
        key = (name, get_language())
        if key not in self._kept:
            self._kept[key] = make()
        found: Kept = self._kept[key]
        return found

    def named(self, kind: str) -> list[tuple[str, str]]:
        """The codes of agencies, stages, objectives or strategies with their names in the reader's language."""
        return self.kept(
            ("named", kind),
            {
                "agency": lambda: [(agency.code, str(agency.name)) for agency in self.agencies.values()],
                "stage": lambda: [(code, str(stage.title)) for code, stage in self.stage_codes.items()],
                "objective": lambda: [(one.code, str(one.title)) for one in self.objectives.values()],
                "tag": lambda: [(one.code, str(one.title)) for one in self.tags.values()],
                "strategy": lambda: [(one.code, str(one.title)) for one in self.strategies.values()],
            }[kind],
        )

    def objectives_in_force(self, day: dt.date) -> list[Objective]:
        return [one for one in self.objectives.values() if one.is_in_force(day)]

    @cached_property
    def stages_by_version(self) -> dict[int, list[Stage]]:
        found: dict[int, list[Stage]] = {}
        for stage in self.stages.values():
            found.setdefault(stage.version_id, []).append(stage)
        return found

    @cached_property
    def stage_codes(self) -> dict[str, Stage]:
        """One stage for each code, of the newest version that has it: the standard path's in their order, then those
        of other pathways that a project runs under, then the places off the path."""
        newest: dict[str, Stage] = {}
        for stage in sorted(self.stages.values(), key=_age):
            if stage.is_standard or stage.is_run:  # type: ignore[attr-defined]
                newest[stage.code] = stage
        return dict(sorted(newest.items(), key=lambda pair: _place(pair[1])))

    @cached_property
    def places(self) -> dict[int, int]:
        """The hue of a stage: its place on its path, 0 off the path."""
        places: dict[int, int] = {}
        for stages in self.stages_by_version.values():
            place = 0
            for stage in sorted(stages, key=lambda stage: stage.order):
                place += stage.kind == StageKind.ON_PATH
                places[stage.pk] = place if stage.kind == StageKind.ON_PATH else 0
        return places

    def stages_with(self, codes: Iterable[str]) -> list[int]:
        wanted = set(codes)
        return [stage.pk for stage in self.stages.values() if stage.code in wanted]


def other_path(stage: Any) -> str:
    """The name of the stage's pathway; empty for the standard path, which needs none."""
    return "" if stage.is_standard else stage.pathway_title_ar if reading_arabic() else stage.pathway_title_en


def _age(stage: Any) -> tuple[bool, int]:
    return stage.is_standard, stage.version_id


def _place(stage: Any) -> tuple[bool, bool, int, int]:
    # By pathway and not by version: a newer version's stage of the same code stands where the old one stood.
    is_off = stage.kind != StageKind.ON_PATH
    return is_off, not stage.is_standard, 0 if is_off else stage.of_pathway, stage.order


def _stages() -> QuerySet[Stage]:
    """Of the versions that are open; each knows whether its pathway is the standard one, or one that projects run."""
    return (
        Stage.objects.exclude(version__opened_on=None)
        .annotate(
            is_standard=ExpressionWrapper(Q(version__pathway__code=STANDARD), BooleanField()),
            its_pathway=F("version__pathway"),
            of_pathway=F("version__pathway"),
            pathway_title_en=F("version__pathway__title_en"),
            pathway_title_ar=F("version__pathway__title_ar"),
            is_run=Exists(Project.objects.filter(pathway=OuterRef("version"))),
        )
        .order_by("version", "order")
    )


def _read() -> Registers:
    return Registers(
        agencies={agency.pk: agency for agency in Agency.objects.order_by("code")},
        stages={stage.pk: stage for stage in _stages()},
        gates={gate.from_stage_id: gate for gate in Gate.objects.order_by("pk")},
        objectives={
            objective.pk: objective
            for objective in Objective.objects.select_related("strategy", "pillar").order_by(
                "strategy__order", "strategy__code", "order", "code"
            )
        },
        strategies={strategy.pk: strategy for strategy in Strategy.objects.order_by("order", "code")},
        tags={tag.pk: tag for tag in Tag.objects.order_by("code")},
        scales={scale.code: scale for scale in RatingScale.objects.order_by("order", "code")},
    )


_kept: Registers | None = None


def registers(knows: Callable[[Registers], bool] = lambda known: True) -> Registers:
    """As read within the last minute; read anew where they do not know what `knows` asks for."""
    global _kept
    kept = _kept
    if kept is None or time.monotonic() - kept.read_at > KEPT_SECONDS or not knows(kept):
        kept = _read()
        _kept = kept
    return kept


def forget(**_signal: Any) -> None:
    global _kept
    _kept = None


def forget_when_saved(**_signal: Any) -> None:
    forget()
    # Another thread may have read them anew before this change was there to be read.
    transaction.on_commit(forget)


for _model in (Agency, Pathway, Stage, Gate, Objective, Pillar, Strategy, RatingScale, Tag):
    post_save.connect(forget_when_saved, sender=_model, dispatch_uid=f"registers-saved-{_model.__name__}")
    post_delete.connect(forget_when_saved, sender=_model, dispatch_uid=f"registers-deleted-{_model.__name__}")
