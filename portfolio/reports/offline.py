"""A draft filled in away from here: the table that goes out, and what comes back compared with what is here by then."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any

import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _

from portfolio.projects.enums import Confidence
from portfolio.projects.models.project import reference_of
from portfolio.reports.chain import canonical, hash_of
from portfolio.reports.enums import FIGURES, OF_PROJECT, RATINGS, Part
from portfolio.reports.models import AgencyReport, ReportEntry, ReportPart
from records.tables.reader import TableProblem, open_table
from records.tables.wording import Words
from records.typed_text import clean_text

# In the heads of the columns: which part it is, and of which report the table was made.
CODE = re.compile(r"\[([^\]]*)\]\s*$")
MOST_ROWS = 500


@dataclass(frozen=True)
class Change:
    entry: ReportEntry
    name: str
    before: str
    after: str
    # The version that the table was made from is not the newest: somebody has written here since.
    is_stale: bool

    @property
    def key(self) -> str:
        return f"{self.entry.pk}-{self.name}"


@dataclass(frozen=True)
class Refused:
    row: int
    column: str
    words: Words
    value: str = ""


@dataclass
class Loaded:
    changes: list[Change] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        return hash_of(canonical([[one.key, one.before, one.after] for one in self.changes]))


def mark_of(report: AgencyReport) -> str:
    return f"{report.quarter.code}/{report.agency.code}/{report.quarter.form_version}"


def template_of(report: AgencyReport) -> bytes:
    """The agency's own rows, as they stand, with a list to choose the ratings from."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(gettext("Report"))
    if get_language_bidi():
        sheet.right_to_left()
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    reference, project = gettext("Reference"), gettext("Project")
    heads = [f"{reference} [{mark_of(report)}]", f"{project} [title]"]
    versions = gettext("Versions")
    heads += [f"{name.label} [{name}]" for name in OF_PROJECT] + [f"{versions} [versions]"]
    for column, words in enumerate(heads):
        sheet.write_string(0, column, words, bold)
        sheet.set_column(column, column, 14 if column == 0 else 34)
    sheet.freeze_panes(1, 2)
    entries, parts = _entries(report), _parts(report)
    for row, entry in enumerate(entries.values(), start=1):
        texts = {name: parts[entry.pk, name].text if (entry.pk, name) in parts else "" for name in OF_PROJECT}
        shown = [reference_of(entry.project_id), str(entry.title)]
        shown += [_shown(name, texts[name]) for name in OF_PROJECT]
        shown.append(
            " ".join(f"{name}:{parts[key].version}" for name in OF_PROJECT if (key := (entry.pk, name)) in parts)
        )
        for column, text in enumerate(shown):
            sheet.write_string(row, column, text, wrapped)
    for column, name in enumerate(OF_PROJECT, start=2):
        if name in RATINGS and entries:
            choices = [str(Confidence(code).label) for code in Confidence.values]
            sheet.data_validation(1, column, len(entries), column, {"validate": "list", "source": choices})
    book.close()
    return target.getvalue()


def _shown(name: str, text: str) -> str:
    return str(Confidence(text).label) if name in RATINGS and text else text


def _entries(report: AgencyReport) -> dict[str, ReportEntry]:
    entries = report.entries.filter(is_left_out=False).order_by("project")
    return {reference_of(entry.project_id): entry for entry in entries}


def _parts(report: AgencyReport) -> dict[tuple[int | None, str], ReportPart]:
    return {(part.entry_id, part.name): part for part in report.parts.all()}


def load(report: AgencyReport, content: IO[bytes]) -> Loaded:
    """Compared cell by cell. Raises ValidationError where the whole file is not this report's table."""
    try:
        table = open_table(content)
        columns = _columns(report, table.headers)
        rows = []
        for row in table.rows():
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise ValidationError(_("The table has more rows than any report."))
    except TableProblem as problem:
        raise ValidationError(str(problem.words)) from problem
    entries, parts, found = _entries(report), _parts(report), Loaded()
    seen: set[str] = set()
    for row in rows:
        if row.problem:
            found.refused.append(Refused(row.number, "", row.problem))
            continue
        reference = row.cells[columns["reference"]].strip()
        entry = entries.get(reference)
        if entry is None:
            words = _("The report has no project of this reference.")
            found.refused.append(Refused(row.number, columns["reference"], words, reference))
        elif reference in seen:
            words = _("This project stands in the table twice; its first row counts.")
            found.refused.append(Refused(row.number, columns["reference"], words, reference))
        else:
            seen.add(reference)
            _compare(row, entry, columns, parts, found)
    return found


def _columns(report: AgencyReport, headers: list[str]) -> dict[str, str]:
    """The table's own names of the parts. The first head says of which report it was made."""
    coded = {found.group(1): head for head in headers if (found := CODE.search(head))}
    mark = next((code for code in coded if code.count("/") == 2), "")
    if not mark:
        raise ValidationError(_("This is not a table that was taken from a report here."))
    quarter, agency, form = mark.split("/")
    if agency != report.agency.code:
        raise ValidationError(_("This table is of another agency: %(code)s."), params={"code": agency})
    if quarter != report.quarter.code:
        raise ValidationError(_("This table is of another quarter: %(code)s."), params={"code": quarter})
    if form != str(report.quarter.form_version):
        raise ValidationError(_("This table was made by an older form. Take a new one and bring your words over."))
    return {"reference": coded[mark], **{code: head for code, head in coded.items() if code != mark}}


def _compare(
    row: Any,
    entry: ReportEntry,
    columns: Mapping[str, str],
    parts: Mapping[tuple[int | None, str], ReportPart],
    found: Loaded,
) -> None:
    from portfolio.reports.actions.writing import problem_of, tidied

    versions = _versions(row.cells.get(columns.get("versions", ""), ""))
    for name in OF_PROJECT:
        column = columns.get(name)
        if column is None:
            continue
        if column in row.spoilt:
            found.refused.append(Refused(row.number, column, row.spoilt[column]))
            continue
        try:
            text = _read(name, tidied(name, clean_text(row.cells[column])))
        except ValidationError as refusal:
            found.refused.append(Refused(row.number, column, refusal.messages[0], row.cells[column]))
            continue
        if problem := problem_of(name, text):
            found.refused.append(Refused(row.number, column, problem, row.cells[column]))
            continue
        part = parts.get((entry.pk, name))
        before = part.text if part else ""
        if text != before:
            newest = part.version if part else 0
            found.changes.append(Change(entry, name, before, text, versions.get(name, 0) != newest))


def _versions(text: str) -> dict[str, int]:
    pairs = (pair.partition(":") for pair in text.split())
    return {name: int(number) for name, _colon, number in pairs if number.isdigit()}


def _read(name: str, text: str) -> str:
    """A rating by its word in either language, or by its code; a figure without the zeros that a spreadsheet adds."""
    if name in RATINGS and text:
        return _ratings().get(text.casefold(), text)
    if name in FIGURES and re.fullmatch(r"\d+\.0+", text):
        return text.partition(".")[0]
    if name == Part.ENDS_ON and re.fullmatch(r"\d{4}-\d{2}-\d{2}[ T]00:00:00", text):
        return text[:10]
    return text


def _ratings() -> dict[str, str]:
    known = {code: code for code in Confidence.values}
    for language in ("ar", "en"):
        with translation.override(language):
            known |= {str(Confidence(code).label).casefold(): code for code in Confidence.values}
    return known
