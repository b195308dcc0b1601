"""`serve` and `work` as processes."""

from __future__ import annotations

import asyncio
import signal

import uvicorn
import uvloop

from indokona.app import api, clusters, production, start, worker
from indokona.app.processes import free_port
from indokona.kernel import hardening, log, root
from indokona.kernel.errors import Trouble
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses


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


def _begin(settings: Settings) -> None:
    """What both do first; the log says whether keys may reach the swap."""
    production.check(settings)
    locked = hardening.keep_keys_in_memory()
    log.set_up(settings.log_level)
    log.get("start").info("memory", state="locked" if locked else "swappable")


def serve(settings: Settings) -> None:
    """Serve HTTP until SIGTERM."""
    _begin(settings)
    key, where = root.load(settings), addresses(settings)
    port = free_port(settings.host, settings.port)
    uvloop.run(start.before_work(settings, key, where))
    app = api.build(settings, key, where)
    uvicorn.run(
        app, host=settings.host, port=port, loop="uvloop", http="httptools", lifespan="on",
        access_log=False, log_config=None, server_header=False, timeout_graceful_shutdown=2,
        proxy_headers=False,
    )  # fmt: skip


def work(settings: Settings) -> None:
    """Work until SIGTERM."""
    _begin(settings)
    uvloop.run(_work(settings))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    key, where = root.load(settings), addresses(settings)
    await start.before_work(settings, key, where)
    await worker.work(settings, key, where, stop)
