"""`serve` and `work` as processes."""

from __future__ import annotations

import asyncio
import gc
import signal

import uvicorn
import uvloop

from indokona.app import api, clusters, production, start, worker
from indokona.app.processes import free_port
from indokona.kernel import hardening, log, root
from indokona.kernel.errors import Trouble
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses

LOG = log.get("start")


class NoDatabase(Trouble):
    """The databases' addresses are not given."""


def addresses(settings: Settings) -> Addresses:
    """The addresses that a process of its own needs."""
    found = clusters.given(settings)
    if found is None:
        raise NoDatabase(
            "Set INDOKONA_DATABASE_URL and INDOKONA_KEYRING_URL, or start `indokona up`."
        )
    return found


def _begin(settings: Settings) -> tuple[RootKey, Addresses]:
    """What both do first; the root key is read into memory that is hardened by then."""
    production.check(settings)
    where = addresses(settings)
    hardening.keep_keys_in_memory()
    log.set_up(settings.log_level)
    return root.load(settings), where


def _say_started(process: str) -> None:
    locked = hardening.is_locked()
    LOG.info("started", process=process, state="locked in memory" if locked else "may be swapped")


def serve(settings: Settings) -> None:
    """Serve HTTP until SIGTERM."""
    key, where = _begin(settings)
    port = free_port(settings.host, settings.port)
    uvloop.run(start.before_work(settings, key, where))
    _say_started("serve")
    app = api.build(settings, key, where)
    config = uvicorn.Config(
        app, host=settings.host, port=port, loop="uvloop", http="httptools", lifespan="on",
        access_log=False, log_config=None, server_header=False, timeout_graceful_shutdown=2,
        proxy_headers=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    app.app.state.is_ending = lambda: server.should_exit  # open streams end with it
    server.run()


def work(settings: Settings) -> None:
    """Work until SIGTERM."""
    key, where = _begin(settings)
    # A slice or a piece of a list makes some ten thousand objects that all live until it is written.
    # Looked through at every seven hundred, they cost the worker a third of its time.
    gc.set_threshold(100_000, 50, 50)
    uvloop.run(_work(settings, key, where))


async def _work(settings: Settings, key: RootKey, where: Addresses) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    await start.before_work(settings, key, where)
    _say_started("work")
    await worker.work(settings, key, where, stop)
