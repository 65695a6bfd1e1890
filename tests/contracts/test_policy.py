"""The policy, cell by cell: every action x what it is done to x every persona, against a table written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from django.db import transaction

from records.policy import ACTIONS, URLS, action_of_url, anyone, declared_name_of, may
from tests.contracts.expected.table import Cells
from tests.web.addresses import every_address
from tests.world import PERSONAS, World

EXPECTED = Path(__file__).parent / "expected"
CELLS: list[Cells] = [
    cells
    for module in iter_modules([str(EXPECTED)])
    if module.name != "table"
    for cells in import_module(f"tests.contracts.expected.{module.name}").CELLS
]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        made = World()
        for name in PERSONAS[1:]:
            getattr(made, name)
        yield made
        transaction.set_rollback(True)


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("cells", CELLS, ids=lambda cells: f"{cells.action} {cells.of}".strip())
def test_cell(world: World, cells: Cells, persona: str) -> None:
    assert set(cells.allowed) <= set(PERSONAS)
    thing = cells.thing(world) if cells.thing else None
    verdict = may(world.person(persona), cells.action, thing)
    assert bool(verdict) == (persona in cells.allowed), verdict.reason
    if not verdict and cells.action != "files.download":
        assert str(verdict.reason), "a refusal tells its reason"


def test_every_action_of_the_policy_has_its_cells() -> None:
    assert set(ACTIONS) - {cells.action for cells in CELLS} == set()


def test_the_table_names_no_action_that_is_gone() -> None:
    assert {cells.action for cells in CELLS} - set(ACTIONS) == set()


def test_every_refusal_has_an_allowed_twin() -> None:
    """An action that nobody may do in any of its cells would prove nothing by its refusals."""
    for action in ACTIONS:
        own = [cells for cells in CELLS if cells.action == action]
        assert any(cells.allowed for cells in own), action
        if ACTIONS[action] is not anyone:
            assert any(set(cells.allowed) != set(PERSONAS) for cells in own), action


def test_every_address_is_declared() -> None:
    undeclared = {address.name for address in every_address() if declared_name_of(address.name) is None}
    # allauth's pages that nobody here needs: left out of the policy, and so not there.
    assert undeclared == NOT_THERE


def test_what_is_not_declared_is_not_there(world: World, django_db_blocker: Any) -> None:
    from tests.factories.accounts import signed_in

    with django_db_blocker.unblock():
        hamad = signed_in(world.person("hamad"))
        for path in ("/en/accounts/signup/", "/en/accounts/email/", "/editor/users/"):
            assert hamad.get(path).status_code == 404, path
        assert hamad.get("/en/accounts/people/").status_code == 200


def test_every_declared_address_leads_to_an_action() -> None:
    assert {name: action for name, action in URLS.items() if action and action not in ACTIONS} == {}
    assert action_of_url("accounts:nowhere") is None


NOT_THERE = {
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_set_password",
    "account_confirm_login_code",
    "account_confirm_email",
    # What Wagtail answers for an address of its admin that does not exist.
    "django.views.generic.base.TemplateView",
}
