"""What probes stand on: the installation from outside, and the doors of a process inside it."""

from __future__ import annotations

from dataclasses import dataclass

from indokona.kernel.database import Database
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses


@dataclass(frozen=True, slots=True)
class Means:
    """An installation and its databases, with the addresses of the owners, and of the superusers of
    data and keyring where they are known."""

    settings: Settings
    root: RootKey
    addresses: Addresses
    database: Database
    superusers: tuple[str, str] | None = None
