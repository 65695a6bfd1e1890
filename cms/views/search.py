from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.pages.public_page import reader_of
from portfolio.workspace.searching import search, typed_words


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """What everybody may find, by the product's one search: pages, public projects, agencies."""
    words = typed_words(request.GET.get("q", ""))
    found = search(reader_of(request), words)
    return render(
        request,
        "cms/search.html",
        {"search_words": words, "found": found, "total": sum(group.hits.count for group in found)},
    )
