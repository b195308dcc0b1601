"""`indokona prepare`: roles and databases on PostgreSQL servers that this program did not start."""

from __future__ import annotations

import psycopg

from indokona.app import folders, migrate
from indokona.kernel import root, tenancy
from indokona.kernel.errors import Trouble
from indokona.kernel.settings import Settings
from indokona.kernel.wired import Addresses

LEAST = 150000


def run(settings: Settings, data_superuser: str, keyring_superuser: str) -> Addresses:
    """Make what is missing, renew the roles' passwords, and give the owners' addresses.

    A root key is made only where no role of ours exists yet: passwords and keys follow from it.
    """
    known = [
        _look(which, url)
        for which, url in (("database", data_superuser), ("keyring", keyring_superuser))
    ]
    if settings.root_key is None:
        folders.prepare(settings.data)
    return migrate.prepare(
        data_superuser, keyring_superuser, root.load(settings, make=not any(known))
    )


def _look(which: str, url: str) -> bool:
    """Whether our roles are on this server; raises `Trouble` if it will not do."""
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            version = connection.info.server_version
            power = connection.execute(
                "select rolsuper from pg_roles where rolname = current_user"
            ).fetchone()
            role = tenancy.PREFIX + "owner"
            known = connection.execute(
                "select 1 from pg_roles where rolname = %s", (role,)
            ).fetchone()
    except psycopg.Error as error:
        said = str(error).strip().splitlines()[-1].strip()
        raise Trouble(f"The {which} server cannot be reached: {said}") from None
    if version < LEAST:
        raise Trouble(
            f"The {which} server is PostgreSQL {version // 10000}: 15 or newer is needed."
        )
    if power != (True,):
        raise Trouble(
            f"--{which}-superuser-url is not a superuser's, who alone can make the roles."
        )
    return known is not None
