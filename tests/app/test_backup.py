"""Backups and restores, as typed; each refusal is one clear line and leaves nothing half-written."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from tests.fixtures.cast import DEV_NAME, Cast, founded
from tests.fixtures.disks import new_folder

from indokona.app import cli, clusters, envelope, restore, restored, wiring
from indokona.consent.actions import give, withdraw
from indokona.contacts.actions import show
from indokona.kernel import age, clock, epochs, hardening, ids, root, wired
from indokona.kernel.audit import Actor
from indokona.kernel.database import Database
from indokona.kernel.postgres import copying
from indokona.kernel.postgres.cluster import give_to_server
from indokona.kernel.settings import Settings


@dataclass(slots=True)
class Place:
    """An installation's folder, its backups of yesterday, and what opens them."""

    folder: Path
    cast: Cast
    data_file: Path
    keyring_file: Path

    @property
    def settings(self) -> Settings:
        return Settings(data=self.folder / "data")

    @property
    def identity(self) -> Path:
        return self.folder / "backup.identity"


def within(settings: Settings, work):
    """Run something on the databases of a stopped installation."""
    key = root.load(settings, make=not clusters.exist(settings))

    async def opened(addresses):
        async with wired.open_database(addresses, key, size=4) as database:
            wiring.connect(settings)
            await database.keyring.found(ids.PLATFORM)
            await wiring.sign_receipts(database)
            return await work(database)

    with clusters.running(settings, key) as addresses:
        return asyncio.run(opened(addresses))


@pytest.fixture(scope="module")
def backed_up() -> Iterator[Place]:
    """An installation with people in it, backed up, and stopped."""
    with new_folder() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(hardening, "keep_keys_in_memory", lambda: None)
        settings = Settings(data=folder / "data")
        settings.data.mkdir()
        cast = within(settings, founded)
        for one in ("far", "near"):
            (folder / one).mkdir()
        recipient = age.make_identity(folder / "backup.identity")
        words = ["backup", "--data", str(settings.data), "--recipient", recipient]
        places = ["--data-to", str(folder / "far"), "--keyring-to", str(folder / "near")]
        assert cli.main([*words, *places]) == 0
        (data_file,), (keyring_file,) = (list((folder / one).iterdir()) for one in ("far", "near"))
        yield Place(folder, cast, data_file, keyring_file)


