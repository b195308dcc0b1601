"""The processor register as egress reads it: which hosts may receive anything at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from indokona.kernel import clock, ids
from indokona.kernel.database import Database, Db
from indokona.kernel.errors import Refusal


class UnregisteredDestination(Refusal):
    """This address is not in the register of processors, so nothing is sent there."""

    code = "egress.unregistered"
    status = 409


class UndeclaredCategory(Refusal):
    """The register does not name this kind of data for this processor, so nothing is sent there."""

    code = "egress.undeclared"
    status = 409


@dataclass(frozen=True, slots=True)
class Processor:
    """A third party that receives data, or did until `ended_at`.

    What it holds of an erased person expires there after `erase_days`, unless it takes erasures at
    `erase_url`.
    """

    id: UUID
    name: str
    purpose: str
    categories: list[str]
    hosts: list[str]
    region: str
    contract: str
    registered_at: datetime
    ended_at: datetime | None = None
    erase_days: int = 30
    erase_url: str | None = None


async def processors(db: Db) -> list[Processor]:
    """The live rows of the register."""
    return [row for row in await every(db) if row.ended_at is None]


async def every(db: Db) -> list[Processor]:
    """The whole register, with those that have ended."""
    return await db.all(
        "select id, name, purpose, categories, hosts, region, contract, registered_at, ended_at, erase_days, erase_url"
        " from processor order by name",
        into=Processor,
    )


class Register:
    """Asks the register before anything leaves; a host is remembered for at most a minute."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._known: dict[str, Processor] = {}
        self._until = 0.0

    async def check(self, url: str, carries: Sequence[str] = ()) -> str:
        """The processor's name of an address that may be sent data of these categories.

        Raises `UnregisteredDestination` or `UndeclaredCategory`.
        """
        if clock.seconds() >= self._until or host_of(url) not in self._known:
            async with self.database.platform() as db:
                self._known = {host: p for p in await processors(db) for host in p.hosts}
            self._until = clock.seconds() + 60
        found = self._known.get(host_of(url))
        if found is None:
            raise UnregisteredDestination
        if undeclared := set(carries) - set(found.categories):
            raise UndeclaredCategory(processor=found.name, categories=sorted(undeclared))
        return found.name


def host_of(url: str) -> str:
    """Host and port of an address, as the register writes them."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def entry_sql() -> str:
    """How `up` enters a processor at each start, or renews its hosts."""
    return (
        "insert into processor (id, name, purpose, categories, hosts, region, contract, registered_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s)"
        " on conflict (name) do update set hosts = excluded.hosts"  # what an operator ended stays so
    )


def entry(
    name: str,
    purpose: str,
    categories: Sequence[str],
    hosts: Sequence[str],
    region: str,
    contract: str,
) -> tuple[object, ...]:
    """The values of one row of the register."""
    return (ids.new(), name, purpose, list(categories), list(hosts), region, contract, clock.now())
