"""`python -m indokona.simulator --port 0 --state FILE`"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from indokona.simulator.serve import run


def main() -> None:
    """Read the command line and serve until SIGTERM."""
    parser = argparse.ArgumentParser(prog="indokona.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--smtp-port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True)
    asked = parser.parse_args()
    run(
        host=asked.host,
        port=asked.port,
        smtp_port=asked.smtp_port,
        state=asked.state,
        ready=lambda where: print(json.dumps(where), file=sys.stdout, flush=True),  # noqa: T201
    )


if __name__ == "__main__":
    main()
