"""A map: a small TOML file that says which column of a file means what. docs/importing.md describes it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from records.tables.cells import LIVE
from records.tables.reader import Row, TableProblem
from records.tables.wording import said

PARTS = {"source", "sheet", "encoding", "columns", "fixed", "values", "when", "dates", "key", "ignore"}
LONGEST_SOURCE = 80


@dataclass(frozen=True)
class TableMap:
    # What the rows are said to come from; with each row's key it tells whether a row has come in before.
    source: str
    # Field -> the column that holds it.
    columns: Mapping[str, str] = field(default_factory=dict)
    # Field -> what it is in every row.
    fixed: Mapping[str, str] = field(default_factory=dict)
    # Field -> what the source writes -> what that is called here.
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # Column -> what it says -> field -> what the source writes there -> what that is called here.
    when: Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]] = field(default_factory=dict)
    # Field -> how its dates are written, for strptime.
    dates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # The columns which together are a row's key.
    key: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    sheet: str = ""
    encoding: str = ""

    def told(self, row: Row) -> dict[str, str]:
        """What a row says in the words of the portfolio, field by field."""
        told = dict(self.fixed) if self.fixed else {}
        cells, values, when = row.cells, self.values, self.when
        for name, column in self.columns.items():
            text = cells.get(column, "")
            if text[:1] == "'":
                text = unmarked(text)
            told[name] = self._called_here(name, text, row) if when or name in values else text
        if self.key:
            told["key"] = "|".join(row.cells.get(column, "").strip() for column in self.key)
        return told

    def column_of(self, name: str) -> str:
        """The column that a field was read from, as the reader of the file knows it."""
        return self.columns.get(name, name)

    def _called_here(self, name: str, text: str, row: Row) -> str:
        written = text.strip()
        for column, cases in self.when.items():
            for case, fields in cases.items():
                if row.cells.get(column, "").strip().casefold() == case.casefold():
                    found = _looked_up(fields.get(name, {}), written)
                    if found is not None:
                        return found
        found = _looked_up(self.values.get(name, {}), written)
        return text if found is None else found


def unmarked(text: str) -> str:
    """Without the mark that keeps a spreadsheet from taking a text for a formula, as our own lists have it."""
    return text[1:] if text[1:].startswith(LIVE) else text


def _looked_up(values: Mapping[str, str], written: str) -> str | None:
    if written in values:
        return values[written]
    return next((here for there, here in values.items() if there.casefold() == written.casefold()), None)


def read_map(text: str, fields: Collection[str], *, fallback_source: str) -> TableMap:
    """Raises TableProblem, naming what in the map cannot be understood."""
    return map_of(parsed(text), fields, fallback_source=fallback_source)


def parsed(text: str) -> dict[str, Any]:
    """What a map says, as it can be kept."""
    try:
        told: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise TableProblem(said(_("The map is no valid TOML: %(error)s"), error=error)) from error
    return told


def map_of(told: Mapping[str, Any], fields: Collection[str], *, fallback_source: str) -> TableMap:
    """Raises TableProblem, naming what in the map cannot be understood."""
    _known(told, PARTS, "")
    columns = _texts(told, "columns")
    fixed = {name: _as_text(value) for name, value in _section(told, "fixed").items()}
    values = {name: _texts(_section(told, "values"), name) for name in _section(told, "values")}
    when = {
        column: {
            said: {name: _texts(by_field, name) for name in by_field}
            for said, by_field in _sections(_section(told, "when"), column).items()
        }
        for column in _section(told, "when")
    }
    dates = {name: tuple(_many(value)) for name, value in _section(told, "dates").items()}
    for part, names in (("columns", columns), ("fixed", fixed), ("values", values), ("dates", dates)):
        _known(names, set(fields), part)
    for cases in when.values():
        for by_field in cases.values():
            _known(by_field, set(fields), "when")
    source = _as_text(told.get("source", "")).strip() or fallback_source
    return TableMap(
        source=source[:LONGEST_SOURCE],
        columns=columns,
        fixed=fixed,
        values=values,
        when=when,
        dates=dates,
        key=tuple(_many(told.get("key", []))),
        ignore=tuple(_many(told.get("ignore", []))),
        sheet=_as_text(told.get("sheet", "")),
        encoding=_as_text(told.get("encoding", "")).lower(),
    )


def plain_map(headers: Collection[str], fields: Collection[str], *, source: str) -> TableMap:
    """For a file whose columns already have the names that are used here."""
    return TableMap(source=source[:LONGEST_SOURCE], columns={name: name for name in headers if name in fields})


def fits(table_map: TableMap, headers: Collection[str]) -> None:
    """Raises TableProblem when the map reads a column that the file does not have."""
    wanted = {*table_map.columns.values(), *table_map.key, *table_map.when}
    missing = sorted(wanted - set(headers))
    if missing:
        raise TableProblem(
            said(
                _("The map reads %(missing)s, which the file does not have. Its columns: %(headers)s."),
                missing=_listed(missing),
                headers=_listed(headers),
            )
        )


def lacking(table_map: TableMap, fields: Mapping[str, Any]) -> list[str]:
    """The fields that every row needs and that no column says."""
    told = {*table_map.columns, *table_map.fixed, *(["key"] if table_map.key else [])}
    return [name for name, field in fields.items() if field.required and name not in told]


def unread_columns(table_map: TableMap, headers: Collection[str]) -> list[str]:
    read = {*table_map.columns.values(), *table_map.key, *table_map.when, *table_map.ignore}
    return [name for name in headers if name not in read and name not in columns_of_refusals()]


@lru_cache(maxsize=1)
def columns_of_refusals() -> frozenset[str]:
    """The columns that our own lists of refusals have beside those of the file, in each language."""
    names = set()
    for code, _name in settings.LANGUAGES:
        with override(code):
            names |= {gettext("Refused: row"), gettext("Refused: why")}
    return frozenset(names)


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _known(told: Mapping[str, Any], known: Collection[str], part: str) -> None:
    unknown = sorted(set(told) - set(known))
    if unknown:
        raise TableProblem(
            said(
                _("The map names %(unknown)s%(part)s, which means nothing here. Known are: %(known)s."),
                unknown=_listed(unknown),
                part=f" [{part}]" if part else "",
                known=_listed(sorted(known)),
            )
        )


def _section(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name, {})
    if not isinstance(found, dict):
        raise _misshapen(name)
    return found


def _sections(told: Mapping[str, Any], name: str) -> Mapping[str, Mapping[str, Any]]:
    found = _section(told, name)
    for inner in found:
        _section(found, inner)
    return found


def _texts(told: Mapping[str, Any], name: str) -> dict[str, str]:
    found = _section(told, name)
    if not all(isinstance(value, str | int | float | bool) for value in found.values()):
        raise _misshapen(name)
    return {key: _as_text(value) for key, value in found.items()}


def _many(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in listed):
        raise _misshapen(str(value))
    return listed


def _as_text(value: Any) -> str:
    return "yes" if value is True else "no" if value is False else str(value)


def _misshapen(name: str) -> TableProblem:
    return TableProblem(
        said(_("The map's part “%(name)s” does not have the form that docs/importing.md shows."), name=name)
    )
