"""What sort of innovation each invented project is. Drawn apart from its life, which stays as it was without it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from django.db import transaction

from accounts.models import Person
from portfolio.projects.enums import Facet, InnovationKind
from portfolio.projects.models import Tag
from portfolio.projects.seeding.wording import Pair
from records.actions import audit

TAGS = (
    ("scale-rural", Pair("Outside the capital", "خارج العاصمة")),
    ("scale-paperless", Pair("Without paper", "بلا ورق")),
    ("scale-once-only", Pair("Asked once only", "المرة الواحدة")),
    ("scale-hackathon", Pair("Out of a hackathon", "من هاكاثون")),
    ("scale-open-data", Pair("Open data", "بيانات مفتوحة")),
    ("scale-volunteers", Pair("With volunteers", "مع متطوعين")),
)


@dataclass(frozen=True, slots=True)
class Sort:
    facet: str = ""
    kind: str = ""
    trl: int | None = None
    uses_ai: bool = False
    in_digital_factory: bool = False
    tags: tuple[int, ...] = ()

    @property
    def columns(self) -> tuple[str, str, int | None, bool, bool]:
        """In the order of `portfolio.projects.models.CLASSIFIED`."""
        return (self.facet, self.kind, self.trl, self.uses_ai, self.in_digital_factory)


@transaction.atomic
def seed_tags(by: Person) -> tuple[int, ...]:
    made = Tag.objects.bulk_create(Tag(code=code, title_en=title.en, title_ar=title.ar) for code, title in TAGS)
    audit.record(by=by, action="projects.seed_tags", count=len(made), after={"codes": [tag.code for tag in made]})
    return tuple(tag.pk for tag in made)


def sort_of(seed: int, number: int, tags: tuple[int, ...]) -> Sort:
    chance = Random(f"{seed}:{number}:sort")  # noqa: S311 - a country on paper, no secret
    if chance.random() < 0.1:
        # Not everybody has said.
        return Sort()
    kind = chance.choices(InnovationKind.values, weights=(40, 25, 20, 5, 10))[0]
    return Sort(
        facet=chance.choices(Facet.values, weights=(45, 25, 20, 10))[0],
        kind=kind,
        trl=chance.randint(1, 9) if kind == InnovationKind.TECHNOLOGY else None,
        uses_ai=chance.random() < 0.15,
        in_digital_factory=chance.random() < 0.1,
        tags=tuple(sorted(chance.sample(tags, chance.choices((0, 1, 2), weights=(60, 30, 10))[0]))) if tags else (),
    )