@pytest.fixture
def place(backed_up: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A copy of all that, for one test: its databases may be lost."""
    monkeypatch.setattr(hardening, "keep_keys_in_memory", lambda: None)
    with new_folder() as folder:
        for one in backed_up.folder.iterdir():
            if one.is_dir():
                shutil.copytree(one, folder / one.name, copy_function=copied)
            else:
                copied(str(one), str(folder / one.name))
        for path in (folder / "data").rglob("*"):
            give_to_server(path)
        give_to_server(folder / "data" / "postgres")
        files = (
            folder / one.parent.name / one.name
            for one in (backed_up.data_file, backed_up.keyring_file)
        )
        yield Place(folder, backed_up.cast, *files)


def copied(source: str, target: str) -> None:
    shutil.copy2(source, target)


def lose(place: Place, *parts: str) -> None:
    for part in parts:
        shutil.rmtree(clusters.folder(place.settings, part))


def run(place: Place, *words: str, data: Path | None = None) -> int:
    return cli.main(
        ["restore", "--data", str(place.settings.data), "--identity", str(place.identity),
         "--data-from", str(data or place.data_file), *words]
    )  # fmt: skip


def test_yesterdays_data_meet_todays_keyring_before_a_port_opens(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    cast = place.cast

    async def no_to_marketing(database: Database) -> None:
        async with database.organisation(cast.organisation_id) as db:
            await withdraw.stop(db, Actor("person", cast.dev), cast.dev, "chat")

    async def permitted(database: Database) -> tuple[dict, list]:
        async with database.organisation(cast.organisation_id) as db:
            return await give.permitted(db, [cast.dev], "marketing"), await show.many(
                db, [cast.dev]
            )

    within(place.settings, no_to_marketing)
    lose(place, "data")
    assert run(place) == 0
    told = capfd.readouterr().out
    assert "1 times no" in told
    may, views = within(place.settings, permitted)
    assert may == {}
    assert views[0].name == DEV_NAME, "everything else is as it was"


def test_data_and_keyring_come_back_on_a_bare_machine_with_root_and_weekly_keys(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    lose(place, "data", "keyring")
    assert run(place) == 1
    assert "There is no keyring in" in capfd.readouterr().err
    assert run(place, "--keyring-from", str(place.keyring_file)) == 0
    assert "Warning: the keyring is put back too" in capfd.readouterr().out

    async def names(database: Database) -> list:
        async with database.organisation(place.cast.organisation_id) as db:
            return [one.name for one in await show.many(db, [place.cast.dev])]

    assert within(place.settings, names) == [DEV_NAME]


def refused(
    place: Place, capfd: pytest.CaptureFixture[str], *words: str, data: Path | None = None
) -> str:
    """The one line of a refusal; nothing is left of the attempt."""
    before = {one.name for one in (place.settings.data / "postgres").iterdir()}
    assert run(place, *words, data=data) == 1
    said = capfd.readouterr().err.strip()
    assert "\n" not in said, said
    after = {one.name for one in (place.settings.data / "postgres").iterdir()}
    assert {one for one in after if not one.endswith(".log")} <= before
    return said


def test_what_cannot_be_restored_is_refused_in_one_line(
    place: Place, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "is there already: nothing is written over" in refused(place, capfd)
    lose(place, "data")
    whole = place.data_file.read_bytes()
    for name, body, said in (
        ("short", whole[: len(whole) // 2], "was cut short or changed"),
        ("tail", whole[:-20], "was cut short or changed"),
        ("changed", whole[:-200] + bytes(200), "was cut short or changed"),
        ("head", whole[:60], "only the beginning of one"),
        ("other", b"PGDMP not an age file", "is not an age file"),
    ):
        path = tmp_path / name
        path.write_bytes(body)
        assert said in refused(place, capfd, data=path), name
    assert "is a backup of the keyring" in refused(place, capfd, data=place.keyring_file)
    assert "There is no file" in refused(place, capfd, data=tmp_path / "none")
    stranger = tmp_path / "stranger"
    age.make_identity(stranger)
    right = place.identity.read_text()
    place.identity.write_text(stranger.read_text())
    assert "encrypted to another key" in refused(place, capfd)
    place.identity.write_text("not a key")
    assert "holds no age identity" in refused(place, capfd)
    place.identity.write_text(right)
    with monkeypatch.context() as patch:
        patch.setattr(copying, "free_bytes", lambda _: 1 << 20)
        assert "has 1 MB left" in refused(place, capfd)
    with monkeypatch.context() as patch:
        patch.setattr(restore.programs, "version", lambda _: 99)
        assert "was made by PostgreSQL" in refused(place, capfd)
    other = place.settings.data / "root.key"
    mine = other.read_text()
    other.write_text("ab" * 32)
    assert "another root key" in refused(place, capfd)
    other.write_text(mine)


def test_another_version_is_refused(
    place: Place, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lose(place, "data")
    recipient = age.identities(place.identity)[0].to_public()
    with envelope.opened(place.data_file, age.identities(place.identity), "data") as (
        manifest,
        body,
    ):
        for name, values, said in (
            ("f9", {"schema": "f99"}, "does not know"),
            ("form", {"format": "indokona-backup-9"}, "with the version that made it"),
        ):
            changed = type(manifest)(
                **{f: getattr(manifest, f) for f in manifest.__slots__} | values
            )
            envelope.write(tmp_path / name, changed, body, [recipient])
            assert said in refused(place, capfd, data=tmp_path / name)


def test_data_newer_than_their_keyring_are_refused_and_accepted_only_by_word(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    key = root.load(place.settings)
    with (
        clusters.running(place.settings, key) as addresses,
        psycopg.connect(addresses.keyring) as owner,
    ):
        owner.execute("delete from backup_mark")
    lose(place, "data")
    assert "are newer than this keyring" in refused(place, capfd)
    assert run(place, "--accept-older-keyring") == 0


def test_a_keyring_older_than_the_data_stops_every_start(place: Place) -> None:
    cast = place.cast

    async def stop(database: Database) -> None:
        async with database.organisation(cast.organisation_id) as db:
            await withdraw.stop(db, Actor("person", cast.dev), cast.dev, "chat")

    async def check(database: Database) -> None:
        await restored.refuse_older_keyring(database)

    kept = place.folder / "kept"
    source = clusters.folder(place.settings, "keyring")
    shutil.copytree(source, kept)
    within(place.settings, stop)
    within(place.settings, check)
    shutil.rmtree(source)
    shutil.copytree(kept, source)
    for path in (source, *source.rglob("*")):
        give_to_server(path)
    with pytest.raises(restored.OlderKeyring, match="older than the data"):
        within(place.settings, check)


def test_a_keyring_older_than_the_window_is_refused(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    lose(place, "data", "keyring")
    weeks = root.load(place.settings).epochs
    for number in weeks.stored():
        weeks.destroy(number)
    said = refused(place, capfd, "--keyring-from", str(place.keyring_file))
    assert "needs weekly keys" in said
    assert str(epochs.week_of(clock.now())) in said


def test_backups_go_to_two_places_and_to_somebody(
    place: Place, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["backup", "--data", str(place.settings.data)]
    to = str(tmp_path)
    for rest, said in (
        ([], "Say where to"),
        (["--data-to", to], "Say for whom"),
        (["--data-to", to, "--keyring-to", to], "different places"),
        (["--data-to", str(tmp_path / "none")], "is not a folder"),
        (["--data-to", to, "--recipient", "bilal"], "is not an age recipient"),
        (["--make-key", str(place.identity)], "is there already"),
    ):
        assert cli.main([*words, *rest]) == 1
        assert said in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []
    fresh = tmp_path / "id"
    assert cli.main(["backup", "--make-key", str(fresh)]) == 0
    assert capfd.readouterr().out.startswith("age1")
    assert fresh.stat().st_mode & 0o777 == 0o600
