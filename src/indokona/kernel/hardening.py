"""Keys stay in memory: no core dump, no look from outside, and no swap where the system allows it."""

from __future__ import annotations

import ctypes
import resource
from pathlib import Path

_PR_SET_DUMPABLE = 4
#: MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT: lock what is touched, now and later, not what is reserved.
_LOCK_ALL = 1 | 2 | 4


def keep_keys_in_memory() -> None:
    """Harden this process, for its whole life.

    Not dumpable also means that no other process of the same user may read this memory (ptrace,
    /proc/PID/mem). Locking wants CAP_IPC_LOCK or an unlimited RLIMIT_MEMLOCK; without them nothing
    is locked, since a lock of a part would fail at a later allocation.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.mlockall(_LOCK_ALL)


def is_locked() -> bool:
    """Whether this process's memory is kept out of swap."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmLck:"):
            return int(line.split()[1]) > 0
    return False
