"""Brings database, fonts, words, static files and the demo country to where the code is, in one process.

Runs under .venv with the product's settings. Its last line is JSON: what `make run` tells about signing in. Named steps
(words, fonts) are done alone.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")


def main() -> None:
    import django

    compile_words()
    django.setup()
    if sys.argv[1:] == ["words", "fonts"]:
        build_fonts()
        return
    build_fonts()
    reach_database()
    reach_redis()
    migrate()
    collect_static()
    load_demo()
    print(json.dumps(sign_ins()))


def stop(sentence: str) -> NoReturn:
    print(f"STOP: {sentence}", file=sys.stderr)
    sys.exit(1)


def compile_words() -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as words:
            catalogue = read_po(words, locale=source.parent.parent.name, domain="django")
        fresh = target.with_suffix(f".{os.getpid()}")
        with fresh.open("wb") as compiled:
            write_mo(compiled, catalogue)
        fresh.replace(target)


def build_fonts() -> None:
    from django.conf import settings
    from django.core.management import call_command

    if not any((settings.VAR / "fonts").glob("*.woff2")):
        call_command("build_fonts", verbosity=0)


def reach_database() -> None:
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        if "DATABASE_URL" in os.environ:
            stop(f"The database that DATABASE_URL names does not answer ({reason}): start it or mend the address.")
        stop(f"The database file {connection.settings_dict['NAME']} cannot be opened ({reason}): see who owns it.")


def reach_redis() -> None:
    from django.conf import settings

    if not settings.REDIS_URL:
        return
    import redis

    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=5).ping()
    except redis.RedisError as error:
        stop(f"The Redis that REDIS_URL names does not answer ({error}): start it or mend the address.")


def migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def collect_static() -> None:
    from django.conf import settings
    from django.core.management import call_command

    # Own files by time and size; those of packages change only when the packages do.
    seen = hashlib.sha256(repr(settings.INSTALLED_APPS).encode() + installed_packages())
    for folder in own_static_folders():
        for path in sorted(folder.rglob("*")):
            seen.update(f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}\n".encode())
    stamp = settings.VAR / "static-collected"
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == seen.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(seen.hexdigest())


def own_static_folders() -> list[Path]:
    from django.conf import settings

    return [Path(entry[1] if isinstance(entry, tuple) else str(entry)) for entry in settings.STATICFILES_DIRS]


def installed_packages() -> bytes:
    stamp = ROOT / ".venv" / "installed.json"
    return stamp.read_bytes() if stamp.exists() else b""


def load_demo() -> None:
    from django.conf import settings
    from django.core.management import call_command

    if settings.DEMO:
        call_command("load_demo", verbosity=0, stdout=sys.stderr)


def sign_ins() -> dict[str, object]:
    from django.conf import settings
    from django.utils import translation

    from accounts.enums import Role
    from portfolio.workspace.demo.people import PERSONAS

    if not settings.DEMO:
        return {"people": [], "password": ""}
    with translation.override("en"):
        people = [
            (
                person.email,
                f"{person.name_en}, {Role(person.role).label}{f' of {person.agency}' if person.agency else ''}",
            )
            for person in PERSONAS
        ]
    return {"people": people, "password": settings.DEMO_PASSWORD}


if __name__ == "__main__":
    main()
