"""The trail calls every action by its name, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

from records.trail_words import WORDS, words_of_action
from tests.web.test_audit_of_posts import CASES

ROOT = Path(__file__).parents[2]
WRITTEN = re.compile(r"""(?:action=|_write\([\w.]+, )"([a-z]+\.[a-z_]+)\"""")
# Wagtail's own names for what its log holds; they are no actions of ours.
NOT_OURS = re.compile(r"^wagtail\.")


def recorded_in_code() -> set[str]:
    found: set[str] = set()
    for folder in ("records", "accounts", "portfolio", "cms", "config"):
        for file in (ROOT / folder).rglob("*.py"):
            found |= set(WRITTEN.findall(file.read_text(encoding="utf-8")))
    return {action for action in found if not NOT_OURS.match(action)}


def test_every_action_that_the_code_records_has_words() -> None:
    recorded = recorded_in_code()
    assert "accounts.give_role" in recorded
    assert recorded - set(WORDS) == set()


def test_every_event_that_a_post_leaves_has_words() -> None:
    assert {case.event for case in CASES if case.event} - set(WORDS) == set()


@pytest.mark.parametrize("action", sorted(WORDS))
def test_words_are_said_in_arabic_too(action: str) -> None:
    with translation.override("en"):
        english = words_of_action(action)
    with translation.override("ar"):
        arabic = words_of_action(action)
    assert english != action
    assert re.search("[\u0600-\u06ff]", arabic), arabic
