"""The agenda of the stories, made through its actions."""

from __future__ import annotations

from typing import Any

from portfolio.agenda.actions import objectives, pillars, strategies
from portfolio.agenda.models import Objective, Pillar, Strategy
from portfolio.agenda.wording import Wording


def wording(title: str, **fields: Any) -> Wording:
    return Wording(title_en=title, title_ar=fields.pop("title_ar", f"«{title}»"), **fields)


def strategy(by: Any, code: str = "health-2030", **fields: Any) -> Strategy:
    return strategies.register(by=by, code=code, wording=wording(f"Strategy {code}", **fields))


def pillar(by: Any, of: Strategy, code: str = "prevention", **fields: Any) -> Pillar:
    return pillars.register(by=by, code=code, strategy=of, wording=wording(f"Pillar {code}", **fields))


def objective(
    by: Any, of: Strategy, code: str = "fewer-visits", pillar: Pillar | None = None, **fields: Any
) -> Objective:
    return objectives.register(
        by=by, code=code, strategy=of, pillar=pillar, wording=wording(f"Objective {code}", **fields)
    )
