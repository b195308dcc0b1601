"""The simulator in this process on a free port, and a small receiver of its webhooks."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from tests.simulator.stage import VERIFY, Receiver, World

from indokona.simulator.serve import running


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhooks/key"
    yield found
    server.close()


@pytest.fixture
async def world(tmp_path: Path, receiver: Receiver) -> AsyncIterator[World]:
    async with contextlib.AsyncExitStack() as stack:
        simulator, where = await stack.enter_async_context(running(tmp_path / "meta.db"))
        wanted = httpx.AsyncClient(base_url=where["url"], trust_env=False)
        client = await stack.enter_async_context(wanted)
        body = {
            "name": "Asha's shop",
            "callback_url": receiver.url,
            "verify_token": VERIFY,
            "throughput": "STANDARD",
            "registered": True,
            "subscribed": True,
        }
        seed = (await client.post("/_control/seed", json=body)).json()
        await client.post("/_control/review", json={"delay_ms": 0})
        yield World(simulator, client, where, seed, receiver)
