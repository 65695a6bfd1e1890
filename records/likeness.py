"""Records that resemble what somebody types: they share words with it, however these are spelt.

The folded words of `records.search_words` are compared; a record comes the nearer the more of them it has.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

from django.db.models import Func, IntegerField, Lookup, QuerySet

from records.search_words import VECTOR, WordsField, sought_words

# Words that nearly every text has tell nothing of what it is about. Folded, and without the article.
SAY_NOTHING = frozenset(
    re.findall(
        r"\w+",
        """
        a an and are as at be by can could for from has have how i if in into is it its make more my need new not of
        on one or our should so that the their them they this to too use using want we what when which who will with
        you your
        في من علي الي عن مع او ان هذا هذه ذلك التي الذي كل ما لا هو هي هم نحن كان يكون قد ثم بين عند بعد قبل غير حتي
        لكن بل كما اي يا عبر دون خلال نحو لدي حول
        """,
    )
)
SHORTEST = 2
MOST_WORDS = 6


def telling_words(text: str) -> list[str]:
    """The words of a title that tell what it is about, each once."""
    words = dict.fromkeys(word for word in sought_words(text) if len(word) >= SHORTEST and word not in SAY_NOTHING)
    return list(words)[:MOST_WORDS]


def needed(words: list[str]) -> int:
    """How many of the words a record has to share to be worth showing."""
    return min(len(words), max(2, (len(words) + 1) // 2)) if words else 0


class Shared(Func):
    """How many of the words a record has, counted where there is no index to ask."""

    output_field = IntegerField()

    def __init__(self, column: Any, words: list[str]) -> None:
        super().__init__(column)
        self.words = words

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, Any]:  # type: ignore[override]
        column, params = compiler.compile(self.source_expressions[0])
        tests = " + ".join([f"CASE WHEN (' ' || {column}) LIKE %s THEN 1 ELSE 0 END"] * len(self.words))
        found: list[Any] = []
        for word in self.words:
            found += [*params, f"% {word}%"]
        return f"({tests})", found


@WordsField.register_lookup
class Share(Lookup):
    """`words__share=(words, 3)`: has three of them at least. On PostgreSQL the words' index answers, and no row is
    read that does not."""

    lookup_name = "share"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        words, count = self.rhs
        together = [" & ".join(f"'{word}':*" for word in some) for some in combinations(words, count)]
        return f"{VECTOR.format(column=column)} @@ %s::tsquery", [*params, " | ".join(f"({one})" for one in together)]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        words, count = self.rhs
        enough, params = compiler.compile(Shared(self.lhs, words))
        return f"{enough} >= %s", [*params, count]


def nearest(rows: QuerySet, words: list[str], most: int) -> list[tuple[int, Any]]:
    """Those that share most of the words, each with how many: all of them first, then all but one, and so on.

    What is common to thousands of records is asked for last, and no more of it is read than is shown.
    """
    found: list[tuple[int, Any]] = []
    for count in range(len(words), needed(words) - 1, -1):
        if count == 0:
            break
        seen = [row.pk for _count, row in found]
        more = rows.filter(words__share=(words, count)).exclude(pk__in=seen).order_by()[: most - len(found)]
        found += [(count, row) for row in more]
        if len(found) >= most:
            break
    return found
