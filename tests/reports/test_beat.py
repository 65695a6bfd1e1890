"""Several workers, two schedulers, and some of them killed: who is to be reminded is reminded once."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from portfolio.reports.models import AgencyReport
from records.models import Notification
from tests import processes
from tests.brokers import Broker
from tests.factories import reports

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

# A Tuesday; the day after it the officer and the lead are told that their report is late.
DUE = dt.date(2026, 2, 24)
DONE = re.compile(r"Task portfolio\.reports\.tasks\.remind_of_reports\[[^]]+\] succeeded")


@pytest.fixture
def owed(noora: Any, moph: Any, maryam: Any, fatima: Any) -> AgencyReport:
    return reports.report(reports.quarter(noora, moph, due_on=DUE), moph)


class Place:
    """Where the workers and schedulers of one story live."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder = folder
        self.letters = folder / "letters"
        self.letters.mkdir()
        day = DUE + dt.timedelta(days=1)
        self.env = {**env, "TESTS_DAY": day.isoformat(), "TESTS_LETTERS": str(self.letters)}

    @contextmanager
    def worker(self, name: str) -> Iterator[Any]:
        options = ("--include", "tests.reports.at_work", "--hostname", f"{name}@tests")
        with processes.worker(*options, log=self.log(name), **self.env) as process:
            yield process

    @contextmanager
    def scheduler(self, name: str) -> Iterator[Any]:
        with processes.scheduler(
            "tests.reports.quick_beat", schedule=self.folder / "schedule", log=self.log(name), **self.env
        ) as process:
            yield process

    def log(self, name: str) -> Path:
        path = self.folder / f"{name}.log"
        path.touch()
        return path

    def done_by(self, name: str) -> int:
        return len(DONE.findall(self.log(name).read_text(errors="replace")))

    def wait_for(self, *names: str) -> None:
        """Until each of them has reminded at least twice more."""
        before = {name: self.done_by(name) for name in names}
        said = "\n".join(self.log(name).read_text(errors="replace")[-500:] for name in names)
        processes.wait_until(lambda: all(self.done_by(name) >= before[name] + 2 for name in names), 90, said)

    def letters_sent(self) -> Counter[str]:
        """By notice, of the reminders alone."""
        reminders = set(map(str, Notification.objects.filter(kind="reports.due").values_list("pk", flat=True)))
        found = (re.findall(r"Message-ID: <notice-(\d+)@", file.read_text()) for file in self.letters.iterdir())
        return Counter(number for numbers in found for number in numbers if number in reminders)


def reminded() -> Counter[str]:
    return Counter(Notification.objects.filter(kind="reports.due").values_list("person__email", flat=True))


def test_it_is_told_once_by_whoever_is_left(owed: AgencyReport, broker: Broker, tmp_path: Path) -> None:
    place = Place(tmp_path, broker.env)
    with ExitStack() as stack:
        one, _other = stack.enter_context(place.worker("one")), stack.enter_context(place.worker("other"))
        old = stack.enter_context(place.scheduler("old"))
        # As at a restart that goes wrong: the new one is there before the old one is gone.
        stack.enter_context(place.scheduler("new"))
        place.wait_for("one", "other")
        for process in (one, old):
            process.kill()
            process.wait(20)
        stack.enter_context(place.worker("third"))
        place.wait_for("other", "third")
        processes.wait_until(lambda: place.letters_sent().total() >= 2, 60)
        place.wait_for("other")
    assert reminded() == {"maryam@moph.example": 1, "fatima@moph.example": 1}
    assert sorted(place.letters_sent().values()) == [1, 1]


def test_without_the_name_of_the_day_it_is_told_again(owed: AgencyReport, tmp_path: Path) -> None:
    """The control: nothing else keeps the second run from telling it."""
    place = Place(tmp_path, {"REDIS_URL": "", "TESTS_WITHOUT_NAME": "yes"})
    with place.worker("one"), place.scheduler("old"):
        place.wait_for("one")
    assert min(reminded().values()) > 1
