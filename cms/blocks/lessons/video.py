from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

VIDEOS = ("mp4", "webm")
# How every WebVTT file begins, perhaps after a byte-order mark.
VTT = (b"WEBVTT", b"\xef\xbb\xbfWEBVTT")


class VideoBlock(blocks.StructBlock):
    """Uploaded here, not fetched from elsewhere: what is watched inside government stays inside."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    video = DocumentChooserBlock(label=_("Video"), help_text=_("An MP4 or WebM file."))
    captions = DocumentChooserBlock(
        label=_("Captions"), help_text=_("A WebVTT file (.vtt) in the language of this text.")
    )
    transcript = blocks.TextBlock(
        label=_("Transcript"), required=False, help_text=_("The words of the video, for whoever would rather read.")
    )

    def clean(self, value: Any) -> Any:
        result = super().clean(value)
        wrong = {}
        if result["video"].file_extension.lower() not in VIDEOS:
            wrong["video"] = ValidationError(_("This is no MP4 or WebM file."))
        if not _is_vtt(result["captions"]):
            wrong["captions"] = ValidationError(_("This is no WebVTT file."))
        if wrong:
            raise blocks.StructBlockValidationError(block_errors=wrong)
        return result

    class Meta:
        icon = "media"
        label = _("Video")
        template = "cms/lessons/video.html"


def _is_vtt(document: Any) -> bool:
    with document.open_file() as file:
        return bool(file.read(9).startswith(VTT))
