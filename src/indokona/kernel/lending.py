"""Connections of the keyring's pool, with its troubles in our words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg.errors import IdleInTransactionSessionTimeout
from psycopg_pool import AsyncConnectionPool

from indokona.kernel.errors import Unavailable


@asynccontextmanager
async def lent(pool: AsyncConnectionPool[Any]) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A connection while the block runs; a server that is away is `Unavailable`."""
    try:
        async with pool.connection() as connection:
            yield connection
    except (psycopg.OperationalError, IdleInTransactionSessionTimeout) as error:
        raise Unavailable from error
