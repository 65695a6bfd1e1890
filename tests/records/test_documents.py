"""Documents on paper: what a PDF is made of, and what it must never do."""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from PIL import ImageFile

from records.documents.drawings import ready_for_paper
from records.documents.pdf import pdf_of, pdf_of_page


class Listener(HTTPServer):
    asked: list[str]


@pytest.fixture
def listener() -> Iterator[Listener]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            listening.asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    listening = Listener(("127.0.0.1", 0), Answer)
    listening.asked = []
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield listening
    listening.shutdown()


def unpacked(made: bytes) -> bytes:
    return b"\n".join(
        zlib.decompress(packed) for packed in re.findall(rb"/FlateDecode[^>]*>>\nstream\n(.*?)\nendstream", made, re.S)
    )


@pytest.mark.paper
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_document_is_tagged_and_says_its_language(language: str) -> None:
    made = pdf_of("documents/base.html", {}, language=language)
    assert made.startswith(b"%PDF-")
    said = unpacked(made)
    assert b"/MarkInfo" in said
    assert f"/Lang ({language})".encode() in said


@pytest.mark.paper
def test_what_a_document_names_outside_is_never_fetched(listener: Listener) -> None:
    page = f'<p>Minutes</p><img src="http://127.0.0.1:{listener.server_port}/beacon.png" alt="">'
    pdf_of_page(page)
    assert listener.asked == []
    # The control: the same page, made without our fetcher, does ask.
    import weasyprint

    weasyprint.HTML(string=page).write_pdf()
    assert listener.asked == ["/beacon.png"]


@pytest.mark.paper
@pytest.mark.parametrize("address", ["file:///etc/hostname", "own:/static/../manage.py", "own:/fonts/../__init__.py"])
def test_a_document_reads_own_fonts_and_static_files_only(address: str) -> None:
    from records.documents.pdf import _fetcher

    with pytest.raises((ValueError, FileNotFoundError)):
        _fetcher().fetch(address)
    assert _fetcher().fetch("own:/static/css/drawing.css").read()
    assert _fetcher().fetch("own:/fonts/IBMPlexSansArabic-Regular.ttf").read()


def test_arabic_in_a_drawing_is_joined_and_turned_and_other_words_are_left() -> None:
    drawn = ready_for_paper('<p>فكرة</p><svg viewBox="0 0 1 1"><text>فكرة</text><text>A &amp; B</text></svg>', "text{}")
    assert drawn.startswith("<p>فكرة</p>")
    assert "<style>text{}</style>" in drawn
    assert "<text>ﺓﺮﻜﻓ</text>" in drawn
    assert "<text>A &amp; B</text>" in drawn


@pytest.mark.paper
def test_pictures_that_are_cut_off_are_refused_as_before_once_a_document_was_made() -> None:
    pdf_of_page("<p>Minutes</p>")
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
