"""Mutants of the rules: one predicate turned at a time, in a copy of the tree; each has to make a test fail."""

from __future__ import annotations

import ast
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parent.parent
SIDE_BY_SIDE = 2
SECONDS_FOR_ONE = 900
# What is turned, and the tests that have to notice.
WATCHED = {
    "portfolio/projects/stage_machine.py": ["tests/projects/test_stage_rules.py"],
    "portfolio/projects/rules.py": [
        "tests/contracts/test_policy.py",
        "tests/projects/test_stage_rules.py",
        "tests/projects/test_scope.py",
        "tests/projects/test_gates.py",
        "tests/projects/test_updates.py",
        "tests/projects/test_handover.py",
        "tests/projects/test_registration.py",
        "tests/projects/test_page.py",
    ],
    "accounts/rules.py": ["tests/contracts/test_policy.py", "tests/accounts"],
    "accounts/standing.py": ["tests/accounts", "tests/projects/test_scope.py"],
    "records/policy.py": ["tests/records/test_policy_table.py", "tests/contracts/test_policy.py"],
}
TURNED = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


@dataclass(frozen=True)
class Mutant:
    path: str
    line: int
    what: str
    source: str


@dataclass(frozen=True)
class Fate:
    mutant: Mutant
    # "killed", "survived" or "did not end"
    end: str


def mutants_of(path: str, source: str) -> Iterator[Mutant]:
    tree = ast.parse(source)
    places = [node for node in ast.walk(tree) if turn(deepcopy(node)) is not None]
    for number in range(len(places)):
        changed = deepcopy(tree)
        node = [node for node in ast.walk(changed) if turn(deepcopy(node)) is not None][number]
        before = ast.unparse(node)
        turned = turn(node)
        assert turned is not None
        if turned is not node:
            replace(changed, node, turned)
        text = ast.unparse(ast.fix_missing_locations(changed))
        yield Mutant(path, getattr(node, "lineno", 0), f"{before}  ->  {ast.unparse(turned)}", text)


def turn(node: ast.AST) -> ast.AST | None:
    """The node with its sense turned, None where there is nothing to turn."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in TURNED:
        node.ops = [TURNED[type(node.ops[0])]()]
        return node
    if isinstance(node, ast.BoolOp):
        node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        return node
    # Rules are put together with & and |; types too, but only inside of annotations, which have no call.
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.BitAnd, ast.BitOr)) and is_of_rules(node):
        node.op = ast.BitAnd() if isinstance(node.op, ast.BitOr) else ast.BitOr()
        return node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return node.operand
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, bool):
        node.value = ast.Constant(not node.value.value)
        return node
    return None


def is_of_rules(node: ast.BinOp) -> bool:
    names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    return bool(names) and all(name.islower() and name not in ("str", "int", "bool") for name in names)


def replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and old in value:
                value[value.index(old)] = new


class Bench:
    """A copy of the tree, in which one mutant at a time is tried."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "tree"
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
        for name in listed.split("\0"):
            if name and (ROOT / name).is_file():
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.tree / name)
        for words in ROOT.glob("locale/*/LC_MESSAGES/django.mo"):
            shutil.copy2(words, self.tree / words.relative_to(ROOT))
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        self.env = kept | {"MASAR_VAR": str(folder / "var"), "PYTHONDONTWRITEBYTECODE": "1"}

    def passes(self, tests: list[str]) -> bool:
        return not self.failure(tests)

    def failure(self, tests: list[str]) -> str:
        """What the tests said where one failed, nothing where all pass."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "--reuse-db", *tests]
        done = subprocess.run(command, cwd=self.tree, env=self.env, capture_output=True, timeout=SECONDS_FOR_ONE)
        # 5: no test was found; below 0: ended from outside. A mutant that cannot even be imported is seen at once.
        if done.returncode == 5 or done.returncode < 0:
            raise RuntimeError(f"pytest ended with {done.returncode}: {done.stdout.decode()[-2000:]}")
        return done.stdout.decode()[-3000:] if done.returncode else ""

    def fate_of(self, mutant: Mutant) -> Fate:
        place = self.tree / mutant.path
        kept = place.read_text()
        place.write_text(mutant.source)
        try:
            return Fate(mutant, "survived" if self.passes(WATCHED[mutant.path]) else "killed")
        except subprocess.TimeoutExpired:
            return Fate(mutant, "did not end")
        finally:
            place.write_text(kept)


def try_all(folder: Path, only: str = "", minutes: float | None = None) -> tuple[list[Fate], int, float]:
    """The mutants' fates, how many mutants there are, and the seconds it took; with `minutes`, as many as were begun
    in that time. The tests pass on the tree as it is, otherwise nothing would be shown."""
    began = time.monotonic()
    paths = [path for path in WATCHED if only in path]
    mutants = [mutant for path in paths for mutant in mutants_of(path, (ROOT / path).read_text())]
    # In no order of theirs, so that those tried within some minutes speak for all.
    random.Random(1).shuffle(mutants)  # noqa: S311
    benches: SimpleQueue[Bench] = SimpleQueue()
    for number in range(SIDE_BY_SIDE):
        made = Bench(folder / str(number))
        tests = sorted({test for path in paths for test in WATCHED[path]})
        if failure := made.failure(tests):
            raise RuntimeError(f"the tests fail without a mutant too: mend them first\n{failure}")
        benches.put(made)

    def fate_of(mutant: Mutant) -> Fate | None:
        free = benches.get()
        if minutes is not None and time.monotonic() - began > 60 * minutes:
            benches.put(free)
            return None
        try:
            found = free.fate_of(mutant)
        finally:
            benches.put(free)
        print(f"{found.end:11} {mutant.path}:{mutant.line}  {mutant.what}", flush=True)
        return found

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        fates = [fate for fate in pool.map(fate_of, mutants) if fate is not None]
    return fates, len(mutants), time.monotonic() - began
