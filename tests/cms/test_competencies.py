"""Noora words the competencies in the editor; nobody else does, and none of them goes."""

from __future__ import annotations

from typing import Any

import pytest

from records.models import AuditEvent
from training.models import Competency

pytestmark = pytest.mark.django_db
DESK = "/editor/competencies/"
FORESIGHT = {
    "code": "foresight",
    "title_en": "Foresight",
    "title_ar": "استشراف المستقبل",
    "note_en": "",
    "note_ar": "",
    "order": "7",
}


def test_noora_adds_one_and_words_it_anew(noora: Any, client_of: Any) -> None:
    desk = client_of(noora)
    assert desk.get(DESK).status_code == 200
    assert desk.post(f"{DESK}new/", FORESIGHT).status_code == 302
    made = Competency.objects.get(code="foresight")
    assert AuditEvent.objects.get(action="training.add_competency").target_id == str(made.pk)

    said = {**FORESIGHT, "title_en": "Looking ahead", "code": "another"}
    assert desk.get(f"{DESK}edit/{made.pk}/").status_code == 200
    assert desk.post(f"{DESK}edit/{made.pk}/", said).status_code == 302
    made.refresh_from_db()
    assert (made.title_en, made.code) == ("Looking ahead", "foresight")
    assert AuditEvent.objects.get(action="training.edit_competency").after == {"title_en": "Looking ahead"}


def test_what_cannot_be_is_told_at_the_form(noora: Any, client_of: Any) -> None:
    desk, known = client_of(noora), Competency.objects.first()
    assert known is not None
    for bad in ({"code": known.code.upper()}, {"title_ar": ""}, {"title_en": "a\u202eb"}):
        answer = desk.post(f"{DESK}new/", {**FORESIGHT, **bad})
        assert answer.status_code == 200 and answer.context["form"].errors
    assert not AuditEvent.objects.filter(action="training.add_competency").exists()
    assert desk.post(f"{DESK}new/", FORESIGHT).status_code == 302


def test_nobody_else_does_and_none_goes(noora: Any, maryam: Any, client_of: Any) -> None:
    known = Competency.objects.first()
    assert known is not None
    assert client_of(maryam).post(f"{DESK}new/", FORESIGHT).status_code in (302, 403, 404)
    assert not Competency.objects.filter(code="foresight").exists()
    assert client_of(noora).post(f"{DESK}delete/{known.pk}/").status_code == 404
    assert client_of(noora).get(DESK).status_code == 200
