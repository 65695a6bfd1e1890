"""Every string that a person reads is in the Arabic catalogue, whole, in its six plural forms."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tests.contracts.tree import ROOT, files, name

CATALOGUE = ROOT / "locale" / "ar" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
ARABIC = re.compile("[\u0600-\u06ff]")
# Words that Arabic keeps as they are: names, marks, formats.
MAY_STAY_LATIN = re.compile(r"^[\W\d_]*$|^[A-Z0-9 .,·&()_-]+$")

# The functions whose words are gathered; some are told first where their words stand.
CONTEXTS = {f"{kind}gettext{lazy}": 1 for kind in ("p", "np") for lazy in ("", "_lazy")}
GATHERED = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", *CONTEXTS}

Key = tuple[str, str, str]


def key(entry: polib.POEntry) -> Key:
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> set[Key]:
    """What `make messages` gathers from a copy of the sources."""
    if not shutil.which("xgettext"):
        pytest.fail("gettext is not installed: apt-get install gettext")
    copy = tmp_path_factory.mktemp("sources")
    for path in files(".py", ".html", ".txt", ".js"):
        if not name(path).startswith("tests/"):
            target = copy / name(path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    target = copy / "locale" / "ar" / "LC_MESSAGES" / "django.po"
    target.parent.mkdir(parents=True)
    gather = [sys.executable, "scripts/messages.py"]
    done = subprocess.run(gather, cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return {key(entry) for entry in entries(target)}


def test_no_string_waits_for_its_entry(gathered: set[Key]) -> None:
    assert len(gathered) > 100
    assert gathered - {key(entry) for entry in entries(CATALOGUE)} == set()


def test_no_string_hides_from_the_gathering() -> None:
    """xgettext reads no call within an f-string: words that stand nowhere else would reach nobody who translates."""
    assert words_within('f\'<p>{gettext("Hidden")} {pgettext("where", "Well")}</p>\'') == {"Hidden", "Well"}
    known = {text for _context, *texts in map(key, entries(CATALOGUE)) for text in texts}
    hidden = {
        f"{name(path)}: {words}"
        for path in files(".py")
        if not name(path).startswith("tests/")
        for words in words_within(path.read_text()) - known
    }
    assert hidden == set()


def words_within(source: str) -> set[str]:
    """What is asked for in f-strings, of any of gettext's functions."""
    return {
        call.args[CONTEXTS.get(call.func.id, 0)].value
        for text in ast.walk(ast.parse(source))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in GATHERED
    }


def test_no_entry_outlives_its_string(gathered: set[Key]) -> None:
    assert {key(entry) for entry in entries(CATALOGUE)} - gathered == set()


def test_every_entry_is_translated_and_sure() -> None:
    empty = [entry.msgid for entry in entries(CATALOGUE) if not entry.translated()]
    fuzzy = [entry.msgid for entry in entries(CATALOGUE) if entry.fuzzy]

    assert empty == []
    assert fuzzy == []


def test_every_plural_has_the_six_forms_of_arabic() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    counted = [entry for entry in catalogue if entry.msgid_plural and not entry.obsolete]

    assert "nplurals=6" in catalogue.metadata["Plural-Forms"]
    assert counted
    assert [entry.msgid for entry in counted if sorted(entry.msgstr_plural) != [0, 1, 2, 3, 4, 5]] == []


def test_every_translation_is_arabic() -> None:
    latin = [
        entry.msgid
        for entry in entries(CATALOGUE)
        for form in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
        if form and not ARABIC.search(form) and not MAY_STAY_LATIN.match(PLACEHOLDER.sub("", form))
    ]

    assert latin == []


def test_placeholders_are_those_of_the_english() -> None:
    faults = []
    for entry in entries(CATALOGUE):
        known = placeholders(entry.msgid) | placeholders(entry.msgid_plural or "")
        forms = entry.msgstr_plural if entry.msgid_plural else {0: entry.msgstr}
        for number, form in forms.items():
            # None, one and two are words in Arabic: their forms need not show the count.
            needed = known if not entry.msgid_plural or number in (3, 4, 5) else set()
            if form and (placeholders(form) - known or needed - placeholders(form)):
                faults.append(f"{entry.msgid!r} [{number}]: {form!r}")

    assert faults == []


def placeholders(text: str) -> set[str]:
    return {named or f"{{{plain}}}" for named, plain in PLACEHOLDER.findall(text)}
