"""When probes run by themselves: a worker looks whose turn it is, and starts each as a process of its own.

A process of its own, since a probe computes for seconds where a worker must answer, and since it dies
with the worker at any moment without leaving more than its turn.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import subprocess
import sys

from indokona.kernel import log
from indokona.kernel.database import Database
from indokona.privacy.actions import probing

LOG = log.get("probe")


async def round_(database: Database, stop: asyncio.Event) -> int:
    """Run what is due, one after the other, until `stop`. Settings and keys come as they came here.

    Returns 0, so that the loop rests: what ended before it had its turn is still due.
    """
    for kind in await probing.due(database):
        if not stop.is_set():
            await _run(database, kind, stop)
    return 0


async def _run(database: Database, kind: str, stop: asyncio.Event) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "indokona.app.cli", "probe", kind, "--json",
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, preexec_fn=_gives_way,
    )  # fmt: skip
    ends = asyncio.create_task(child.wait())
    stops = asyncio.create_task(stop.wait())
    await asyncio.wait((ends, stops), return_when=asyncio.FIRST_COMPLETED)
    stops.cancel()
    if ends.done():
        LOG.info("ended", kind=kind, state="passed" if ends.result() == 0 else "did not pass")
        return
    child.terminate()
    await ends
    await probing.give_up(database, kind)  # it is still due, and the next worker begins it anew


def _gives_way() -> None:
    """To everything else on this machine while it runs, and altogether when the worker ends."""
    os.nice(10)
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
