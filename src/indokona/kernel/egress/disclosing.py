"""What of whom goes to which processor, and why: said by every caller, checked, and written down.

A message is not written down here: its own row is the record that it went to Meta.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from indokona.kernel import clock, ids
from indokona.kernel.database import Db
from indokona.kernel.datamap import Category
from indokona.kernel.egress.register import Register


@dataclass(frozen=True, slots=True)
class About:
    """Whose data go: a contact or a user of an organisation."""

    organisation_id: UUID
    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Carried:
    """What a call out carries: kinds of personal data, for what, and about whom."""

    purpose: str
    categories: tuple[Category, ...] = ()
    about: About | None = None


#: No person's data are in it.
NOTHING: Final = Carried("run the service")
#: What a message is: who gets it, and what it says.
MESSAGE: Final = (Category.contact, Category.content)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Data of a person went to a processor."""

    processor: str
    purpose: str
    categories: list[str]
    at: datetime


async def tell(register: Register, url: str, carried: Carried) -> None:
    """Ask the register, and write down what goes, before it goes."""
    processor = await register.check(url, carried.categories)
    if carried.about is None or not carried.categories:
        return
    async with register.database.organisation(carried.about.organisation_id) as db:
        await _insert(db, processor, carried, carried.about)


async def _insert(db: Db, processor: str, carried: Carried, about: About) -> None:
    await db.run(
        "insert into disclosure (organisation_id, id, processor, purpose, categories, subject_kind, subject_id, at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (
            db.organisation_id, ids.new(), processor, carried.purpose, list(carried.categories),
            about.kind, about.id, clock.now(),
        ),
    )  # fmt: skip


async def of(db: Db, subject_ids: Sequence[UUID]) -> list[Disclosure]:
    """What went of some persons, oldest first."""
    return await db.all(
        "select processor, purpose, categories, at from disclosure"
        " where organisation_id = %s and subject_id = any(%s) order by id",
        (db.organisation_id, list(subject_ids)),
        into=Disclosure,
    )
