"""Rare jobs, kept by procrastinate in a schema of its own; arguments are ids only.

A job is one transaction, or a *stepped job*: each step commits its work and its cursor together,
so a killed worker goes on where it stood. A job is born in the transaction that needs it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import procrastinate

from indokona.kernel import log
from indokona.kernel.database import Database, Db

LOG = log.get("jobs")

#: Seconds between a worker's signs of life, and the silence after which its jobs are taken over.
#: Taking over one that lives is harmless: a step holds its row, and work and cursor are one commit.
HEARTBEAT, SILENCE = 2.0, 8.0

#: A step does one piece inside its transaction and says whether there is more.
Step = Callable[[Db, UUID], Awaitable[bool]]


#: Long jobs share two places in a worker; those that are over within seconds have one of their own, so that
#: what others wait for is not behind two imports.
LONG, SHORT = "default", "short"
_PLACES = {LONG: 2, SHORT: 1}


async def later(
    db: Db, name: str, subject_id: UUID, at: datetime | None = None, *, queue: str = LONG
) -> None:
    """Start the stepped job `name` on a subject of this organisation, once this transaction holds.

    With `at`, not before that moment.
    """
    # Jobs of one lock go one after the other, so one that waits for its day must not hold it.
    lock = None if at else f"{name}:{subject_id}"
    words = json.dumps({"organisation_id": str(db.organisation_id), "subject_id": str(subject_id)})
    await db.run(
        "select procrastinate.procrastinate_defer_jobs_v1(array[row(%s, %s, 0, %s, null, %s, %s)"
        "::procrastinate.procrastinate_job_to_defer_v1])",
        (queue, name, lock, words, at),
    )


async def run_steps(
    database: Database, step: Step, organisation_id: UUID, subject_id: UUID
) -> None:
    """Do a stepped job to its end, one transaction a step."""
    more = True
    while more:
        async with database.organisation(organisation_id) as db:
            more = await step(db, subject_id)


def keeper(address: str, database: Database, steps: Mapping[str, Step]) -> procrastinate.App:
    """The application that works the jobs off; `address` is that of the role `app`."""
    connector = procrastinate.PsycopgConnector(
        conninfo=address,
        kwargs={"options": "-c search_path=procrastinate,public"},
        min_size=1,
        max_size=4,
    )
    app = procrastinate.App(connector=connector)
    for name, step in steps.items():
        _register(app, database, name, step)
    return app


async def run(app: procrastinate.App, stop: asyncio.Event) -> None:
    """Work jobs off until `stop`, and take over those of workers that died.

    Ends too, or raises, when the database goes away: the caller begins again.
    """
    async with app.open_async():
        workers = [asyncio.create_task(_worker(app, queue)) for queue in _PLACES]
        try:
            while not stop.is_set() and not any(worker.done() for worker in workers):
                await rescue(app)
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(stop.wait(), HEARTBEAT)
        finally:
            for worker in workers:
                worker.cancel()
            ended, _ = await asyncio.wait(workers, timeout=2)
            failed = [one.exception() for one in ended if not one.cancelled()]
        for why in filter(None, failed):
            raise why


async def _worker(app: procrastinate.App, queue: str) -> None:
    await app.run_worker_async(
        queues=[queue],
        concurrency=_PLACES[queue],
        install_signal_handlers=False,
        fetch_job_polling_interval=1.0,
        delete_jobs="successful",
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=SILENCE,
        shutdown_graceful_timeout=1.0,
    )


async def rescue(app: procrastinate.App) -> int:
    """Give the jobs of dead workers back to the queue; returns how many."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE))
    for job in stalled:
        LOG.warning("taken over", job=job.task_name, job_id=job.id)
        await app.job_manager.retry_job(job)
    return len(stalled)


def _register(app: procrastinate.App, database: Database, name: str, step: Step) -> None:
    async def work(organisation_id: str, subject_id: str) -> None:
        await run_steps(database, step, UUID(organisation_id), UUID(subject_id))

    # Without an end: an erasure that was confirmed must come to its receipt. It waits longer each time.
    strategy: Any = procrastinate.RetryStrategy(linear_wait=5)
    app.task(name=name, retry=strategy)(work)
