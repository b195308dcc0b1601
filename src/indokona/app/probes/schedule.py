"""When probes run by themselves: a worker looks whose turn it is, and starts each as a process of its own.

A process of its own, since a probe computes for seconds where a worker must answer, and since it dies
with the worker at any moment without leaving more than its turn.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import signal
import subprocess
import sys

from indokona.kernel import log
from indokona.kernel.database import Database
from indokona.privacy.actions import probing

LOG = log.get("probe")


async def round_(database: Database) -> int:
    """Run what is due, one after the other; returns how many ran. Settings and keys come as they came here."""
    due = await probing.due(database)
    for kind in due:
        await _run(kind)
    return len(due)


async def _run(kind: str) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "indokona.app.cli", "probe", kind, "--json",
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, preexec_fn=_die_with_parent,
    )  # fmt: skip
    try:
        status = await child.wait()
        LOG.info("ended", kind=kind, state="passed" if status == 0 else "did not pass")
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.terminate()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
