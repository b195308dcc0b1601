"""What belongs into whose package: every kind of record, by name, in order."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple
from uuid import UUID

from indokona.kernel.database import Db
from indokona.kernel.egress.register import processors
from indokona.kernel.exports import PAGE, Page, Reader, Record, at_once
from indokona.privacy.actions import reading
from indokona.privacy.hooks import HOOKS


class Part(NamedTuple):
    """A kind of records: its name in the package, and its reader."""

    name: str
    read: Reader


def of_contact() -> Sequence[Part]:
    """What a contact is given: what the slices hold, who received it, and who looked at it."""
    held = [
        Part(f"{slice_.NAME}.{kind}", read)
        for slice_ in HOOKS.slices
        for kind, read in slice_.EXPORTS.items()
    ]
    return [
        *held, Part("recipients", at_once(_recipients)), Part("disclosures", at_once(_disclosed)),
        Part("views", _Views().read),
    ]  # fmt: skip


async def _recipients(db: Db, _contact_id: UUID) -> AsyncIterator[Record]:
    for p in await processors(db):
        yield {"name": p.name, "purpose": p.purpose, "categories": p.categories, "region": p.region}


async def _disclosed(db: Db, contact_id: UUID) -> AsyncIterator[Record]:
    for one in await reading.disclosed(db, contact_id):
        yield one


class _Views:
    """Who saw the person's data; numbers keep members apart over all pages."""

    def __init__(self) -> None:
        self._numbers: dict[UUID, int] = {}

    async def read(self, db: Db, contact_id: UUID, after: UUID | None) -> Page:
        found = await reading.seen(db, contact_id, PAGE + 1, after)
        views = found[:PAGE]
        told = reading.for_the_person(views, self._numbers)
        return Page(told, views[-1].id if len(found) > PAGE else None)
