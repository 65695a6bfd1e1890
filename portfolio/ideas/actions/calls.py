"""Calls for ideas: prepared, opened, closed and edited by the lab; their questions in versions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portfolio.agenda.models import Objective
from portfolio.ideas.enums import Audience, QuestionKind
from portfolio.ideas.models import Call, FormVersion, Question
from portfolio.ideas.queries import current_form, questions_of
from records.actions import audit
from records.clock import today
from records.policy import require
from records.versions import locked

EDITED = (
    "title_en",
    "title_ar",
    "theme_en",
    "theme_ar",
    "description_en",
    "description_ar",
    "audience",
    "agency",
    "domains",
    "opens_on",
    "closes_on",
)
DOMAIN = re.compile(r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")
MOST_QUESTIONS = 20


@dataclass(frozen=True)
class Asked:
    """A question as a curator writes it; `key` where it is carried over from the version before."""

    kind: str
    label_en: str
    label_ar: str
    is_required: bool = False
    choices: Sequence[tuple[str, str]] = field(default=())
    key: str = ""


def prepare(*, by: Any, objectives: Collection[Objective] = (), **described: Any) -> Call:
    """A draft: only the lab sees it until it is opened."""
    require(by, "ideas.keep_calls")
    call = Call(made_by=by, **described)
    _check(call)
    with transaction.atomic():
        call.save()
        call.objectives.set(objectives)
        FormVersion.objects.create(call=call, number=1, made_by=by)
        audit.record(by=by, action="ideas.prepare_call", target=call, agency_id=call.agency_id, after=told(call))
    return call


def edit(*, by: Any, call: Call, version: int, objectives: Collection[Objective] | None = None, **changes: Any) -> Call:
    """Raises EditConflict when it was saved since `version` was read."""
    require(by, "ideas.keep_calls", call)
    unknown = set(changes) - set(EDITED)
    if unknown:
        raise TypeError(f"not edited here: {unknown}")
    with transaction.atomic():
        call = locked(Call.objects.select_related("agency"), call.pk, version)
        before = told(call)
        for name, value in changes.items():
            setattr(call, name, value)
        _check(call)
        call.version += 1
        call.save()
        if objectives is not None:
            call.objectives.set(objectives)
        audit.record(
            by=by, action="ideas.edit_call", target=call, agency_id=call.agency_id, before=before, after=told(call)
        )
    return call


def open_call(*, by: Any, call: Call, on: dt.date | None = None) -> Call:
    """From its first day on it takes ideas; a call that was closed by hand is opened again."""
    require(by, "ideas.keep_calls", call)
    with transaction.atomic():
        call = locked(Call.objects.all(), call.pk)
        if call.published_on and not call.ended_on:
            raise ValidationError(_("This call has been opened already."), code="state")
        if call.closes_on and call.closes_on < today():
            raise ValidationError(_("Its last day has passed. Give it a later one first."), code="state")
        call.published_on = call.published_on or min(on or today(), today())
        call.ended_on = None
        call.version += 1
        call.save()
        audit.record(by=by, action="ideas.open_call", target=call, agency_id=call.agency_id)
    return call


def close(*, by: Any, call: Call) -> Call:
    require(by, "ideas.keep_calls", call)
    with transaction.atomic():
        call = locked(Call.objects.all(), call.pk)
        if not call.published_on or call.ended_on:
            raise ValidationError(_("This call is not open."), code="state")
        call.ended_on = today()
        call.version += 1
        call.save()
        audit.record(by=by, action="ideas.close_call", target=call, agency_id=call.agency_id)
    return call


def set_questions(*, by: Any, call: Call, form: FormVersion, asked: Sequence[Asked]) -> FormVersion:
    """Another version of the form, where something changed; `form` is the one that the curator had before them."""
    require(by, "ideas.keep_calls", call)
    _check_questions(asked)
    with transaction.atomic():
        call = locked(Call.objects.all(), call.pk)
        current = current_form(call)
        if current.pk != form.pk:
            raise ValidationError(
                _("Somebody else changed the questions while you were writing. Compare with those that are there now."),
                code="changed",
            )
        before = questions_of(current)
        made = FormVersion(call=call, number=current.number + 1, made_by=by)
        wanted = _questions(made, asked, before)
        if [_shape(one) for one in before] == [_shape(one) for one in wanted]:
            return current
        made.save()
        for question in wanted:
            question.form = made
            question.save()
        audit.record(
            by=by,
            action="ideas.set_questions",
            target=call,
            agency_id=call.agency_id,
            before={"form": current.number, "questions": [_shape(one) for one in before]},
            after={"form": made.number, "questions": [_shape(one) for one in wanted]},
        )
    return made


def told(call: Call) -> dict[str, Any]:
    return {
        **{name: getattr(call, name) for name in EDITED if name != "agency"},
        "agency": call.agency_id,
        "objectives": sorted(call.objectives.values_list("code", flat=True)) if call.pk else [],
    }


def _check(call: Call) -> None:
    problems: dict[str, Any] = {}
    for name in ("title_en", "title_ar"):
        if not getattr(call, name).strip():
            problems[name] = _("Give the title in both languages.")
    if call.audience not in Audience.values:
        problems["audience"] = _("Choose one.")
    if call.audience == Audience.AGENCY and call.agency is None:
        problems["agency"] = _("Choose the agency whose staff may answer.")
    if call.audience != Audience.AGENCY:
        call.agency = None
    if call.audience != Audience.STUDENTS:
        call.domains = ""
    else:
        typed = {one.lstrip("@").lower() for one in re.split(r"[\s,;،]+", call.domains) if one}
        call.domains = "\n".join(sorted(typed))
        wrong = [one for one in call.student_domains if not DOMAIN.match(one)]
        if not call.domains:
            problems["domains"] = _("Name the mail domains by which a student is known, one a line.")
        elif wrong:
            problems["domains"] = ValidationError(
                _("“%(domain)s” is no mail domain. Write it like university.example."), params={"domain": wrong[0]}
            )
    if call.closes_on and call.closes_on < call.opens_on:
        problems["closes_on"] = _("The last day comes before the first.")
    if problems:
        raise ValidationError(problems)


def _check_questions(asked: Sequence[Asked]) -> None:
    if len(asked) > MOST_QUESTIONS:
        raise ValidationError(_("A form has twenty questions at most: who is asked more does not answer."))
    for number, one in enumerate(asked, start=1):
        if not one.label_en.strip() or not one.label_ar.strip():
            raise ValidationError(
                _("Write question %(number)s in both languages."), params={"number": number}, code="label"
            )
        if one.kind not in QuestionKind.values:
            raise ValidationError(
                _("Choose the kind of answer of question %(number)s."), params={"number": number}, code="kind"
            )
        if one.kind == QuestionKind.CHOICE and (
            len(one.choices) < 2 or not all(english.strip() and arabic.strip() for english, arabic in one.choices)
        ):
            raise ValidationError(
                _("Give question %(number)s at least two choices, each in both languages."),
                params={"number": number},
                code="choices",
            )


def _questions(form: FormVersion, asked: Sequence[Asked], before: Sequence[Question]) -> list[Question]:
    """A question keeps its key, and a choice its code, from version to version, so that answers can be compared."""
    kept = {question.key: question for question in before}
    used = [int(key[1:]) for key in Question.objects.filter(form__call=form.call).values_list("key", flat=True)]
    newest = max(used, default=0)
    made = []
    for order, one in enumerate(asked, start=1):
        earlier = kept.pop(one.key, None)
        # Another kind of answer is another question.
        if earlier is None or earlier.kind != one.kind:
            newest += 1
        made.append(
            Question(
                key=earlier.key if earlier and earlier.kind == one.kind else f"q{newest}",
                order=order,
                kind=one.kind,
                label_en=one.label_en.strip(),
                label_ar=one.label_ar.strip(),
                is_required=one.is_required,
                choices=_choices(one, earlier) if one.kind == QuestionKind.CHOICE else [],
            )
        )
    return made


def _choices(one: Asked, earlier: Question | None) -> list[dict[str, str]]:
    known = {(choice["en"], choice["ar"]): choice["code"] for choice in earlier.choices} if earlier else {}
    newest = max((int(code) for code in known.values()), default=0)
    made = []
    for english, arabic in one.choices:
        words = (english.strip(), arabic.strip())
        if words not in known:
            newest += 1
        made.append({"code": known.get(words, str(newest)), "en": words[0], "ar": words[1]})
    return made


def _shape(question: Question) -> dict[str, Any]:
    return {
        name: getattr(question, name)
        for name in ("key", "order", "kind", "label_en", "label_ar", "is_required", "choices")
    }
