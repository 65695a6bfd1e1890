from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.live import shown
from cms.pages.public_page import reader_of
from cms.queries import found_pages, found_projects

MOST_TYPED = 200


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", " ").strip()[:MOST_TYPED]
    pages = found_pages(words, get_language() or "en")
    projects = Paginator(found_projects(words, reader_of(request)), 20).get_page(request.GET.get("page"))
    return render(
        request,
        "cms/search.html",
        {
            "search_words": words,
            "pages": pages,
            "projects": projects,
            "found": [shown(state) for state in projects.object_list],
            "total": len(pages) + projects.paginator.count,
        },
    )
