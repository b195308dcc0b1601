"""Routes of retention: clocks, a dry run, and how the last run went."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter

from indokona.kernel import clock
from indokona.kernel.datamap import Keep
from indokona.kernel.edge import EdgeRoute, TenantDb, Who, may
from indokona.privacy.actions import retention
from indokona.privacy.keeping import CLOCKS, LATE
from indokona.privacy.schemas_retention import (
    Choose,
    ClockOut,
    DueOut,
    RetentionOut,
    RunOut,
    Wish,
)

router = APIRouter(prefix="/api/retention", tags=["retention"], route_class=EdgeRoute)

Chosen = Literal["content", "contact", "metadata", "security"]


@router.get("", **may("privacy.read"))
async def show_retention(db: TenantDb) -> RetentionOut:
    """How long each kind of data is kept, the oldest there is, and the last run."""
    now = clock.now()
    planned, oldest = await retention.plan(db, now), await retention.oldest(db)
    last = await retention.newest(db)
    clocks = [
        ClockOut(
            data_class=name, days=planned.longest(name), default_days=one.days, most=one.most,
            least=bound.days, law=bound.law, oldest_at=oldest.get(name),
        )
        for name, one in CLOCKS.items()
        for bound in [planned.bound(one)]
    ]  # fmt: skip
    return RetentionOut(
        clocks=clocks, last_run=RunOut.of(last) if last else None, holds=len(planned.holds),
        is_late=last is not None and (last.problem is not None or last.began_at < now - LATE),
    )  # fmt: skip


@router.put("/{data_class}", status_code=204, **may("privacy.write"))
async def choose_retention(data_class: Chosen, body: Choose, db: TenantDb, who: Who) -> None:
    """Keep a kind of data so many days from now on; the next night's run goes by it."""
    await retention.choose(db, who, Keep(data_class), body.days, understood=body.understood)


@router.post("/dry-run", **may("privacy.read"))
async def try_retention(body: Wish, db: TenantDb) -> list[DueOut]:
    """What a run would delete or empty now, with the clocks as they are or as you try; nothing changes."""
    return [DueOut.of(one) for one in await retention.dry_run(db, body.clocks())]
