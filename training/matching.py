"""Entries that may be one person: names that sound alike in whichever script, one mailbox, one staff number.

Only shown: that they are one is said by a person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

from accounts.models import Person
from records.search_words import WORD, fold, without_article
from training.models import Distinct, Merger

# The consonants that both scripts write; vowels are written in one and mostly left out in the other.
ARABIC = str.maketrans(
    {
        "ب": "b", "پ": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "k", "د": "d", "ذ": "d", "ر": "r", "ز": "z",
        "س": "s", "ش": "x", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "g", "ف": "f", "ق": "k", "ك": "k", "ل": "l",
        "م": "m", "ن": "n", "ه": "h", "ا": "", "ع": "", "و": "", "ي": "",
    }
)  # fmt: skip
DIGRAPHS = [("kh", "k"), ("gh", "g"), ("sh", "x"), ("ch", "x"), ("th", "t"), ("dh", "d"), ("ph", "f")]
LATIN = str.maketrans("qcpv", "kkbf", "aeiouyw'")
LINKS = {"al", "el", "bin", "ibn", "bn", "ben", "bint", "بن", "ابن", "بنت", "ال"}
SERVANT = {"عبد", "abd", "abdul", "abdel", "abdal"}
GLUED = re.compile(r"^(?:al|el)(?=\w{4,})")
DOUBLED = re.compile(r"(.)\1+")
# A name that this many share says nothing of who one is.
MOST_ALIKE = 8
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Entry:
    pk: int
    email: str
    names: tuple[str, ...]
    agency: int | None
    number: str


@dataclass(slots=True)
class Match:
    one: int
    other: int
    # name, mailbox, number
    reasons: list[str] = field(default_factory=list)


@lru_cache(maxsize=100_000)
def sound_of(name: str) -> str:
    """The first and the last part of a name by their consonants: «محمد بن أحمد الكواري» and "Mohammed Al-Kuwari"."""
    parts: list[str] = []
    joined = ""
    for word in WORD.findall(fold(name)):
        if word in LINKS:
            continue
        if word in SERVANT:
            joined = word
            continue
        parts.append(_consonants(joined + word) if joined else _consonants(GLUED.sub("", without_article(word))))
        joined = ""
    found = [part for part in parts if part]
    return f"{found[0]} {found[-1]}" if len(found) > 1 else ""


def _consonants(word: str) -> str:
    for two, one in DIGRAPHS:
        word = word.replace(two, one)
    bare = DOUBLED.sub(r"\1", word.translate(ARABIC).translate(LATIN))
    return bare[:-1] if len(bare) > 1 and bare.endswith("h") else bare


def possible_matches() -> list[Match]:
    """Pairs with most in common first."""
    entries = _entries()
    by_sound: dict[str, set[int]] = defaultdict(set)
    by_mailbox: dict[str, set[int]] = defaultdict(set)
    by_number: dict[str, set[int]] = defaultdict(set)
    for entry in entries.values():
        for name in entry.names:
            if sound := sound_of(name):
                by_sound[sound].add(entry.pk)
        by_mailbox[entry.email.partition("@")[0]].add(entry.pk)
        if len(entry.number) > 2:
            by_number[entry.number].add(entry.pk)
    found: dict[tuple[int, int], Match] = {}
    for reason, groups in (("name", by_sound), ("mailbox", by_mailbox), ("number", by_number)):
        for group in groups.values():
            if not 1 < len(group) <= MOST_ALIKE:
                continue
            for one, other in combinations(sorted(group), 2):
                if _may_be_one(entries[one], entries[other]):
                    found.setdefault((one, other), Match(one, other)).reasons.append(reason)
    apart = set(Distinct.objects.values_list("one", "other"))
    kept = [match for pair, match in found.items() if pair not in apart and match.reasons != ["mailbox"]]
    return sorted(kept, key=lambda match: (-len(match.reasons), match.one, match.other))[:MOST_SHOWN]


def _may_be_one(one: Entry, other: Entry) -> bool:
    return one.agency is None or other.agency is None or one.agency == other.agency


def _entries() -> dict[int, Entry]:
    people = (
        Person.objects.filter(forgotten_at=None, learner__isnull=False)
        .exclude(pk__in=Merger.objects.values("gone"))
        .values_list("pk", "email", "name_en", "name_ar", "learner__agency", "learner__source_key")
    )
    return {
        pk: Entry(pk, email, tuple(name for name in (en, ar) if name), agency, number or "")
        for pk, email, en, ar, agency, number in people
    }
