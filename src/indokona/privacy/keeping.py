"""How long each kind of data is kept: the defaults of the inventory, what may be chosen, and its law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from indokona.kernel.datamap import Keep
from indokona.privacy.duties import Duty
from indokona.privacy.errors import (
    RetentionBound,
    RetentionHeld,
    RetentionTooLong,
    RetentionTooShort,
)

#: Content of an organisation that keeps none goes as soon as it was delivered or read, and at the
#: latest when the window in which a person may be answered is over.
WINDOW = timedelta(hours=24)
#: Proofs (consents, receipts, requests) are kept so long after what they prove is over.
PROOFS = timedelta(days=1096)
#: A run that is older than this is missing.
LATE = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Clock:
    """A kind of data: its default in days, what may be chosen, and why not less."""

    name: Keep
    days: int
    least: int
    most: int
    law: str | None = None

    @property
    def is_chosen(self) -> bool:
        """Whether an organisation may choose."""
        return self.least < self.most


CLOCKS: Mapping[Keep, Clock] = {
    one.name: one
    for one in (
        Clock(Keep.content, 90, 0, 3650),
        Clock(Keep.contact, 730, 30, 3650),
        Clock(Keep.metadata, 395, 30, 3650),
        Clock(Keep.security, 365, 365, 3650, "India, DPDP Rules 2025, rule 6(1)(e): logs of access for one year"),
        Clock(Keep.session, 30, 30, 30),
        Clock(Keep.queue, 3, 3, 3),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A hold in force: of one contact or of all (None), of some slices or of all (empty)."""

    contact_id: object
    classes: Sequence[str]
    ends_at: datetime

    def reaches(self, slice_: str) -> bool:
        """Whether it is about rows of this slice."""
        return not self.classes or slice_ in self.classes


def check(
    clock: Clock,
    days: int,
    holds: Sequence[Held],
    duty: Duty | None,
    slices: Sequence[str],
    now: datetime,
) -> None:
    """Refuse what a law, a duty, a hold or sense forbids; `slices` have rows of this kind."""
    if days < clock.least:
        raise RetentionTooShort(clock.law, least=clock.least)
    if days > clock.most:
        raise RetentionTooLong(most=clock.most)
    if duty is not None and days < duty.lasts.days:
        raise RetentionBound(
            f"{duty.reason} {duty.source}", duty=duty.id, least=duty.lasts.days,
            kept_until=(now + duty.lasts).date().isoformat(),
            duty_ends=duty.ends.isoformat() if duty.ends else None,
        )  # fmt: skip
    whole = [one for one in holds if one.contact_id is None and any(map(one.reaches, slices))]
    end = max((one.ends_at for one in whole), default=now)
    if now + timedelta(days=days) < end:
        raise RetentionHeld(held_until=end.isoformat(), least=(end - now).days + 1)


def before(clock: Clock, days: int, duty: Duty | None, now: datetime) -> datetime:
    """Rows from before this moment are past their time; what a duty keeps is not."""
    wait = timedelta(days=days)
    if clock.name is Keep.content:
        wait = max(wait, WINDOW)
    return now - (max(wait, duty.lasts) if duty else wait)
