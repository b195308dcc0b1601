"""The organisation as its members see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from indokona.accounts import rules, store, store_members
from indokona.accounts.facts import Membership, Organisation
from indokona.kernel import audit, keyring
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.kernel.errors import NotFound


async def show(db: Db) -> Organisation:
    """The organisation of this transaction."""
    row = await store.organisation(db)
    if row is None:
        raise NotFound
    name_sealed = cast(bytes, row[0])
    opener = await db.opener([name_sealed])
    name = opener.text(name_sealed, "organisation.name", db.organisation_id) or ""
    return Organisation(db.organisation_id, name, *(str(value) for value in row[1:7]))


async def default_country(db: Db) -> str:
    """The country that a phone number without a country code is read in."""
    row = await store.organisation(db)
    return str(row[4]) if row else "IN"


async def sends_utility_again(db: Db) -> bool:
    """Whether a utility message whose outcome nobody knows is sent once more by itself."""
    row = await store.organisation(db)
    return row is not None and row[6] == rules.ONCE


async def change(db: Db, who: Caller, settings: Mapping[str, str]) -> None:
    """Change the settings that are named; the audit row names them too, never a value."""
    for name, value in settings.items():
        rules.check_setting(name, value)
    if not settings:
        return
    values: dict[str, object] = {key: settings[key] for key in settings if key != "name"}
    if "name" in settings:
        own = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
        values["name_sealed"] = own.seal(
            db.organisation_id, "organisation.name", db.organisation_id, settings["name"]
        )
    await store.change_organisation(db, values)
    changed = ", ".join(sorted(settings))
    await audit.record(
        db, who.actor, "organisation.changed", "organisation", db.organisation_id, changed
    )


async def is_suspended(db: Db) -> bool:
    """Whether the operator has suspended this organisation, or it has left: the gate asks at the moment
    of sending."""
    return await store.is_shut(db)


async def memberships(database: Database, user_id: UUID) -> list[Membership]:
    """The organisations a person belongs to, oldest membership first."""
    async with database.user(user_id) as db:
        rows = await store_members.memberships(db, user_id)
    found = []
    for organisation_id, role in rows:
        async with database.organisation(organisation_id, user_id) as db:
            suspended = await is_suspended(db)
            found.append(Membership(organisation_id, (await show(db)).name, role, suspended))
    return found
