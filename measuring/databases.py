"""Countries to measure on, one a size: made once, kept while their parameters stand, brought up to date each time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "localhost", "::1", None)
UPDATES_A_PROJECT = 40
AGENCIES = 100
SEED = 1
ENROLMENTS = 200_000


@dataclass(frozen=True)
class Country:
    projects: int
    # DATABASE_URL of its database
    address: str
    # Where training is measured, and little else.
    enrolments: int = 0

    @property
    def name(self) -> str:
        return "masar_bench_training" if self.enrolments else f"masar_bench_{self.projects}"

    @property
    def parameters(self) -> str:
        updates = self.projects * UPDATES_A_PROJECT
        return f"--agencies {AGENCIES} --projects {self.projects} --updates {updates} --seed {SEED}"


def country(server: str, projects: int) -> Country:
    """`server` is the DATABASE_URL of any database there."""
    if urlsplit(server).hostname not in LOOPBACK:
        raise ValueError("measures only what runs on this machine")
    return Country(projects, f"{server.rpartition('/')[0]}/masar_bench_{projects}")


def training_country(server: str) -> Country:
    found = country(server, 50)
    return Country(50, f"{found.address.rpartition('/')[0]}/masar_bench_training", ENROLMENTS)


def make_ready(its: Country, env: dict[str, str], *, fresh: bool) -> None:
    with psycopg.connect(f"{its.address.rpartition('/')[0]}/postgres", autocommit=True) as server:
        name = sql.Identifier(its.name)
        if fresh:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        seeded = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [its.name]
        ).fetchone()
        if seeded is not None and seeded[0] != its.parameters:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
            seeded = None
        if seeded is None:
            server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        manage(its, env, "migrate", "--verbosity", "0")
        if seeded is None:
            sys.stdout.write(f"Seeding {its.name}: {its.parameters}\n")
            sys.stdout.flush()
            manage(its, env, "seed_scale", *its.parameters.split())
            if its.enrolments:
                manage(its, env, "seed_training", "--enrolments", str(its.enrolments))
            server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, its.parameters))
    with psycopg.connect(its.address, autocommit=True) as database:
        database.execute("VACUUM (ANALYZE)")
        database.execute("CHECKPOINT")


def manage(its: Country, env: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments, "--skip-checks"],
        cwd=ROOT,
        env=env | {"DATABASE_URL": its.address, "DJANGO_SETTINGS_MODULE": "measuring.settings"},
        check=True,
    )


def environment_for(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "DATABASE_URL")}
    return kept | {"MASAR_VAR": str(folder), "PYTHONPATH": str(ROOT)}
