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

from indokona.app import clusters, folders, production, seed, start
from indokona.app.client import Client, Failed
from indokona.app.processes import Children, free_port
from indokona.kernel import root, wired
from indokona.kernel.errors import Trouble
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses


@dataclass(frozen=True, slots=True)
class Running:
    """A running installation."""

    url: str
    simulator_url: str
    data: Path
    children: Children
    databases: Addresses
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
    """An installation while the block runs; raises `Trouble` before anything is written, if it can."""
    settings = wish.settings
    with _interruptible():
        _check(wish)
        folders.prepare(settings.data)
        with folders.held(settings.data):
            fresh = clusters.given(settings) is None and not clusters.exist(settings)
            key = root.load(settings, make=fresh)
            children = Children()
            with clusters.running(settings, key) as addresses, _stopped_at_the_end(children):
                if wish.demo:
                    seed.refuse_unless_demo(settings.data, addresses.keyring)
                yield _start(wish, key, addresses, children)


@contextmanager
def _interruptible() -> Iterator[None]:
    """SIGTERM ends the start as Ctrl-C does: what was begun is undone, and nothing stays running."""

    def interrupt(*_: object) -> None:
        # Not raised here: inside a running loop it must reach asyncio's own way to end its tasks.
        signal.raise_signal(signal.SIGINT)

    ctrl_c = signal.signal(signal.SIGINT, signal.default_int_handler)
    terminate = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, terminate)
        signal.signal(signal.SIGINT, ctrl_c)


@contextmanager
def _stopped_at_the_end(children: Children) -> Iterator[None]:
    try:
        yield
    finally:
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, signal.SIG_IGN)  # a second one must not cut the stopping short
        children.stop()


def _check(wish: Wish) -> None:
    settings = wish.settings
    production.check(settings, demo=wish.demo)
    clusters.given(settings)
    if wish.port:
        free_port(settings.host, wish.port)
    if wish.simulator_port and not settings.is_production:
        free_port("127.0.0.1", wish.simulator_port, "--simulator-port")


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
    asyncio.run(start.before_work(settings, key, addresses))
    env = _env(settings, addresses)
    children.start(["indokona.app.cli", "serve"], env)
    for _ in range(wish.workers):
        children.start(["indokona.app.cli", "work"], env)
    _wait(url, children)
    if simulator_url:
        asyncio.run(_platform_number(settings, key, addresses, Client(simulator_url)))
    demo = seed.demo_organisation(url, Client(simulator_url), settings.data) if wish.demo else None
    return Running(url, simulator_url, settings.data, children, addresses, demo)


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
        "ca_file": settings.ca_file or "", "pool_size": settings.pool_size,
        "unknown_after": settings.unknown_after, "lease": settings.lease, "log_level": settings.log_level,
        "epochs": settings.epochs or "", "epoch_days": settings.epoch_days,
        "keyring_backup_days": settings.keyring_backup_days, "duties": settings.duties,
        "probe_restore": settings.probe_restore, "operator_email": settings.operator_email,
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


def stay(installation: Running) -> None:
    """Stay until SIGTERM or Ctrl-C; a child or a cluster that died is started again."""
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop)
    databases = installation.databases
    while not stopped:
        if isinstance(databases, clusters.Embedded):
            databases.revive()
        if (lost := installation.children.revive()) is not None:
            raise Trouble(
                f"{lost} ended by itself and cannot be started again; its reason stands above."
            )
        time.sleep(0.1)
