"""The place where a scanner for harmful files is asked, before a file is kept. Which one, the installation says."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


def scan(content: Any) -> None:
    """Raises ValidationError where the scanner finds something. A scanner that fails lets nothing through."""
    if not settings.FILE_SCANNER:
        return
    finds_harm = _scanner(settings.FILE_SCANNER)
    content.seek(0)
    is_harmful = finds_harm(content)
    content.seek(0)
    if is_harmful:
        raise ValidationError({"content": _("The scanner found something harmful in this file. It is not kept.")})


@lru_cache(maxsize=4)
def _scanner(path: str) -> Callable[[Any], bool]:
    return import_string(path)
