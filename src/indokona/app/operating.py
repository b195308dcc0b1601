"""The acts behind `indokona operator …`, each on a running database."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

import psycopg

from indokona.app import clusters
from indokona.kernel import root, wired
from indokona.kernel.database import Database
from indokona.kernel.errors import Refusal, Trouble
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.operators import actions

Act = Callable[[Database, argparse.Namespace], Awaitable[Any]]


def run(verb: str, asked: argparse.Namespace) -> int:
    """Do one command and print what it tells; trouble is one line."""
    names = ("data", "database_url")
    given = {name: getattr(asked, name) for name in names if getattr(asked, name) is not None}
    settings = Settings(**given)
    try:
        told = asyncio.run(
            _act(_address(settings, key := root.load(settings)), key, asked, ACTS[verb])
        )
    except Refusal as error:
        raise Trouble(error.detail or error.title) from None
    for line in _lines(told, as_json=asked.json):
        print(line)  # noqa: T201
    return 0


def _address(settings: Settings, key: RootKey) -> str:
    """The database's address, tried once: a pool would wait for one that is not there."""
    url, running = settings.database_url, clusters.addresses_of_running(settings, key)
    address = url.get_secret_value() if url else running.data if running else None
    if address is None:
        raise Trouble(f"No installation runs in {settings.data}: start it with `indokona up`.")
    try:
        operator = wired.Addresses(address, "").of(actions.ROLE, key)
        psycopg.connect(operator, connect_timeout=5).close()
    except psycopg.Error:
        raise Trouble("The database does not answer under this address.") from None
    return address


async def _act(address: str, key: RootKey, asked: argparse.Namespace, act: Act) -> Any:
    async with wired.open_operator(address, key) as database:
        return await act(database, asked)


def _lines(told: Any, *, as_json: bool) -> Iterable[str]:
    """One line a row: the values with tabs, or one JSON array."""
    rows = [asdict(row) for row in told] if isinstance(told, list) else [told]
    if as_json:
        yield json.dumps(rows, default=str)
        return
    for row in rows:
        yield "\t".join(_word(value) for value in row.values()) if isinstance(row, dict) else row


def _word(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "-" if value is None else str(value)


def _organisation(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Trouble(f"{text!r} is not the id of an organisation.") from None


async def _add(database: Database, asked: argparse.Namespace) -> str:
    return f"operator {(await actions.add(database, asked.name)).name} is registered"


async def _end(database: Database, asked: argparse.Namespace) -> str:
    await actions.end(database, asked.name)
    return f"operator {asked.name} has ended"


async def _list(database: Database, _asked: argparse.Namespace) -> Any:
    return await actions.every(database)


async def _organisations(database: Database, _asked: argparse.Namespace) -> Any:
    return await actions.organisations(database)


async def _suspend(database: Database, asked: argparse.Namespace) -> str:
    where = _organisation(asked.organisation)
    await actions.suspend(database, asked.acting, where, asked.reason)
    return f"organisation {where} is suspended"


async def _release(database: Database, asked: argparse.Namespace) -> str:
    where = _organisation(asked.organisation)
    await actions.release(database, asked.acting, where, asked.reason)
    return f"organisation {where} is released"


async def _halt(database: Database, asked: argparse.Namespace) -> str:
    changed = await actions.halt_sending(database, asked.acting, asked.reason)
    return f"nothing is sent{'' if changed else ' since before'}"


async def _resume(database: Database, asked: argparse.Namespace) -> str:
    changed = await actions.resume_sending(database, asked.acting, asked.reason)
    return "sending goes on" if changed else "sending was not halted"


async def _processors(database: Database, _asked: argparse.Namespace) -> Any:
    return await actions.processors(database)


async def _add_processor(database: Database, asked: argparse.Namespace) -> str:
    entry = actions.Entry(
        asked.name, asked.purpose, asked.categories.split(","), asked.hosts.split(","),
        asked.region, asked.contract, asked.erase_days, asked.erase_url,
    )  # fmt: skip
    await actions.add_processor(database, asked.acting, entry)
    return f"processor {asked.name} is in the register"


async def _end_processor(database: Database, asked: argparse.Namespace) -> str:
    await actions.end_processor(database, asked.acting, asked.name, asked.reason)
    return f"processor {asked.name} has ended"


ACTS: Mapping[str, Act] = {
    "add": _add,
    "end": _end,
    "list": _list,
    "organisations": _organisations,
    "suspend": _suspend,
    "release": _release,
    "halt": _halt,
    "resume": _resume,
    "processors": _processors,
    "processor-add": _add_processor,
    "processor-end": _end_processor,
}
