"""Wagtail's search of the database, by folded words: an Arabic word is found by any of its spellings, and no sign that
somebody types (a lone quotation mark, a null character) is taken for part of the query's grammar.

Both sides are folded: what is kept in the index and what is sought.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from django.utils.encoding import force_str
from modelsearch.backends.database import SearchBackend as DatabaseSearch
from modelsearch.index import RelatedFields
from modelsearch.query import And, Boost, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from records.search_words import sought_words, words_of


class FoldedRecord:
    """Stands in for a record while it is indexed."""

    def __init__(self, record: Any) -> None:
        self.record = record

    @property
    def pk(self) -> Any:
        return self.record.pk

    def get_search_fields(self) -> list[Any]:
        return [_folded(field) for field in self.record.get_search_fields()]


def _folded(field: Any) -> Any:
    field_now = copy.copy(field)
    if isinstance(field, RelatedFields):
        field_now.fields = [_folded(inner) for inner in field.fields]
        field_now.get_value = lambda record: field.get_value(_itself(record))
    else:
        field_now.get_value = lambda record: words_of(_as_text(field.get_value(_itself(record))))
    return field_now


def _itself(record: Any) -> Any:
    return record.record if isinstance(record, FoldedRecord) else record


def _as_text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.values()
    if isinstance(value, str) or not isinstance(value, Iterable):
        return "" if value is None else force_str(value)
    return " ".join(_as_text(part) for part in value)


def folded_query(query: Any) -> Any:
    """The query with its words folded; one that holds no word at all matches nothing."""
    if isinstance(query, str):
        return " ".join(sought_words(query))
    if isinstance(query, PlainText):
        return PlainText(" ".join(sought_words(query.query_string)), operator=query.operator)
    if isinstance(query, Phrase):
        # The index holds each word once, so that the order of words is not kept.
        return PlainText(" ".join(sought_words(query.query_string)), operator="and")
    if isinstance(query, And | Or):
        return type(query)([folded_query(inner) for inner in query.subqueries])
    if isinstance(query, Not):
        return Not(folded_query(query.subquery))
    if isinstance(query, Boost):
        return Boost(folded_query(query.subquery), query.boost)
    return query


def _is_empty(query: Any) -> bool:
    if isinstance(query, PlainText):
        return not query.query_string
    return (
        isinstance(query, SearchQuery)
        and not isinstance(query, MatchAll)
        and any(_is_empty(inner) for inner in _inner(query))
    )


def _inner(query: Any) -> list[Any]:
    if isinstance(query, And | Or):
        return list(query.subqueries)
    return [query.subquery] if isinstance(query, Not | Boost) else []


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name that Wagtail looks for
    backend = DatabaseSearch(params)
    plain = type(backend)

    class FoldedIndex(plain.index_class):  # type: ignore[misc, name-defined]
        def add_items(self, model: Any, records: Any) -> Any:
            return super().add_items(model, [FoldedRecord(record) for record in records])

    class FoldedBackend(plain):  # type: ignore[misc, valid-type]
        index_class = FoldedIndex

        def _search(self, compiler: Any, query: Any, records: Any, **kwargs: Any) -> Any:
            sought = folded_query(query)
            return super()._search(compiler, "" if _is_empty(sought) else sought, records, **kwargs)

    return FoldedBackend(params)
