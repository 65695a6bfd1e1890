"""Cover pictures: whatever is sent, only pixels are kept, and only who sees the project sees them."""

from __future__ import annotations

import io
import struct
import uuid
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from portfolio.projects import covers
from portfolio.projects.enums import Visibility
from portfolio.projects.models import Project
from tests.factories import projects

pytestmark = pytest.mark.django_db


def drawn(kind: str = "JPEG", size: tuple[int, int] = (1600, 1200), **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **options)
    return file.getvalue()


def with_secrets() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "CANARY description"
    exif[0x9286] = "CANARY comment"
    exif[0x0112] = 6
    return drawn("JPEG", exif=exif, comment=b"CANARY in a comment")


def bomb(side: int = 20_000) -> bytes:
    """A PNG of a few hundred bytes that says it is 400 megapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def sent(
    browser: Any, project: Project, content: bytes, name: str = "cover.jpg", kind: str = "image/jpeg", **more: Any
) -> Any:
    data = {"key": str(uuid.uuid4()), "picture": SimpleUploadedFile(name, content, kind), **more}
    return browser.post(reverse("projects:cover", args=[project.pk]), data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_kept_in_two_sizes(client_of: Any, maryam: Any, moph: Any, kind: str) -> None:
    project = projects.project(maryam, moph)
    browser = client_of(maryam)

    assert sent(browser, project, drawn(kind)).status_code == 302

    project.refresh_from_db()
    for width, size in covers.SIZES.items():
        answer = browser.get(reverse("projects:picture", args=[project.pk, project.cover, width]))
        picture = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
        assert (picture.format, picture.size) == ("WEBP", size)
        assert answer["Content-Type"] == "image/webp"


def test_nothing_but_the_picture_is_kept(client_of: Any, maryam: Any, moph: Any) -> None:
    project = projects.project(maryam, moph)
    content = with_secrets()
    assert content.count(b"CANARY") == 3, "the control holds the secrets"

    sent(client_of(maryam), project, content)

    project.refresh_from_db()
    for width in covers.SIZES:
        kept = covers.storage().open(covers.place_of(project.pk, project.cover, width)).read()
        assert b"CANARY" not in kept
        assert not Image.open(io.BytesIO(kept)).getexif()
        assert b"EXIF" not in kept
        assert b"ICCP" not in kept


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xd8\xff\xe0" + b"\0" * (20 * 1024 * 1024), "The picture is larger than 10 MB."),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "This file is not a picture"),
        (b"MZ\x90\x00 a program", "This file is not a picture"),
        (drawn()[:2000], "This file is not a picture"),
        (b"GIF89a<script>alert(1)</script>", "This file is not a picture"),
        (bomb(), "The picture has too many pixels."),
        (b"", "The file is empty."),
    ],
    ids=["20 MB", "svg", "program", "cut off", "polyglot", "bomb", "empty"],
)
def test_what_is_no_picture_is_refused_in_place(
    client_of: Any, maryam: Any, moph: Any, content: bytes, sentence: str
) -> None:
    project = projects.project(maryam, moph)

    answer = sent(client_of(maryam), project, content)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'id="id_picture_error"' in answer.content.decode()
    project.refresh_from_db()
    assert project.cover == ""


def test_no_file_is_said(client_of: Any, maryam: Any, moph: Any) -> None:
    project = projects.project(maryam, moph)

    answer = client_of(maryam).post(reverse("projects:cover", args=[project.pk]), {"key": str(uuid.uuid4())})

    assert answer.status_code == 422
    assert "Choose a file." in answer.content.decode()


@pytest.mark.parametrize("visibility", list(Visibility))
def test_a_picture_is_seen_by_who_sees_it_all_or_by_everybody_where_it_is_public(
    client_of: Any, maryam: Any, khalid: Any, moph: Any, visibility: Visibility
) -> None:
    project = projects.project(maryam, moph, complete=True, visibility=visibility)
    sent(client_of(maryam), project, drawn())
    project.refresh_from_db()
    address = reverse("projects:picture", args=[project.pk, project.cover, 1200])

    seen = {
        name: client_of(who).get(address) for name, who in (("maryam", maryam), ("khalid", khalid), ("visitor", None))
    }

    for_all = visibility == Visibility.PUBLIC
    assert {name: answer.status_code for name, answer in seen.items()} == {
        "maryam": 200,
        "khalid": 200 if for_all else 404,
        "visitor": 200 if for_all else 404,
    }
    assert "no-store" in seen["maryam"]["Cache-Control"], "what a signed-in person reads is kept nowhere"
    assert ("public" in seen["visitor"].get("Cache-Control", "")) == for_all
    assert client_of(None).get(f"/media/{covers.place_of(project.pk, project.cover, 1200)}").status_code == 404


def test_a_picture_that_is_replaced_or_removed_is_gone(
    client_of: Any, maryam: Any, moph: Any, django_capture_on_commit_callbacks: Any
) -> None:
    project = projects.project(maryam, moph)
    browser = client_of(maryam)
    sent(browser, project, drawn())
    first = Project.objects.get(pk=project.pk).cover
    with django_capture_on_commit_callbacks(execute=True):
        sent(browser, project, drawn("PNG"))
    second = Project.objects.get(pk=project.pk).cover
    assert not covers.storage().exists(covers.place_of(project.pk, first, 1200))
    assert covers.storage().exists(covers.place_of(project.pk, second, 1200))

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("projects:cover", args=[project.pk]), {"key": str(uuid.uuid4()), "remove": "1"})

    assert Project.objects.get(pk=project.pk).cover == ""
    assert not covers.storage().exists(covers.place_of(project.pk, second, 1200))
    assert browser.get(reverse("projects:picture", args=[project.pk, second, 1200])).status_code == 404
