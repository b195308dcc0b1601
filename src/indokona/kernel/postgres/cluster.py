"""One embedded cluster: scram only, a private socket, its own OS user as root, dies with its parent."""

from __future__ import annotations

import ctypes
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from indokona.kernel.errors import Trouble
from indokona.kernel.postgres import programs, sockets

#: Small on purpose: both clusters idle in well under 100 MB; production brings its own PostgreSQL.
CONF = """
listen_addresses = ''
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
shared_buffers = '{buffers}MB'
max_connections = {connections}
wal_level = 'replica'
max_wal_senders = 3
max_wal_size = '512MB'
jit = off
random_page_cost = 1.1
effective_cache_size = '1GB'
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = 'fatal'
log_min_error_statement = 'panic'
log_parameter_max_length_on_error = 0
logging_collector = off
autovacuum_max_workers = 2
"""

SUPERUSER = "postgres"

_WRONG_PASSWORD = "password authentication failed"  # noqa: S105 (PostgreSQL's words, not a secret)
_BAD = re.compile(r"(FATAL|PANIC|ERROR|error):\s+(.*)")
#: One segment of the write-ahead log and a little: with less, a server neither starts nor recovers.
_LEAST_FREE = 20 << 20


class ClusterTrouble(Trouble):
    """The cluster cannot run; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Size:
    """Memory and connections of a cluster."""

    buffers_mb: int
    connections: int


class Cluster:
    """A PostgreSQL in `folder`, started as a child of this process."""

    def __init__(
        self,
        folder: Path,
        bin_folder: Path,
        password: str,
        size: Size,
        earlier_password: str | None = None,
    ) -> None:
        self.folder = folder
        self._earlier_password = earlier_password
        self._bin = bin_folder
        self._password = password
        self._size = size
        self._child: subprocess.Popen[bytes] | None = None
        self._launched = 0.0
        self._socket: Path | None = None

    def start(self) -> None:
        """Make the cluster if there is none, stop what a dead parent left, start, wait until it answers."""
        if not (self.folder / "PG_VERSION").exists():
            self._init()
        self._same_version()
        stop_left_over(self.folder)
        self._socket = sockets.make()
        self._own(self._socket)
        self._launch()
        self._wait()

    def revive(self) -> bool:
        """Start a server that ended by itself again, at most once a second, without waiting for it.

        A full disk ends it, also while it recovers: it comes back when there is space again.
        """
        if self._child is None or self._child.poll() is None:
            return False
        if time.monotonic() - self._launched < 1:
            return False
        self._launch()
        return True

    def _launch(self) -> None:
        self._launched = time.monotonic()
        log = (self.folder.parent / f"{self.folder.name}.log").open("ab")
        self._child = subprocess.Popen(
            [self._bin / "postgres", "-D", self.folder, "-k", str(self._socket)],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=_die_with_parent, env=_env(),
            user=_uid(), group=_gid(), extra_groups=_no_groups(),
        )  # fmt: skip
        log.close()

    def url(
        self, user: str = SUPERUSER, password: str | None = None, database: str = "postgres"
    ) -> str:
        """The address of a database of this cluster for one role."""
        secret = quote(password or self._password)
        return f"postgresql://{user}:{secret}@/{database}?host={quote(str(self._socket), safe='')}"

    def ask_to_stop(self) -> None:
        """Begin to stop fast: sessions are ended, everything acknowledged is on disk."""
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(signal.SIGINT)

    def stop(self, seconds: float = 4) -> None:
        """Stop fast; after `seconds` at once, which costs the next start a recovery and no data."""
        self.ask_to_stop()
        if self._child is not None:
            try:
                self._child.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                self._child.send_signal(signal.SIGQUIT)
                self._child.wait(timeout=4)
        self._child = None
        if self._socket is not None:
            shutil.rmtree(self._socket, ignore_errors=True)

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        if self._child is None:
            raise ClusterTrouble("not running")
        return self._child.pid

    def _init(self) -> None:
        """Make the cluster beside its place and move it there whole: a killed start leaves no half one."""
        making = self.folder.with_name(f"{self.folder.name}.making")
        shutil.rmtree(making, ignore_errors=True)
        try:
            self._make(making)
            making.rename(self.folder)
        except OSError as error:
            raise ClusterTrouble(
                f"Cannot make a database in {self.folder}: {error.strerror}."
            ) from None
        finally:
            shutil.rmtree(making, ignore_errors=True)

    def _make(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        self._own(folder)
        let_server_enter(folder)
        with tempfile.NamedTemporaryFile("w", prefix="indokona-pw-") as secret:
            secret.write(self._password)
            secret.flush()
            self._own(Path(secret.name))
            done = run_as_server(
                [self._bin / "initdb", "-D", folder, "-U", SUPERUSER, "--auth=scram-sha-256",
                 f"--pwfile={secret.name}", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
            )  # fmt: skip
        if done.returncode:
            said = _why(folder, done.stderr)
            raise ClusterTrouble(f"Cannot make a database in {self.folder}: {said}")
        conf = CONF.format(buffers=self._size.buffers_mb, connections=self._size.connections)
        with (folder / "postgresql.conf").open("a") as out:
            out.write(conf)

    def _same_version(self) -> None:
        made_by = (self.folder / "PG_VERSION").read_text().strip()
        ours = str(programs.version(self._bin))
        if made_by != ours:
            raise ClusterTrouble(
                f"{self.folder} was made by PostgreSQL {made_by}, this is {ours}:"
                f" set INDOKONA_POSTGRES_BIN to a PostgreSQL {made_by}."
            )

    def _wait(self, seconds: float = 120) -> None:
        until, trouble = time.monotonic() + seconds, ""
        while time.monotonic() < until:
            if self._child is None or self._child.poll() is not None:
                break
            trouble = self._refused(self._password)
            if not trouble:
                return
            if _WRONG_PASSWORD in trouble:
                self._wait_for_earlier_password()
                return
            time.sleep(0.03)
        log = self.folder.parent / f"{self.folder.name}.log"
        said = _why(self.folder, log.read_text(errors="replace") if log.exists() else "") or trouble
        self.stop()
        raise ClusterTrouble(f"PostgreSQL in {self.folder} did not start: {said}")

    def _refused(self, password: str, then: str | None = None) -> str:
        """Why the superuser does not come in with this password; empty if it does, and did `then`."""
        import psycopg

        try:
            with psycopg.connect(self.url(password=password), connect_timeout=2) as connection:
                if then is not None:
                    connection.execute(then.encode())
            return ""
        except psycopg.OperationalError as error:
            return _last_line(str(error))

    def _wait_for_earlier_password(self) -> None:
        """After a change of the root key the superuser still has the password from before: renew it."""
        renew = f"alter role {SUPERUSER} password '{self._password}'"
        earlier = self._earlier_password
        trouble = _WRONG_PASSWORD if earlier is None else self._refused(earlier, renew)
        if trouble:
            self.stop()
            hint = f"PostgreSQL in {self.folder}: {trouble}"
            if _WRONG_PASSWORD in trouble:
                hint = f"The data in {self.folder.parent.parent} were made with another root key: bring that one back."
            raise ClusterTrouble(hint)

    def _own(self, path: Path) -> None:
        give_to_server(path)


def run_as_server(words: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end, as the user that the server runs as."""
    return subprocess.run(
        words, capture_output=True, text=True, env=_env(), cwd="/", check=False,
        user=_uid(), group=_gid(), extra_groups=_no_groups(),
    )  # fmt: skip


