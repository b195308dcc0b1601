"""Passwords of the database roles after a change of the root key: each role renews its own."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from indokona.kernel import tenancy
from indokona.kernel.errors import Trouble
from indokona.kernel.root import RootKey
from indokona.kernel.wired import Addresses


class NoWayIn(Trouble):
    """A role has neither the password of the current root key nor that of the previous one."""


def renew(addresses: Addresses, root: RootKey) -> Addresses:
    """Give each role the password of the current root key; returns the owners' addresses with it.

    Needs no superuser and may be killed at any point: a role that has its new password is left.
    """
    for address, roles in (
        (addresses.data, tenancy.logins()),
        (addresses.keyring, ("owner", "keys")),
    ):
        for role in roles:
            _renew(address, role, root)
    return Addresses(*(_as(one, "owner", root) for one in (addresses.data, addresses.keyring)))


def _renew(address: str, role: str, root: RootKey) -> None:
    for way in _ways(address, role, root):
        try:
            with psycopg.connect(way, autocommit=True, connect_timeout=10) as connection:
                secret = sql.Literal(root.password(role))
                connection.execute(sql.SQL("alter role current_user password {}").format(secret))
                return
        except psycopg.OperationalError as error:
            if "password" not in str(error):
                raise
    raise NoWayIn(
        f"The role {tenancy.PREFIX}{role} has another password than both root keys give:"
        " run `indokona prepare` with the superusers' addresses."
    )


def _ways(address: str, role: str, root: RootKey) -> Iterator[str]:
    yield _as(address, role, root)
    before = root.previous()
    if before is not None:
        yield _as(address, role, before)


def _as(address: str, role: str, root: RootKey) -> str:
    parts = urlsplit(address)
    who = f"{tenancy.PREFIX}{role}:{quote(root.password(role))}"
    there = parts._replace(netloc=f"{who}@{parts.netloc.rpartition('@')[2]}")
    return urlunsplit(there)
