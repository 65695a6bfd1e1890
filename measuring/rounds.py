"""Product and bare view in turn, round by round, so that what disturbs the machine disturbs both."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from measuring.operations import Operation
from measuring.processor import Meter
from measuring.visits import Answer, Visitor


@dataclass(frozen=True)
class Pace:
    rounds: int
    visits: int
    warm_up: int = 12


QUICK = Pace(rounds=3, visits=8)
FULL = Pace(rounds=7, visits=24)


@dataclass
class Side:
    """What one of the two used."""

    cpu_ms: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def p50_ms(self) -> float:
        return 1000 * statistics.median(self.seconds)

    @property
    def spread_ms(self) -> tuple[float, float]:
        cuts = statistics.quantiles(self.seconds, n=20)
        return 1000 * cuts[0], 1000 * cuts[-1]

    @property
    def median_cpu_ms(self) -> float:
        return statistics.median(self.cpu_ms)


@dataclass
class Measured:
    operation: Operation
    projects: int
    product: Side
    bare: Side
    queries: list[tuple[float, str]]
    queries_with_one_row: int | None

    @property
    def ratios(self) -> list[float]:
        return [ours / theirs for ours, theirs in zip(self.product.cpu_ms, self.bare.cpu_ms, strict=True)]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def binds(self) -> bool:
        return self.product.p50_ms > 30 or len(self.queries) > self.operation.most_queries

    @property
    def is_missed(self) -> bool:
        too_many = len(self.queries) > self.operation.most_queries
        return too_many or (self.binds and self.ratio > self.operation.target)


def measure(
    operation: Operation, projects: int, product: tuple[Visitor, Meter], bare: tuple[Visitor, Meter], pace: Pace
) -> Measured:
    ours: Callable[[], Answer] = lambda: operation.product(product[0], False)  # noqa: E731
    theirs: Callable[[], Answer] = lambda: operation.bare(bare[0])  # noqa: E731
    for _ in range(pace.warm_up):
        check(operation, ours())
        check(operation, theirs())
    # Once a minute a page also reads the small tables that it keeps, so that the fewest of several visits count.
    counted = fewest([check(operation, operation.product(product[0], True)) for _ in range(3)])
    one = operation.with_one_row
    of_one = fewest([check(operation, one(product[0])) for _ in range(3)]) if one else None
    found = Measured(operation, projects, Side(), Side(), counted, len(of_one) if of_one is not None else None)
    for number in range(pace.rounds):
        turns = [(found.product, ours, product[1]), (found.bare, theirs, bare[1])]
        for side, visit, meter in turns if number % 2 == 0 else reversed(turns):
            before = meter.seconds()
            for _ in range(pace.visits):
                side.seconds.append(check(operation, visit()).seconds)
            side.cpu_ms.append(1000 * (meter.seconds() - before) / pace.visits)
    return found


def fewest(answers: list[Answer]) -> list[tuple[float, str]]:
    return min((answer.queries for answer in answers), key=len)


def check(operation: Operation, answer: Answer) -> Answer:
    if answer.status != operation.expected:
        told = (
            "the log in build/bench/product.log says why"
            if answer.status >= 500
            else answer.body.decode(errors="replace")
        )
        raise RuntimeError(f"{operation.name}: status {answer.status} instead of {operation.expected}: {told[:2000]}")
    return answer


def rows_ms(visit: Callable[[], Answer], times: int) -> float:
    """Time of the query that reads a page of the list, as the product saw it: the least, as noise only adds."""
    taken = []
    for _ in range(times):
        pages = [ms for ms, sql in visit().queries if "LIMIT 25" in sql]
        if len(pages) != 1:
            raise RuntimeError(f"{len(pages)} queries read a page of 25 rows")
        taken.append(pages[0])
    return min(taken)
