"""Opening the pools of a process: addresses, roles and passwords of one installation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg_pool import AsyncConnectionPool

from indokona.kernel.database import Database
from indokona.kernel.root import RootKey
from indokona.kernel.tenancy import PREFIX


@dataclass(frozen=True, slots=True)
class Addresses:
    """Owner's addresses of the two databases; every other role's is made from them."""

    data: str
    keyring: str

    def of(self, role: str, root: RootKey) -> str:
        """The data database's address for one role."""
        return _as_role(self.data, role, root)

    def keys(self, root: RootKey) -> str:
        """The keyring's address for the processes that serve."""
        return _as_role(self.keyring, "keys", root)


def _as_role(address: str, role: str, root: RootKey) -> str:
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    who = f"{PREFIX}{role}:{quote(root.password(role))}"
    return urlunsplit(parts._replace(netloc=f"{who}@{host}"))


def in_database(address: str, name: str) -> str:
    """The same server and role, in another database."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


@asynccontextmanager
async def open_database(
    addresses: Addresses,
    root: RootKey,
    *,
    size: int,
    roles: Iterable[str] = ("app", "intake", "scout"),
) -> AsyncIterator[Database]:
    """The pools of this process; closed at the end."""
    async with AsyncExitStack() as stack:
        pools = {
            role: await stack.enter_async_context(
                _pool(addresses.of(role, root), size if role == "app" else 2, asks=False)
            )
            for role in roles
        }
        keys = await stack.enter_async_context(_pool(addresses.keys(root), max(2, size // 2)))
        yield Database(pools, keys, root)


@asynccontextmanager
async def open_operator(address: str, root: RootKey) -> AsyncIterator[Database]:
    """The operator's realm: one role, and no keyring behind it, so nothing sealed can be opened."""
    async with _pool(_as_role(address, "operator", root), 2) as pool:
        yield Database({"operator": pool}, pool, root)


@asynccontextmanager
async def _pool(
    address: str, size: int, *, asks: bool = True
) -> AsyncIterator[AsyncConnectionPool[Any]]:
    """`asks` looks at a connection before it lends it; `Database` finds out as it opens its work."""
    pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
        address,
        min_size=1,
        max_size=size,
        open=False,
        kwargs={"autocommit": True, "prepare_threshold": None},
        check=AsyncConnectionPool.check_connection if asks else None,
        configure=_configure,
        max_idle=60,
    )
    await pool.open(wait=True, timeout=20)
    try:
        yield pool
    finally:
        await asyncio.shield(pool.close(timeout=2))


#: Who stands still inside a transaction, or vanished with its machine, keeps its locks no longer than
#: this; no call out or wait for a connection within one takes so long.
_LONGEST_IDLE = "set idle_in_transaction_session_timeout = '60s'"


#: How often a connection is asked the same before it prepares it; the server plans some more times, and
#: then keeps a plan. A slice of 80 messages has thirty statements, and planning was more than half of
#: what they cost.
_PREPARED_FROM = 5


async def _configure(connection: psycopg.AsyncConnection[Any]) -> None:
    await connection.execute(_LONGEST_IDLE)
    if await _is_direct(connection):
        connection.prepare_threshold = _PREPARED_FROM


async def _is_direct(connection: psycopg.AsyncConnection[Any]) -> bool:
    """Whether the server itself answers. A pooler hands each transaction to another session, which knows
    nothing of what was prepared in the last one; it also names itself instead of the session."""
    found = await connection.execute("select pg_backend_pid()")
    return await found.fetchone() == (connection.info.backend_pid,)


def owner(address: str) -> psycopg.Connection[Any]:
    """A connection of the owner, for migrations and catalogue checks only."""
    return psycopg.connect(address, autocommit=True)
