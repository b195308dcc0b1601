"""Pure decisions of messaging: states from stamps, the gate, pace and retries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from indokona.contacts.facts import RESTRICTED
from indokona.messaging.facts import Stamps
from indokona.whatsapp import messages as wire
from indokona.whatsapp.errors import Kind

WINDOW = timedelta(hours=24)
LEASE = timedelta(seconds=15)
MOST_SLICE = 1000

#: No lease or rest reaches further ahead than the first, and nothing that waits again than the second:
#: what does is of a clock that was set back since, and holds nobody up.
FURTHEST_HELD, FURTHEST_DUE = timedelta(minutes=5), timedelta(hours=1)

#: What waits for the end of quiet hours is asked again so often: a wish may be taken back, and nothing
#: may wait further ahead than `FURTHEST_DUE`.
QUIET_LOOK = timedelta(minutes=50)

#: Seconds after the gate's answer in which a post may begin: it was allowed for now, not for later.
BEGIN_WITHIN = 5.0

#: The kind of origin of what the rights desk says.
RIGHTS = "request"

#: The code of what somebody cancelled before it was sent.
CANCELLED = "send.cancelled"
#: The code of what a person got as often as they wanted it.
CAPPED = "consent.capped"
#: The code of what waited in an older copy of the data that was put back: it may have been sent since.
RESTORED = "send.restored"

#: Lower goes first.
PRIORITY = {"authentication": 0, "service": 1, "utility": 2, "marketing": 3}


def state(stamps: Stamps) -> str:  # noqa: PLR0911 (one line a state)
    """Where a message stands. Order of arrival cannot matter, since only stamps decide.

    Delivered or read beats failed (one of several devices may have failed); read implies
    delivered; any true answer settles an unknown.
    """
    if stamps.read_at:
        return "read"
    if stamps.delivered_at:
        return "delivered"
    if stamps.failed_at:
        return "failed"
    if stamps.sent_at:
        return "sent"
    if stamps.accepted_at:
        return "accepted"
    if stamps.is_put_back:  # also what somebody sends again although it may have arrived
        return "queued"
    if stamps.doubtful_at:
        return "doubtful"
    return "unknown" if stamps.unknown_at else "dispatching"


@dataclass(frozen=True, slots=True)
class Words:
    """What the gate asks of a template, once for all messages of a slice that have it."""

    state: str
    purpose: str
    is_current: bool = True
    is_whole: bool = True
    is_own: bool = True
    """Whether it belongs to the account of the number that sends."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the gate was told, for a whole slice, at the moment of sending."""

    closed: Mapping[UUID, str]
    """Contacts who get nothing at all, and why."""
    consents: Mapping[str, Mapping[UUID, UUID]]
    windows: Mapping[UUID, datetime]
    reachable: frozenset[UUID]
    why_not: Mapping[str, Mapping[UUID, str]] = field(default_factory=dict)


def refuse(
    contact_id: UUID,
    purpose: str,
    words: Words | None,
    answers: Answers,
    now: datetime,
    origin_kind: str = "",
) -> str | None:
    """The code of the first reason not to send a message, or None. Without `words` it needs a window."""
    code = closed(answers.closed.get(contact_id), origin_kind)
    if code is not None:
        return code
    if words is None:
        opened = answers.windows.get(contact_id)
        if opened is None or opened + WINDOW <= now:
            return "window.closed"
    else:
        code = unfit(words, purpose)
        if code is not None:
            return code
        if contact_id not in answers.consents.get(purpose, {}):
            return answers.why_not.get(purpose, {}).get(contact_id, "consent.missing")
    return None if contact_id in answers.reachable else "contact.unreachable"


def closed(code: str | None, origin_kind: str) -> str | None:
    """Why a person gets nothing; who restricted the use of their data is still answered by the desk."""
    return None if code == RESTRICTED and origin_kind == RIGHTS else code


