"""Documents on paper: what a PDF is made of, and what it must never do."""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from PIL import ImageFile

from records.documents.directions import with_directions
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


@pytest.mark.parametrize(
    ("left_open", "said"),
    [
        ('<div dir="auto"><p>Chapter 2.</p></div>', '<div dir="ltr"><p>Chapter 2.</p></div>'),
        ('<p class="a" dir="auto">2. فصل</p>', '<p class="a" dir="rtl">2. فصل</p>'),
        ("<bdi>(النص)</bdi> <bdi>Text</bdi>", '<bdi dir="rtl">(النص)</bdi> <bdi dir="ltr">Text</bdi>'),
        # Neither a tag nor an entity is what the text says.
        ('<td dir="auto"><b>&amp; 1: سبب</b></td>', '<td dir="rtl"><b>&amp; 1: سبب</b></td>'),
        # Without a letter it runs as what is around it; the next element's words are not its own.
        ('<p dir="auto">12 %</p><p>Text</p>', "<p>12 %</p><p>Text</p>"),
        ('<bdi dir="ltr">نص</bdi><bdo>Text</bdo>', '<bdi dir="ltr">نص</bdi><bdo>Text</bdo>'),
    ],
)
def test_a_text_whose_direction_is_left_to_the_browser_is_given_one(left_open: str, said: str) -> None:
    assert with_directions(left_open) == said


@pytest.mark.paper
def test_an_english_sentence_on_an_arabic_page_ends_with_its_full_stop() -> None:
    """Left open and said beforehand are the same drawing; said wrongly it would be another."""

    def drawn(way: str) -> bytes:
        text = f"<p {way}>Measured in two centres.</p><p>الشرط: <bdi {way}>Measured again.</bdi></p>"
        return unpacked(pdf_of_page(f'<html lang="ar" dir="rtl"><title>محضر</title><body>{text}</body></html>'))

    assert drawn('dir="auto"') == drawn('dir="ltr"')
    assert drawn('dir="auto"') != drawn('dir="rtl"')


@pytest.mark.paper
def test_pictures_that_are_cut_off_are_refused_as_before_once_a_document_was_made() -> None:
    pdf_of_page("<p>Minutes</p>")
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
