"""What is past its time of logins: sessions that ended, codes, and entries of the security log."""

from __future__ import annotations

from datetime import timedelta

from indokona.accounts import store_log
from indokona.accounts.actions import sign_in
from indokona.kernel import clock
from indokona.kernel.database import Database

#: An ended session stays so long, for whoever looks who was signed in.
SESSIONS_STAY = timedelta(days=30)


async def forget(database: Database) -> int:
    """Let go of what is past its time, login by login; returns how many logins that were."""
    now = clock.now()
    before = now - SESSIONS_STAY
    async with database.platform("scout") as scout:
        due = await store_log.due_users(scout, now, before)
    for user_id in due:
        async with database.user(user_id) as db:
            await sign_in.forget_keys(db, await store_log.forget(db, now, before))
    return len(due)
