from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import path

from config.urls import *  # noqa: F403
from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from records.policy import URLS, NotAllowed, anyone, declare
from tests.workspace.conftest import heading_of, text_of

__all__ = ["handler400", "handler403", "handler404", "handler500"]

pytestmark = pytest.mark.django_db


def broken(request: Any) -> Any:
    raise RuntimeError("a fault on our side")


def suspicious(request: Any) -> Any:
    from django.core.exceptions import SuspiciousOperation

    raise SuspiciousOperation


def refused(request: Any) -> Any:
    from accounts.rules import is_lab_administrator

    raise NotAllowed("accounts.invite", is_lab_administrator(request.user).reason)


# This module is also the addresses of its tests: the product's own, and three that fail.
urlpatterns = [
    path("broken/", broken, name="test-broken"),
    path("suspicious/", suspicious, name="test-suspicious"),
    path("refused/", refused, name="test-refused"),
    *urlpatterns,
]


@pytest.fixture(autouse=True)
def addresses(db: None) -> Any:
    names = ("test-broken", "test-suspicious", "test-refused")
    declare({"tests.fail": anyone}, dict.fromkeys(names, "tests.fail"))
    with override_settings(ROOT_URLCONF=__name__):
        yield
    from records.policy import ACTIONS

    ACTIONS.pop("tests.fail")
    for name in names:
        URLS.pop(name)


@pytest.mark.parametrize(("language", "told"), [("en", "This page is not here"), ("ar", "هذه الصفحة غير موجودة هنا")])
def test_what_is_not_there(language: str, told: str) -> None:
    page = Client().get(f"/{language}/nowhere/at/all/")

    assert page.status_code == 404
    assert heading_of(page) == told


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Only lab administrators can do this."), ("ar", "هذا متاح لمديري المختبر فقط.")]
)
def test_what_is_not_allowed_tells_why(maryam: Any, client_of: Any, language: str, told: str) -> None:
    page = client_of(maryam).get("/refused/", headers={"accept-language": language})

    assert page.status_code == 403
    assert told in text_of(page)


def test_a_fault_of_ours_says_so_in_both_languages_and_nothing_else() -> None:
    client = Client(raise_request_exception=False)

    page = client.get("/broken/")

    assert page.status_code == 500
    assert "Something broke on our side" in text_of(page)
    assert "حدث خلل من جانبنا" in text_of(page)
    assert "a fault on our side" not in page.content.decode()


def test_a_damaged_request_says_so_in_both_languages() -> None:
    page = Client().get("/suspicious/")

    assert page.status_code == 400
    assert "This request could not be read" in text_of(page)
    assert "تعذّرت قراءة هذا الطلب" in text_of(page)


@pytest.mark.parametrize(
    ("language", "told"), [("en", "This is more than one form can hold"), ("ar", "هذا أكثر مما يتسع له نموذج واحد")]
)
def test_a_form_that_holds_too_much_says_so_once_all_of_it_has_come(
    maryam: Any, client_of: Any, settings: Any, language: str, told: str
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    address, client = f"/{language}/portfolio/projects/register/", client_of(maryam)

    page = client.post(address, {"title_en": "a" * (1024 * 1024 + 1)})

    assert page.status_code == 413
    assert heading_of(page) == told
    # The whole was read: a server that closes with words still on their way is heard by no browser.
    assert page.wsgi_request.read(1) == b""
    assert client.post(address, {"title_en": "a" * 1024}).status_code == 422


def test_a_form_that_was_open_for_too_long(maryam: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(maryam, backend="accounts.backends.PersonBackend")

    page = client.post("/en/work/notices/read/")

    assert page.status_code == 403
    assert "Nothing was saved." in text_of(page)
