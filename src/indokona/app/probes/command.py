"""A probe as a command: the installation is reached, the probe runs, its row is written and told."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from typing import Any

from indokona.app import clusters, start
from indokona.app.probes import beside, running
from indokona.app.probes.means import Means
from indokona.kernel import root, wired
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses
from indokona.privacy import probes
from indokona.privacy.probes import Kind, Run

Superusers = tuple[str, str] | None


def run(settings: Settings, name: str, superusers: Superusers = None) -> Run:
    """Run a kind of probe and return what it found; raises `Trouble`."""
    key = root.load(settings)
    with clusters.reached(settings, key) as addresses:
        known = superusers or _embedded(settings, key, addresses)
        return asyncio.run(_run(settings, key, addresses, known, probes.named(name)))


def _embedded(settings: Settings, key: RootKey, addresses: Addresses) -> Superusers:
    """Of the bundled clusters we know the superusers, whether this process started them or another."""
    if isinstance(addresses, clusters.Embedded):
        keyring, data = addresses.clusters
        return data.url(), keyring.url()
    return clusters.superusers_of_running(settings, key)


async def _run(
    settings: Settings, key: RootKey, addresses: Addresses, superusers: Superusers, kind: Kind
) -> Run:
    task = _ends_on_sigterm()
    try:
        await start.before_work(settings, key, addresses)
        async with wired.open_database(addresses, key, size=4) as database:
            return await running.run(Means(settings, key, addresses, database, superusers), kind)
    finally:
        if task.cancelling():
            # A thread may have gone on while its folder was emptied, and would for as long as it takes.
            beside.clear_away(settings.data)
            os._exit(1)


def _ends_on_sigterm() -> asyncio.Task[Any]:
    """SIGTERM cancels the run, so that it clears away what it made; a second one does not cut that short."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def end() -> None:
        loop.add_signal_handler(signal.SIGTERM, lambda: None)
        task.cancel()

    loop.add_signal_handler(signal.SIGTERM, end)
    return task


def told(run_: Run, *, as_json: bool) -> list[str]:
    """What a run found, as lines for people or as one of JSON."""
    if as_json:
        values = {
            **run_._asdict(),
            "started_at": str(run_.started_at),
            "ended_at": str(run_.ended_at),
        }
        return [
            json.dumps({**values, "passed": None if run_.passed is None else bool(run_.passed)})
        ]
    seconds = (run_.ended_at - run_.started_at).total_seconds()
    counts = ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in run_.counts.items())
    if run_.passed:
        return [f"The probe {run_.kind} passed in {seconds:.1f} s: {counts}."]
    if run_.passed is None:
        why = probes.WORDS[run_.why or probes.LATE]
        return [f"The probe {run_.kind} can tell nothing: {why}{f' ({counts})' if counts else ''}."]
    faults = [f"  {line}" for line in probes.lines(run_.faults)]
    return [f"The probe {run_.kind} did NOT pass, after {seconds:.1f} s:", *faults]
