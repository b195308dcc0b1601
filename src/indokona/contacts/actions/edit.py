"""A member changes what is known of a contact."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from indokona.contacts import store, store_groups
from indokona.contacts.actions import show
from indokona.contacts.actions.upsert import value_row
from indokona.contacts.errors import UnknownField
from indokona.kernel import audit, clock, keyring
from indokona.kernel.audit import Actor
from indokona.kernel.database import Db


async def edit(
    db: Db,
    actor: Actor,
    contact_id: UUID,
    *,
    name: str | None,
    language: str,
    attributes: Mapping[str, str | None],
) -> None:
    """Name and language as they shall be; of the attributes those named, None takes a value away."""
    await show.one(db, contact_id)
    indexes, sealer = await db.indexes(), await db.sealer(keyring.CONTACT, [contact_id])
    defined = {one.name: one for one in await store_groups.attributes(db)}
    if unknown := sorted(attributes.keys() - defined.keys()):
        raise UnknownField(attributes=unknown)
    sealed = sealer.seal(contact_id, "contact.name", contact_id, name) if name else None
    words = indexes.words(name) if name else []
    await store.edit(db, contact_id, sealed, words, language, clock.now())
    rows = [
        value_row(contact_id, defined[key], value, sealer, indexes)
        for key, value in attributes.items()
        if value
    ]
    await store_groups.upsert_values(db, rows)
    gone = [defined[key].id for key, value in attributes.items() if not value]
    await store_groups.delete_values(db, contact_id, gone)
    await audit.record(db, actor, "contact.edited", "contact", contact_id)


async def speak(db: Db, contact_id: UUID, language: str) -> None:
    """A person chose the language in which they are written to; whoever calls keeps the evidence."""
    await store.set_language(db, contact_id, language)
