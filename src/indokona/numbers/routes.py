"""Routes of numbers."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from indokona.accounts.actions import organisation
from indokona.kernel import audit
from indokona.kernel.edge import EdgeRoute, TenantDb, TheEdge, Who, may
from indokona.numbers.actions import apps, connect, show, simulated, storage
from indokona.numbers.schemas import ChooseStorage, ConnectNumber, MetaAppOut, NewMetaApp, NumberOut

router = APIRouter(prefix="/api", tags=["numbers"], route_class=EdgeRoute)


@router.post("/numbers", status_code=201, **may("numbers.write"))
async def connect_number(body: ConnectNumber, db: TenantDb, who: Who, edge: TheEdge) -> NumberOut:
    """Connect a number by access token, or connect it again."""
    http, base = edge.extras["http"], edge.extras["settings"].graph_url
    return NumberOut.of(
        await connect.connect(db, edge.database, http, who, body.credentials(), base)
    )


@router.post("/numbers/simulated", status_code=201, **may("numbers.write", apart=True))
async def connect_simulated_number(edge: TheEdge, who: Who) -> NumberOut:
    """Connect a number of the bundled simulator. Only in development."""
    async with edge.database.organisation(who.organisation_id, who.user_id) as db:
        name = (await organisation.show(db)).name
    http, settings = edge.extras["http"], edge.extras["settings"]
    return NumberOut.of(await simulated.connect_simulated(edge.database, http, who, name, settings))


@router.get("/numbers", **may("numbers.read"))
async def list_numbers(db: TenantDb) -> list[NumberOut]:
    """The organisation's numbers."""
    return [NumberOut.of(number) for number in await show.numbers(db)]


@router.get("/numbers/{number_id}", **may("numbers.read"))
async def show_number(number_id: UUID, db: TenantDb) -> NumberOut:
    """One number."""
    return NumberOut.of(await show.number(db, number_id))


@router.put("/numbers/{number_id}/storage", **may("numbers.write"))
async def choose_storage(
    number_id: UUID, body: ChooseStorage, db: TenantDb, who: Who, edge: TheEdge
) -> NumberOut:
    """Have Meta keep this number's messages in one country, or not at all; it answers how it stands now."""
    http = edge.extras["http"]
    return NumberOut.of(
        await storage.choose(db, edge.database, http, who, number_id, body.storage, body.region)
    )


@router.post("/meta-apps", status_code=201, **may("numbers.write"))
async def add_meta_app(body: NewMetaApp, db: TenantDb, who: Who, edge: TheEdge) -> MetaAppOut:
    """Bring a Meta app of one's own; the answer says what to enter at Meta as its callback."""
    settings = edge.extras["settings"]
    app = await apps.own(db, body.app_id, body.app_secret, settings.graph_url)
    await audit.record(db, who.actor, "meta_app.kept", "meta_app", app.id)
    callback = f"{settings.public_url}/webhooks/{app.app_key}"
    return MetaAppOut(id=app.id, callback_url=callback, verify_token=app.verify_token)
