"""The program `indokona`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from indokona.app import copies, operate, probing
from indokona.kernel.settings import Settings


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; trouble is one line on standard error and status 1."""
    parser = _parser()
    asked, rest = parser.parse_known_args(words)
    if rest and asked.run is not _simulator:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    asked.rest = rest
    run: Callable[[argparse.Namespace], int] = asked.run
    try:
        return run(asked)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from indokona.app import telling

        told = telling.lines(error)
        if not told:
            raise
        for line in told:
            print(f"indokona: {line}", file=sys.stderr)  # noqa: T201
        return 1


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as all other trouble is said."""

    def error(self, message: str) -> NoReturn:
        """End with status 1."""
        self.exit(1, f"indokona: {message}; see `{self.prog} --help`.\n")


def _whole(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a whole number from {least} to {most}"
            )
        return int(text)

    return number


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="indokona", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    up = commands.add_parser("up", help="everything, with embedded databases")
    _installation(up)
    up.add_argument("--port", type=_whole(0, 65535))
    up.add_argument("--simulator-port", type=_whole(0, 65535), default=8421)
    up.add_argument("--workers", type=_whole(1, 64))
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

    prepare = commands.add_parser("prepare", help="roles and databases on servers of your own")
    prepare.add_argument("--data", type=Path, help="folder of the root key")
    prepare.add_argument("--database-superuser-url", required=True)
    prepare.add_argument("--keyring-superuser-url", required=True)
    prepare.set_defaults(run=_prepare)

    _add_keys(commands.add_parser("keys", help="rotate keys, sweep orphans"))
    copies.add_to(commands)

    _add_audit(commands.add_parser("audit", help="is the record of acts as it was written"))
    probing.add_to(commands)

    bench = commands.add_parser("bench", help="measure against a floor")
    bench.add_argument("name", metavar="NAME")
    bench.add_argument("--json", action="store_true")
    bench.add_argument("--peer", action="store_true", help="measure a peer too, where there is one")
    bench.add_argument("--size", type=int, help="how many rows or messages")
    bench.add_argument("--runs", type=int, help="how many interleaved runs")
    bench.set_defaults(run=_bench)

    simulator = commands.add_parser("simulator", help="Meta's side, to try things", add_help=False)
    simulator.set_defaults(run=_simulator)

    operate.add_to(commands)
    for name, action, words in (
        ("serve", _serve, "HTTP"),
        ("work", _work, "dispatch, events, jobs"),
        ("openapi", _openapi, "the API description"),
    ):
        command = commands.add_parser(name, help=words)
        command.set_defaults(run=action)
    return parser


def _add_keys(keys: argparse.ArgumentParser) -> None:
    keys.set_defaults(run=_keys)
    acts = keys.add_subparsers(required=True, metavar="ACT", dest="act")
    for name, words in (
        ("rotate-root", "wrap every organisation's keys under the new root key"),
        ("rotate-organisation", "give organisations a new key"),
        ("sweep", "destroy keys whose rows never came"),
    ):
        _installation(acts.add_parser(name, help=words))
    which = acts.choices["rotate-organisation"].add_mutually_exclusive_group(required=True)
    which.add_argument("organisation", nargs="?", type=UUID, metavar="ID")
    which.add_argument("--all", action="store_true", help="every organisation")


def _add_audit(audit: argparse.ArgumentParser) -> None:
    audit.set_defaults(run=_audit)
    acts = audit.add_subparsers(required=True, metavar="ACT", dest="act")
    verify = acts.add_parser("verify", help="read all rows, segments and signed heads")
    _installation(verify)
    verify.add_argument("--organisation", type=UUID, metavar="ID", help="only this one")
    verify.add_argument("--json", action="store_true")


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
    from indokona.kernel import hardening

    wish = _wish(asked)
    hardening.keep_keys_in_memory()
    with up.running(wish) as installation:
        if asked.json:
            _say(installation.line())
        else:
            _say(f"INDOKONA is up at {installation.url}")
            if installation.simulator_url:
                _say(f"Be the person on WhatsApp: {installation.simulator_url}/phone")
            _say(
                f"Data and the root key are in {installation.data}: losing root.key loses the data. Ctrl-C stops all."
            )
        up.stay(installation)
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
                up.stay(installation)
    return 0 if report["ok"] else 1


def _prove(asked: argparse.Namespace) -> int:
    from indokona.app import proving

    fresh = asked.data is None and asked.database_url is None
    return proving.run(_settings(asked), fresh=fresh, as_json=asked.json)


def _prepare(asked: argparse.Namespace) -> int:
    from indokona.app import preparing

    urls = (asked.database_superuser_url, asked.keyring_superuser_url)
    addresses = preparing.run(_settings(asked), *urls)
    _say(f"INDOKONA_DATABASE_URL={addresses.data}")
    _say(f"INDOKONA_KEYRING_URL={addresses.keyring}")
    return 0


def _keys(asked: argparse.Namespace) -> int:
    from indokona.app import keys

    keys.run(asked, _settings(asked), _say)
    return 0


def _audit(asked: argparse.Namespace) -> int:
    from indokona.app import auditing

    report = auditing.run(_settings(asked), asked.organisation)
    for line in [json.dumps(report)] if asked.json else auditing.told(report):
        _say(line)
    return 0 if report["ok"] else 1


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


def _simulator(asked: argparse.Namespace) -> int:
    from indokona.simulator.__main__ import main as simulate

    simulate(asked.rest)
    return 0


def _openapi(_asked: argparse.Namespace) -> int:
    from indokona.app import api

    _say(json.dumps(api.describe().openapi(), indent=1, sort_keys=True))
    return 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
