"""`indokona simulator --port 0 --state FILE`: a false Graph API and a phone page, on loopback only."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from indokona.simulator.serve import run


def main(words: Sequence[str] | None = None) -> None:
    """Read the command line and serve until SIGTERM."""
    parser = argparse.ArgumentParser(prog="indokona simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--smtp-port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True)
    asked = parser.parse_args(words)
    run(
        host="127.0.0.1",
        port=asked.port,
        smtp_port=asked.smtp_port,
        state=asked.state,
        ready=lambda where: print(json.dumps(where), file=sys.stdout, flush=True),  # noqa: T201
    )


if __name__ == "__main__":
    main()
