"""Hosts of their own on this machine: network namespaces on one bridge, and PgBouncer between them and
the databases. Everything is named for this process and goes with the block. Needs root."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.fixtures.packages import needs

from indokona.app import clusters
from indokona.kernel import root, tenancy
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses

NET = "10.77.0"
HERE = f"{NET}.1"
PORT = 6432


def _do(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


@contextmanager
def bridge() -> Iterator[str]:
    """A bridge with this machine's address on it."""
    needs("ip", "iproute2")
    name = f"ik{os.getpid()}"
    _do("ip", "link", "add", name, "type", "bridge")
    try:
        _do("ip", "addr", "add", f"{HERE}/24", "dev", name)
        _do("ip", "link", "set", name, "up")
        yield name
    finally:
        _do("ip", "link", "del", name)


@dataclass(frozen=True, slots=True)
class Host:
    """A host of its own, with one worker on it."""

    name: str
    cable: str
    worker: subprocess.Popen[bytes]

    def cut(self) -> None:
        """Pull its cable."""
        _do("ip", "link", "set", self.cable, "down")

    def connect(self) -> None:
        """Plug it in again."""
        _do("ip", "link", "set", self.cable, "up")


@contextmanager
def host(net: str, n: int, env: dict[str, str], log: Path) -> Iterator[Host]:
    """A namespace with an address on the bridge, and a worker in it."""
    name, cable = f"{net}h{n}", f"{net}c{n}"
    _do("ip", "netns", "add", name)
    try:
        _do("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name)
        _do("ip", "link", "set", cable, "master", net)
        _do("ip", "link", "set", cable, "up")
        inside = ("ip", "netns", "exec", name)
        _do(*inside, "ip", "addr", "add", f"{NET}.{10 + n}/24", "dev", "eth0")
        _do(*inside, "ip", "link", "set", "eth0", "up")
        _do(*inside, "ip", "link", "set", "lo", "up")
        words = [*inside, sys.executable, "-m", "indokona.app.cli", "work"]
        with log.open("ab") as out:
            worker = subprocess.Popen(words, env={**os.environ, **env}, stdout=out, stderr=out)
        try:
            yield Host(name, cable, worker)
        except BaseException:
            print(log.read_text()[-3000:])
            raise
        finally:
            worker.send_signal(signal.SIGTERM)
            try:
                worker.wait(timeout=10)
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
    finally:
        _do("ip", "netns", "del", name)


@contextmanager
def pooled(folder: Path, data: Path) -> Iterator[Addresses]:
    """PgBouncer in transaction mode before both clusters; the owner's addresses through it."""
    program = needs("pgbouncer", "pgbouncer")
    settings = Settings(data=data)
    key = root.load(settings)
    direct = clusters.addresses_of_running(settings, key)
    assert direct is not None
    roles = [f"{tenancy.PREFIX}{role}" for role in (*tenancy.ROLES, "owner", "keys")]
    (folder / "users").write_text(
        "".join(f'"{one}" "{key.password(one.removeprefix(tenancy.PREFIX))}"\n' for one in roles)
    )
    places = {"data": urlsplit(direct.data), "keyring": urlsplit(direct.keyring)}
    lines = [
        f"{name} = host={parse_qs(place.query)['host'][0]} dbname={place.path.lstrip('/')}"
        " connect_query='set search_path = public, procrastinate'"
        for name, place in places.items()
    ]
    lines = [
        "[databases]", *lines, "[pgbouncer]", f"listen_addr = {HERE}", f"listen_port = {PORT}",
        "auth_type = scram-sha-256", f"auth_file = {folder}/users", "pool_mode = transaction",
        "default_pool_size = 20", "max_client_conn = 200", f"unix_socket_dir = {folder}",
        "ignore_startup_parameters = extra_float_digits,options",
    ]  # fmt: skip
    (folder / "pgbouncer.ini").write_text("\n".join(lines) + "\n")
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    # The sockets are private: PgBouncer runs as who runs the databases.
    owner = Path(parse_qs(places["data"].query)["host"][0]).owner()
    words = [program, "-u", owner, str(folder / "pgbouncer.ini")]
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        assert child.poll() is None, "PgBouncer did not start"
        yield Addresses(*(_through(places[name].netloc, name) for name in ("data", "keyring")))
    finally:
        child.terminate()
        child.wait(timeout=10)


def _through(netloc: str, name: str) -> str:
    return f"postgresql://{netloc.rpartition('@')[0]}@{HERE}:{PORT}/{name}"


@contextmanager
def hosts(
    net: str, count: int, folder: Path, data: Path, env: dict[str, str]
) -> Iterator[list[Host]]:
    """So many hosts on a bridge, each with a worker that reaches the databases through PgBouncer only."""
    with ExitStack() as stack:
        addresses = stack.enter_context(pooled(folder, data))
        given = {
            **env,
            "INDOKONA_DATABASE_URL": addresses.data,
            "INDOKONA_KEYRING_URL": addresses.keyring,
        }
        yield [
            stack.enter_context(host(net, n, given, folder / f"host{n}.log")) for n in range(count)
        ]
