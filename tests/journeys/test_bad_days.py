"""Bad days of an installation: each is one clear line, and nothing is lost or left behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
from tests.fixtures.running import INDOKONA, Up

from indokona.app import cli, clusters
from indokona.app.client import until
from indokona.kernel import clock, hardening, ids, root, wired
from indokona.kernel.postgres import sockets
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses


class Command:
    """The program, run in this process: most bad days end before anything is started."""

    def __init__(self, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._capture, self._patch = capture, patch
        patch.setattr(hardening, "keep_keys_in_memory", lambda: None)

    def lines(self, *words: object, **env: str) -> list[str]:
        """The lines of a command that could not do its work."""
        with self._patch.context() as patch:
            for name, value in env.items():
                patch.setenv(name, value)
            try:
                status: object = cli.main([str(word) for word in words])
            except SystemExit as end:
                status = end.code
        out, err = self._capture.readouterr()
        assert (status, out) == (1, ""), err
        assert all(line.startswith("indokona: ") for line in err.splitlines()), err
        return err.splitlines()

    def told(self, *words: object, **env: str) -> str:
        """The one line of it."""
        lines = self.lines(*words, **env)
        assert len(lines) == 1, lines
        return lines[0]

    def refused(self, data: Path, *words: object, **env: str) -> str:
        """Why `up` does not start on a folder; nothing of it is left running."""
        line = self.told("up", "--data", data, "--port", 0, "--simulator-port", 0, *words, **env)
        assert not running_on(data)
        return line


def running_on(data: Path) -> list[str]:
    """The processes that have a folder in their words."""
    told = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in told.splitlines() if str(data) in line]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The program."""
    return Command(capfd, monkeypatch)


