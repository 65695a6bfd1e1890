"""Exactly one audit event for every POST that the product has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.trail_lines import trail_lines
from records.models import AuditEvent
from records.policy import action_of_url
from tests.factories.accounts import signed_in
from tests.web.addresses import every_address
from tests.web.posts.case import Post
from tests.world import World

MODULES = [
    import_module(f"tests.web.posts.{module.name}")
    for module in iter_modules([str(Path(__file__).parent / "posts")])
    if module.name != "case"
]
CASES: list[Post] = [case for module in MODULES for case in module.CASES]
WITHOUT_CASE: dict[str, str] = {}
for module in MODULES:
    WITHOUT_CASE |= getattr(module, "WITHOUT_CASE", {})

# The editor's addresses share one way of being written down (records.editor); tests/records/test_editor.py walks it.
EDITOR = "wagtail"
EVENTS_OF_THE_EDITOR = "editor."
ARABIC = re.compile("[\u0600-\u06ff]")


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=str)
def test_one_event(case: Post, django_capture_on_commit_callbacks: Any) -> None:
    world = World()
    client = signed_in(None if case.by == "visitor" else world.person(case.by), second_factor=case.second_factor)
    args = {} if case.before else case.args(world)
    with django_capture_on_commit_callbacks(execute=True):
        if case.before:
            case.before(world, client)
            args = case.args(world)
        address, data = reverse(case.name, kwargs=args), case.data(world)
    newest = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address, data, headers=case.headers)

    left = AuditEvent.objects.filter(pk__gt=newest)
    assert response.status_code == case.status, response.content[:2000].decode()
    assert "reauthenticate" not in response.get("Location", ""), "the address asked for the password first"
    assert [event.action for event in left] == ([case.event] if case.event else [])
    assert case.event or case.why, "a POST without an event says why"
    assert facts_without_words(left) == set()
    assert case.after_commit or all(event.request == response["X-Request-Number"] for event in left)


def facts_without_words(events: Iterable[AuditEvent]) -> set[str]:
    """What an Arabic reader of the trail would be told by its code alone."""
    with translation.override("ar"):
        lines = trail_lines(event for event in events if not event.action.startswith(EVENTS_OF_THE_EDITOR))
        named = {change.name for line in lines for change in line.changes}
        return {words for words in named | {line.words for line in lines} if not ARABIC.search(words)}


def test_a_fact_that_no_app_has_words_for_is_found_out(db: None) -> None:
    told = [AuditEvent(action="jobs.ask", after={"kind": "x", "unheard_of": 1}), AuditEvent(action="unheard.of")]
    assert facts_without_words(told) == {"unheard_of", "unheard.of"}


def test_every_address_that_takes_a_post_has_a_case() -> None:
    tried = {case.name for case in CASES} | set(WITHOUT_CASE)
    untried, silent = set(), set()
    for address in every_address():
        if action_of_url(address.name) is None or address.name.startswith(EDITOR):
            continue
        if address.methods is None and address.is_ours:
            silent.add(address.name)
        if "POST" in (address.methods or {"POST"}) and address.name not in tried and not reads_only(address.name):
            untried.add(address.name)
    assert silent == set(), "these views do not say which methods they take (require_http_methods)"
    assert untried == set()


def reads_only(name: str) -> bool:
    return name in READ_BY_THEIR_MAKERS


def test_no_case_is_for_an_address_that_is_gone() -> None:
    names = {address.name for address in every_address()}
    assert {case.name for case in CASES} - names == set()
    assert set(WITHOUT_CASE) - names == set()


# Views of Django and Wagtail that read whatever the method.
READ_BY_THEIR_MAKERS = {"media", "wagtail_serve", "wagtaildocs_serve", "account_inactive", "mfa_index"}
