"""Pure decisions of the rights desk: what stays although a person is erased, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from indokona.privacy.duties import Duty

#: What can be held: the slices with rows of persons.
CLASSES = ("contacts", "consent", "messaging", "inbox")
MOST_DAYS = 3653


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold as it was placed: of one contact, or of all; `classes` empty means every kind of row."""

    id: UUID
    contact_id: UUID | None
    classes: list[str]
    reason: str
    source: str
    made_by: UUID
    made_at: datetime
    ends_at: datetime
    released_at: datetime | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of one class that stay, why, on what ground, and until when."""

    what: str
    reason: str
    source: str
    until: datetime


def stands(hold: Hold, now: datetime) -> bool:
    """Whether a hold is in force."""
    return hold.released_at is None and hold.ends_at > now


def kept(
    holds: Sequence[Hold],
    duties: Sequence[Duty],
    contact_id: UUID,
    asked_at: datetime,
    now: datetime,
) -> list[Kept]:
    """What of a contact stays now: of several grounds for one class the latest counts."""
    found: dict[str, Kept] = {}
    for one in _grounds(holds, duties, contact_id, asked_at, now):
        known = found.get(one.what)
        if known is None or known.until < one.until:
            found[one.what] = one
    return [found[name] for name in CLASSES if name in found]


def _grounds(
    holds: Sequence[Hold],
    duties: Sequence[Duty],
    contact_id: UUID,
    asked_at: datetime,
    now: datetime,
) -> list[Kept]:
    grounds = [
        Kept(name, hold.reason, hold.source, hold.ends_at)
        for hold in holds
        if stands(hold, now) and hold.contact_id in (None, contact_id)
        for name in hold.classes or CLASSES
    ]
    return grounds + [
        Kept(name, duty.reason, duty.source, asked_at + duty.lasts)
        for duty in duties
        if asked_at + duty.lasts > now
        for name in duty.classes
    ]
