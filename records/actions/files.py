import hashlib
from typing import Any

from django.core.files.base import File
from django.db import transaction

from records.file_scanning import scan
from records.models import PrivateFile


def keep(*, by: Any, content: File, name: str, content_type: str, belongs_to: str, owner_id: Any) -> PrivateFile:
    """Keep a file privately. Part of an action that records its own audit event."""
    scan(content)
    digest = hashlib.sha256()
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    with transaction.atomic():
        file = PrivateFile(
            name=name[-200:],
            content_type=content_type,
            size=content.size,
            sha256=digest.hexdigest(),
            belongs_to=belongs_to,
            owner_id=str(owner_id),
            uploaded_by=by,
        )
        file.content.save(name, content, save=False)
        file.save()
    return file
