"""A probe's run from its turn to the row that tells of it: whatever goes wrong in between is a fault."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from indokona.app.probes import canary, egress, restoring
from indokona.app.probes.findings import Broken, Findings, Untold
from indokona.app.probes.means import Means
from indokona.kernel import clock, log
from indokona.privacy import probes
from indokona.privacy.actions import probing
from indokona.privacy.probes import Kind, Run

LOG = log.get("probe")
Probe = Callable[[Means, Findings], Awaitable[None]]

RUNS: Final[Mapping[str, Probe]] = {
    probes.CANARY.name: canary.run,
    probes.EGRESS.name: egress.run,
    probes.RESTORE.name: restoring.run,
}


async def run(means: Means, kind: Kind) -> Run:
    """Run one kind alone, write down what it found, and tell the operator if it did not pass.

    Raises `UnderWay` if another process runs it.
    """
    async with probing.turn(means.database, kind):
        found = await _found(means, kind)
        await probing.tell(means.database, kind, found, means.settings.operator_email)
    return found


async def _found(means: Means, kind: Kind) -> Run:
    began, findings, why = clock.now(), Findings(), None
    try:
        await RUNS[kind.name](means, findings)
    except Untold as untold:
        why = untold.why
    except Broken:
        pass
    except Exception as error:
        LOG.error("failed", kind=kind.name, error=log.fault(error))
        findings.add("broke_off", 1)
    passed = int(not findings.faults)
    known = why is None or findings.faults
    return Run(
        kind.name, began, clock.now(), passed if known else None, why, findings.faults, findings.counts
    )  # fmt: skip
