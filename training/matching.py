"""Entries that may be one person: names that sound alike in whichever script, one mailbox, one staff number.

Only shown: that they are one is said by a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from training.traits import Kind

# A name that this many share says nothing of who one is.
MOST_ALIKE = 8
MOST_SHOWN = 100

# Asked of the index of traits, whatever the number of people. Of two at least one has to do with training; that they
# have one mailbox counts only beside something else. Pairs with most in common come first.
PAIRS = """
    SELECT one.person_id, other.person_id,
           MAX(CASE WHEN one.kind = 'name' THEN 1 ELSE 0 END),
           MAX(CASE WHEN one.kind = 'mailbox' THEN 1 ELSE 0 END),
           MAX(CASE WHEN one.kind = 'number' THEN 1 ELSE 0 END)
    FROM (SELECT kind, word FROM training_trait GROUP BY kind, word HAVING COUNT(*) BETWEEN 2 AND %s) shared
    JOIN training_trait one ON one.kind = shared.kind AND one.word = shared.word
    JOIN training_trait other ON other.kind = shared.kind AND other.word = shared.word
        AND other.person_id > one.person_id
    LEFT JOIN training_learner hers ON hers.person_id = one.person_id
    LEFT JOIN training_learner theirs ON theirs.person_id = other.person_id
    WHERE (hers.id IS NOT NULL OR theirs.id IS NOT NULL)
      AND (hers.agency_id IS NULL OR theirs.agency_id IS NULL OR hers.agency_id = theirs.agency_id)
      AND NOT EXISTS (
          SELECT 1 FROM training_distinct said WHERE said.one_id = one.person_id AND said.other_id = other.person_id)
    GROUP BY one.person_id, other.person_id
    HAVING MAX(CASE WHEN one.kind = 'mailbox' THEN 0 ELSE 1 END) = 1
    ORDER BY COUNT(DISTINCT one.kind) DESC, one.person_id, other.person_id
    LIMIT %s
"""
KINDS = (Kind.NAME, Kind.MAILBOX, Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Match:
    one: int
    other: int
    reasons: list[Kind]


def possible_matches() -> list[Match]:
    """One more than are shown where there are more."""
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, [MOST_ALIKE, MOST_SHOWN + 1])
        return [
            Match(one, other, [kind for kind, is_shared in zip(KINDS, shared, strict=True) if is_shared])
            for one, other, *shared in cursor.fetchall()
        ]
