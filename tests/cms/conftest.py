from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from cms.actions.site import found_site
from portfolio.agenda.actions.national_agenda import load_national_agenda


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Founding takes a second or two, so that the tests of a module share it; each undoes what it does itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        found_site(by=None)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def site(founded: None, hamad: Any) -> Any:
    """The public site as it is founded: home, agenda and progress in both languages."""
    from wagtail.models import Site

    load_national_agenda(by=hamad)
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def home(site: Any) -> Any:
    return site.root_page.specific


@pytest.fixture
def projects(hamad: Any, maryam: Any, khalid: Any, moph: Any, moi: Any) -> dict[str, Any]:
    """One project of each visibility; the hidden ones carry a word that no visitor may meet."""
    from portfolio.agenda.models import Objective
    from tests.factories import projects as make

    served = {"objectives": [Objective.objects.get(code="nds3-innovation")]} if Objective.objects.exists() else {}
    return {
        "public": make.project(
            maryam,
            moph,
            title_en="Birth in one visit",
            title_ar="تسجيل المولود في زيارة",
            visibility="public",
            **served,
        ),
        "government": make.project(
            khalid, moi, title_en="Canary of the government", title_ar="طائر الحكومة", visibility="government", **served
        ),
        "agency": make.project(
            khalid, moi, title_en="Canary of the agency", title_ar="طائر الجهة", visibility="agency", **served
        ),
    }