@pytest.fixture
def fresh() -> Iterator[Path]:
    """A folder that does not exist yet."""
    with tempfile.TemporaryDirectory(prefix="indokona-bad-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


@pytest.fixture(scope="module")
def stopped() -> Iterator[Path]:
    """The data of an installation that was stopped, with somebody's organisation in it."""
    with tempfile.TemporaryDirectory(prefix="indokona-bad-") as folder:
        Path(folder).chmod(0o755)
        settings = Settings(data=Path(folder) / "data")
        settings.data.mkdir()
        key = root.load(settings, make=True)
        with clusters.running(settings, key) as addresses:
            asyncio.run(somebody(addresses, key))
        yield settings.data


async def somebody(addresses: Addresses, key: RootKey) -> None:
    async with wired.open_database(addresses, key, size=2) as database:
        await database.keyring.found(ids.new())


# --- the command line and the settings ----------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["up", "--workers", "0"], "'0' is not a whole number from 1 to 64"),
        (["up", "--workers", "abc"], "'abc' is not a whole number from 1 to 64"),
        (["up", "--port", "99999"], "from 0 to 65535"),
        (["upp"], "invalid choice: 'upp'"),
        (["up", "--frob"], "unrecognized arguments: --frob"),
        (["keys", "rotate"], "invalid choice: 'rotate'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_words_that_no_command_knows(command: Command, words: list[str], said: str) -> None:
    assert said in command.told(*words)


def test_a_setting_that_is_none_is_named_without_its_value(command: Command) -> None:
    line = command.told("serve", INDOKONA_WORKERS="kaput")
    assert "INDOKONA_WORKERS: " in line
    assert "kaput" not in line


def test_serve_and_work_want_addresses(command: Command, fresh: Path) -> None:
    for word in ("serve", "work"):
        assert "INDOKONA_DATABASE_URL" in command.told(word, INDOKONA_DATA=str(fresh))


def test_one_address_without_the_other(command: Command, fresh: Path) -> None:
    assert "Give both" in command.refused(fresh, "--database-url", "postgresql://x@127.0.0.1:1/x")
    assert not fresh.exists()


def test_a_server_that_is_not_there(command: Command, fresh: Path) -> None:
    url = "postgresql://x@127.0.0.1:1/x"
    words = ("--database-url", url, "--keyring-url", url)
    assert "no root key" in command.refused(fresh, *words), (
        "nothing is made that could open nothing"
    )
    env = {"INDOKONA_ROOT_KEY": secrets.token_hex(32)}
    assert "The database cannot do its work: " in command.refused(fresh, *words, **env)
    assert "server cannot be reached" in command.told(
        "prepare", "--database-superuser-url", url, "--keyring-superuser-url", url
    )


def test_production_mode_says_everything_that_is_missing(command: Command, fresh: Path) -> None:
    env = {
        "INDOKONA_MODE": "production", "INDOKONA_GRAPH_URL": "http://x",
        "INDOKONA_SIMULATOR_URL": "http://127.0.0.1:1", "INDOKONA_DATA": str(fresh),
    }  # fmt: skip
    for words in (["up", "--demo"], ["serve"], ["work"]):
        lines = command.lines(*words, **env)
        names = ("BEHIND_PROXY", "PUBLIC_URL", "GRAPH_URL", "SIMULATOR_URL", "SMTP_URL")
        for name in names:
            assert sum(f"INDOKONA_{name}" in line for line in lines) == 1
        assert all(line.startswith("indokona: Production") for line in lines)
    assert not fresh.exists()


# --- ports and folders ---------------------------------------------------------------------------


def test_a_port_in_use_stops_the_start_before_anything_is_written(
    command: Command, fresh: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = command.refused(fresh, "--port", port)
        assert line == f"indokona: Port {port} is in use: choose another with --port."
        assert "--simulator-port" in command.refused(fresh, "--simulator-port", port)
    assert not fresh.exists()


def test_a_folder_that_cannot_be_written(command: Command, fresh: Path) -> None:
    with unwritable(fresh):
        assert f"The data folder {fresh} cannot be written" in command.refused(fresh)
    (fresh.parent / "file").touch()
    assert "Not a directory" in command.refused(fresh.parent / "file" / "data")


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    folder.mkdir()
    if os.geteuid() != 0:
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
        return
    with mounted(folder, "ro"):
        yield


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A file system of its own; skipped where this machine does not let us mount."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "none", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"a full disk is made by mounting one, which needs root: {done.stderr!r}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


# --- keys ----------------------------------------------------------------------------------------


def test_a_lost_root_key_is_never_replaced(command: Command, stopped: Path) -> None:
    key = stopped / "root.key"
    text = key.read_text()
    key.unlink()
    try:
        assert "A new one would open nothing" in command.refused(stopped)
        assert not key.exists()
        key.write_text("not a key\n")
        assert f"The root key in {key} must be 64 hex digits" in command.refused(stopped)
        key.write_text(secrets.token_hex(32) + "\n")
        assert "made with another root key" in command.refused(stopped)
    finally:
        key.write_text(text)


# --- data of others ------------------------------------------------------------------------------


def test_data_of_another_postgresql(command: Command, stopped: Path) -> None:
    mark = stopped / "postgres" / "keyring" / "PG_VERSION"
    text = mark.read_text()
    mark.write_text("9.6\n")
    try:
        assert "was made by PostgreSQL 9.6, this is " in command.refused(stopped)
    finally:
        mark.write_text(text)


def test_demo_on_data_that_are_not_a_demos(command: Command, stopped: Path) -> None:
    assert "are not a demo's" in command.refused(stopped, "--demo")


@pytest.mark.parametrize(
    ("which", "change", "back", "said"),
    [
        ("data", "update alembic_version set version_num = 'f00'",
         "update alembic_version set version_num = '{revision}'", "The data database is at f00"),
        ("keyring", "update alembic_version set version_num = 'f00'",
         "update alembic_version set version_num = '{revision}'", "The keyring database is at f00"),
        ("data", "alter table contact rename market to bazaar",
         "alter table contact rename bazaar to market", "contact.bazaar"),
        ("data", "alter table idempotency_key drop column status",
         "alter table idempotency_key add column status integer not null", "idempotency_key.status"),
    ],
)  # fmt: skip
def test_data_of_another_version(
    command: Command, stopped: Path, which: str, change: str, back: str, said: str
) -> None:
    revision = changed(stopped, which, change)
    try:
        assert said in command.refused(stopped)
    finally:
        changed(stopped, which, back.replace("{revision}", revision))


def changed(data: Path, which: str, statement: str) -> str:
    """Do a statement as the owner on the clusters of a folder; returns the revision from before."""
    settings = Settings(data=data)
    key = root.load(settings)
    keyring, main = clusters._clusters(settings, key)
    cluster = keyring if which == "keyring" else main
    cluster.start()
    try:
        url = cluster.url(database="indokona")
        with psycopg.connect(url, autocommit=True) as owner:
            row = owner.execute("select version_num from alembic_version").fetchone()
            owner.execute(statement.encode())
            return str(row[0]) if row else ""
    finally:
        cluster.stop()


# --- full disks ----------------------------------------------------------------------------------


def test_a_start_on_a_full_disk(command: Command, fresh: Path) -> None:
    with mounted(fresh, "size=24m,mode=755"):
        assert "the disk is full" in command.refused(fresh).lower()
        assert not (fresh / "postgres" / "data").exists()
        filled(fresh, spare=0)
        assert "full" in command.refused(fresh).lower()


def filled(folder: Path, spare: int) -> Path:
    """Fill the disk of a folder but for some bytes."""
    ballast = folder / "ballast"
    with ballast.open("ab", buffering=0) as out:
        with contextlib.suppress(OSError):
            while True:
                out.write(bytes(1 << 20))
        with contextlib.suppress(OSError):
            while True:
                out.write(bytes(4096))
        if spare:
            out.truncate(out.tell() - spare)
    return ballast


def test_an_installation_lives_through_a_full_disk_a_kill_and_a_busy_end(fresh: Path) -> None:
    """One installation, since a start takes seconds: three bad days of it, one after the other."""
    with mounted(fresh, "size=260m,mode=755"):
        installation = Up(fresh, fresh.parent / "up.log")
        installation.start()
        try:
            full_disk(installation)
            second_start(installation)
            killed(installation)
            busy_end(installation)
        finally:
            installation.stop()


def full_disk(installation: Up) -> None:
    """Writes are refused as 503 problems, what was acknowledged stays, and it recovers by itself."""
    http = httpx.Client(
        base_url=installation.line["url"], trust_env=False, timeout=30,
        headers={"authorization": f"Bearer {installation.line['demo']['api_key']}"},
    )  # fmt: skip
    numbers = iter(range(919700000000, 919799999999))
    kept = [created(http, next(numbers)) for _ in range(5)]
    ballast = filled(installation.data, spare=0)
    refusals = 0
    for _ in range(4000):
        answer = create(http, next(numbers))
        if answer.status_code < 300:
            kept.append(answer.json()["id"])
            continue
        assert answer.status_code in (503, 507), answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        refusals += 1
        if refusals == 20:
            break
        time.sleep(0.1)
    assert refusals == 20, "the disk was never full"
    ballast.unlink()

    def writes_again() -> bool:
        answer = create(http, next(numbers))
        assert answer.status_code in (200, 201, 503), answer.text
        return answer.status_code < 300

    until("the recovery", writes_again, seconds=20)
    for one in kept:
        assert http.get(f"/api/contacts/{one}").status_code == 200
    assert "Traceback" not in installation.log.read_text()


def create(http: httpx.Client, phone: int) -> httpx.Response:
    # Names are long, so that it takes few of them to need another page.
    return http.post("/api/contacts", json={"phone": f"+{phone}", "name": f"Name {phone} " * 8})


def created(http: httpx.Client, phone: int) -> str:
    answer = create(http, phone)
    assert answer.status_code < 300, answer.text
    return str(answer.json()["id"])


def second_start(installation: Up) -> None:
    """Nobody else starts on a folder that is held."""
    done = subprocess.run(
        [INDOKONA, "up", "--data", installation.data, "--port", "0", "--simulator-port", "0"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"Another process (pid {installation.child.pid}) runs on" in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


def killed(installation: Up) -> None:
    """What a killed installation leaves of sockets is swept at the next start."""
    before = sockets_of(installation)
    assert len(before) == 2
    installation.kill_everything()
    assert all(folder.exists() for folder in before)
    installation.start()
    assert not any(folder.exists() for folder in before)
    assert all(folder.exists() for folder in sockets_of(installation))


def sockets_of(installation: Up) -> list[Path]:
    pids = [installation.data / "postgres" / one / "postmaster.pid" for one in clusters.WHICH]
    return [Path(pid.read_text().split("\n")[4]) for pid in pids]


def busy_end(installation: Up) -> None:
    """SIGTERM in the middle of work ends all of it within five seconds."""
    last = sockets_of(installation)
    people = "".join(f"P {n},+9196{n}\n" for n in range(10_000_000, 10_005_000))
    made = installation.api.upload("/api/imports", b"name,phone\n" + people.encode())
    where = f"/api/imports/{made['id']}"
    until("the import", lambda: installation.api.get(where)["state"] != "waiting")
    assert installation.stop() < 5
    assert installation.child.returncode == 0
    assert running_on(installation.data) == []
    assert not any(folder.exists() for folder in last)


def test_folders_of_sockets_of_dead_servers_are_swept_and_others_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # other servers of this machine live
    dead, young, living = (sockets.make() for _ in range(3))
    gone = subprocess.Popen(["true"])
    gone.wait()
    for folder, pid in ((dead, gone.pid), (living, os.getpid())):
        (folder / ".s.PGSQL.5432.lock").write_text(f"{pid}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sockets, "is_postgres", lambda pid: pid == os.getpid())
        sockets.sweep()
        assert [one.exists() for one in (dead, young, living)] == [False, True, True]
        with clock.moved(timedelta(minutes=2)):
            sockets.sweep()
        assert [one.exists() for one in (dead, young, living)] == [False, False, True]
    sockets.sweep()
    assert not living.exists()
