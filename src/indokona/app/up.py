"""`indokona up`: both databases, the simulator, `serve` and `work`, from one command."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx

from indokona.app import clusters, seed
from indokona.app.client import Client, Failed
from indokona.app.processes import Children, free_port
from indokona.consent.actions import withdraw
from indokona.kernel import root, wired
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses


class Trouble(Exception):
    """What keeps `up` from starting, in one line that says what to do."""


@dataclass(frozen=True, slots=True)
class Running:
    """A running installation."""

    url: str
    simulator_url: str
    data: Path
    children: Children
    demo: dict[str, Any] | None

    def line(self) -> str:
        """The line of the contract."""
        told = {
            "ready": True, "url": self.url, "simulator_url": self.simulator_url, "data": str(self.data),
            "pid": os.getpid(),
        }  # fmt: skip
        return json.dumps(told | ({"demo": self.demo} if self.demo else {}))


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asked for."""

    settings: Settings
    port: int
    simulator_port: int
    workers: int
    demo: bool


@contextmanager
def running(wish: Wish) -> Iterator[Running]:
    """An installation while the block runs."""
    settings = wish.settings
    _prepare_folder(settings.data)
    key = root.load(settings, make=True)
    children = Children()
    with clusters.running(settings, key) as addresses:
        try:
            yield _start(wish, key, addresses, children)
        finally:
            children.stop()


def _prepare_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe = data / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Trouble(
            f"The data folder {data} cannot be written ({error.strerror}): choose another --data."
        ) from None


def _start(wish: Wish, key: RootKey, addresses: Addresses, children: Children) -> Running:
    port = free_port(wish.settings.host, wish.port)
    url = f"http://{wish.settings.host}:{port}"
    settings = wish.settings.model_copy(
        update={"port": port, "public_url": wish.settings.public_url or url}
    )
    simulator_url = ""
    if not settings.is_production:
        where = _simulator(settings.data, wish.simulator_port, children)
        simulator_url = where["url"]
        settings = Settings(
            **{
                **settings.model_dump(), "graph_url": f"{simulator_url}/v25.0", "simulator_url": simulator_url,
                "smtp_url": settings.smtp_url or f"smtp://127.0.0.1:{where['smtp_port']}",
            }
        )  # fmt: skip
    seed.register_processors(addresses.data, settings)
    asyncio.run(_before_the_port_opens(settings, key, addresses))
    env = _env(settings, addresses)
    children.start(["indokona.app.cli", "serve"], env)
    for _ in range(wish.workers):
        children.start(["indokona.app.cli", "work"], env)
    _wait(url, children)
    if simulator_url:
        asyncio.run(_platform_number(settings, key, addresses, Client(simulator_url)))
    demo = seed.demo_organisation(url, Client(simulator_url), settings.data) if wish.demo else None
    return Running(url, simulator_url, settings.data, children, demo)


def _simulator(data: Path, port: int, children: Children) -> dict[str, Any]:
    """Meta's side keeps its state outside the data folder."""
    state = data.resolve().parent / f"{data.resolve().name}-simulator.sqlite"
    words = ["indokona.simulator", "--port", str(port), "--state", str(state)]
    child = children.start(words, {}, talks=True)
    assert child.stdout is not None
    line = child.stdout.readline()
    if not line:
        raise Trouble(
            f"The simulator did not start; is port {port} in use? Choose another --simulator-port."
        )
    told: dict[str, Any] = json.loads(line)
    return told


async def _before_the_port_opens(settings: Settings, key: RootKey, addresses: Addresses) -> None:
    """Every no of the ledger is applied, and the platform's own organisation stands."""
    from indokona.app import wiring

    wiring.connect(settings, key)
    async with wired.open_database(addresses, key, size=4) as database:
        await seed.found_platform(database)
        await withdraw.catch_up(database)


async def _platform_number(
    settings: Settings, key: RootKey, addresses: Addresses, simulator: Client
) -> None:
    async with wired.open_database(addresses, key, size=4) as database:
        await seed.connect_platform(database, settings, simulator)
        await seed.renew_callbacks(database, settings, simulator)


def _env(settings: Settings, addresses: Addresses) -> dict[str, str]:
    """What children need; no password: each derives its roles' from the root key."""
    values = {
        "data": settings.data, "mode": settings.mode, "host": settings.host, "port": settings.port,
        "public_url": settings.public_url, "graph_url": settings.graph_url, "simulator_url": settings.simulator_url,
        "smtp_url": settings.smtp_url.get_secret_value() if settings.smtp_url else "",
        "database_url": _bare(addresses.data), "keyring_url": _bare(addresses.keyring),
        "unknown_after": settings.unknown_after, "log_level": settings.log_level,
    }  # fmt: skip
    return {f"INDOKONA_{name.upper()}": str(value) for name, value in values.items() if value != ""}


def _bare(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2] or "")).replace(
        "postgresql:/?", "postgresql:///?"
    )


def _wait(url: str, children: Children, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        dead = children.dead()
        if dead is not None:
            raise Trouble(
                f"A process ended at its start with status {dead.returncode}; its reason stands above."
            )
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/readyz", timeout=2, trust_env=False).status_code == 200:
                return
        time.sleep(0.05)
    raise Failed("serve was not ready in time")


def stay(children: Children) -> None:
    """Stay until SIGTERM or Ctrl-C; a child that died is started again."""
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop)
    while not stopped:
        if (lost := children.revive()) is not None:
            raise Trouble(
                f"{lost} ended by itself and cannot be started again; its reason stands above."
            )
        time.sleep(0.1)
