"""Who may do what: one table, action -> rule. A rule answers with a verdict that carries its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Verdict:
    allowed: bool
    reason: Words = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(True)


class NotAllowed(PermissionDenied):
    """An action was asked for that the policy refuses; the message is the reason, for the person to read."""

    def __init__(self, action: str, reason: Words) -> None:
        self.action = action
        self.reason = reason
        super().__init__(str(reason))


@dataclass(frozen=True)
class Rule:
    """A predicate over (person, thing) and the sentence told when it does not hold."""

    test: Callable[[Any, Any], bool]
    refusal: Words
    name: str

    def __call__(self, person: Any, thing: Any = None) -> Verdict:
        return YES if self.test(person, thing) else Verdict(False, self.refusal)

    def __and__(self, other: Rule | Both | Either) -> Both:
        return Both(self, other)

    def __or__(self, other: Rule | Both | Either) -> Either:
        return Either(self, other)


@dataclass(frozen=True)
class Both:
    first: Rule | Both | Either
    second: Rule | Both | Either

    @property
    def name(self) -> str:
        return f"{self.first.name} and {self.second.name}"

    def __call__(self, person: Any, thing: Any = None) -> Verdict:
        verdict = self.first(person, thing)
        return self.second(person, thing) if verdict else verdict

    def __and__(self, other: Rule | Both | Either) -> Both:
        return Both(self, other)

    def __or__(self, other: Rule | Both | Either) -> Either:
        return Either(self, other)


@dataclass(frozen=True)
class Either:
    first: Rule | Both | Either
    second: Rule | Both | Either

    @property
    def name(self) -> str:
        return f"({self.first.name} or {self.second.name})"

    def __call__(self, person: Any, thing: Any = None) -> Verdict:
        verdict = self.first(person, thing)
        return verdict or self.second(person, thing)

    def __and__(self, other: Rule | Both | Either) -> Both:
        return Both(self, other)

    def __or__(self, other: Rule | Both | Either) -> Either:
        return Either(self, other)


AnyRule = Rule | Both | Either


def rule(refusal: Words) -> Callable[[Callable[[Any, Any], bool]], Rule]:
    def made(test: Callable[[Any, Any], bool]) -> Rule:
        return Rule(test, refusal, test.__name__.replace("_", " "))

    return made


@rule("")
def anyone(person: Any, thing: Any) -> bool:
    return True


@rule(_("Sign in first."))
def signed_in(person: Any, thing: Any) -> bool:
    return bool(person and person.is_authenticated and person.is_active)


ACTIONS: dict[str, AnyRule] = {}
# A URL's name -> the action that opening it is. A name that ends with * stands for all that begin so (a package's own);
# the longest wins, and SHUT closes an address that a package brings and nobody here needs.
URLS: dict[str, str] = {}
SHUT = ""


def declare(actions: Mapping[str, AnyRule], urls: Mapping[str, str]) -> None:
    for action, its_rule in actions.items():
        if ACTIONS.get(action, its_rule) is not its_rule:
            raise ValueError(f"{action} is declared twice")
        ACTIONS[action] = its_rule
    URLS.update(urls)


def may(person: Any, action: str, thing: Any = None) -> Verdict:
    return ACTIONS[action](person, thing)


def require(person: Any, action: str, thing: Any = None) -> None:
    """Raises NotAllowed with the reason when `person` may not do `action` to `thing`."""
    verdict = may(person, action, thing)
    if not verdict:
        raise NotAllowed(action, verdict.reason)


def action_of_url(view_name: str) -> str | None:
    """The action that opening this address is, or None where there is nothing to open."""
    name = declared_name_of(view_name)
    return URLS[name] or None if name else None


def declared_name_of(view_name: str) -> str | None:
    if view_name in URLS:
        return view_name
    families = [name for name in URLS if name.endswith("*") and view_name.startswith(name[:-1])]
    return max(families, key=len, default=None)
