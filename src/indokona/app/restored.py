"""An older copy of the data was put back: what waits in it may have been sent since.

Nobody is written to twice: campaigns wait for a person, other messages are refused with a reason.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from indokona.campaigns.actions import run
from indokona.consent.actions import withdraw
from indokona.kernel import log
from indokona.kernel.database import Database
from indokona.kernel.errors import Trouble
from indokona.messaging.actions import lanes, send

LOG = log.get("restored")


class OlderKeyring(Trouble):
    """The keyring is an older copy than the data: what people refused since then is not in it."""


async def refuse_older_keyring(database: Database) -> None:
    """Raise `OlderKeyring` if the data have applied a no that the keyring does not know."""
    async with database.platform("scout") as scout:
        applied = max((await withdraw.applied(scout)).values(), default=0)
    newest = await database.ledger.newest()
    if applied > newest:
        raise OlderKeyring(
            f"The keyring is older than the data: they know no {applied} of the ledger, it ends at {newest}."
            " Bring back a younger copy of the keyring. Without one, `indokona restore` with"
            " --accept-older-keyring goes on: opt-outs and erasures between the two are forgotten there."
        )


async def hold(database: Database) -> int:
    """Hold what every organisation has waiting whose data are behind; returns how many there were.

    Several processes may ask at once; one does it, and the others find it done.
    """
    async with database.platform("scout") as scout:
        reached = await lanes.marks(scout)
    behind: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for (organisation_id, number_id), mark in (await database.high_water.marks()).items():
        if mark > reached.get((organisation_id, number_id), 0):
            behind[organisation_id][number_id] = mark
    return sum([await _hold(database, one, marks) for one, marks in behind.items()])


async def _hold(database: Database, organisation_id: UUID, marks: dict[UUID, int]) -> bool:
    async with database.organisation(organisation_id) as db:
        if not await lanes.catch_up(db, marks):
            return False
        campaigns = await run.hold_all(db)
        count = await send.refuse_waiting(db)
        LOG.warning("held", organisation_id=organisation_id, count=count + campaigns)
        return True
