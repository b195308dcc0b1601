"""Pure decisions of consent: purposes, which words are orders, and what a person's wishes mean now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from indokona.consent.facts import Wish
from indokona.consent.words import MOST as MOST
from indokona.consent.words import act_of as act_of
from indokona.consent.words import fold as fold
from indokona.consent.words import mentions_stop as mentions_stop
from indokona.consent.words import said as said

MARKETING, UTILITY, AUTHENTICATION, SERVICE = "marketing", "utility", "authentication", "service"
PURPOSES = (MARKETING, UTILITY, AUTHENTICATION)

#: STOP withdraws everything but the codes a person asks for at a login form.
STOPPED_BY_STOP = (MARKETING, UTILITY)

#: What a person may tune: a code that they ask for comes when they ask.
TUNABLE = STOPPED_BY_STOP
#: Over which a person's "at most so many" counts.
WEEK = timedelta(days=7)

#: Why a purpose has no consent that holds, by the kind of the no that stands.
_NOES = {"opt_out": "consent.withdrawn", "suspended": "consent.suspended"}

#: How a purpose stands where it may not be written for, by the same codes.
STATES = {
    "consent.withdrawn": "withdrawn", "consent.suspended": "suspended", "consent.expired": "expired",
    "consent.missing": "none",
}  # fmt: skip


def why_not(no: str | None, was_live: bool) -> str:
    """The code of a refusal: the no that stands (its kind), an end that has passed, or nothing at all."""
    if no in _NOES:
        return _NOES[no]
    return "consent.expired" if was_live and no is None else "consent.missing"


def ends_at(at: datetime, days: int | None) -> datetime | None:
    """When a consent that was given then ends, if its purpose has a term."""
    return at + timedelta(days=days) if days is not None else None


def earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """The earlier end of two, where None is no end: what was promised, and what holds now."""
    ends = [end for end in (one, other) if end is not None]
    return min(ends) if ends else None


def quiet_until(wish: Wish, at: datetime) -> datetime | None:
    """When a person's quiet hours end, if that moment falls into them; by their wall clock.

    From is inside, to is outside; hours may go over midnight. An hour that the clock skips or has
    twice (summer time) ends when the wall clock first shows its end.
    """
    if wish.quiet_from is None or wish.quiet_to is None:
        return None
    zone = ZoneInfo(wish.zone)
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    if not _is_within(minute, wish.quiet_from, wish.quiet_to):
        return None
    day = local.date() + timedelta(days=1 if minute >= wish.quiet_to else 0)
    hour, rest = divmod(wish.quiet_to, 60)
    end = datetime(day.year, day.month, day.day, hour, rest, tzinfo=zone).astimezone(UTC)
    return max(end, at + timedelta(minutes=1))


def _is_within(minute: int, start: int, end: int) -> bool:
    return start <= minute < end if start < end else minute >= start or minute < end


def spelled(wish: Wish) -> str:
    """A wish in words, as evidence."""
    parts = []
    if wish.quiet_from is not None and wish.quiet_to is not None:
        parts.append(f"quiet {_clock(wish.quiet_from)}-{_clock(wish.quiet_to)} {wish.zone}")
    if wish.most is not None:
        parts.append(f"at most {wish.most} a week")
    return ", ".join(parts) or "no limits"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
