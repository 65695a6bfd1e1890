"""The figures as a table to read, and as build/bench.json for whoever compares them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from measuring.rounds import Measured


def head() -> str:
    return (
        f"{'':34} {'projects':>8} {'queries':>7} {'p50 ms':>7} {'(5-95 %)':>13} {'CPU ms':>7}"
        f" {'bare p50':>8} {'bare CPU':>8} {'ratio':>6} {'(min-max)':>12} {'target':>6}"
    )


def line(found: Measured) -> str:
    low, high = found.product.spread_ms
    said = "MISSED" if found.is_missed else ("binds" if found.binds else "told only")
    one = (
        ""
        if found.queries_with_one_row in (None, len(found.queries))
        else f"; {found.queries_with_one_row} queries at one row"
    )
    return (
        f"{found.operation.name:34} {found.projects:>8} {len(found.queries):>7} {found.product.p50_ms:>7.1f}"
        f" {f'{low:.1f}-{high:.1f}':>13} {found.product.median_cpu_ms:>7.1f} {found.bare.p50_ms:>8.1f}"
        f" {found.bare.median_cpu_ms:>8.1f} {found.ratio:>6.2f}"
        f" {f'{min(found.ratios):.2f}-{max(found.ratios):.2f}':>12} {found.operation.target:>6g}  {said}{one}"
    )


def entry(found: Measured) -> dict[str, Any]:
    return {
        "name": f"{found.operation.name}, {found.projects:,} projects",
        "rows": found.operation.rows,
        "queries": len(found.queries),
        "p50_ms": round(found.product.p50_ms, 2),
        "cpu_ms": round(found.product.median_cpu_ms, 2),
        "ratio": round(found.ratio, 2),
        "ratio_min": round(min(found.ratios), 2),
        "ratio_max": round(max(found.ratios), 2),
        "target": found.operation.target,
    }


def growth(name: str, before: tuple[int, float], after: tuple[int, float], queries: int) -> dict[str, Any]:
    ratio = round(after[1] / before[1], 2)
    return {
        "name": f"{name}, {after[0]:,} projects to {before[0]:,}",
        "rows": 25,
        "queries": queries,
        "p50_ms": round(after[1], 2),
        "cpu_ms": None,
        "ratio": ratio,
        "ratio_min": ratio,
        "ratio_max": ratio,
        "target": 1.2,
    }


def explain(database: psycopg.Connection, asked: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """How PostgreSQL answers the bare view's statements; what they write is taken back."""
    told = []
    for sql, given in asked:
        with database.transaction(force_rollback=True):
            rows = database.execute("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + sql, given).fetchall()  # type: ignore[arg-type]
        told.append(f"{' '.join(sql.split())}\n" + "\n".join(f"    {row}" for (row,) in rows))
    return "\n".join(told)


def write(path: Path, entries: Sequence[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(list(entries), indent=2, ensure_ascii=False) + "\n")
