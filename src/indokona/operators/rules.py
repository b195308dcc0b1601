"""Pure decisions of operators: what a name, a reason and a host look like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indokona.operators.errors import BadHost, BadName, NoReason

_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
_HOST = re.compile(r"(?=.{1,259}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")
MOST_REASON = 500


def check_name(name: str) -> None:
    """A short name of the staff's choice, not a person's."""
    if not _NAME.fullmatch(name):
        raise BadName


def clean_reason(reason: str) -> str:
    """The reason in one line."""
    said = " ".join(reason.split())
    if not 1 <= len(said) <= MOST_REASON or not said.isprintable():
        raise NoReason
    return said


def clean_hosts(hosts: Sequence[str]) -> list[str]:
    """Hosts as egress compares them: small letters, with a port only where it is not the usual one."""
    found = sorted({host.strip().lower() for host in hosts})
    if not found or not all(_HOST.fullmatch(host) for host in found):
        raise BadHost
    return found
