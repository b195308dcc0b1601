"""The turns of probes and what came of them; the operator is told by mail of one that did not pass."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from indokona.kernel import clock, ids
from indokona.kernel.database import Database
from indokona.kernel.egress import mail
from indokona.kernel.errors import Trouble
from indokona.privacy import probes, store_probes
from indokona.privacy.probes import Kind, Run

#: At most one mail a day of each kind.
QUIET = timedelta(hours=20)


class UnderWay(Trouble):
    """Another process runs this probe just now, or one that it must not meet."""


async def due(database: Database) -> list[str]:
    """Kinds whose turn has come and that nobody runs."""
    async with database.platform() as db:
        return await store_probes.due(db, clock.now())


@asynccontextmanager
async def turn(database: Database, kind: Kind) -> AsyncIterator[None]:
    """Run one kind, alone; raises `UnderWay`. Ended, it is due again after its pause; cancelled, it still is."""
    async with database.platform() as db:
        if not await store_probes.take(db, kind, clock.now()):
            raise UnderWay(f"The probe {' or '.join(kind.alone)} runs just now: wait for its end.")
    is_stopped = False
    try:
        yield
    except asyncio.CancelledError:
        is_stopped = True
        raise
    finally:
        async with database.platform() as db:
            if is_stopped:
                await store_probes.let_go(db, kind)
            else:
                await store_probes.give_back(db, kind, clock.now() + kind.every)


async def give_up(database: Database, kind: str) -> None:
    """A run was stopped on the way: nobody has the turn, and it is due as it was."""
    async with database.platform() as db:
        await store_probes.let_go(db, probes.named(kind))


async def tell(database: Database, kind: Kind, run: Run, operator_email: str) -> None:
    """Write down how a run ended, and tell the operator if it did not pass: at most one mail a day."""
    async with database.platform() as db:
        was_told = await store_probes.has_failed_since(db, kind, clock.now() - QUIET)
        await store_probes.insert(db, run)
    if run.passed == 0 and operator_email and not was_told:
        async with database.organisation(ids.PLATFORM) as db:
            await mail.send_later(db, "probe", operator_email, *_letter(run))


def _letter(run: Run) -> tuple[str, str]:
    faults = "\n".join(f"  {line}" for line in probes.lines(run.faults))
    return (
        f"INDOKONA: the probe {run.kind} did not pass",
        f"The probe {run.kind} of {run.started_at:%Y-%m-%d %H:%M} UTC found that a promise does not hold here:\n\n"
        f"{faults}\n\nThe page /proof shows it to everybody. The operator's manual says under Probes what to do."
        f" After mending: indokona probe {run.kind}\n",
    )
