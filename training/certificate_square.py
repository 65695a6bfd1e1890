"""The address at which a certificate is verified, and the square that leads a camera there."""

from __future__ import annotations

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from training.models import Certificate


def public_address(certificate: Certificate) -> str:
    with override("ar"):
        arabic = reverse("training_verify:certificate", args=[certificate.code])
    # Without a language of its own: the reader's browser chooses.
    return settings.PUBLIC_ADDRESS.rstrip("/") + arabic.removeprefix("/ar")


def square(address: str) -> SafeString:
    code = segno.make(address, error="m")
    drawing = code.svg_inline(scale=4, border=2, dark="#000", light="#fff", omitsize=True)
    return mark_safe(drawing)  # noqa: S308 - drawn here from an address of our own
