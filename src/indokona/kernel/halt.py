"""The platform's kill switch: while it is thrown, nothing is taken to be sent, for anybody."""

from __future__ import annotations

from indokona.kernel import clock
from indokona.kernel.database import Db


async def is_thrown(db: Db) -> bool:
    """Whether nothing may leave."""
    return bool(await db.value("select exists (select 1 from halt)"))


async def throw(db: Db) -> bool:
    """Nothing leaves from the next slice on; False if it was thrown already. Operators only."""
    return bool(
        await db.run(
            "insert into halt (name, since) values ('sending', %s) on conflict do nothing",
            (clock.now(),),
        )
    )


async def release(db: Db) -> bool:
    """Everything goes on; False if it was not thrown."""
    return bool(await db.run("delete from halt"))
