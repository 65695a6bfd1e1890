"""A map says what the columns of a file mean; a map that cannot be understood says where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from records.tables.mapping import fits, plain_map, read_map, unread_columns
from records.tables.reader import Row, TableProblem
from records.tables.registry import IMPORTERS

FIELDS = ("key", "title_en", "stage", "stage_on", "was_seen")
MAP = """
source = "a publisher"
key = ["code", "day"]
ignore = ["colour"]
[columns]
title_en = "name"
stage = "phase"
[fixed]
was_seen = true
[values.stage]
beta = "pilot"
"" = "idea"
[when.org.DEFRA.stage]
beta = "prototype"
"""


def told(text: str = MAP, **cells: str) -> dict[str, str]:
    return read_map(text, FIELDS, fallback_source="file").told(Row(2, cells))


def test_columns_values_and_fixed_words() -> None:
    assert told(name="T", phase="Beta", code="A", day="1") == {
        "title_en": "T",
        "stage": "pilot",
        "was_seen": "yes",
        "key": "A|1",
    }


def test_a_publisher_may_have_words_of_its_own() -> None:
    assert told(phase="beta", org="DEFRA")["stage"] == "prototype"
    assert told(phase="beta", org="DWP")["stage"] == "pilot"


def test_what_no_value_map_names_is_left_as_it_is_written() -> None:
    assert told(phase="launched")["stage"] == "launched"
    assert told(phase="  ")["stage"] == "idea"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns = [", "no valid TOML"),
        ("[colums]\nstage = 'x'", "“colums”"),
        ("[columns]\nstages = 'x'", "“stages”"),
        ("[values.stages]\nbeta = 'x'", "“stages”"),
        ("[when.org.DEFRA.stages]\nbeta = 'x'", "“stages”"),
        ("columns = 'x'", "“columns”"),
        ("[columns]\nstage = ['x']", "“columns”"),
        ("[when]\norg = 'x'", "“org”"),
        ("key = [1]", "does not have the form"),
    ],
)
def test_a_map_that_is_wrong_says_where(text: str, words: str) -> None:
    with pytest.raises(TableProblem, match=words):
        read_map(text, FIELDS, fallback_source="file")


def test_a_map_that_reads_a_missing_column_names_those_that_are_there() -> None:
    table_map = read_map(MAP, FIELDS, fallback_source="file")
    with pytest.raises(TableProblem, match=r"“day”, “org”, which the file does not have.*“code”, “name”, “phase”"):
        fits(table_map, ["code", "name", "phase"])
    fits(table_map, ["code", "name", "phase", "day", "org"])


def test_columns_that_nobody_reads_are_told() -> None:
    table_map = read_map(MAP, FIELDS, fallback_source="file")
    assert unread_columns(table_map, ["code", "name", "phase", "day", "org", "colour", "priority"]) == ["priority"]


def test_without_a_map_the_columns_have_our_names() -> None:
    assert plain_map(["title_en", "other"], FIELDS, source="file").columns == {"title_en": "title_en"}


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).resolve().parents[2] / "docs" / "import-maps").rglob("*.toml")), ids=lambda p: p.name
)
def test_the_maps_in_the_docs_are_understood(path: Path) -> None:
    fields: Any = IMPORTERS[path.stem].fields
    assert read_map(path.read_text(encoding="utf-8"), [*fields, "key"], fallback_source="").source
