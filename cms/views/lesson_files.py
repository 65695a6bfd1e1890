"""What lessons hold as files: videos with their captions, and documents. For whoever may learn, in parts if asked."""

from __future__ import annotations

import re
from typing import Any, BinaryIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.documents.models import Document

from cms.lesson_files import SHOWN_HERE
from records.policy import require

RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
PIECE = 64 * 1024


@require_safe
def lesson_file(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, "training.see_catalogue")
    document = Document.objects.filter(pk=pk).first()
    if document is None or not document.file.storage.exists(document.file.name):
        raise Http404
    kind = SHOWN_HERE.get(document.file_extension.lower())
    size = document.file.size
    asked = _range(request.headers.get("Range", ""), size) if kind else None
    if asked == (0, -1):
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file = document.file.storage.open(document.file.name)
    answer: Any
    if asked is None:
        answer = FileResponse(file, as_attachment=kind is None, filename=document.filename, content_type=kind)
    else:
        # Players ask for parts: without them some do not play at all, and none can be wound forward.
        first, last = asked
        answer = FileResponse(_part(file, first, last), status=206, content_type=kind)
        answer["Content-Range"] = f"bytes {first}-{last}/{size}"
        answer["Content-Length"] = last - first + 1
    if kind:
        answer["Accept-Ranges"] = "bytes"
    return answer  # type: ignore[no-any-return]


def _range(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte; None where the whole is meant; (0, -1) where there is no such part."""
    found = RANGE.match(asked.strip())
    if not found or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        span = (max(0, size - int(last)), size - 1)
    else:
        span = (int(first), min(int(last), size - 1) if last else size - 1)
    return span if span[0] <= span[1] else (0, -1)


def _part(file: BinaryIO, first: int, last: int) -> Any:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
