"""The founded tree after its commit, when everything that waited for it has been done."""

import pytest
from wagtail.models import Page

from cms.actions.site import found_site


@pytest.mark.django_db(transaction=True)
def test_the_tree_is_sound_after_the_commit(client_of):
    found_site(by=None)
    assert Page.find_problems() == ([], [], [], [], [])
    for path in ("/en/", "/ar/", "/en/agenda/", "/ar/agenda/", "/en/progress/", "/ar/progress/"):
        assert client_of(None).get(path).status_code == 200
