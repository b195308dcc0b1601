"""The program `indokona`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from indokona.app import operate
from indokona.kernel.settings import Settings


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; trouble is one line on standard error and status 1."""
    asked = _parser().parse_args(words)
    run: Callable[[argparse.Namespace], int] = asked.run
    try:
        return run(asked)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if _is_told(error):
            print(f"indokona: {error}", file=sys.stderr)  # noqa: T201
            return 1
        raise


def _is_told(error: Exception) -> bool:
    """Whether an exception is trouble that its own words explain."""
    from indokona.app import benching, client, migrate, operating, processes, serving, up
    from indokona.kernel import root
    from indokona.kernel.postgres import cluster, programs

    told = (
        up.Trouble, operating.Trouble, client.Failed, processes.PortTaken, serving.NoDatabase, migrate.Undeclared,
        root.RootKeyMissing, cluster.ClusterTrouble, programs.NoPostgres, benching.NoBenchmark,
    )  # fmt: skip
    return isinstance(error, told)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="indokona", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    up = commands.add_parser("up", help="everything, with embedded databases")
    _installation(up)
    up.add_argument("--port", type=int)
    up.add_argument("--simulator-port", type=int, default=8421)
    up.add_argument("--workers", type=int)
    up.add_argument("--demo", action="store_true", help="seed the demo organisation")
    up.add_argument("--json", action="store_true")
    up.set_defaults(run=_up)

    demo = commands.add_parser("demo", help="the main job, told step by step")
    demo.add_argument("--stay", action="store_true", help="stay up afterwards")
    demo.add_argument("--json", action="store_true")
    demo.set_defaults(run=_demo)

    prove = commands.add_parser("prove", help="the promises and their evidence")
    _installation(prove)
    prove.add_argument("--json", action="store_true")
    prove.set_defaults(run=_prove)

    bench = commands.add_parser("bench", help="measure against a floor")
    bench.add_argument("name", metavar="NAME")
    bench.add_argument("--json", action="store_true")
    bench.add_argument("--peer", action="store_true", help="measure a peer too, where there is one")
    bench.add_argument("--size", type=int, help="how many rows or messages")
    bench.add_argument("--runs", type=int, help="how many interleaved runs")
    bench.set_defaults(run=_bench)

    operate.add_to(commands)
    for name, action, words in (
        ("serve", _serve, "HTTP"),
        ("work", _work, "dispatch, events, jobs"),
        ("openapi", _openapi, "the API description"),
    ):
        command = commands.add_parser(name, help=words)
        command.set_defaults(run=action)
    return parser


def _installation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="data folder")
    parser.add_argument("--database-url")
    parser.add_argument("--keyring-url")


def _settings(asked: argparse.Namespace) -> Settings:
    names = ("data", "database_url", "keyring_url")
    given = {name: getattr(asked, name) for name in names if getattr(asked, name, None) is not None}
    return Settings(**given)


def _wish(asked: argparse.Namespace) -> Any:
    from indokona.app.up import Wish

    settings = _settings(asked)
    port = settings.port if asked.port is None else asked.port
    return Wish(settings, port, asked.simulator_port, asked.workers or settings.workers, asked.demo)


def _up(asked: argparse.Namespace) -> int:
    from indokona.app import up

    with up.running(_wish(asked)) as installation:
        if asked.json:
            _say(installation.line())
        else:
            _say(f"INDOKONA is up at {installation.url}")
            if installation.simulator_url:
                _say(f"Be the person on WhatsApp: {installation.simulator_url}/phone")
            _say(
                f"Data and the root key are in {installation.data}: losing root.key loses the data. Ctrl-C stops all."
            )
        up.stay(installation.children)
    return 0


def _demo(asked: argparse.Namespace) -> int:
    from indokona.app import demo, up

    with tempfile.TemporaryDirectory(prefix="indokona-demo-") as folder:
        Path(folder).chmod(0o755)
        wish = up.Wish(Settings(data=Path(folder) / "data", unknown_after=5), 0, 0, 1, False)
        with up.running(wish) as installation:
            report = demo.run(installation, tell=None if asked.json else _say)
            if asked.json:
                _say(json.dumps(report))
            if asked.stay and report["ok"]:
                _say(
                    f"API {installation.url}/openapi.json, phone page {installation.simulator_url}/phone."
                    " Ctrl-C stops all."
                )
                up.stay(installation.children)
    return 0 if report["ok"] else 1


def _prove(asked: argparse.Namespace) -> int:
    from indokona.app import proving

    fresh = asked.data is None and asked.database_url is None
    return proving.run(_settings(asked), fresh=fresh, as_json=asked.json)


def _bench(asked: argparse.Namespace) -> int:
    from indokona.app import benching

    tell: Callable[[str], None] = (lambda _line: None) if asked.json else _say
    report = benching.run(asked.name, size=asked.size, runs=asked.runs, peer=asked.peer, tell=tell)
    for line in [json.dumps(report)] if asked.json else benching.told(report):
        _say(line)
    return 0


def _serve(_asked: argparse.Namespace) -> int:
    from indokona.app import serving

    serving.serve(Settings())
    return 0


def _work(_asked: argparse.Namespace) -> int:
    from indokona.app import serving

    serving.work(Settings())
    return 0


def _openapi(_asked: argparse.Namespace) -> int:
    from indokona.app import api

    _say(json.dumps(api.describe().openapi(), indent=1, sort_keys=True))
    return 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
