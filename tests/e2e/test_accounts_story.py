"""The door in a browser: Fatima adds a passkey and comes in with it; Dana is invited; every page of accounts by axe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from accounts.actions import invitations, memberships
from accounts.enums import Role
from accounts.models import Person
from records.actions import outbox
from tests.factories.accounts import PASSWORD, signed_in

WIDTHS = (320, 768, 1280)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def address(live_server: Any) -> str:
    # Passkeys belong to a name and not to a number.
    return live_server.url.replace("127.0.0.1", "localhost")


def let_in(page: Page, address: str, person: Any) -> None:
    """A signed-in browser, as if the sign-in had just happened."""
    client = signed_in(person)
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": address}])


def virtual_phone(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_fatima_adds_a_passkey_and_comes_in_with_it_alone(page: Page, address: str, fatima: Any) -> None:
    virtual_phone(page)
    page.goto(f"{address}/en/accounts/login/")
    page.get_by_label("E-mail address").fill(fatima.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    # Her role asks for a second factor: she chooses a passkey instead of the app.
    page.wait_for_url("**/2fa/totp/activate/")
    page.goto(f"{address}/en/accounts/2fa/webauthn/add/")
    page.get_by_label("What to call it").fill("My phone")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/recovery-codes/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto(f"{address}/en/accounts/me/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My account")

    page.context.clear_cookies()
    page.goto(f"{address}/en/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(f"{address}/en/accounts/me/")
    expect(page.get_by_text(fatima.email)).to_be_visible()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_dana_opens_her_letter_and_comes_in(page: Page, address: str, hamad: Any, moph: Any, language: str) -> None:
    invitations.invite(
        by=hamad, email="dana@moph.example", role=Role.INNOVATION_OFFICER, agency=moph, language=language
    )
    outbox.send_what_is_due()
    [letter] = [letter for letter in mail.outbox if letter.to == ["dana@moph.example"]]
    page.goto(address + re.search(r"http://[^/]+(/\S+)", letter.body)[1])
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    page.locator("[name=name_ar]").fill("دانة سالم")
    page.locator("[name=name_en]").fill("Dana Salem")
    page.locator("[name=password]").fill("nine green lanterns")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/accounts/login/")
    page.locator("[name=login]").fill("dana@moph.example")
    page.locator("[name=password]").fill("nine green lanterns")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    assert Person.objects.get(email="dana@moph.example").standing.has(Role.INNOVATION_OFFICER, moph.pk)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_everybody_can_use_these_pages(
    page: Page, address: str, hamad: Any, maryam: Any, moph: Any, language: str
) -> None:
    """axe with every rule, at three widths, and nothing that scrolls sideways."""
    made = invitations.invite(by=hamad, email="dana@moph.example", role=Role.JUROR, agency=moph, language="en")
    ended = memberships.give_role(by=hamad, person=maryam, role=Role.JUROR, agency=moph)
    memberships.end_role(by=hamad, membership=ended)
    begin = f"{address}/{language}/accounts"
    outside = ["login/", "password/reset/", "password/reset/done/", f"invitation/{invitations.secret_of(made)}/"]
    inside = [
        "me/", "people/", f"people/{maryam.pk}/", "invitations/", "invitations/new/", "agencies/", "agencies/MOPH/",
        "agencies/MOPH/edit/", "agencies/new/", "trail/", "2fa/", "2fa/webauthn/add/", "password/change/",
    ]  # fmt: skip
    for path in outside:
        look_at(page, f"{begin}/{path}")
    let_in(page, address, hamad)
    for path in inside:
        look_at(page, f"{begin}/{path}")


def look_at(page: Page, url: str) -> None:
    response = page.goto(url)
    assert response is not None and response.status == 200, url
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), (url, width)
        found = Axe().run(page)
        assert found.violations_count == 0, (url, width, found.generate_report())
