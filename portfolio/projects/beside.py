"""Lists that stand beside the list of projects, in the same place of the menu: registered by the floors above."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Beside:
    """`action` is what the policy is asked for before the tab is shown."""

    url_name: str
    label: str | Promise
    action: str


BESIDE: list[Beside] = []


def register(beside: Beside) -> None:
    BESIDE.append(beside)
