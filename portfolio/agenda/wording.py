"""What is written about a strategy, a pillar or an objective: the same five things of each."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Wording:
    title_en: str
    title_ar: str
    description_en: str = ""
    description_ar: str = ""
    order: int = 0

    def columns(self) -> dict[str, Any]:
        return asdict(self)
