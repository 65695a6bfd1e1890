"""Cover pictures: taken as pixels alone, so that nothing else of a file is kept, and drawn anew in two sizes."""

from __future__ import annotations

import hashlib
import io
import warnings
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

SIZES = {1200: (1200, 675), 600: (600, 338)}
LARGEST = (2400, 2400)
READ = ("JPEG", "PNG", "WEBP", "GIF")
# A small file can unfold into a picture that fills the memory.
MOST_PIXELS = 30_000_000
QUALITY = 82


def storage() -> Storage:
    return storages["private"]


def place_of(project_id: int, cover: str, width: int) -> str:
    return f"covers/{project_id}/{cover}-{width}.webp"


def read_picture(content: Any) -> Image.Image:
    """The picture of an uploaded file, known by its content and not by its name. Raises ValidationError."""
    if content.size > settings.PICTURE_LIMIT_BYTES:
        raise ValidationError(
            _("The picture is larger than %(most)s MB. Choose a smaller one, or save it smaller.")
            % {"most": settings.PICTURE_LIMIT_BYTES // (1024 * 1024)},
            code="too_large",
        )
    content.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(content, formats=READ)
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("The picture has too many pixels. Save it smaller."), code="too_many_pixels")
            # Reduced while it is read: the whole of a large picture is never held twice.
            picture.draft("RGB", LARGEST)
            picture.thumbnail(LARGEST)
            return ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ValidationError(_("The picture has too many pixels. Save it smaller."), code="too_many_pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError(
            _("This file is not a picture that can be read. Choose a JPEG, PNG, WebP or GIF."), code="not_a_picture"
        ) from error


def keep(project_id: int, picture: Image.Image) -> str:
    """Store the renditions and answer with the name that tells them from any other picture's."""
    renditions = {width: _rendition(picture, size) for width, size in SIZES.items()}
    cover = hashlib.sha256(renditions[max(SIZES)]).hexdigest()[:24]
    for width, content in renditions.items():
        place = place_of(project_id, cover, width)
        if not storage().exists(place):
            storage().save(place, ContentFile(content))
    return cover


def remove(project_id: int, cover: str) -> None:
    for width in SIZES:
        storage().delete(place_of(project_id, cover, width))


def _rendition(picture: Image.Image, size: tuple[int, int]) -> bytes:
    fitted = ImageOps.fit(picture.convert("RGBA"), size, Image.Resampling.LANCZOS)
    # Pixels alone, on white: a new picture knows nothing of the camera, the place or the colour profile.
    clean = Image.new("RGB", size, "white")
    clean.paste(fitted, mask=fitted.getchannel("A"))
    target = io.BytesIO()
    clean.save(target, "WEBP", quality=QUALITY, method=4)
    return target.getvalue()
