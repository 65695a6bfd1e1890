"""A view taken out as a table: the filters are those of the address, the form says which view and which format."""

from __future__ import annotations

import io

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portfolio.projects.exports import VIEWS
from records.actions import exports
from records.exports.registry import SOURCES
from records.exports.writing import CONTENT_TYPES, CSV, csv_of, write_xlsx
from records.models import Job
from records.policy import URLS, may


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    view, written_as = request.POST.get("view", ""), request.POST.get("as", "")
    if view not in VIEWS or written_as not in CONTENT_TYPES or not may(request.user, URLS[view]):
        raise Http404
    query = request.GET.urlencode()
    made = exports.take(by=request.user, source=SOURCES[VIEWS[view]], query=query, written_as=written_as)
    if isinstance(made, Job):
        return redirect("records:job", made.pk)
    response: HttpResponseBase
    if written_as == CSV:
        response = StreamingHttpResponse(csv_of(made), content_type=CONTENT_TYPES[CSV])
    else:
        content = io.BytesIO()
        write_xlsx(made, content)
        content.seek(0)
        response = FileResponse(content, content_type=CONTENT_TYPES[written_as])
    response["Content-Disposition"] = f'attachment; filename="{exports.name_of(made, written_as)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
