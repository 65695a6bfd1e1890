"""Every address that the product has, with what it takes, read from the URL patterns themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
OUR_ROOMS = ("config", "cms", "integrations", "portfolio", "training", "accounts", "records")


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    view: Callable[..., Any]

    @property
    def is_ours(self) -> bool:
        return innermost(self.view).__module__.split(".")[0] in OUR_ROOMS

    @property
    def methods(self) -> set[str] | None:
        """None where the view does not say which methods it takes."""
        return methods_of(self.view)


def every_address(patterns: Any = None, spaces: tuple[str, ...] = (), route: str = "") -> Iterator[Address]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from every_address(pattern.url_patterns, inner, here)
        elif isinstance(pattern, URLPattern):
            yield Address(":".join([*spaces, pattern.name or pattern.lookup_str]), here, pattern.callback)


def innermost(view: Any) -> Any:
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return getattr(view, "view_class", view)


def methods_of(view: Any) -> set[str] | None:
    seen = view
    while seen is not None:
        if hasattr(seen, "view_class"):
            return {method for method in METHODS if hasattr(seen.view_class, method.lower())}
        for cell in getattr(seen, "__closure__", None) or ():
            held = cell.cell_contents
            if isinstance(held, list | tuple) and held and set(held) <= METHODS:
                return set(held)
        seen = getattr(seen, "__wrapped__", None)
    return None
