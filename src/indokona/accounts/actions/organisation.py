"""The organisation as its members see it."""

from __future__ import annotations

from typing import cast

from indokona.accounts import store
from indokona.accounts.facts import Organisation
from indokona.kernel.database import Db
from indokona.kernel.errors import NotFound


async def show(db: Db) -> Organisation:
    """The organisation of this transaction."""
    row = await store.organisation(db)
    if row is None:
        raise NotFound
    name_sealed = cast(bytes, row[0])
    opener = await db.opener([name_sealed])
    name = opener.text(name_sealed, "organisation.name", db.organisation_id) or ""
    return Organisation(db.organisation_id, name, *(str(value) for value in row[1:6]))


async def default_country(db: Db) -> str:
    """The country that a phone number without a country code is read in."""
    row = await store.organisation(db)
    return str(row[4]) if row else "IN"
