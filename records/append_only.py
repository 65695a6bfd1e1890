"""Rows that nobody may delete, and nobody change unless to a next revision: refused by the model, and by the database
for whoever goes past it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from django.apps import AppConfig, apps
from django.db import connections, models
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete what is only ever added to."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **values: Any) -> NoReturn:
        raise AppendOnlyError(_("This record is only ever added to."))

    def delete(self) -> NoReturn:
        raise AppendOnlyError(_("This record is only ever added to."))


class AppendOnly(models.Model):
    objects: Any = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(_("This record is only ever added to."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(_("This record is only ever added to."))


class Revised(models.Model):
    """Changed only to the next revision. Whoever does that keeps what the row said before."""

    revision = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(_("This record is never deleted."))


def guarded_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, AppendOnly | Revised)]


SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table} {unless}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""
POSTGRES = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH ROW {unless} EXECUTE FUNCTION refuse_change()
"""
VERBS = ("update", "delete")
NEXT_REVISION = "WHEN (NEW.revision <> OLD.revision + 1)"


def install(using: str = "default") -> None:
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgres:
            cursor.execute(POSTGRES_FUNCTION)
        for model in guarded_models():
            table = model._meta.db_table
            if table not in existing:
                continue
            for verb in VERBS:
                unless = NEXT_REVISION if verb == "update" and issubclass(model, Revised) else ""
                cursor.execute((POSTGRES if postgres else SQLITE).format(table=table, verb=verb, unless=unless))


def remove(using: str = "default", of: Iterable[type[models.Model]] | None = None) -> None:
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in guarded_models() if of is None else of:
            table = model._meta.db_table
            if table not in existing:
                continue
            for verb in VERBS:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}")


@contextmanager
def suspended(using: str = "default") -> Iterator[None]:
    """For emptying a test database only."""
    remove(using)
    try:
        yield
    finally:
        install(using)


@contextmanager
def set_aside(model: type[models.Model], using: str = "default") -> Iterator[None]:
    """For the removal of a person's data alone: inside its transaction one table may be cleared of a name."""
    if not issubclass(model, AppendOnly | Revised):
        yield
        return
    remove(using, [model])
    try:
        yield
    finally:
        install(using)


def install_after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    # SQLite rebuilds a table when a field is altered and drops its triggers in silence, so install after every app.
    if any(model._meta.app_label == sender.label for model in guarded_models()):
        install(using)
