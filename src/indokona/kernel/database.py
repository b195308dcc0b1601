"""The doors to the data database.

A `Db` exists only for one organisation (or one user, or both) and only inside a transaction that
the kernel opened; it has no commit. It opens with one string, `BEGIN; SET LOCAL …`: one round
trip, and the form that Citus propagates. Row-level security stands behind it and fails closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from psycopg.errors import IdleInTransactionSessionTimeout
from psycopg.rows import args_row, class_row
from psycopg_pool import AsyncConnectionPool

from indokona.kernel import ids
from indokona.kernel.arrays import Packed, packed
from indokona.kernel.chain_heads import ChainHeads
from indokona.kernel.errors import Concurrent, Unavailable
from indokona.kernel.high_water import HighWater
from indokona.kernel.keyring import Keyring
from indokona.kernel.ledger import Ledger
from indokona.kernel.renewal import Renewal
from indokona.kernel.root import RootKey
from indokona.kernel.sealing import Indexes, Opener, Sealer

T = TypeVar("T")
Params = Sequence[object] | Mapping[str, object]
Connection = psycopg.AsyncConnection[Any]
Pool = AsyncConnectionPool[Connection]


class Db:
    """One organisation's rows, inside one transaction."""

    def __init__(
        self, connection: Connection, database: Database, organisation_id: UUID, user_id: UUID
    ) -> None:
        self._connection = connection
        self._database = database
        self.organisation_id = organisation_id
        self.user_id = user_id
        self._made: dict[str, Sealer] = {}
        self._indexes: Indexes | None = None
        self._opener = Opener(organisation_id, {})

    async def all(self, sql: str, params: Params = (), *, into: type[T]) -> list[T]:
        """Every row, each as an `into` (its fields are the columns, in any order)."""
        cursor = self._connection.cursor(row_factory=_row_of(into))
        await cursor.execute(_literal(sql), _bound(params), binary=True)
        return await cursor.fetchall()

    async def rows(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        """Every row as a tuple."""
        cursor = await self._connection.execute(_literal(sql), _bound(params), binary=True)
        await asyncio.sleep(0)  # see `run`
        return await cursor.fetchall()

    async def maybe(self, sql: str, params: Params = (), *, into: type[T]) -> T | None:
        """The one row, or None."""
        found = await self.all(sql, params, into=into)
        return found[0] if found else None

    async def value(self, sql: str, params: Params = ()) -> Any:
        """The first column of the first row, or None."""
        row = await (
            await self._connection.execute(_literal(sql), _bound(params), binary=True)
        ).fetchone()
        return row[0] if row else None

    async def run(self, sql: str, params: Params = ()) -> int:
        """Do a statement; returns how many rows it touched.

        A neighbour that waits for this connection sends its statement before the caller goes on
        computing, so that the server and this process work at the same time.
        """
        cursor = await self._connection.execute(_literal(sql), _bound(params))
        await asyncio.sleep(0)
        return cursor.rowcount

    async def insert_many(
        self,
        table: str,
        columns: Mapping[str, str],
        rows: Sequence[Sequence[object]],
        tail: str = "",
    ) -> int:
        """Insert many rows by `unnest` of arrays (COPY is refused under row-level security).

        `columns` maps each column to its PostgreSQL type; rows follow the same order. The
        organisation is added by itself. `tail` is e.g. an ON CONFLICT clause.
        """
        if not rows:
            return 0
        names = ", ".join(columns)
        casts = ", ".join(f"%b::{kind}[]" for kind in columns.values())
        sql = (
            f"insert into {table} (organisation_id, {names})"
            f" select %b, u.* from unnest({casts}) as u({names}) {tail}"
        )
        return await self.run(sql, [self.organisation_id, *columns_of(columns, rows)])

    async def also_for(self, user_id: UUID) -> None:
        """See a user's own rows too, from here to the end of this transaction."""
        await self.run(f"set local app.\"user\" = '{user_id}'")
        self.user_id = user_id

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that may fail (a unique race) without losing the transaction."""
        async with self._connection.transaction():
            yield

    async def sealer(self, kind: str, owners: Iterable[UUID]) -> Sealer:
        """Keys to seal for some owners of this organisation."""
        made, wanted = self._made.get(kind), set(owners)
        others = wanted if made is None else {one for one in wanted if not made.knows(one)}
        if made is not None and not others:
            return made
        found = await self._database.keyring.sealer(self.organisation_id, kind, others)
        return found if made is None else found.take_in(made)

    async def make_keys(self, kind: str, owners: Sequence[UUID]) -> Sealer:
        """Make the keys of new owners. Key first, row second: an orphan key is swept.

        Until this transaction ends nobody else knows these owners, so that a later `sealer` needs
        no second look at the keyring for them.
        """
        made = await self._database.keyring.make(self.organisation_id, kind, owners)
        self._made.setdefault(kind, made).take_in(made)
        return made

    async def opener(self, values: Iterable[bytes | None]) -> Opener:
        """Keys to open some sealed values of this organisation.

        Kept until this transaction ends, since one batch opens several values of each person.
        """
        missing = [one for one in values if one is not None and not self._opener.knows(one)]
        if missing:
            found = await self._database.keyring.opener(self.organisation_id, missing)
            self._opener.take_in(found)
        return self._opener

    async def indexes(self) -> Indexes:
        """The keyed indexes of this organisation, fetched once a transaction."""
        if self._indexes is None:
            self._indexes = await self._database.keyring.indexes(self.organisation_id)
        return self._indexes

    @property
    def keyring(self) -> Keyring:
        """The keyring, for founding and shredding."""
        return self._database.keyring

    @property
    def ledger(self) -> Ledger:
        """The ledger of no."""
        return self._database.ledger


class Database:
    """The pools of one process, and the units of work that they open."""

    def __init__(self, pools: Mapping[str, Pool], keys: Pool, root: RootKey) -> None:
        self._pools = pools
        self.keyring = Keyring(keys, root)
        self.ledger = Ledger(keys)
        self.high_water = HighWater(keys)
        self.chain_heads = ChainHeads(keys)
        self.weeks = Renewal(keys, root)

    @asynccontextmanager
    async def organisation(
        self,
        organisation_id: UUID,
        user_id: UUID = ids.NIL,
        *,
        role: str = "app",
        idle: timedelta | None = None,
    ) -> AsyncIterator[Db]:
        """One transaction on one organisation's rows; committed at the end, undone by any error.

        The server undoes it, and frees its locks, when nothing is asked within it for as long as `idle`.
        """
        async with self._work(role, organisation_id, user_id, idle) as connection:
            yield Db(connection, self, organisation_id, user_id)

    @asynccontextmanager
    async def user(self, user_id: UUID) -> AsyncIterator[Db]:
        """One transaction on a user's own rows."""
        async with self._work("app", ids.NIL, user_id) as connection:
            yield Db(connection, self, ids.PLATFORM, user_id)

    @asynccontextmanager
    async def platform(self, role: str = "app") -> AsyncIterator[Db]:
        """One transaction on tables without walls (cursors, blocks, rates), or of the scout."""
        async with self._work(role, ids.NIL, ids.NIL) as connection:
            yield Db(connection, self, ids.PLATFORM, ids.NIL)

    @asynccontextmanager
    async def glance(self, role: str = "scout") -> AsyncIterator[Db]:
        """A look at whether there is work, without a transaction: one statement, one round trip.

        Only for tables that this role may read without an organisation; every other has no setting
        to compare with here, and refuses.
        """
        async with self._lent(role) as connection:
            yield Db(connection, self, ids.PLATFORM, ids.NIL)

    @asynccontextmanager
    async def _work(
        self, role: str, organisation_id: UUID, user_id: UUID, idle: timedelta | None = None
    ) -> AsyncIterator[Connection]:
        opening = (
            f"begin; set local app.organisation = '{organisation_id}';"
            f" set local app.\"user\" = '{user_id}'"
        )
        if idle is not None:
            milliseconds = int(idle.total_seconds() * 1000)
            opening += f"; set local idle_in_transaction_session_timeout = {milliseconds}"
        async with self._lent(role, opening) as connection:
            yield connection
            await connection.execute("commit")

    @asynccontextmanager
    async def _lent(self, role: str, opening: str | None = None) -> AsyncIterator[Connection]:
        """A connection of the pool; what stands open at the end is undone."""
        try:
            connection = await _opened(self._pools[role], opening)
        except (psycopg.OperationalError, TimeoutError) as error:
            raise Unavailable from error
        try:
            yield connection
        except _RACES as error:
            raise Concurrent from error
        except (psycopg.OperationalError, IdleInTransactionSessionTimeout) as error:
            raise Unavailable from error
        finally:
            try:
                if not connection.closed and connection.info.transaction_status != _IDLE:
                    await connection.execute("rollback")
            finally:
                await self._pools[role].putconn(connection)


async def _opened(pool: Pool, opening: str | None) -> Connection:
    """A connection that answered. One that died with its server goes, and the next is asked.

    The opening itself is the question: a look at each connection first would cost a round trip.
    """
    while True:
        connection = await pool.getconn(timeout=10)
        if opening is None:
            return connection
        try:
            await connection.execute(_literal(opening))
        except psycopg.OperationalError:
            await pool.putconn(connection)
            if not connection.closed:
                raise
        except BaseException:
            await pool.putconn(connection)
            raise
        else:
            return connection


def _bound(params: Params) -> Params:
    """Parameters with lists of ids as whole arrays: psycopg asks each id for its type."""
    if isinstance(params, Mapping):
        return {name: _array(one) for name, one in params.items()}
    return [_array(one) for one in params]


def _array(value: object) -> object:
    is_ids = type(value) is list and value and type(value[0]) is UUID
    return packed("uuid", value) if is_ids else value  # type: ignore[arg-type]


def _row_of(into: type[T]) -> Any:
    """By place if the columns stand in the order of the fields, which costs half; else by name."""

    def maker(cursor: Any) -> Any:
        names = [column.name for column in cursor.description or ()]
        in_order = names == list(into.__annotations__)[: len(names)]
        return (args_row(into) if in_order else class_row(into))(cursor)

    return maker


def columns_of(
    columns: Mapping[str, str], rows: Sequence[Sequence[object]]
) -> list[Packed | list[Any]]:
    """Rows turned into one array a column, for `unnest`."""
    turned = zip(*rows, strict=True)
    return [packed(kind, column) for kind, column in zip(columns.values(), turned, strict=True)]


#: Two transactions met; the one that lost may simply be done again.
_RACES = (
    psycopg.errors.UniqueViolation,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)
_IDLE = psycopg.pq.TransactionStatus.IDLE


def _literal(sql: str) -> Any:
    # psycopg types SQL as a literal; ours is composed from constants in `store` files only, which
    # the house rule `external_ids` reads.
    return sql
