"""How an address finds its action, and how rules combine."""

from __future__ import annotations

import pytest

from records import policy
from records.policy import SHUT, Rule, action_of_url, declare, may, rule


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "ACTIONS", {})
    monkeypatch.setattr(
        policy,
        "URLS",
        {"shop*": "look", "shop:till*": "pay", "shop:till:open": "open", "shop:cellar*": SHUT, "door": "enter"},
    )


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("door", "enter"),
        ("door:bell", None),
        ("shop:window", "look"),
        ("shop:till:count", "pay"),
        ("shop:till:open", "open"),
        ("shop:cellar:rats", None),
        ("", None),
        ("nowhere", None),
    ],
)
def test_the_longest_name_wins_and_what_is_shut_or_unnamed_is_not_there(
    table: None, name: str, action: str | None
) -> None:
    assert action_of_url(name) == action


def says(answer: bool, words: str) -> Rule:
    return Rule(lambda person, thing: answer, words, words)


@pytest.mark.parametrize(
    ("combined", "allowed", "reason"),
    [
        (says(True, "a") & says(True, "b"), True, ""),
        (says(False, "a") & says(True, "b"), False, "a"),
        (says(True, "a") & says(False, "b"), False, "b"),
        (says(False, "a") & says(False, "b"), False, "a"),
        (says(False, "a") | says(True, "b"), True, ""),
        (says(True, "a") | says(False, "b"), True, ""),
        (says(False, "a") | says(False, "b"), False, "b"),
        (says(False, "a") & says(True, "b") | says(True, "c"), True, ""),
        ((says(True, "a") | says(False, "b")) & says(False, "c"), False, "c"),
    ],
)
def test_rules_combine_and_a_refusal_carries_its_reason(
    table: None, combined: policy.AnyRule, allowed: bool, reason: str
) -> None:
    declare({"do": combined}, {})
    verdict = may(None, "do")
    assert (bool(verdict), verdict.reason) == (allowed, reason)
    if allowed:
        policy.require(None, "do")
    else:
        with pytest.raises(policy.NotAllowed, match=reason):
            policy.require(None, "do")


def test_an_action_is_declared_once(table: None) -> None:
    @rule("no")
    def first(person: object, thing: object) -> bool:
        return True

    @rule("no")
    def second(person: object, thing: object) -> bool:
        return True

    declare({"do": first}, {})
    declare({"do": first}, {})
    with pytest.raises(ValueError, match="twice"):
        declare({"do": second}, {})
