"""Meta apps: the platform's own, or an organisation's; secrets are sealed."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from indokona.kernel import clock, directory, ids, keyring
from indokona.kernel.database import Database, Db
from indokona.kernel.errors import NotFound
from indokona.numbers import store
from indokona.numbers.facts import MetaApp


async def choose(
    db: Db, database: Database, app_id: str | None, secret: str | None, graph_url: str
) -> MetaApp:
    """The organisation's own app if it named one (kept at its first mention), else the platform's."""
    if app_id and secret:
        return await own(db, app_id, secret, graph_url)
    if app_id and (known := await store.app_named(db, app_id)):
        return await _opened(db, known)
    if db.organisation_id == ids.PLATFORM:
        return await _platform(db)
    async with database.organisation(ids.PLATFORM) as platform:
        return await _platform(platform)


async def _platform(db: Db) -> MetaApp:
    row = await store.any_app(db)
    if row is None:
        raise NotFound("The platform has no Meta app; name your own app and its secret.")
    return await _opened(db, row)


async def own(db: Db, app_id: str, secret: str, graph_url: str) -> MetaApp:
    """The organisation's own app: known, or kept from now on."""
    known = await store.app_named(db, app_id)
    return await _opened(db, known) if known else await add(db, app_id, secret, graph_url)


async def add(db: Db, app_id: str, secret: str, graph_url: str) -> MetaApp:
    """A new Meta app, with its callback key and verify token."""
    row_id, app_key, verify = ids.new(), secrets.token_urlsafe(18), secrets.token_urlsafe(18)
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    row = store.AppRow(
        row_id, app_id, app_key,
        sealer.seal(db.organisation_id, "meta_app.secret", row_id, secret), None,
        sealer.seal(db.organisation_id, "meta_app.verify_token", row_id, verify), graph_url,
    )  # fmt: skip
    await store.insert_app(db, row, clock.now())
    await directory.enter(db, directory.META_APP, app_key.encode(), row_id, row_id)
    return await _opened(db, row)


async def move(db: Db, app_id: str, graph_url: str) -> None:
    """The bundled simulator listens elsewhere now; an app at Meta itself never moves."""
    row = await store.app_named(db, app_id)
    if row is not None and urlsplit(row.graph_url).hostname in ("127.0.0.1", "localhost", "::1"):
        await store.set_graph_url(db, row.id, graph_url)


async def _opened(db: Db, row: store.AppRow) -> MetaApp:
    opener = await db.opener([row.secret_sealed, row.old_secret_sealed, row.verify_token_sealed])
    sealed = [
        (row.secret_sealed, "meta_app.secret"),
        (row.old_secret_sealed, "meta_app.old_secret"),
    ]
    opened = [opener.raw(value, name, row.id) for value, name in sealed if value]
    verify = opener.raw(row.verify_token_sealed, "meta_app.verify_token", row.id).decode()
    return MetaApp(
        row.id, db.organisation_id, row.app_id, row.app_key, tuple(opened), verify, row.graph_url
    )


async def by_key(database: Database, app_key: str) -> MetaApp | None:
    """The app of a callback address."""
    async with database.platform() as platform:
        found = await directory.find(platform, directory.META_APP, app_key.encode())
    if found is None:
        return None
    async with database.organisation(found.organisation_id) as db:
        row = await store.app(db, found.subject_id)
        return await _opened(db, row) if row else None
