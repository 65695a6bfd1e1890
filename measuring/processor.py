"""Processor time of a server's workers and of the database's backends that serve them, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import psycopg

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def children_of(parent: int) -> list[int]:
    found = []
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.append(int(folder.name))
    return found


def seconds_of(processes: Iterable[int]) -> float:
    return sum(_seconds(PROC / str(process)) for process in processes)


def _seconds(process: Path) -> float:
    """To the nanosecond where the kernel keeps it, else in its ticks."""
    try:
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in (process / "task").iterdir()) / 1e9
    except (OSError, IndexError, ValueError):
        pass
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


class Meter:
    """Counts what one server has used so far, its database backends included."""

    def __init__(self, master: int, watching: psycopg.Connection, application: str) -> None:
        self.master = master
        self.watching = watching
        self.application = application

    def backends(self) -> list[int]:
        rows = self.watching.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s",
            [self.application],
        ).fetchall()
        return [pid for (pid,) in rows]

    def seconds(self) -> float:
        return seconds_of([*children_of(self.master), *self.backends()])
