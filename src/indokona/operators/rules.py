"""Pure decisions of operators: what a name, a reason and a host look like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indokona.kernel.egress.register import host_of
from indokona.operators.errors import BadErasure, BadHost, BadName, NoReason

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


def clean_days(days: int) -> int:
    """How long an erased person's data stay with a processor that cannot be asked."""
    if not 0 <= days <= 3653:
        raise BadErasure
    return days


def clean_erase_url(url: str | None, hosts: Sequence[str]) -> str | None:
    """Where a processor takes erasures: one of its own hosts, since nothing goes elsewhere."""
    if url is None:
        return None
    if not url.startswith(("https://", "http://")) or host_of(url) not in clean_hosts(hosts):
        raise BadErasure
    return url.rstrip("/")
