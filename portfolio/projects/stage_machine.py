"""Which steps there are on a path, and what each is called. Pure: no database, so that it can be tried exhaustively."""

from collections.abc import Sequence
from typing import Protocol

from portfolio.projects.enums import ENDED, Move, StageKind


class StageLike(Protocol):
    @property
    def pk(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def order(self) -> int: ...


OFF_PATH_MOVES = {StageKind.HOLD: Move.HELD, StageKind.STOPPED: Move.STOPPED, StageKind.MERGED: Move.MERGED}


def move_between(before: StageLike | None, after: StageLike, path: Sequence[StageLike]) -> Move:
    """The name of the step from `before` (None: not yet registered) to `after`; `path` holds the version's stages."""
    if before is None:
        return Move.REGISTERED
    if before.pk == after.pk:
        return Move.RELABELLED
    if after.kind in OFF_PATH_MOVES:
        return OFF_PATH_MOVES[StageKind(after.kind)]
    if before.kind != StageKind.ON_PATH:
        return Move.RESUMED
    places = [stage.pk for stage in sorted(path, key=lambda s: s.order) if stage.kind == StageKind.ON_PATH]
    steps = places.index(after.pk) - places.index(before.pk)
    if steps < 0:
        return Move.RETURNED
    return Move.FORWARD if steps == 1 else Move.SKIPPED


def is_legal(before: StageLike, after: StageLike) -> bool:
    """What has ended stays ended, a step goes somewhere, and what is on hold is first resumed."""
    if before.pk == after.pk or before.kind in ENDED:
        return False
    return not (before.kind == StageKind.HOLD and after.kind == StageKind.HOLD)
