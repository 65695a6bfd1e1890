"""What tells people apart, folded so that two spellings of it are one: names by their sound, mailbox, staff number."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from records.search_words import WORD, fold, without_article

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


class Kind(StrEnum):
    NAME = "name"
    MAILBOX = "mailbox"
    NUMBER = "number"


class Told(NamedTuple):
    """What is known of somebody, as far as it can tell her again."""

    email: str
    name_en: str
    name_ar: str
    number: str


def traits_of(told: Told) -> set[tuple[str, str]]:
    """Kind and word."""
    found = {(Kind.NAME.value, sound_of(name)) for name in (told.name_en, told.name_ar)}
    found.add((Kind.MAILBOX.value, told.email.partition("@")[0].casefold()))
    # The numbers of a short list say nothing of who one is.
    found.add((Kind.NUMBER.value, told.number if len(told.number) > 2 else ""))
    return {(kind, word) for kind, word in found if word}


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
