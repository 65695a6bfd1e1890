"""An agenda broad enough for a country, marked as invented."""

from django.db import transaction

from accounts.models import Person
from portfolio.agenda.models import Objective, Pillar, Strategy
from portfolio.projects.seeding import wording
from records.actions import audit

STRATEGIES = 4
OBJECTIVES = 60


@transaction.atomic
def seed_agenda(by: Person) -> list[int]:
    """Answers with the objectives that projects may be aligned to; the last few stay without a project on purpose."""
    strategies = Strategy.objects.bulk_create(
        Strategy(
            code=f"scale-strategy-{n}", title_en=f"Demo strategy {n}", title_ar=f"استراتيجية تجريبية {n}", order=100 + n
        )
        for n in range(1, STRATEGIES + 1)
    )
    pillars = Pillar.objects.bulk_create(
        Pillar(
            code=f"scale-pillar-{n}",
            title_en=f"Demo pillar {n}",
            title_ar=f"ركيزة تجريبية {n}",
            order=n,
            strategy=strategies[n % STRATEGIES],
        )
        for n in range(1, 3 * STRATEGIES + 1)
    )
    objectives = Objective.objects.bulk_create(
        Objective(
            code=f"scale-objective-{n}",
            title_en=f"Better {thing.en} (demo {n})",
            title_ar=f"تحسين {thing.ar} (تجريبي {n})",
            order=n,
            strategy=pillar.strategy,
            pillar=pillar if n % 4 else None,
        )
        for n, thing, pillar in (
            (n, wording.THINGS[n % len(wording.THINGS)], pillars[n % len(pillars)]) for n in range(1, OBJECTIVES + 1)
        )
    )
    made = [*strategies, *pillars, *objectives]
    audit.record(by=by, action="projects.seed_agenda", count=len(made), after={"codes": [row.code for row in made]})
    return [objective.pk for objective in objectives[:-5]]
