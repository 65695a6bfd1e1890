"""The command of docs/importing.md."""

from __future__ import annotations

import contextlib
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records import trail
from records.actions import source_maps
from records.enums import Door
from records.policy import NotAllowed, require
from records.tables import registry
from records.tables.bringing_in import BringingIn, Refusal, Tally
from records.tables.mapping import TableMap, fits, lacking, map_of, parsed, plain_map, unread_columns
from records.tables.reader import Table, TableProblem, open_table
from records.tables.registry import Importer
from records.tables.rejects import ENDING, RejectsWriter, source_of
from records.tables.wording import Saying, said


class Command(BaseCommand):
    help = "Brings in a table (CSV or XLSX): agencies, projects, courses and more. See docs/importing.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=sorted(registry.names()))
        parser.add_argument("file", type=Path)
        parser.add_argument("--map", type=Path, help="a TOML file that says which column means what")
        parser.add_argument("--source", help="what the rows come from; its map is remembered; else the file's name")
        parser.add_argument("--dry-run", action="store_true", help="judge every row and change nothing")
        parser.add_argument("--by", metavar="EMAIL", help="who brings it in; without it the sole lab administrator")
        parser.add_argument("--rejects", type=Path, help="where to list what is refused; else FILE.rejects.csv here")
        parser.add_argument("--language", choices=["ar", "en"], help="of the messages; else that of who brings it in")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self.actor(options["by"])
        importer = registry.IMPORTERS[options["what"]]
        with translation.override(options["language"] or by.language), trail.through(Door.COMMAND):
            try:
                require(by, importer.action)
                with options["file"].open("rb") as content:
                    self.bring_in(importer, content, by, options)
            except (TableProblem, NotAllowed) as problem:
                raise CommandError(str(problem)) from problem
            except OSError as error:
                raise CommandError(f"{error.filename}: {error.strerror}") from error

    def bring_in(self, importer: Importer, content: IO[bytes], by: Any, options: dict[str, Any]) -> None:
        file: Path = options["file"]
        source = options["source"] or source_of(file.stem)
        table_map = self.map_of(options["map"], importer, source, by, keep=not options["dry_run"])
        table = open_table(
            content,
            name=file.name,
            sheet=table_map.sheet if table_map else "",
            encoding=table_map.encoding if table_map else "",
        )
        table_map = table_map or plain_map(table.headers, [*importer.fields, "key"], source=source)
        fits(table_map, table.headers)
        if missing := lacking(table_map, importer.fields):
            raise TableProblem(self.columns_wanted(importer, missing, table.headers))
        rejects = RejectsFile(options["rejects"] or Path(f"{file.stem}{ENDING}.csv"), table.headers)
        with rejects, whole_or_nothing(keep=not options["dry_run"]):
            run = BringingIn(importer, table, table_map, by, rejects.add, progress=self.progress)
            run.go()
        self.tell(run.tally, table, table_map, rejects, options["dry_run"])
        if not options["dry_run"]:
            for step in registry.next_steps(importer.name, table_map.source):
                self.stdout.write(f"{step.words} {step.address}".strip())

    def map_of(self, path: Path | None, importer: Importer, source: str, by: Any, *, keep: bool) -> TableMap | None:
        """That of the file, remembered from now on; else the one that is remembered of the source."""
        fields = [*importer.fields, "key"]
        if path is None:
            told = source_maps.remembered(importer.name, source)
            return map_of(told, fields, fallback_source=source) if told is not None else None
        try:
            told = parsed(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError as error:
            raise TableProblem(_("The map is not written in UTF-8.")) from error
        table_map = map_of(told, fields, fallback_source=source)
        if keep:
            source_maps.remember(by=by, what=importer.name, told=told, source=table_map.source)
        return table_map

    def columns_wanted(self, importer: Importer, missing: Sequence[str], headers: Sequence[str]) -> Saying:
        wanted = ", ".join(f"{name} ({importer.fields[name].label})" for name in missing)
        return said(
            _("No column says: %(wanted)s. The columns of the file: %(headers)s. Say in a map which of them does."),
            wanted=wanted,
            headers=", ".join(headers),
        )

    def progress(self, read: int) -> None:
        """A line that is written over, for whoever looks on."""
        if self.stderr.isatty():
            self.stderr.write(f"\r{read:,}", ending="")

    def actor(self, email: str | None) -> Any:
        if email is None:
            found = registry.usual_actor()
            if found is None:
                raise CommandError(
                    "Say with --by EMAIL who brings this in: there is not exactly one lab administrator here."
                )
            return found
        found = get_user_model().objects.filter(email__iexact=email, is_active=True).first()
        if found is None:
            raise CommandError(f"Nobody here has the address {email}.")
        return found

    def tell(self, tally: Tally, table: Table, table_map: TableMap, rejects: RejectsFile, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(_("Dry run: nothing was changed."))
        lines = [
            ngettext("%(count)s row read (%(encoding)s)", "%(count)s rows read (%(encoding)s)", tally.read)
            % {"count": tally.read, "encoding": table.encoding},
            ngettext("%(count)s new", "%(count)s new", tally.new) % {"count": tally.new},
            ngettext("%(count)s here already", "%(count)s here already", tally.here) % {"count": tally.here},
            *(
                [
                    ngettext("%(count)s of them put right", "%(count)s of them put right", tally.put_right)
                    % {"count": tally.put_right}
                ]
                if tally.put_right
                else []
            ),
            ngettext("%(count)s refused", "%(count)s refused", tally.refused) % {"count": tally.refused},
        ]
        self.stdout.write(" · ".join(lines))
        if tally.differing:
            self.stdout.write(
                ngettext(
                    "%(count)s row says something else than what is here; what is here stays:",
                    "%(count)s rows say something else than what is here; what is here stays:",
                    tally.differing,
                )
                % {"count": tally.differing}
            )
            for told in tally.differences[:20]:
                self.stdout.write(f"  {told['row']} {told['name']}: {told['here']!r} / {told['told']!r}")
        unread = unread_columns(table_map, table.headers)
        if unread:
            self.stdout.write(_("Columns that were not read: %(names)s") % {"names": ", ".join(unread)})
        if rejects.count:
            self.stdout.write(_("What was refused, and why: %(path)s") % {"path": rejects.path})


@contextlib.contextmanager
def whole_or_nothing(*, keep: bool) -> Any:
    """A dry run sees what its own earlier rows would have made, and leaves none of it."""
    if keep:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class RejectsFile:
    """Written from the first refusal on; without any there is no file."""

    def __init__(self, path: Path, headers: Sequence[str]) -> None:
        self.path = path
        self.headers = headers
        self.count = 0
        self.target: IO[bytes] | None = None
        self.writer: RejectsWriter | None = None

    def __enter__(self) -> RejectsFile:
        return self

    def add(self, refusal: Refusal) -> None:
        if self.writer is None:
            self.target = self.path.open("wb")
            self.writer = RejectsWriter(self.target, self.headers)
        self.writer.add(refusal)
        self.count += 1

    def __exit__(self, *error: Any) -> None:
        if self.writer and self.target:
            self.writer.close()
            self.target.close()
