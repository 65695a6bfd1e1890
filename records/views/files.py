from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_GET

from records.actions import audit
from records.views import access


@require_GET
def download(request: HttpRequest, pk: UUID) -> FileResponse:
    """Always as an attachment, so that nothing in a file ever runs as a page of ours."""
    file = access.file_of(request, pk)
    audit.record(by=request.user, action="files.download", target=file, after={"belongs_to": file.belongs_to})
    response = FileResponse(
        file.content.open("rb"), as_attachment=True, filename=file.name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
