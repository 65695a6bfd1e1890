from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    words = blocks.CharBlock(label=_("What it is for"), required=False, max_length=300)

    class Meta:
        icon = "doc-full-inverse"
        label = _("Document")
        template = "cms/lessons/document.html"