def give_to_server(path: Path) -> None:
    """As root the server runs as a user of its own, to whom its files must belong."""
    if os.geteuid() == 0:
        user = _user()
        os.chown(path, user.pw_uid, user.pw_gid)


def stop_left_over(folder: Path) -> None:
    """End a server that a killed parent left behind, and wait until it is gone."""
    pid_file = folder / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().split("\n", 1)[0])
    if sockets.is_server_of(folder, pid):
        os.kill(pid, signal.SIGINT)
        until = time.monotonic() + 10
        while sockets.is_server_of(folder, pid) and time.monotonic() < until:
            time.sleep(0.02)
        if sockets.is_server_of(folder, pid):
            os.kill(pid, signal.SIGQUIT)
            time.sleep(0.5)
    if not sockets.is_server_of(folder, pid):
        pid_file.unlink(missing_ok=True)


def _die_with_parent() -> None:
    # PR_SET_PDEATHSIG; set after the change of user, since the kernel clears it there.
    ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ClusterTrouble(
        "PostgreSQL refuses to run as root, and there is no user postgres or nobody."
    )


def _uid() -> int | None:
    return _user().pw_uid if os.geteuid() == 0 else None


def _gid() -> int | None:
    return _user().pw_gid if os.geteuid() == 0 else None


def _no_groups() -> list[int] | None:
    return [] if os.geteuid() == 0 else None


def let_server_enter(folder: Path) -> None:
    """As root the server runs as another user, which must be able to walk to its folder."""
    if os.geteuid() != 0:
        return
    for parent in folder.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            if parent.stat().st_uid == 0 and parent != Path("/root"):
                parent.chmod(mode | 0o011)
            else:
                raise ClusterTrouble(
                    f"The database's user cannot enter {parent}: choose another --data."
                )


def _env() -> dict[str, str]:
    kept = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ}


def _why(folder: Path, text: str) -> str:
    """What a failed program said last of what is wrong; a full disk it may not even have written down."""
    bad = [found[2] for line in text.splitlines() if (found := _BAD.search(line))]
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < _LEAST_FREE or (bad and "No space left" in bad[-1]):
        return f"the disk is full ({free >> 20} MB left)."
    return bad[-1] if bad else _last_line(text)


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else ""
