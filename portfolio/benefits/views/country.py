"""What the projects give the country: by indicator, objective and agency; each figure leads to what it counts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from portfolio.benefits.country import INSIDE, Benefits, Figures
from portfolio.benefits.enums import Entry
from portfolio.benefits.models import Benefit
from portfolio.benefits.queries import claims_to_verify
from portfolio.benefits.rollups import NOBODY
from portfolio.benefits.views.drawing import gap
from portfolio.measures.models import Indicator
from portfolio.measures.views.pages import with_unit
from portfolio.projects.filters import day_asked_for
from portfolio.projects.models.project import reference_of
from portfolio.projects.registers import registers
from portfolio.projects.views.list_rows import address_of as address_of_project
from records.policy import may

A_PAGE = 50
# Of one agency or objective as many indicators are named as can be taken in; its list has them all.
MOST_NAMED = 4


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    day, problem = day_asked_for(request.GET.get("as-of", ""))
    told = Benefits(request.user, day)
    figures = told.country
    by_agency, by_objective = told.by("agency"), told.by("objective")
    known = registers(lambda known: by_agency.keys() <= known.agencies.keys() and _objectives(by_objective, known))
    waiting = 0 if day else _waiting(request.user)
    return render(
        request,
        "benefits/overview.html",
        {
            "heading": _sentence(figures),
            "waiting": waiting,
            "day": day,
            "problem": str(problem) % {"text": request.GET["as-of"][:40]} if problem else "",
            "rows": format_html_join("", "{}", ((_indicator_row(one, told),) for one in figures)),
            "agency_rows": _holder_rows(
                by_agency, {pk: (one.name, {"agency": one.code}) for pk, one in known.agencies.items()}, told
            ),
            "objective_rows": _holder_rows(
                by_objective, {pk: (one.title, {"objective": one.code}) for pk, one in known.objectives.items()}, told
            ),
            "list_url": address_of_list(told),
        },
    )


def _objectives(found: dict[int, Any], known: Any) -> bool:
    return found.keys() - {NOBODY} <= known.objectives.keys()


def _waiting(person: Any) -> int:
    if not may(person, "benefits.verify"):
        return 0
    return claims_to_verify(person).count()


def _sentence(figures: list[Figures]) -> str:
    verified = [one for one in figures if Entry.VERIFIED in one.rows]
    if not figures:
        return gettext("No benefit is in the ledger yet")
    if not verified:
        return gettext("Nothing is verified yet")
    count = sum(one.rows[Entry.VERIFIED].benefits for one in verified)
    return ngettext(
        "%(count)s benefit that the lab has verified", "%(count)s benefits that the lab has verified", count
    ) % {"count": f"{count:,}"}


def address_of_list(told: Benefits, **sought: str) -> str:
    pairs = {name: value for name, value in sought.items() if value}
    if told.day:
        pairs["as-of"] = told.day.isoformat()
    return reverse("benefits:list") + (f"?{urlencode(pairs)}" if pairs else "")


def _indicator_row(one: Figures, told: Benefits) -> SafeString:
    cells = format_html_join(
        "",
        '<td class="is-number" data-label="{}">{}</td>',
        (
            (kind.label, _figure(one, kind, address_of_list(told, indicator=one.indicator.code, kind=kind.value)))
            for kind in Entry
        ),
    )
    return format_html(
        '<tr><th scope="row"><a class="table-link" href="{}"><bdi>{}</bdi></a><span class="row-note"><bdi>{}</bdi>'
        " · {}</span></th>{}</tr>",
        reverse("measures:page", args=[one.indicator.code]),
        one.indicator.title,
        one.indicator.unit,
        one.indicator.get_aggregation_display(),
        cells,
    )


def _figure(one: Figures, kind: Entry, url: str) -> SafeString:
    row = one.rows.get(kind)
    if row is None:
        return gap()
    return format_html('<a class="number" href="{}">{}</a>', url, one.indicator.shown(row.value))


def _holder_rows(
    found: dict[int, list[Figures]], names: dict[int, tuple[Any, dict[str, str]]], told: Benefits
) -> SafeString:
    rows = []
    sought: dict[str, str]
    for holder, figures in sorted(found.items(), key=lambda pair: (pair[0] == NOBODY, -_count(pair[1]), pair[0])):
        if holder == NOBODY:
            name, sought = gettext("No objective"), {}
        else:
            name, sought = names[holder]
        shown = [
            format_html(
                '<a href="{}">{}</a> <span class="quiet"><bdi>{}</bdi></span>',
                address_of_list(told, indicator=one.indicator.code, kind=Entry.VERIFIED.value, **sought),
                with_unit(one.indicator, one.rows[Entry.VERIFIED].value),
                one.indicator.title,
            )
            if holder != NOBODY
            else format_html(
                '{} <span class="quiet"><bdi>{}</bdi></span>',
                with_unit(one.indicator, one.rows[Entry.VERIFIED].value),
                one.indicator.title,
            )
            for one in figures[:MOST_NAMED]
        ]
        more = len(figures) - len(shown)
        if more > 0:
            words = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
            shown.append(format_html('<a href="{}">{}</a>', address_of_list(told, **sought), words))
        code = sought.get("objective")
        rows.append(
            format_html(
                '<tr><th scope="row">{}</th><td data-label="{}"><ul class="list-plain">{}</ul></td></tr>',
                link_to_objective(code, name, told) if code else format_html("<bdi>{}</bdi>", name),
                Entry.VERIFIED.label,
                format_html_join("", "<li>{}</li>", ((words,) for words in shown)),
            )
        )
    return format_html_join("", "{}", ((row,) for row in rows))


def link_to_objective(code: str, title: Any, told: Benefits, kind: str = "table-link") -> SafeString:
    day = f"?as-of={told.day.isoformat()}" if told.day else ""
    url = reverse("benefits:objective", args=[code]) + day
    return format_html('<a class="{}" href="{}"><bdi>{}</bdi></a>', kind, url, title)


def _count(figures: list[Figures]) -> int:
    return sum(one.benefits for one in figures)


@require_safe
def benefit_list(request: HttpRequest) -> HttpResponse:
    day, _problem = day_asked_for(request.GET.get("as-of", ""))
    told = Benefits(request.user, day)
    sought = _sought(request)
    found = told.benefits(**sought).select_related("indicator", "project").order_by("indicator__code", "project", "pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    of_holder = {"agency": sought["agency"], "objective": sought["objective"]}
    if of_holder["agency"]:
        of_holder["objective"] = None
    values = told.values_of([row.pk for row in rows], **of_holder)
    whole = set(told.seen_wholly.filter(project__in=[row.project_id for row in rows]).values_list("project", flat=True))
    holder = of_holder["agency"] or of_holder["objective"]
    return render(
        request,
        "benefits/list.html",
        {
            "heading": ngettext("%(count)s benefit", "%(count)s benefits", page.paginator.count)
            % {"count": f"{page.paginator.count:,}"},
            "whose": holder.name if of_holder["agency"] and holder else "",
            "served": link_to_objective(holder.code, holder.title, told, "link") if of_holder["objective"] else "",
            "indicator": sought["indicator"],
            "kind": Entry(sought["kind"]).label if sought["kind"] else "",
            "total": _total(told, sought, of_holder),
            "day": day,
            "page": page,
            "rows": format_html_join("", "{}", ((benefit_row(row, values, row.project_id in whole),) for row in rows)),
            "trail": [
                {"label": gettext("Benefits"), "url": reverse("benefits:overview")},
                {"label": gettext("The list"), "url": ""},
            ],
        },
    )


def _sought(request: HttpRequest) -> dict[str, Any]:
    known = registers()
    asked = request.GET
    kind = asked.get("kind", "")
    return {
        "indicator": Indicator.objects.visible_to(request.user).filter(code=asked.get("indicator", "")).first()
        if asked.get("indicator")
        else None,
        "agency": next((one for one in known.agencies.values() if one.code == asked.get("agency")), None),
        "objective": next((one for one in known.objectives.values() if one.code == asked.get("objective")), None),
        "kind": kind if kind in Entry.values else "",
    }


def _total(told: Benefits, sought: dict[str, Any], of_holder: dict[str, Any]) -> SafeString:
    """The figure that led here, where it did: one indicator, one kind of value."""
    if not (sought["indicator"] and sought["kind"]):
        return SafeString("")
    by = "agency" if of_holder["agency"] else "objective" if of_holder["objective"] else "country"
    holder = of_holder["agency"] or of_holder["objective"]
    rows = told.rolled(by, [Entry(sought["kind"])], indicator=sought["indicator"].pk)
    value = next((row.value for row in rows if row.holder == (holder.pk if holder else NOBODY)), None)
    return gap() if value is None else with_unit(sought["indicator"], value)


def benefit_row(row: Benefit, values: dict[tuple[int, Entry], Any], wholly: bool) -> SafeString:
    cells = []
    for kind in Entry:
        value = values.get((row.pk, kind))
        if value is not None:
            shown = with_unit(row.indicator, value)
        elif kind in INSIDE and not wholly:
            shown = format_html('<span class="quiet">{}</span>', gettext("not shown to you"))
        else:
            shown = gap()
        cells.append((kind.label, shown))
    return format_html(
        '<tr><th scope="row"><a class="table-link row-title" href="{}"><bdi>{}</bdi></a><span class="row-note">'
        '<a href="{}"><span class="number">{}</span> <bdi>{}</bdi></a></span></th>'
        '<td data-label="{}"><bdi>{}</bdi></td>{}</tr>',
        reverse("benefits:one", args=[row.pk]) if wholly else address_of_project(row.project_id),
        row.gain,
        address_of_project(row.project_id),
        reference_of(row.project_id),
        row.project.title,
        gettext("Indicator"),
        row.indicator.title,
        format_html_join("", '<td class="is-number" data-label="{}"><div>{}</div></td>', cells),
    )
