"""`make run` from a fresh copy to a served page, and what it does while it runs and when it ends."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.test_commands.conftest import copy_of_product, make, sentence_of

SECONDS_FOR_THE_FIRST = 180
SECONDS_FOR_A_LATER_ONE = 10


class Running:
    """A `make run` in the background, with what it has said so far."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.started = time.monotonic()
        self.said = ""
        self.folder = folder
        self.process = subprocess.Popen(
            [shutil.which("make") or "make", "--no-print-directory", "run"],
            cwd=folder,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            process_group=0,
        )
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line

    def wait_for(self, words: str, seconds: float) -> float:
        """How long after the start the words came."""
        end = time.monotonic() + seconds
        while words not in self.said:
            assert time.monotonic() < end, f"“{words}” did not come within {seconds} s:\n{self.said}"
            assert self.process.poll() is None or words in self.said, self.said
            time.sleep(0.02)
        return time.monotonic() - self.started

    def page(self, path: str) -> str:
        address = re.findall(r"served at (\S+)", self.said)[-1]
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address.rstrip("/") + path, timeout=30) as answer:
            assert answer.status == 200
            text: str = answer.read().decode()
            return text

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def part(self, module: str) -> psutil.Process:
        """The process that runs a module itself, not one that it made."""
        end = time.monotonic() + 10
        while True:
            parts = [child for child in self.children() if module in command_of(child)]
            if first := next((part for part in parts if part.parent() not in parts), None):
                return first
            assert time.monotonic() < end, f"nothing runs {module}"
            # What is started again is told of before it runs.
            time.sleep(0.02)

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        return self.process.wait(timeout=30)


def command_of(process: psutil.Process) -> list[str]:
    """Nothing of a process that has just ended."""
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:
        return []


@contextmanager
def running(folder: Path, env: dict[str, str]) -> Iterator[Running]:
    product = Running(folder, env)
    try:
        yield product
    finally:
        left = product.children() if product.process.poll() is None else []
        product.stop(signal.SIGTERM)
        for process in left:
            if process.is_running():
                process.kill()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One copy that lives through the tests of this module: the first of them installs it."""
    folder = copy_of_product(tmp_path_factory.mktemp("fresh") / "masar")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def env(shell: dict[str, str], free_port: int) -> dict[str, str]:
    return shell | {"PORT": str(free_port)}


def test_a_fresh_copy_is_served_within_three_minutes(installed: Path, env: dict[str, str]) -> None:
    with running(installed, env) as product:
        seconds = product.wait_for("Ctrl-C stops the product", SECONDS_FOR_THE_FIRST)
        print(f"first start: {seconds:.1f} s")

        assert f"http://127.0.0.1:{env['PORT']}/" in product.said
        assert re.search(r"maryam@\S+ +Maryam .*Innovation officer of MOPH", product.said)
        assert "The password of each:" in product.said
        assert 'lang="en" dir="ltr"' in product.page("/en/")
        assert 'lang="ar" dir="rtl"' in product.page("/ar/")
        assert "maryam@" in product.page("/en/accounts/login/")
        sheet = re.search(r'href="(/static/[^"]+\.css)"', product.page("/en/"))
        assert sheet and "{" in product.page(sheet[1])
    assert (installed / "var" / "masar.sqlite3").exists()


def test_a_later_start_is_served_within_ten_seconds_and_ends_in_order(installed: Path, env: dict[str, str]) -> None:
    before = count_of_projects(installed)
    with running(installed, env) as product:
        seconds = product.wait_for("Ctrl-C stops the product", 60)
        print(f"later start: {seconds:.1f} s")
        children = product.children()

        # Make itself ends by the signal that it was given.
        assert product.stop(signal.SIGINT) in (0, -signal.SIGINT)
        assert product.said.rstrip().endswith("Stopping …")
        assert [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []
    assert count_of_projects(installed) == before > 0
    assert seconds <= SECONDS_FOR_A_LATER_ONE


def count_of_projects(installed: Path) -> int:
    with sqlite3.connect(installed / "var" / "masar.sqlite3") as database:
        count: int = database.execute("SELECT count(*) FROM projects_project").fetchone()[0]
        return count


def test_worker_and_scheduler_work_beside_it(installed: Path, env: dict[str, str]) -> None:
    log = installed / "var" / "logs" / "worker.log"
    with running(installed, env) as product:
        product.wait_for("Ctrl-C stops the product", 60)

        scheduled = wait_for_line(log, r"Scheduler: Sending due task send-what-waits-in-the-outbox")
        done = wait_for_line(log, r"Task records\.tasks\.send_outbox\[.*\] succeeded")

    assert scheduled
    assert done


def wait_for_line(log: Path, pattern: str) -> bool:
    for _ in range(400):
        if re.search(pattern, log.read_text()):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(("part", "name"), [("celery", "The worker"), ("gunicorn", "The web server")])
def test_a_part_that_dies_is_started_again(installed: Path, env: dict[str, str], part: str, name: str) -> None:
    with running(installed, env) as product:
        product.wait_for("Ctrl-C stops the product", 60)
        killed = product.part(part)
        its_own = children_of(killed)

        killed.kill()

        product.wait_for(f"{name} stopped (exit -9): it is started again", 10)
        _, left = psutil.wait_procs(its_own, timeout=10)
        assert left == []
        assert product.part(part).pid != killed.pid
        if part == "gunicorn":
            assert page_comes_back(product)


def children_of(part: psutil.Process) -> list[psutil.Process]:
    """Those that it begins with: the worker its scheduler, the web server its hands."""
    for _ in range(200):
        if found := part.children(recursive=True):
            return found
        time.sleep(0.1)
    raise AssertionError("it started nobody")


def page_comes_back(product: Running) -> bool:
    for _ in range(100):
        try:
            return bool(product.page("/en/"))
        except OSError:
            time.sleep(0.2)
    return False


def test_a_second_start_in_the_same_folder_is_refused(
    installed: Path, env: dict[str, str], shell: dict[str, str]
) -> None:
    with running(installed, env) as product:
        product.wait_for("Ctrl-C stops the product", 60)

        on_another_port = sentence_of(make("run", installed, shell | {"PORT": str(int(env["PORT"]) + 1)}))
        on_the_same_port = sentence_of(make("run", installed, env))

    assert f"Masar already runs from {installed / 'var'}" in on_another_port
    assert f"Port {env['PORT']} is taken" in on_the_same_port


def test_nothing_is_left_when_the_command_itself_is_killed(installed: Path, env: dict[str, str]) -> None:
    with running(installed, env) as product:
        product.wait_for("Ctrl-C stops the product", 60)
        children = product.children()
        commander = product.part("scripts/run.py")

        commander.kill()

        _, alive = psutil.wait_procs(children, timeout=20)
        assert alive == []
