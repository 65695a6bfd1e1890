from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, gettext, ngettext
from django.views.decorators.http import require_safe

from accounts.models import Agency
from records.charts.marks import Mark
from records.charts.trend import trend
from records.clock import today
from records.policy import require
from training import matrix_table
from training.matrix import Matrix, people_of
from training.models import Competency, Course, Learner

ON_A_PAGE = 50
PEOPLE = (*matrix_table.LABELS, "fulfilled", "missing")


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Who of ours can do what: of the country, of one agency, or of one course."""
    require(request.user, "training.see_matrix")
    competency = _competency(request)
    found = Matrix(request.user, today(), competency)
    page, people = reverse("training:matrix"), reverse("training:matrix_people")
    measure = request.GET.get("show", "")
    measure = measure if measure in matrix_table.LABELS else "valid"
    agency, course = _chosen(request, found)
    if agency is not None:
        table = matrix_table.of_agency(found, agency, people)
    elif course is not None:
        table = matrix_table.of_course(found, course, people)
    else:
        table = matrix_table.whole(found, measure, page, people)
    figures = found.of_agency(agency.pk) if agency else found.of_course(course.pk) if course else found.total
    return render(
        request,
        "training/matrix.html",
        {
            "sentence": _sentence(figures),
            "able": _able(found.people_able(agency)) if competency and not course else "",
            "agency": agency,
            "course": course,
            "competency": competency,
            "table": table if found.cells else "",
            "figures": figures,
            "tabs": [
                {
                    "label": str(words),
                    "url": f"{page}?{urlencode({'show': name, **_narrowed(competency)})}",
                    "is_current": name == measure,
                }
                for name, words in matrix_table.LABELS.items()
            ]
            if not (agency or course)
            else [],
            "measure": matrix_table.LABELS[measure],
            "chart": trend(
                [Mark(date_format(month, "M Y"), count) for month, count in found.by_month()],
                title=gettext("First completions by month"),
                rtl=get_language_bidi(),
            )
            if found.cells and not (agency or course)
            else "",
            "trail": _trail(bool(agency or course or competency)),
        },
    )


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people behind a figure, for those who may know them by name."""
    require(request.user, "training.see_matrix")
    found = Matrix(request.user, today())
    agency, course = _chosen(request, found)
    what = request.GET.get("what", "")
    if agency is None or course is None or what not in PEOPLE:
        raise Http404
    behind = people_of(agency, course, what, today())
    may_know = _may_know(request.user, agency)
    page = Paginator(behind.order_by("name_en", "pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    return render(
        request,
        "training/matrix_people.html",
        {
            "sentence": ngettext("%(count)s person", "%(count)s people", count) % {"count": f"{count:,}"},
            "agency": agency,
            "course": course,
            "what": {**matrix_table.LABELS, **_more_words()}[what],
            "page": page if may_know else None,
            "may_know": may_know,
            "trail": [
                *_trail(True)[:-1],
                {"label": str(agency.name), "url": f"{reverse('training:matrix')}?agency={agency.code}"},
            ],
        },
    )


def _more_words() -> dict[str, str]:
    return {"fulfilled": gettext("Required and valid"), "missing": gettext("Required and not valid")}


def _may_know(person: Any, agency: Agency) -> bool:
    return Learner.objects.visible_to(person).filter(agency=agency).exists()


def _competency(request: HttpRequest) -> Competency | None:
    code = request.GET.get("competency", "")
    if not code:
        return None
    found = Competency.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _narrowed(competency: Competency | None) -> dict[str, str]:
    return {"competency": competency.code} if competency else {}


def _chosen(request: HttpRequest, found: Matrix) -> tuple[Agency | None, Course | None]:
    """What is out of the reader's scope is not there."""
    agency_code, course_code = request.GET.get("agency", ""), request.GET.get("course", "")
    agency = next((one for one in found.agencies if one.code == agency_code), None)
    course = next((one for one in found.courses if one.code == course_code), None)
    if (agency_code and agency is None) or (course_code and course is None):
        raise Http404
    return agency, course


def _sentence(figures: Any) -> str:
    valid = ngettext("%(count)s completion is valid today", "%(count)s completions are valid today", figures.valid) % {
        "count": f"{figures.valid:,}"
    }
    if not figures.expiring:
        return valid
    ending = ngettext(
        "%(count)s of them ends within 90 days", "%(count)s of them end within 90 days", figures.expiring
    ) % {"count": f"{figures.expiring:,}"}
    return gettext("%(valid)s; %(ending)s.") % {"valid": valid, "ending": ending}


def _able(people: int) -> str:
    return ngettext("%(count)s person can do this today.", "%(count)s people can do this today.", people) % {
        "count": f"{people:,}"
    }


def _trail(is_part: bool) -> list[dict[str, str]]:
    trail = [{"label": gettext("Training"), "url": reverse("training:home")}]
    trail.append({"label": gettext("Who can do what"), "url": reverse("training:matrix") if is_part else ""})
    return [*trail, {"label": gettext("In detail"), "url": ""}] if is_part else trail
