"""Text search that finds an Arabic word by any of its spellings, on SQLite and on PostgreSQL alike.

A record keeps its folded words in one column; a search matches when each of its words begins one of them.
"""

import re
import unicodedata
from typing import Any

from django.db.models import Lookup, TextField

LETTERS = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
        "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه",
        "ء": "", "ـ": "",
        "ک": "ك", "ی": "ي",
    }
)  # fmt: skip
WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12


def fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(LETTERS))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in bare)
    return digits.translate(LETTERS).casefold()


def without_article(word: str) -> str:
    """«والخدمات», «الخدمات» and «خدمات» are looked for as one word."""
    for prefix in ("وال", "بال", "كال", "فال", "لل", "ال"):
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word


def words_of(*texts: str) -> str:
    """What a record keeps: its distinct folded words, with and without the article, between spaces."""
    words: dict[str, None] = {}
    for text in texts:
        for word in WORD.findall(fold(text)):
            words[word] = None
            words[without_article(word)] = None
    return " ".join(words)


def sought_words(text: str) -> list[str]:
    return [without_article(word) for word in WORD.findall(fold(text))][:MOST_WORDS]


class WordsField(TextField):
    """Folded words; filter with `words__have="…"`. Give PostgreSQL an index with `words_index()`."""


@WordsField.register_lookup
class Have(Lookup):
    lookup_name = "have"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        sought = sought_words(str(self.rhs))
        if not sought:
            return "TRUE", []
        query = " & ".join(f"'{word}':*" for word in sought)
        return f"{VECTOR.format(column=column)} @@ %s::tsquery", [*params, query]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        sought = sought_words(str(self.rhs))
        if not sought:
            return "1 = 1", []
        test = " AND ".join([f"(' ' || {column}) LIKE %s"] * len(sought))
        return test, [*(list(params) * len(sought)), *(f"% {word}%" for word in sought)]


# The words are folded already, so PostgreSQL's own parser is left out: it would cut them differently.
VECTOR = "array_to_tsvector(string_to_array({column}, ' '))"


def words_index(table: str, column: str = "words") -> tuple[str, str]:
    """SQL to make and to drop the index that `have` uses on PostgreSQL."""
    name = f"{table}_{column}_gin"
    return (
        f"CREATE INDEX {name} ON {table} USING gin ({VECTOR.format(column=column)})",
        f"DROP INDEX IF EXISTS {name}",
    )
