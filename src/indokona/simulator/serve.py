"""Starting the simulator: as a process of its own, or inside a test."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import ipaddress
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, Final

import uvicorn
import uvloop
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from indokona.simulator import reviewing
from indokona.simulator.asgi import DROP, Application
from indokona.simulator.mail import serve_mail
from indokona.simulator.simulator import Simulator

_STOP_SECONDS: Final = 1


class Droppable(HttpToolsProtocol):
    """Lets the application end a connection without an answer, for the fault `lose_answers`."""

    def on_message_begin(self) -> None:
        """Begin a request with the way out in its scope."""
        super().on_message_begin()
        self.scope["extensions"] = {DROP: {"abort": self.transport.abort}}


class _Server(uvicorn.Server):
    """Leaves signals alone: uvicorn would raise them again before the state is written."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Do nothing."""
        yield


def build(state: Path) -> Simulator:
    """A simulator on its state file; `start` and `close` belong to the caller, `.asgi` serves it."""
    simulator = Simulator(state)
    simulator.asgi = Application(simulator)
    return simulator


@contextlib.asynccontextmanager
async def running(
    state: Path, host: str = "127.0.0.1", port: int = 0, smtp_port: int = 0
) -> AsyncIterator[tuple[Simulator, dict[str, Any]]]:
    """A served simulator inside the caller's loop, with {"url", "smtp_port"}."""
    refuse_public(host)
    simulator = build(state)
    listener = _listen(host, port)
    simulator.start()
    reviewing.resume(simulator)
    mail, mail_port = await serve_mail(simulator, host, smtp_port)
    server = _server(simulator)
    task = asyncio.create_task(server.serve([listener]))
    while not server.started and not task.done():  # noqa: ASYNC110 (uvicorn has no event)
        await asyncio.sleep(0.005)
    where = {"url": f"http://{host}:{listener.getsockname()[1]}", "smtp_port": mail_port}
    try:
        yield simulator, where
    finally:
        server.should_exit = True
        mail.close()
        await task
        await simulator.close()


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.create_server((host, port))
    # Inherited by every connection. Without it the head and the body of an answer, written one
    # after the other, wait 40 ms for the client's delayed acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _server(simulator: Simulator) -> uvicorn.Server:
    config = uvicorn.Config(
        simulator.asgi,  # type: ignore[arg-type]  # uvicorn's own type of an application
        http=Droppable,
        lifespan="off",
        access_log=False,
        proxy_headers=False,
        log_level="warning",
        timeout_graceful_shutdown=_STOP_SECONDS,
        server_header=False,
        date_header=False,
    )
    return _Server(config)


def refuse_public(host: str) -> None:
    """The control door has no lock, so the simulator listens on loopback only."""
    if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        raise ValueError("the simulator listens on loopback only")


def run(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    smtp_port: int = 0,
    state: Path,
    ready: Callable[[dict[str, Any]], None] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then write what is left; blocking.

    `ready` gets {"url", "smtp_port"} once it listens. A port of 0 takes a free one. Raises
    `ValueError` for a host that is not loopback.
    """
    refuse_public(host)
    # Scheduled statuses live for seconds in great number; looking through them again and again
    # would cost as much as the work itself.
    gc.set_threshold(100_000, 50, 50)
    uvloop.run(_run(host, port, smtp_port, state, ready))


async def _run(
    host: str,
    port: int,
    smtp_port: int,
    state: Path,
    ready: Callable[[dict[str, Any]], None] | None,
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    async with running(state, host, port, smtp_port) as (_, where):
        if ready is not None:
            ready(where)
        await stop.wait()