def unfit(words: Words, purpose: str) -> str | None:
    """Why a template may not go out for a purpose."""
    if not words.is_own:
        return "template.elsewhere"
    if words.state != "APPROVED":
        return "template.not_usable"
    if words.purpose != purpose:
        return "template.category_changed"
    if not words.is_current:
        return "template.changed"
    return None if words.is_whole else "template.file_missing"


def begin_by(asked_at: float, lease: timedelta) -> float:
    """Until when a post may begin that the gate allowed at `asked_at`, in seconds of the clock that
    never jumps: within the lease that was taken with it, so that who stood still begins nothing."""
    return asked_at + min(BEGIN_WITHIN, lease.total_seconds())


#: After so long a lane from which nothing may leave is looked at again.
ASK_AGAIN = timedelta(seconds=1)

#: Seconds after which a hand that found nothing looks again while the other still posts.
LOOK_AGAIN = 0.1

#: Messages a second from which a lane has two hands; a slower one rests most of each second anyway.
FAST = 200


def hands(pace: int) -> int:
    """How many slices of a lane are under way at once; 0 is a lane without pace."""
    return 2 if pace == 0 or pace >= FAST else 1


def slice_size(pace: int, hands: int, trouble: int = 0) -> int:
    """Rows of one slice: all hands' together at most one second of the pace, and at most 1,000, since
    what is under way at a worker's death is in doubt.

    A lane whose last slice met nothing but trouble tries with one message.
    """
    if trouble:
        return 1
    return max(min(pace or MOST_SLICE, MOST_SLICE) // hands, 1)


def backoff(attempt: int) -> timedelta:
    """How long what certainly was not sent waits for its next attempt."""
    return timedelta(seconds=min(2 ** min(attempt - 1, 9), 300))


def lane_rest(trouble: int) -> timedelta:
    """How long a lane rests after so many slices in a row that met nothing but trouble."""
    return timedelta(seconds=min(2 ** min(trouble - 1, 6), 60))


class Pace:
    """When the next slice of a lane may be taken, so that it keeps its messages a second.

    A turn that comes late by less than `SLACK` shortens the next rest: over time the pace is exact.
    What is later than that is lost, so that no second sees two seconds' messages.
    """

    SLACK = 0.25

    def __init__(self, now: float) -> None:
        self._next = now

    def rest(self, now: float) -> float:
        """Seconds until the next slice."""
        return max(self._next - now, 0.0)

    def took(self, count: int, a_second: int, now: float) -> None:
        """A slice of `count` messages was taken now, at a pace that Meta may change; 0 is none."""
        if a_second:
            self._next = max(self._next, now - self.SLACK) + count / a_second


class Outcome(StrEnum):
    """What the end of a post proves."""

    accepted = "accepted"
    failed = "failed"
    again = "again"
    """Certainly not sent, and worth a further attempt."""
    unknown = "unknown"
    """It may have arrived: never posted again by the machine."""


def outcome(
    answer: wire.Accepted | wire.Refused | wire.Unreadable | None, may_have_arrived: bool
) -> Outcome:
    """What an answer, or its absence, proves. Meta offers no idempotency key, so doubt is final.

    What certainly was not sent waits for as long as it takes: a throttle, a line that is down and a
    dead token are no fault of the message.
    """
    if answer is None:
        return Outcome.unknown if may_have_arrived else Outcome.again
    if isinstance(answer, wire.Accepted):
        return Outcome.accepted
    if isinstance(answer, wire.Unreadable) or not answer.error.proves_not_sent:
        return Outcome.unknown
    waits = answer.error.may_retry or answer.error.kind is Kind.credentials
    return Outcome.again if waits else Outcome.failed


def is_doubtful(unknown_at: datetime, last_webhook_at: datetime | None, after: timedelta) -> bool:
    """An unknown turns doubtful when its number's webhooks kept arriving for that long without it."""
    return last_webhook_at is not None and last_webhook_at >= unknown_at + after
