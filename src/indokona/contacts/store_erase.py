"""SQL of the sweep."""

from __future__ import annotations

from uuid import UUID

from indokona.kernel.database import Db

#: Children first; the contact's own row stays as a tombstone without any value in it.
_TABLES = ("attribute_value", "contact_tag", "identity")


async def sweep(db: Db, contact_id: UUID) -> dict[str, int]:
    """Delete a contact's rows."""
    counts = {}
    for table in _TABLES:
        counts[table] = await db.run(
            f"delete from {table} where organisation_id = %s and contact_id = %s",
            (db.organisation_id, contact_id),
        )
    counts["merge_proposal"] = await db.run(
        "delete from merge_proposal where organisation_id = %s and (contact_id = %s or other_id = %s)",
        (db.organisation_id, contact_id, contact_id),
    )
    counts["contact"] = await db.run(
        "update contact set name_sealed = null, tokens = '{}', row_digest = null, market = '', language = ''"
        " where organisation_id = %s and id = %s and fenced_at is not null",
        (db.organisation_id, contact_id),
    )
    return counts
