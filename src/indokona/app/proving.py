"""`indokona prove`: on a running installation's databases, or on a fresh temporary one."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from indokona.app import clusters, schema
from indokona.kernel import root, wired
from indokona.kernel.settings import Settings
from indokona.privacy import prove


def run(settings: Settings, *, fresh: bool, as_json: bool) -> int:
    """Print the report; 0 if nothing is red."""
    if settings.database_url is not None:
        report = _report(settings.database_url.get_secret_value())
    elif fresh:
        with tempfile.TemporaryDirectory(prefix="indokona-prove-") as folder:
            Path(folder).chmod(0o755)
            report = _embedded(settings.model_copy(update={"data": Path(folder)}), make=True)
    else:
        report = _embedded(settings, make=False)
    print(json.dumps(report) if as_json else prove.table(report))  # noqa: T201
    return 0 if report["ok"] else 1


def _embedded(settings: Settings, *, make: bool) -> dict[str, Any]:
    key = root.load(settings, make=make)
    running = clusters.addresses_of_running(settings, key)
    if running is not None:
        return _report(running.data)
    with clusters.running(settings, key) as addresses:
        return _report(addresses.data)


def _report(address: str) -> dict[str, Any]:
    with wired.owner(address) as owner:
        return prove.prove(owner, {table.name: table for table in schema.whole().sorted_tables})
