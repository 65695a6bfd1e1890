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
from accounts.standing import standing_of
from records.bilingual import column_of
from records.charts.marks import Mark
from records.charts.trend import trend
from records.clock import today
from records.policy import require
from training import behind, matrix_table
from training.abilities import people_by_skill
from training.matrix import Figures, Matrix, people_able
from training.models import Cell, Competency, Course, Learner

ON_A_PAGE = 50
# The people, skill by skill; beside the measures of completions.
BY_SKILL = "people"


@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Who of ours can do what: of the country, of one agency, or of one course."""
    require(request.user, "training.see_matrix")
    show = request.GET.get("show", "")
    if show == BY_SKILL and not {"agency", "course", "competency"} & request.GET.keys():
        return _by_skill(request)
    competency = _competency(request)
    found = Matrix(request.user, today(), competency)
    page, people = reverse("training:matrix"), reverse("training:matrix_people")
    measure = show if show in matrix_table.LABELS else "valid"
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
            "sentence": _sentence(figures, measure),
            "able": _able(found, agency) if (competency or agency) and not course else "",
            "people_url": _people_url(agency, competency) if agency else "",
            "agency": agency,
            "course": course,
            "competency": competency,
            "table": table if found.cells else "",
            "figures": figures,
            "nobody_has_to": measure in ("required", "rate") and not figures.required,
            "tabs": _tabs(measure, competency) if not (agency or course) else [],
            "measure": matrix_table.LABELS[measure],
            "note": gettext("Under People each person counts once, however many of the courses are valid.")
            if competency and not (agency or course)
            else "",
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


def _by_skill(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request.user)
    people = people_by_skill(today(), None if standing.sees_country else standing.inside_agencies)
    agencies = sorted(
        Agency.objects.filter(pk__in={agency for agency, _code in people}), key=lambda agency: str(agency.name)
    )
    skills = list(Competency.objects.filter(code__in={code for _agency, code in people}))
    words = gettext("People by skill")
    return render(
        request,
        "training/matrix.html",
        {
            "sentence": _holding(sum(people[agency.pk, ""] for agency in agencies)),
            "people": people,
            "table": matrix_table.by_skill(
                people, agencies, skills, reverse("training:matrix"), reverse("training:matrix_people")
            )
            if people
            else "",
            "tabs": _tabs(BY_SKILL, None),
            "measure": words,
            "note": gettext("In each column a person counts once; whoever has two skills stands in two columns."),
            "trail": _trail(False),
        },
    )


def _tabs(measure: str, competency: Competency | None) -> list[dict[str, Any]]:
    """Of one skill the people stand beside every measure."""
    shown: dict[str, Any] = {**({} if competency else {BY_SKILL: gettext("People by skill")}), **matrix_table.LABELS}
    return [
        {
            "label": str(words),
            "url": f"{reverse('training:matrix')}?{urlencode({'show': name, **_narrowed(competency)})}",
            "is_current": name == measure,
        }
        for name, words in shown.items()
    ]


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people behind a figure, for those who may know them by name."""
    require(request.user, "training.see_matrix")
    agency, what = _agency(request), request.GET.get("what", "")
    course = _course(request, agency) if what != "able" else None
    competency = _competency(request) if what == "able" else None
    if what not in behind.WORDS:
        raise Http404
    may_know = _may_know(request.user, agency)
    found = behind.people_behind(agency, what, today(), course=course, competency=competency)
    page = Paginator(found.order_by(column_of("name"), "pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    return render(
        request,
        "training/matrix_people.html",
        {
            "sentence": _can_do(count, competency)
            if what == "able"
            else ngettext("%(count)s person", "%(count)s people", count) % {"count": f"{count:,}"},
            "agency": agency,
            "of_what": course or competency,
            "what": behind.WORDS[what],
            "tabs": _tabs_of_people(agency, course, what) if course else [],
            "page": page,
            "rows": behind.rows_of(list(page), agency, course, competency, today()) if may_know else [],
            "is_required": what in behind.OF_REQUIRED,
            "may_know": may_know,
            "trail": [
                *_trail(True)[:-1],
                {"label": str(agency.name), "url": f"{reverse('training:matrix')}?agency={agency.code}"},
            ],
        },
    )


def _tabs_of_people(agency: Agency, course: Course, what: str) -> list[dict[str, Any]]:
    page = reverse("training:matrix_people")
    return [
        {
            "label": str(words),
            "url": f"{page}?{urlencode({'agency': agency.code, 'course': course.code, 'what': name})}",
            "is_current": name == what,
        }
        for name, words in behind.WORDS.items()
        if name != "able"
    ]


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


def _agency(request: HttpRequest) -> Agency:
    """What is out of the reader's scope is not there."""
    standing = standing_of(request.user)
    found = Agency.objects.filter(code=request.GET.get("agency", "")).first()
    if found is None or not (standing.sees_country or found.pk in standing.inside_agencies):
        raise Http404
    return found


def _course(request: HttpRequest, agency: Agency) -> Course:
    """One that the agency has to do with, offered still or not."""
    found = Course.objects.filter(code=request.GET.get("course", "")).first()
    if found is None or not Cell.objects.filter(agency=agency, course=found).exists():
        raise Http404
    return found


def _people_url(agency: Agency, competency: Competency | None) -> str:
    asked = {"agency": agency.code, "what": "able", **_narrowed(competency)}
    return f"{reverse('training:matrix_people')}?{urlencode(asked)}"


def _sentence(figures: Figures, measure: str) -> str:
    """The news of what is shown."""
    if measure in ("required", "rate") and figures.required:
        return gettext("%(rate)s%% of what is required is fulfilled: %(fulfilled)s of %(required)s") % {
            "rate": figures.rate,
            "fulfilled": f"{figures.fulfilled:,}",
            "required": f"{figures.required:,}",
        }
    valid = ngettext("%(count)s completion is valid today", "%(count)s completions are valid today", figures.valid) % {
        "count": f"{figures.valid:,}"
    }
    if not figures.expiring:
        return valid
    ending = ngettext(
        "%(count)s of them ends within 90 days", "%(count)s of them end within 90 days", figures.expiring
    ) % {"count": f"{figures.expiring:,}"}
    return gettext("%(valid)s; %(ending)s.") % {"valid": valid, "ending": ending}


def _able(found: Matrix, agency: Agency | None) -> str:
    if agency is not None:
        return _can_do(people_able(agency, found.competency, today()).count(), found.competency)
    return _can_do(sum(found.people_able.values()), found.competency)


def _can_do(people: int, competency: Competency | None) -> str:
    if competency is None:
        return _holding(people)
    return ngettext("%(count)s person can do this today.", "%(count)s people can do this today.", people) % {
        "count": f"{people:,}"
    }


def _holding(people: int) -> str:
    words = ngettext(
        "%(count)s person holds a training that is valid today.",
        "%(count)s people hold a training that is valid today.",
        people,
    )
    return words % {"count": f"{people:,}"}


def _trail(is_part: bool) -> list[dict[str, str]]:
    trail = [{"label": gettext("Training"), "url": reverse("training:home")}]
    trail.append({"label": gettext("Who can do what"), "url": reverse("training:matrix") if is_part else ""})
    return [*trail, {"label": gettext("In detail"), "url": ""}] if is_part else trail
