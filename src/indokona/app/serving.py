"""`serve` and `work` as processes."""

from __future__ import annotations

import asyncio
import gc
import signal

import uvicorn
import uvloop

from indokona.app import api, worker
from indokona.kernel import log, root
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses


class NoDatabase(Exception):
    """The databases' addresses are not given."""


def addresses(settings: Settings) -> Addresses:
    """The addresses that a process of its own needs."""
    if settings.database_url is None or settings.keyring_url is None:
        raise NoDatabase(
            "Set INDOKONA_DATABASE_URL and INDOKONA_KEYRING_URL, or start `indokona up`."
        )
    return Addresses(
        settings.database_url.get_secret_value(), settings.keyring_url.get_secret_value()
    )


def serve(settings: Settings) -> None:
    """Serve HTTP until SIGTERM."""
    log.set_up(settings.log_level)
    app = api.build(settings, root.load(settings), addresses(settings))
    uvicorn.run(
        app, host=settings.host, port=settings.port, loop="uvloop", http="httptools", lifespan="on",
        access_log=False, log_config=None, server_header=False, timeout_graceful_shutdown=2,
        proxy_headers=False,
    )  # fmt: skip


def work(settings: Settings) -> None:
    """Work until SIGTERM."""
    log.set_up(settings.log_level)
    # A slice or a piece of a list makes some ten thousand objects that all live until it is written.
    # Looked through at every seven hundred, they cost the worker a third of its time.
    gc.set_threshold(100_000, 50, 50)
    uvloop.run(_work(settings))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    await worker.work(settings, root.load(settings), addresses(settings), stop)
