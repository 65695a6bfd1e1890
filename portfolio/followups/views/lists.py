from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_safe

from portfolio.followups import subjects
from portfolio.followups.queries import Asked, agencies_of, counts, of_whom, shown
from portfolio.followups.views.rows import rows_of
from records.clock import today

A_PAGE = 50


@require_safe
def action_list(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request.GET)
    found = of_whom(request.user, asked)
    told = counts(found, today())
    page = Paginator(shown(found, asked, today()), A_PAGE).get_page(request.GET.get("page"))
    followups = list(page.object_list)
    return render(
        request,
        "followups/list.html",
        {
            "trail": [
                {"label": gettext("My work"), "url": reverse("workspace:home")},
                {"label": gettext("Actions"), "url": ""},
            ],
            "heading": _sentence(asked, told),
            "asked": asked,
            "page": page,
            "rows": rows_of(followups, subjects.titles_of(followups), today()),
            "tabs": _tabs(request.user, asked),
            "kinds": [(kind.key, kind.label) for kind in subjects.KINDS.values()],
            "shows": _shows(),
            "is_narrowed": asked != Asked("all", "open", ""),
        },
    )


def address(asked: Asked, **changes: str) -> str:
    said = {"whose": asked.whose, "show": asked.shows, "kind": asked.kind, **changes}
    usual = {"whose": "all", "show": "open", "kind": ""}
    pairs = {name: value for name, value in said.items() if value != usual[name]}
    return reverse("followups:list") + (f"?{urlencode(pairs)}" if pairs else "")


def _sentence(asked: Asked, told: dict[str, int]) -> SafeString:
    """The news first; each number is the list of what it counts."""
    if not told["open"]:
        return SafeString(gettext("No action is open."))
    opened = _linked(address(asked, show="open"), told["open"])
    first = format_html(ngettext("{count} action is open", "{count} actions are open", told["open"]), count=opened)
    if not told["late"]:
        return format_html(gettext("{open}, none of them late."), open=first)
    late = _linked(address(asked, show="late"), told["late"])
    return format_html(
        ngettext("{open}, {late} of them late.", "{open}, {late} of them late.", told["late"]), open=first, late=late
    )


def _linked(url: str, count: int) -> SafeString:
    return format_html('<a class="number" href="{}">{}</a>', url, f"{count:,}")


def _tabs(person: Any, asked: Asked) -> list[dict[str, Any]]:
    names = [("all", gettext("All that you see")), ("mine", gettext("Mine"))]
    if agencies_of(person):
        names.append(("agency", gettext("My agency's")))
    return [
        {"label": label, "url": address(asked, whose=name), "is_current": asked.whose == name} for name, label in names
    ]


def _shows() -> list[tuple[str, str]]:
    return [
        ("open", pgettext("state", "Open")),
        ("late", gettext("Late")),
        ("done", gettext("Done")),
        ("dropped", gettext("Dropped")),
        ("all", gettext("All")),
    ]
