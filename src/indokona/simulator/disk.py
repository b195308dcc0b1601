"""The simulator's own file: things as JSON, messages and files as rows.

Writes are gathered and committed together, at most 30 ms later, in another thread. `settled`
waits for the commit that holds everything written so far: whoever must not lose anything awaits it
before answering. A killed process loses at most what was not settled (SQLite in WAL mode).
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from indokona.simulator.world import KINDS, Thing

GATHER_SECONDS: Final = 0.03

_SCHEMA = """
CREATE TABLE IF NOT EXISTS thing (kind TEXT, id TEXT, body BLOB, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS content (id TEXT PRIMARY KEY, bytes BLOB);
CREATE TABLE IF NOT EXISTS message (
  seq INTEGER PRIMARY KEY, wamid TEXT, number_id TEXT, person TEXT, inbound INTEGER,
  callback TEXT, at REAL, kind TEXT, body BLOB, category TEXT, price_type TEXT,
  sent_at REAL, delivered_at REAL, read_at REAL, failed_at REAL, error INTEGER, done INTEGER);
CREATE INDEX IF NOT EXISTS message_inbound ON message (wamid) WHERE inbound = 1;
CREATE INDEX IF NOT EXISTS message_chat ON message (number_id, person);
CREATE INDEX IF NOT EXISTS message_callback ON message (callback);
"""

PUT = "INSERT OR REPLACE INTO thing VALUES (?, ?, ?)"
DROP = "DELETE FROM thing WHERE kind = ? AND id = ?"
PUT_CONTENT = "INSERT OR REPLACE INTO content VALUES (?, ?)"
DROP_CONTENT = "DELETE FROM content WHERE id = ?"
_COLUMNS = ", ".join(f"value ->> {column}" for column in range(17))
ADD_MESSAGE = f"INSERT INTO message SELECT {_COLUMNS} FROM json_each(?)"
DONE = "UPDATE message SET done = 1 WHERE seq IN (SELECT value ->> 0 FROM json_each(?))"
_IN_ONE = (ADD_MESSAGE, DONE)
"""Statements that take all their rows as one JSON array: a single step without Python's lock, so
that the writer's thread does not slow the loop."""
READ_BY_BUSINESS = "UPDATE message SET read_at = ? WHERE wamid = ? AND inbound = 1"

Row = tuple[Any, ...]


class Disk:
    """One SQLite file with one writer."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = self._open(path)
        self._writer.executescript(_SCHEMA)
        self._reader = self._open(path)
        self._rows: list[tuple[str, Row]] = []
        self._waiting: list[asyncio.Future[None]] = []
        newest = self._writer.execute("SELECT max(seq) FROM message").fetchone()[0]
        self._next = itertools.count((newest or 0) + 1)
        self._dirty = asyncio.Event()
        self._urgent = asyncio.Event()
        self._committing = False
        self._task: asyncio.Task[None] | None = None

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def start(self) -> None:
        self._task = asyncio.create_task(self._write_forever())

    async def close(self) -> None:
        """Write what is left and close the file."""
        if self._task is not None:
            await self.settled()
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._commit(self._rows)
        self._reader.close()
        self._writer.close()

    def next_seq(self) -> int:
        """The place of the next message."""
        return next(self._next)

    def write(self, statement: str, row: Row) -> None:
        """Queue a write; it is on disk after the next `settled`, or 30 ms later by itself."""
        self._rows.append((statement, row))
        self._dirty.set()

    def put(self, thing: Thing) -> None:
        """Queue a thing's present state."""
        self.write(PUT, (type(thing).__name__, thing.id, msgspec.json.encode(thing)))

    def drop(self, thing: Thing) -> None:
        self.write(DROP, (type(thing).__name__, thing.id))

    async def settled(self) -> None:
        """Return when everything written before this call is committed."""
        if not self._rows and not self._committing:
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(done)
        self._dirty.set()
        self._urgent.set()
        await done

    async def read(self, query: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Rows of a query that sees every write so far."""
        await self.settled()
        return self._reader.execute(query, parameters).fetchall()

    def things(self) -> list[Thing]:
        """Everything that was kept, for the start."""
        rows = self._reader.execute("SELECT kind, body FROM thing").fetchall()
        known = [(KINDS[kind], body) for kind, body in rows if kind in KINDS]
        return [msgspec.json.decode(body, type=kind) for kind, body in known]

    def rows(self, query: str) -> list[Row]:
        """Rows of a query at the start, before anything is written."""
        return self._reader.execute(query).fetchall()

    def clear(self) -> None:
        """Queue forgetting everything."""
        for statement in ("DELETE FROM thing", "DELETE FROM content", "DELETE FROM message"):
            self.write(statement, ())

    async def _write_forever(self) -> None:
        while True:
            await self._dirty.wait()
            if not self._urgent.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._urgent.wait(), GATHER_SECONDS)
            self._dirty.clear()
            self._urgent.clear()
            rows, self._rows = self._rows, []
            waiting, self._waiting = self._waiting, []
            self._committing = True
            trouble = await asyncio.to_thread(self._try_commit, rows)
            self._committing = False
            for done in waiting:
                if done.done():
                    continue
                if trouble is None:
                    done.set_result(None)
                else:
                    done.set_exception(trouble)

    def _try_commit(self, rows: list[tuple[str, Row]]) -> sqlite3.Error | None:
        """Commit; trouble goes to those who wait, the next batch gets its own chance."""
        try:
            self._commit(rows)
        except sqlite3.Error as trouble:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            return trouble
        return None

    def _commit(self, rows: list[tuple[str, Row]]) -> None:
        if not rows:
            return
        self._writer.execute("BEGIN IMMEDIATE")
        for statement, group in itertools.groupby(rows, key=lambda pair: pair[0]):
            rows_of = [row for _, row in group]
            if statement in _IN_ONE:
                self._writer.execute(statement, (msgspec.json.encode(rows_of).decode(),))
            else:
                self._writer.executemany(statement, rows_of)
        self._writer.execute("COMMIT")
