"""Who may open a private file: each app registers, for what its files belong to, how to ask."""

from collections.abc import Callable
from typing import Any

from records.models import PrivateFile
from records.policy import Verdict

RULES: dict[str, Callable[[Any, PrivateFile], Verdict]] = {}


def register(belongs_to: str, rule: Callable[[Any, PrivateFile], Verdict]) -> None:
    RULES[belongs_to] = rule


def may_open(person: Any, file: PrivateFile) -> Verdict:
    rule = RULES.get(file.belongs_to)
    return rule(person, file) if rule else Verdict(False)
