"""What a file is, told by its content: a name can be changed, and what opens a file goes by the name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

LARGEST_BYTES = 20 * 1024 * 1024
# A workbook or a document that unfolds to more than this is no evidence that anybody would open.
LARGEST_UNFOLDED = 400 * 1024 * 1024
TAIL = 2048


def _is_pdf(content: Any) -> bool:
    content.seek(0)
    if not content.read(1024).lstrip().startswith(b"%PDF-"):
        return False
    content.seek(max(0, content.size - TAIL))
    return b"%%EOF" in content.read(TAIL)


def _is_picture(shape: str) -> Callable[[Any], bool]:
    def read(content: Any) -> bool:
        content.seek(0)
        try:
            with Image.open(content, formats=[shape]) as picture:
                picture.verify()
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            return False
        return True

    return read


def _is_office(part: str) -> Callable[[Any], bool]:
    def read(content: Any) -> bool:
        content.seek(0)
        try:
            with zipfile.ZipFile(content) as archive:
                names = {entry.filename for entry in archive.infolist()}
                unfolded = sum(entry.file_size for entry in archive.infolist())
        except (zipfile.BadZipFile, OSError, ValueError):
            return False
        is_macro = any(name.lower().endswith("vbaproject.bin") for name in names)
        return "[Content_Types].xml" in names and part in names and unfolded <= LARGEST_UNFOLDED and not is_macro

    return read


def _is_text(content: Any) -> bool:
    content.seek(0)
    read = content.read()
    try:
        told = read.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return "\x00" not in told


# Ending -> what it is called, and how its content is known.
KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    ".pdf": ("application/pdf", _is_pdf),
    ".png": ("image/png", _is_picture("PNG")),
    ".jpg": ("image/jpeg", _is_picture("JPEG")),
    ".jpeg": ("image/jpeg", _is_picture("JPEG")),
    ".webp": ("image/webp", _is_picture("WEBP")),
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _is_office("word/document.xml"),
    ),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _is_office("xl/workbook.xml")),
    ".pptx": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _is_office("ppt/presentation.xml"),
    ),
    ".csv": ("text/csv", _is_text),
    ".txt": ("text/plain", _is_text),
}
ACCEPTED = ",".join(KINDS)


def kind_of(content: Any) -> str:
    """The content type of an uploaded file. Raises ValidationError where the content is not what the name says."""
    if content.size == 0:
        raise ValidationError(_("The file is empty."), code="empty")
    if content.size > LARGEST_BYTES:
        raise ValidationError(
            _("The file is larger than %(most)s MB. Choose a smaller one.") % {"most": LARGEST_BYTES // (1024 * 1024)},
            code="too_large",
        )
    ending = PurePath(content.name).suffix.lower()
    if ending not in KINDS:
        raise ValidationError(
            _("Files of this kind are not taken. Choose one of: %(kinds)s.")
            % {"kinds": ", ".join(kind.lstrip(".").upper() for kind in KINDS)},
            code="kind",
        )
    content_type, is_it = KINDS[ending]
    right = is_it(content)
    content.seek(0)
    if not right:
        raise ValidationError(
            _(
                "The content of this file is not that of a %(kind)s, whatever its name says. "
                "Save it anew as %(kind)s and try again."
            )
            % {"kind": ending.lstrip(".").upper()},
            code="content",
        )
    return content_type
