"""An xAPI statement, read: who, what, which course, when, how well. What cannot be read is told in one sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from training.actions.statements import Refused, Said, Verb
from training.importers.modules import courses_called
from training.models import Course
from training.queries import people_called

VERBS = {
    "http://adlnet.gov/expapi/verbs/completed": Verb.COMPLETED,
    "http://adlnet.gov/expapi/verbs/passed": Verb.PASSED,
    "http://adlnet.gov/expapi/verbs/failed": Verb.FAILED,
}
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
MOST = 500


def read(body: Any, source: str) -> list[Said]:
    told = body if isinstance(body, list) else [body]
    if not told or len(told) > MOST:
        raise Refused(None, "", f"Send one statement, or a list of at most {MOST}.")
    for place, one in enumerate(told):
        if not isinstance(one, dict):
            raise Refused(place, "", "A statement is an object.")
        if _part(one, "verb").get("id") == VOIDED:
            # What it takes back is told to people and may be proved by a certificate: a person takes it back.
            words = "Statements are not voided here. The lab takes a completion back on the page of its course."
            raise Refused(place, "verb.id", words)
    names = [_actor(place, one) for place, one in enumerate(told)]
    codes = [_object(place, one) for place, one in enumerate(told)]
    people, courses = people_called(names, source), courses_called(codes)
    return [_said(place, one, names[place], codes[place], people, courses) for place, one in enumerate(told)]


def _said(
    place: int, one: dict[str, Any], name: str, code: str, people: dict[str, int], courses: dict[str, Course]
) -> Said:
    try:
        number = UUID(one["id"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(place, "id", "Give each statement an id, a UUID.") from error
    verb = VERBS.get(str(_part(one, "verb").get("id", "")))
    if verb is None:
        raise Refused(place, "verb.id", f"Known verbs: {', '.join(VERBS)}.")
    if name.casefold() not in people:
        raise Refused(place, "actor", "Nobody here has this address or account.")
    if code.casefold() not in courses:
        raise Refused(place, "object.id", f"No course here has the code {code!r}.")
    day, score = _day(place, one), _score(place, one)
    return Said(number, str(verb), people[name.casefold()], courses[code.casefold()], day, score)


def _part(one: dict[str, Any], name: str) -> dict[str, Any]:
    found = one.get(name)
    return found if isinstance(found, dict) else {}


def _actor(place: int, one: dict[str, Any]) -> str:
    actor = _part(one, "actor")
    mail, account = actor.get("mbox"), _part(actor, "account").get("name")
    if isinstance(mail, str) and mail.lower().startswith("mailto:"):
        return _readable(place, "actor", mail[7:].strip())
    if isinstance(account, str) and account.strip():
        return _readable(place, "actor", account.strip())
    raise Refused(place, "actor", "Name the actor by mbox (mailto:…) or by account.name.")


def _object(place: int, one: dict[str, Any]) -> str:
    """The course's code is the last part of the activity's address."""
    found = _part(one, "object").get("id")
    if not isinstance(found, str) or not found.strip("/ "):
        raise Refused(place, "object.id", "Name the course: an address that ends with its code.")
    return _readable(place, "object.id", found.rstrip("/").rpartition("/")[2].strip())


def _readable(place: int, field: str, text: str) -> str:
    """JSON can escape what no text holds: half a character, or the null that a database refuses."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Refused(place, field, "This holds characters that cannot be read.")
    return text


def _day(place: int, one: dict[str, Any]) -> dt.date:
    written = one.get("timestamp")
    if written is None:
        return timezone.localdate()
    try:
        moment = parse_datetime(written) if isinstance(written, str) else None
        if moment is not None and moment.tzinfo is not None:
            return timezone.localdate(moment)
    except (ValueError, OverflowError):
        pass
    raise Refused(place, "timestamp", "Write the timestamp by ISO 8601, with its time zone.")


def _score(place: int, one: dict[str, Any]) -> int | None:
    score = _part(_part(one, "result"), "score")
    scaled, raw, most = score.get("scaled"), score.get("raw"), score.get("max", 100)
    told = raw if scaled is None else scaled
    if told is None:
        return None
    try:
        found = float(told) / (float(most) if scaled is None else 1)
        if not 0 <= found <= 1:
            raise ValueError
    except (TypeError, ArithmeticError, ValueError) as error:
        raise Refused(place, "result.score", "A score is scaled from 0 to 1, or raw with its max.") from error
    return round(100 * found)
