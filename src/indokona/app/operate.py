"""`indokona operator …`: the staff's commands, through the database role `operator`.

They work on a running installation (`--data DIR`) or on a database by its address. The root key
gives the role's password, so whoever can read it may act; `--as` says who does.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """The commands' words."""
    parser = commands.add_parser("operator", help="what the platform's staff does")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    _verb(verbs, "add", "register an operator", "name")
    _verb(verbs, "end", "an operator acts no more", "name")
    _verb(verbs, "list", "the operators")
    _verb(verbs, "organisations", "ids, states, ages and counts")
    for name, words in (
        ("suspend", "stop an organisation: people, keys and messages"),
        ("release", "end a suspension"),
    ):
        _signed(_verb(verbs, name, words, "organisation"), reason=True)
    for name, words in (
        ("halt", "the platform's kill switch: nothing is sent for anybody"),
        ("resume", "release it: everything goes on"),
    ):
        _signed(_verb(verbs, name, words), reason=True)
    _verb(verbs, "processors", "the register of third parties that receive data")
    added = _signed(_verb(verbs, "processor-add", "enter a processor", "name"))
    for option, words in (
        ("--purpose", "what it does for us"),
        ("--categories", "kinds of data it receives, with commas"),
        ("--hosts", "its hosts, with commas"),
        ("--region", "where it keeps the data"),
        ("--contract", "what binds it"),
    ):
        added.add_argument(option, required=True, help=words)
    added.add_argument(
        "--erase-days", type=int, default=30, help="when an erased person expires there"
    )
    added.add_argument("--erase-url", help="where it takes erasures, on one of its hosts")
    ended = _verb(verbs, "processor-end", "a processor receives nothing more", "name")
    _signed(ended, reason=True)


def _verb(verbs: Any, name: str, words: str, *subjects: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=words)
    for subject in subjects:
        parser.add_argument(subject)
    parser.add_argument("--data", type=Path, help="data folder of a running installation")
    parser.add_argument("--database-url", help="owner's address of the data database")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=lambda asked: _run(asked, name))
    return parser


def _signed(parser: argparse.ArgumentParser, *, reason: bool = False) -> argparse.ArgumentParser:
    parser.add_argument("--as", dest="acting", required=True, metavar="OPERATOR", help="who acts")
    if reason:
        parser.add_argument("--reason", required=True, help="why; the organisation reads it")
    return parser


def _run(asked: argparse.Namespace, verb: str) -> int:
    # Imported here: `--help` and the other commands do not wait for what only these need.
    from indokona.app import operating

    return operating.run(verb, asked)
