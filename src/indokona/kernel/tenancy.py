"""The walls: roles, row-level security and grants, written from what the tables declare.

Policies compare with `current_setting(...)::uuid` directly, without a sub-select (Citus refuses
one), and without `missing_ok`: a transaction that did not say whose rows it wants gets an error,
never all rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import MetaData, Table

from indokona.kernel.datamap import Walls

#: Role -> what it is for. `owner` migrates and is never used by a process that serves.
ROLES = {
    "owner": "migrations only",
    "app": "requests and work, under forced row-level security",
    "intake": "inserts webhooks, reads nothing",
    "scout": "sees ids, lanes and due times: which organisation has work",
    "operator": "the operator's console, no content",
    "seeker": "owns the one search function; cannot log in",
    "keeper": "owns the one function that lets proofs go once their law's time is over; cannot log in",
}
#: Roles that only own a function.
LOCKED = ("seeker", "keeper")

PREFIX = "indokona_"

ORGANISATION_IS_MINE = "organisation_id = current_setting('app.organisation')::uuid"
USER_IS_ME = "user_id = current_setting('app.user')::uuid"

_POLICY = {
    Walls.organisation: ORGANISATION_IS_MINE,
    Walls.user: USER_IS_ME,
    Walls.member: f"({ORGANISATION_IS_MINE}) or ({USER_IS_ME})",
}


def walls(metadata: MetaData) -> Iterator[str]:
    """SQL that raises every wall of `metadata`: security forced, policies, grants."""
    for table in metadata.sorted_tables:
        yield from _walls_of(table)


def _walls_of(table: Table) -> Iterator[str]:
    name, kind = table.name, table.info["walls"]
    if kind is not Walls.none:
        test = _POLICY[kind]
        yield f"alter table {name} enable row level security"
        yield f"alter table {name} force row level security"
        yield f"create policy mine on {name} to {PREFIX}app using ({test}) with check ({test})"
    for role, rights in table.info["grants"].items():
        if not rights:
            continue
        yield f"grant {rights} on {name} to {PREFIX}{role}"
        if kind is not Walls.none and role in ("scout", "operator", *LOCKED):
            yield f"create policy {role}_sees on {name} {_reach(rights)} to {PREFIX}{role} {_rows(rights)}"


def _writes(rights: str) -> bool:
    return any(one in rights for one in ("insert", "update", "delete"))


def _reach(rights: str) -> str:
    """Row-level security also binds what a role may add or change; the grant says which columns."""
    return "for all" if _writes(rights) else "for select"


def _rows(rights: str) -> str:
    return "using (true) with check (true)" if _writes(rights) else "using (true)"


def logins() -> list[str]:
    """The roles that may log in, each with a password of its own."""
    return [role for role in ROLES if role not in LOCKED]
