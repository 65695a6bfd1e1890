"""A template becomes a PDF: tagged, in one language, with page numbers, and nothing fetched from anywhere."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from PIL import ImageFile

from records.documents.directions import with_directions
from records.documents.drawings import ready_for_paper

TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".css": "text/css"}
STYLE = "css/document.css"
STYLE_OF_DRAWINGS = "css/drawing.css"


class NoPdfHere(Exception):
    """The system's text layout (Pango) is missing; everything but PDF works."""

    sentence = _("This installation cannot make PDF files yet: ask whoever runs it to install Pango.")


def pdf_of(template: str, context: dict[str, Any], *, language: str) -> bytes:
    """The template, which extends "documents/base.html", rendered in the language as PDF. Raises NoPdfHere."""
    with translation.override(language):
        page = render_to_string(template, {**context, "rtl": translation.get_language_bidi()})
    return pdf_of_page(page)


def pdf_of_page(page: str) -> bytes:
    """A whole page of HTML as tagged PDF. Raises NoPdfHere."""
    weasyprint = _weasyprint()
    style, fonts = _style()
    document = weasyprint.HTML(
        string=with_directions(ready_for_paper(page, _style_of_drawings())), url_fetcher=_fetcher(), base_url="own:/"
    )
    made: bytes = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    return made


def can_make_pdf() -> bool:
    try:
        _weasyprint()
    except NoPdfHere:
        return False
    return True


@cache
def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:
        raise NoPdfHere(str(error)) from error
    # It bids Pillow take pictures that are cut off, for the whole process; what people upload is refused when it is.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint


@cache
def _style() -> tuple[Any, Any]:
    # Read once a process: the fonts alone would take longer than a short document.
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    style = _weasyprint().CSS(
        string=_static(STYLE).read_text(), font_config=fonts, url_fetcher=_fetcher(), base_url="own:/"
    )
    return style, fonts


@cache
def _style_of_drawings() -> str:
    return _static(STYLE_OF_DRAWINGS).read_text()


@cache
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
        """Fonts of the package and own static files; whatever else a document names is not fetched."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            kind, _slash, name = url.removeprefix("own:/").partition("/")
            if kind == "fonts":
                return URLFetcherResponse(url, _font(name).read_bytes(), {"Content-Type": "font/ttf"})
            if kind == "static":
                path = _static(name)
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _type_of(path)})
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            raise ValueError("A document fetches nothing from outside.")

    return OwnFilesOnly(allowed_protocols=("data",))


def _font(name: str) -> Path:
    package = importlib.util.find_spec("fontpkg_ibm_plex_sans_arabic")
    if package is None or package.origin is None:
        raise FileNotFoundError(name)
    return Path(package.origin).parent / "files" / Path(name).name


def _static(name: str) -> Path:
    folder = (Path(settings.ROOT) / "static").resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise ValueError("A document reads static files only.")
    return path


def _type_of(path: Path) -> str:
    return {".svg": "image/svg+xml", ".png": "image/png", ".css": "text/css"}.get(
        path.suffix, "application/octet-stream"
    )
