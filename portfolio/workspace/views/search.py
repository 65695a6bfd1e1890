from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from portfolio.workspace.searching import search as find
from portfolio.workspace.searching import typed_words
from records.search_words import sought_words


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    words = typed_words(request.GET.get("q", ""))
    found = find(request.user, words)
    return render(
        request,
        "workspace/search.html",
        {"search_words": words, "found": found, "sentence": _sentence(words, sum(one.hits.count for one in found))},
    )


def _sentence(words: str, count: int) -> str:
    if not sought_words(words):
        return gettext("Type a word to search for.")
    if not count:
        return gettext("Nothing was found.")
    return ngettext("%(count)s result", "%(count)s results", count) % {"count": f"{count:,}"}
