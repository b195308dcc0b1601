"""Child processes of `up`: started with the parent's death as their end, stopped together."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from indokona.kernel.errors import Trouble


class Children:
    """The processes that `up` started."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[str]] = []
        self._how: dict[int, tuple[Sequence[str], Mapping[str, str], float]] = {}

    def start(
        self, words: Sequence[str], env: Mapping[str, str], *, talks: bool = False
    ) -> subprocess.Popen[str]:
        """Start a program of ours; `talks` keeps its standard output for the parent."""
        child = subprocess.Popen(
            [sys.executable, "-m", *words],
            env={**os.environ, **env},
            stdout=subprocess.PIPE if talks else subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            text=True,
            preexec_fn=_die_with_parent,
        )
        self._running.append(child)
        self._how[child.pid] = (words, env, time.monotonic())
        return child

    def dead(self) -> subprocess.Popen[str] | None:
        """A child that ended by itself, if one did."""
        return next((child for child in self._running if child.poll() is not None), None)

    def revive(self) -> str | None:
        """Start again what died; returns what is beyond help: it died within a second of its start."""
        child = self.dead()
        if child is None:
            return None
        words, env, began = self._how.pop(child.pid)
        self._running.remove(child)
        if time.monotonic() - began < 1 or child.stdout is not None:
            return " ".join(words)
        self.start(words, env)
        return None

    def stop(self, seconds: float = 2.5) -> None:
        """Ask all to end, then end those that did not."""
        for child in self._running:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        until = time.monotonic() + seconds
        for child in self._running:
            try:
                child.wait(timeout=max(until - time.monotonic(), 0.05))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._running.clear()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class PortTaken(Trouble):
    """Another program listens on this port."""


def free_port(host: str, wanted: int, flag: str = "--port") -> int:
    """`wanted` if it is free, or any free port for 0."""
    if wanted == 0:
        return _any_port(host)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted))
        except OSError as error:
            why = "is in use" if error.errno == errno.EADDRINUSE else f"of {host}: {error.strerror}"
            raise PortTaken(f"Port {wanted} {why}: choose another with {flag}.") from None
        return int(probe.getsockname()[1])


#: Below the ports that the system lends to outgoing connections: one of those may be lent again
#: between the look at it and the start of the child that listens there.
_LEAST, _SPAN, _TRIES = 18_000, 14_000, 100


def _any_port(host: str) -> int:
    for _ in range(_TRIES):
        with contextlib.suppress(PortTaken):
            return free_port(host, _LEAST + secrets.randbelow(_SPAN))
    raise PortTaken("No free port was found: choose one with --port.")
