"""`indokona keys` and `indokona prepare` on clusters of their own."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from pydantic import SecretStr
from tests.fixtures.disks import new_folder

from indokona.app import cli, clusters, keys, migrate, passwords
from indokona.kernel import hardening, ids, root, rotation, wired
from indokona.kernel.errors import Trouble
from indokona.kernel.postgres.cluster import ClusterTrouble
from indokona.kernel.root import RootKey
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses

SOMEBODY = UUID("00000000-0000-7000-8000-00000000bbbb")
SECRETS = [secrets.token_hex(32) for _ in range(4)]


@pytest.fixture(autouse=True)
def soft(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process stays as it is."""
    monkeypatch.setattr(hardening, "keep_keys_in_memory", lambda: None)


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A stopped installation under the first root key, with an organisation in it."""
    with new_folder() as folder:
        settings = under(folder, 0)
        key = root.load(settings)
        with clusters.running(settings, key) as addresses:
            asyncio.run(with_organisation(addresses, key))
        yield folder


def under(data: Path, now: int, before: int | None = None, **more: object) -> Settings:
    """Settings with one of the root keys, and perhaps the one before."""
    previous = None if before is None else SecretStr(SECRETS[before])
    return Settings(data=data, root_key=SecretStr(SECRETS[now]), previous_root_key=previous, **more)


async def with_organisation(addresses: Addresses, key: RootKey) -> None:
    async with opened(addresses, key) as database:
        await database.keyring.found(SOMEBODY)


def opened(addresses: Addresses, key: RootKey):
    return wired.open_database(addresses, key, size=2)


async def is_open(addresses: Addresses, key: RootKey) -> bool:
    """Whether the organisation's keys open."""
    async with opened(addresses, key) as database:
        return bool((await database.keyring.indexes(SOMEBODY)).lookup_key)


def starts(settings: Settings) -> bool:
    """Whether these clusters start and open with the root key of the settings."""
    key = root.load(settings)
    with clusters.running(settings, key) as addresses:
        return asyncio.run(is_open(addresses, key))


def test_a_killed_rotation_of_the_root_key_goes_on_and_the_old_key_opens_nothing(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    async def killed(*_: object) -> int:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(rotation, "rotate_root", killed)
        with pytest.raises(Killed):
            rotate(under(data, 1, 0), said)
    assert said == []
    assert starts(under(data, 1, 0)), "midway everything opens with both keys"
    rotate(under(data, 1, 0), said)
    assert said[0].startswith("1 organisations are under the new root key")
    assert starts(under(data, 1))
    with pytest.raises(ClusterTrouble, match="another root key"):
        starts(under(data, 0))


class Killed(Exception):
    """In place of SIGKILL."""


def rotate(settings: Settings, said: list[str]) -> None:
    asked = cli._parser().parse_args(["keys", "rotate-root"])
    keys.run(asked, settings, said.append)


def test_on_servers_of_ones_own_each_role_renews_its_password(data: Path) -> None:
    key, said = root.load(under(data, 1)), list[str]()
    with clusters.running(under(data, 1), key) as given:
        both = {"database_url": given.data, "keyring_url": given.keyring}
        settings = under(data, 2, 1, **both)
        asyncio.run(refused_while_at_work(given, key))
        rotate(settings, said)
        told = dict(line.split("=", 1) for line in said[-2:])
        renewed = Addresses(told["INDOKONA_DATABASE_URL"], told["INDOKONA_KEYRING_URL"])
        fresh = root.load(under(data, 2))
        assert asyncio.run(is_open(renewed, fresh))
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(given.keys(key))
        rotate(settings, said)  # again, with the owners' addresses from before
        with pytest.raises(passwords.NoWayIn):
            passwords.renew(given, root.load(under(data, 3)))


async def refused_while_at_work(given: Addresses, key: RootKey) -> None:
    """A process that knows only the previous root key would go on writing under it."""
    async with (
        opened(given, key),
        await psycopg.AsyncConnection.connect(given.keys(key)) as connection,
    ):
        with pytest.raises(Trouble, match="at work on the keyring"):
            await keys._refuse_if_at_work(connection)


def test_organisations_are_rotated_and_orphans_swept_on_a_stopped_installation(
    data: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The superuser of the clusters still has the password of the key before: the start renews it.
    monkeypatch.setenv("INDOKONA_ROOT_KEY", SECRETS[2])
    monkeypatch.setenv("INDOKONA_PREVIOUS_ROOT_KEY", SECRETS[1])
    assert cli.main(["keys", "rotate-organisation", "--all", "--data", str(data)]) == 0
    assert cli.main(["keys", "rotate-organisation", str(SOMEBODY), "--data", str(data)]) == 0
    assert capfd.readouterr().out.count(f"{SOMEBODY}: 4 keys are under a new") == 2
    assert cli.main(["keys", "sweep", "--data", str(data)]) == 0
    assert capfd.readouterr().out.splitlines() == [
        "contact: 0 keys without a row were destroyed.",
        "user: 0 keys without a row were destroyed.",
    ]
    assert cli.main(["keys", "rotate-organisation", str(ids.NIL), "--data", str(data)]) == 1
    assert f"There is no organisation {ids.NIL}" in capfd.readouterr().err
    assert starts(under(data, 2))


def test_founding_again_after_a_rotation_changes_nothing(data: Path) -> None:
    settings = under(data, 2)
    key = root.load(settings)

    async def versions(addresses: Addresses) -> list[int]:
        async with opened(addresses, key) as database:
            await database.keyring.found(SOMEBODY)
        async with await psycopg.AsyncConnection.connect(addresses.keys(key)) as connection:
            rows = await connection.execute(
                "select version from organisation_key where organisation_id = %s", (SOMEBODY,)
            )
            return [row[0] for row in await rows.fetchall()]

    with clusters.running(settings, key) as addresses:
        assert asyncio.run(versions(addresses)) == [3]


def test_prepare_makes_what_is_missing_and_says_the_owners_addresses(
    data: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    settings = under(data, 2)
    with clusters.running(settings, root.load(settings)) as embedded:
        assert isinstance(embedded, clusters.Embedded)
        keyring_cluster, data_cluster = embedded.clusters
        words = ["prepare", "--data", str(tmp_path), "--database-superuser-url", data_cluster.url(),
                 "--keyring-superuser-url", keyring_cluster.url()]  # fmt: skip
        assert cli.main(words) == 1
        assert "A new one would open nothing" in capfd.readouterr().err
        assert not (tmp_path / "root.key").exists()
        monkeypatch.setenv("INDOKONA_ROOT_KEY", SECRETS[2])
        assert cli.main([*words[:3], *words[3:5], "--keyring-superuser-url", embedded.keyring]) == 1
        assert "--keyring-superuser-url is not a superuser's" in capfd.readouterr().err
        assert cli.main(words) == 0
        told = dict(line.split("=", 1) for line in capfd.readouterr().out.splitlines())
        migrate.upgrade(Addresses(told["INDOKONA_DATABASE_URL"], told["INDOKONA_KEYRING_URL"]))
