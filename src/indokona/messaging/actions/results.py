"""What answers prove, written down; a late true answer is a fact, whoever holds the lane now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from indokona.consent.actions import withdraw
from indokona.kernel import clock, events
from indokona.kernel.database import Db
from indokona.kernel.egress.posts import Post, Posted
from indokona.kernel.sealing import DataKey, Indexes, Sealer
from indokona.messaging import pairs, rules, store_dispatch
from indokona.messaging.actions import budget
from indokona.messaging.budget import REACHED
from indokona.messaging.events import MOVED
from indokona.messaging.lane import Ends
from indokona.messaging.rules import Outcome
from indokona.messaging.store_dispatch import Chunk, status_row
from indokona.numbers.actions import show as numbers
from indokona.numbers.facts import Number
from indokona.whatsapp import messages as wire
from indokona.whatsapp.errors import LIMIT_REACHED, PAIR_LIMIT, STOPPED_MARKETING, Kind

Answer = wire.Accepted | wire.Refused | wire.Unreadable | None


class Ready(NamedTuple):
    """A message whose intent stands: its id, contact and post, and the key that its content has."""

    message_id: UUID
    contact_id: UUID
    post: Post
    key: DataKey


def is_trouble(how: Posted) -> bool:
    """Whether an answer says that more of the same would end alike: throttled, broken, no token."""
    if how.status == 200:
        return False
    return _is_trouble(_answer(how), how)


def _is_trouble(answer: Answer, how: Posted) -> bool:
    """One person who was written to too often says nothing of the next."""
    ends = (Outcome.again, Outcome.unknown)
    return _outcome(answer, how) in ends and not _is_pair_limit(answer)


def _is_pair_limit(answer: Answer) -> bool:
    return isinstance(answer, wire.Refused) and answer.error.code == PAIR_LIMIT


def _is_over_limit(answer: Answer) -> bool:
    return isinstance(answer, wire.Refused) and answer.error.code == LIMIT_REACHED


def _answer(how: Posted) -> Answer:
    return wire.answer(how.status, how.body) if how.status else None


def outcome(how: Posted) -> Outcome:
    """What the end of a post proves."""
    return _outcome(_answer(how), how)


def _outcome(answer: Answer, how: Posted) -> Outcome:
    return rules.outcome(answer, how.may_have_arrived)


async def record(
    db: Db,
    indexes: Indexes,
    number: Number,
    chunk: Chunk,
    sent: Sequence[Ready],
    results: Sequence[Posted],
    *,
    may_put_back: bool,
) -> Ends:
    """Write what each post's end proves. What certainly was not sent waits again, if it still may."""
    answers = [_answer(one) for one in results]
    ends = [_outcome(*pair) for pair in zip(answers, results, strict=True)]
    writer = _Writer(
        indexes,
        Sealer(db.organisation_id, {one.contact_id: one.key for one in sent}),
        number.id,
        chunk.attempt,
        clock.now(),
    )
    rows = [
        writer.row(*one) for one in zip(sent, answers, ends, strict=True) if one[2] != Outcome.again
    ]
    # Withdrawals before chunks: a STOP by webhook takes the ledger's lock and the chunks in this order.
    await _heed(db, number, sent, answers)
    await store_dispatch.upsert_statuses(db, rows)
    if Outcome.failed in ends:
        await events.publish(db, MOVED, [number.id])
    ended = list(zip(sent, answers, ends, strict=True))
    again = [(one, answer) for one, answer, end in ended if end == Outcome.again]
    if again and may_put_back:
        await _put_back(db, number, chunk, again)
    reached = [
        _is_trouble(answer, how)
        for answer, how in zip(answers, results, strict=True)
        if how.status > 0 or how.may_have_arrived
    ]
    return Ends(len(again), sum(reached) * 2 > len(reached))


async def _put_back(
    db: Db, number: Number, chunk: Chunk, again: Sequence[tuple[Ready, Answer]]
) -> None:
    """They wait for their next attempt; what Meta refused for the portfolio's limit waits for a place."""
    over = [one for one, answer in again if _is_over_limit(answer)]
    rest = [one.message_id for one, answer in again if not _is_over_limit(answer)]
    attempt = chunk.attempt + 1
    if over:
        until = await budget.refused(db, number, [one.contact_id for one in over])
        ids = [one.message_id for one in over]
        await store_dispatch.put_back(db, number.id, chunk.id, ids, until, attempt, REACHED)
    if rest:
        wait = rules.backoff(chunk.attempt)
        if any(_is_pair_limit(answer) for _, answer in again):
            wait = max(wait, timedelta(seconds=pairs.EVERY))
        due_at = clock.now() + wait
        await store_dispatch.put_back(db, number.id, chunk.id, rest, due_at, attempt)
    waiting = [
        status_row(one.message_id, chunk.attempt, put_back_attempt=chunk.attempt)
        for one, _ in again
    ]
    await store_dispatch.upsert_statuses(db, waiting)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Makes the row of one end."""

    indexes: Indexes
    sealer: Sealer
    number_id: UUID
    attempt: int
    now: datetime

    def row(self, one: Ready, answer: Answer, end: Outcome) -> tuple[object, ...]:
        now = self.now
        if isinstance(answer, wire.Accepted):
            place = ("message.wamid", one.message_id)
            sealed = self.sealer.seal(one.contact_id, *place, answer.wamid)
            index = self.indexes.wamid(self.number_id, answer.wamid)
            known = {"accepted_at": now, "wamid_index": index, "wamid_sealed": sealed}
        elif end == Outcome.failed:
            code = answer.error.code if isinstance(answer, wire.Refused) else 0
            known = {"failed_at": now, "code": code}
        else:
            known = {"unknown_at": now}
        return status_row(one.message_id, self.attempt, **known)


async def _heed(db: Db, number: Number, sent: Sequence[Ready], answers: Sequence[Answer]) -> None:
    """A dead token stops the lane; a person who stopped marketing at Meta has withdrawn."""
    refused = [
        (one, answer.error)
        for one, answer in zip(sent, answers, strict=True)
        if isinstance(answer, wire.Refused)
    ]
    if any(error.kind is Kind.credentials for _, error in refused):
        await numbers.mark_reconnect(db, number.id)
    stopped = {one.contact_id for one, error in refused if error.code == STOPPED_MARKETING}
    await withdraw.stopped_at_meta(db, list(stopped))
