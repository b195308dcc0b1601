"""Bad days of an installation: each is one clear line, and nothing is lost or left behind."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from tests.fixtures.disks import filled, mounted, new_folder
from tests.fixtures.running import running_on

from indokona.app import cli, clusters
from indokona.kernel import hardening, ids, root, wired
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


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The program."""
    return Command(capfd, monkeypatch)


@pytest.fixture(scope="module")
def stopped() -> Iterator[Path]:
    """The data of an installation that was stopped, with somebody's organisation in it."""
    with new_folder() as folder:
        settings = Settings(data=folder / "data")
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


# --- keys ----------------------------------------------------------------------------------------


def test_a_lost_root_key_is_never_replaced(command: Command, stopped: Path) -> None:
    key = stopped / "root.key"
    text = key.read_text()
    key.unlink()
    try:
        assert "A new one would open nothing" in command.refused(stopped)
        assert not key.exists()
        key.write_text("not a key\n")
        assert f"The key in {key} must be 64 hex digits" in command.refused(stopped)
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
