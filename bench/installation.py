"""A fresh installation for one benchmark: embedded databases, simulator, one worker, a number."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import processes, statements
from indokona.app import clusters, seed, up, wiring
from indokona.app.client import Client, until
from indokona.app.demo import TEMPLATE
from indokona.kernel import root, wired
from indokona.kernel.database import Database
from indokona.kernel.settings import Settings


@dataclass(frozen=True, slots=True)
class Installation:
    """What a benchmark needs of it."""

    api: Client
    api_url: str
    simulator: Client
    simulator_url: str
    organisation_id: str
    data: Path

    def database(self, which: str, name: str = "indokona") -> str:
        """The superuser's address of a cluster: only it reads past the walls."""
        folder = self.data / "postgres" / which
        socket = (folder / "postmaster.pid").read_text().split("\n")[4]
        password = root.load(Settings(data=self.data)).password("superuser")
        return f"postgresql://postgres:{password}@/{name}?host={socket}"

    @contextmanager
    def connected(self, which: str) -> Iterator[psycopg.Connection[Any]]:
        """A superuser's connection."""
        with psycopg.connect(self.database(which), autocommit=True) as connection:
            yield connection

    @asynccontextmanager
    async def opened(self, *roles: str) -> AsyncIterator[Database]:
        """The product's own doors to the same databases, for these roles."""
        settings = Settings(data=self.data)
        key = root.load(settings)
        addresses = clusters.addresses_of_running(settings, key)
        assert addresses is not None
        wiring.connect(settings)
        async with wired.open_database(addresses, key, size=4, roles=roles) as database:
            yield database

    def settle(self) -> None:
        """Write back what earlier parts left, so that each timed part begins alike."""
        for which in ("data", "keyring"):
            with self.connected(which) as connection:
                connection.execute("checkpoint")

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        return [one.pid for one in processes.tree(os.getpid()) if one.words.endswith(" work")]


@contextmanager
def installed(
    workers: int = 1, ca_file: Path | None = None, *, counts_pages: bool = False
) -> Iterator[Installation]:
    """The installation while the block runs; its folder goes with it.

    With `counts_pages` PostgreSQL keeps by statement what it read (pg_stat_statements).
    """
    with tempfile.TemporaryDirectory(prefix="indokona-bench-") as folder:
        Path(folder).chmod(0o755)  # the databases' own user walks through it
        data = Path(folder) / "data"
        settings = Settings(data=data, ca_file=ca_file)
        if counts_pages:
            statements.prepare(settings)
        with up.running(up.Wish(settings, 0, 0, workers, True)) as running:
            demo = running.demo or {}
            words = {"email": demo["email"], "password": demo["password"]}
            token = Client(running.url).post("/api/sessions", words)["token"]
            yield Installation(
                Client(running.url, token), running.url, Client(running.simulator_url), running.simulator_url,
                demo["organisation_id"], data,
            )  # fmt: skip


def unpaced_number(installation: Installation, limit: str | None = None) -> dict[str, Any]:
    """A number that takes what comes, of a portfolio without a limit or with this one."""
    api, simulator = installation.api, installation.simulator
    return seed.connect_number(api, simulator, "Fast", "UNPACED", limit)


def approved_template(installation: Installation, number_id: str) -> str:
    """A template that may be sent."""
    api = installation.api
    made: str = api.post("/api/templates", {"number_id": number_id, "template": TEMPLATE})["id"]
    api.post(f"/api/templates/{made}/submit", {"number_id": number_id})
    until("the approval", lambda: api.get(f"/api/templates/{made}")["state"] == "APPROVED")
    return made


def import_people(installation: Installation, file: bytes, tag: str) -> dict[str, Any]:
    """Import a list with consent and a tag, by the upload route, and wait for its end."""
    made = installation.api.upload(
        "/api/imports", file, tag=tag, purpose=["marketing"], source="shop counter form",
        wording="Yes, write to me on WhatsApp about offers and orders.",
        consented_at="2026-01-05T10:00:00+05:30",
    )  # fmt: skip
    ask = f"/api/imports/{made['id']}"

    def ended() -> dict[str, Any] | None:
        found: dict[str, Any] = installation.api.get(ask)
        return found if found["state"] != "running" else None

    return until("the import", ended, seconds=1800, every=0.05)


LAST = (
    "Sharma",
    "Patel",
    "Iyer",
    "Khan",
    "Reddy",
    "Nair",
    "Gupta",
    "Das",
    "Joshi",
    "Mehta",
    "Bose",
)
PARTS = ("ra", "vi", "ka", "ma", "di", "sa", "na", "lo", "ti", "ve", "ni", "ja", "re", "ba", "pu", "go")  # fmt: skip


def people(count: int, series: int) -> bytes:
    """A CSV of made-up people with Indian mobile numbers; each series has its own numbers.

    Four thousand different given names, since search tokens cost by word, as in a real list.
    """
    lines = ["name,phone"]
    lines += [",".join(person(n, series)) for n in range(count)]
    return ("\n".join(lines) + "\n").encode()


def person(n: int, series: int = 0) -> tuple[str, str]:
    """Name and phone of one of them."""
    given = "".join(PARTS[n // len(PARTS) ** place % len(PARTS)] for place in range(3)).title()
    return f"{given} {LAST[n % len(LAST)]}", f"+91{98 - series % 20}{n % 10**8:08d}"
