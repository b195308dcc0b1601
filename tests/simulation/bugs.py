"""Bugs put in on purpose: each is something that a change might break, and histories must find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from tests.simulation.rows import Rows

from indokona.kernel.egress.posts import Posted
from indokona.messaging import rules
from indokona.messaging.actions import results
from indokona.messaging.rules import Outcome


class PutsBackWhatADeadHolderHad(Rows):
    """Takes what a dead holder may have posted for not sent."""

    def abandon_slices(self, fence: int, now: datetime) -> None:
        for old in [one for one in self.slices.values() if one.fence < fence]:
            left = self.of_chunk(old.chunk_id, old.first_after, old.last_id)
            self.put_back(old.chunk_id, left, now, self.chunks[old.chunk_id].attempt + 1)
            del self.slices[old.id]


class PutsBackTwice(Rows):
    """Does not ask whose slice it is when its results come."""

    def close_slice(self, slice_id: UUID) -> bool:
        super().close_slice(slice_id)
        return True


class ForgetsTheCancel(Rows):
    """What waits again does not know that its campaign was cancelled or paused meanwhile."""

    def put_back(
        self, chunk_id: UUID, messages: list[UUID], due_at: datetime, attempt: int
    ) -> None:
        old = self.chunks[chunk_id]
        self.chunks[chunk_id] = replace(old, state="done")
        super().put_back(chunk_id, messages, due_at, attempt)
        self.chunks[chunk_id] = old


class LosesItsPlace(Rows):
    """The cursor of a chunk that a slice exhausts stays where it was."""

    def advance(self, chunk_id: UUID, after_id: UUID, state: str) -> None:
        super().advance(chunk_id, after_id, "done")


class TwoHolders(Rows):
    """Neither asks who holds the lane, nor whether it has moved."""

    def step(self, fence: int, mark: int, until: datetime) -> bool:
        self.lane.until, self.lane.mark = until, mark + 1
        return True


class NeverUnknown(Rows):
    """A dead holder's slice is closed, and nobody asks what became of it."""

    def abandon_slices(self, fence: int, now: datetime) -> None:
        self.slices = {key: one for key, one in self.slices.items() if one.fence >= fence}


def _lost_is_not_sent(patch: pytest.MonkeyPatch) -> None:
    real = results.outcome

    def outcome(how: Posted) -> Outcome:
        return real(how) if how.status else Outcome.again

    patch.setattr(results, "outcome", outcome)


def _begins_at_any_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules, "begin_by", lambda _asked_at, _lease: 1e9)


def _keeps_no_pace(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules.Pace, "rest", lambda _pace, _now: 0.0)


IN_ROWS: tuple[type[Rows], ...] = (
    PutsBackWhatADeadHolderHad, PutsBackTwice, ForgetsTheCancel, LosesItsPlace, TwoHolders, NeverUnknown,
)  # fmt: skip
IN_THE_PRODUCT: tuple[Callable[[pytest.MonkeyPatch], None], ...] = (
    _lost_is_not_sent, _begins_at_any_time, _keeps_no_pace,
)  # fmt: skip
