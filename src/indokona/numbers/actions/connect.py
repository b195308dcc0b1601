"""Connecting a number by access token: the token is checked, the app subscribed, the token sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from indokona.kernel import audit, clock, directory, ids, keyring
from indokona.kernel.database import Database, Db
from indokona.kernel.edge import Caller
from indokona.kernel.egress.disclosing import NOTHING
from indokona.kernel.egress.http import Answer, Http
from indokona.kernel.errors import Transient
from indokona.numbers import store
from indokona.numbers.actions import apps
from indokona.numbers.errors import MetaAway, MetaRefused, NumberTaken, TokenRefused
from indokona.numbers.facts import MetaApp, Number
from indokona.whatsapp import graph, notices

SCOPES = ("whatsapp_business_messaging", "whatsapp_business_management")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a business copies from Meta. Without an app of its own it uses the platform's."""

    access_token: str
    waba_id: str
    phone_number_id: str
    business_id: str
    pin: str
    app_id: str | None = None
    app_secret: str | None = None
    graph_url: str | None = None


async def connect(
    db: Db, database: Database, http: Http, who: Caller, given: Credentials, default_graph: str
) -> Number:
    """Connect, or connect again, one number."""
    app = await apps.choose(
        db, database, given.app_id, given.app_secret, given.graph_url or default_graph
    )
    meta = Meta(http, app.graph_url, given.access_token)
    await _check_token(meta, app, given)
    node = await meta.number(given.phone_number_id)
    await meta.post(graph.subscribed_apps_path(given.waba_id), b"{}")
    if node.status != "CONNECTED":
        await meta.post(graph.register_path(given.phone_number_id), graph.register_body(given.pin))
    number = await _keep(db, app, given, node)
    await audit.record(db, who.actor, "number.connected", "number", number.id)
    return number


async def _check_token(meta: Meta, app: MetaApp, given: Credentials) -> None:
    """`debug_token` tells what a browser may only claim: that this token may speak for this WABA."""
    app_token = f"{app.app_id}|{app.secrets[0].decode()}"
    answer = await meta.get(graph.debug_token_path(given.access_token), token=app_token)
    try:
        facts = graph.token_facts(answer.status, answer.body)
    except (graph.GraphRefused, graph.GraphUnreadable):
        raise TokenRefused from None
    if not facts.is_valid or not all(facts.allows(scope, given.waba_id) for scope in SCOPES):
        raise TokenRefused(needs=list(SCOPES))


async def _keep(db: Db, app: MetaApp, given: Credentials, node: graph.Number) -> Number:
    now = clock.now()
    portfolio = await store.portfolio(db, ids.new(), given.business_id, now)
    known = await store.waba_named(db, given.waba_id)
    waba_row = known.id if known else ids.new()
    sealer = await db.sealer(keyring.ORGANISATION, [db.organisation_id])
    token = sealer.seal(db.organisation_id, "waba.token", waba_row, given.access_token)
    waba = store.WabaRow(waba_row, given.waba_id, portfolio, app.id, token, "live")
    await store.upsert_waba(db, waba, now)
    number = Number(
        ids.new(), given.phone_number_id, waba_row, portfolio, node.display_phone_number or "",
        node.verified_name or "", node.quality_rating or "UNKNOWN", _pace(node),
        "connected", None,
    )  # fmt: skip
    if (tier := node.whatsapp_business_manager_messaging_limit) is not None:
        await store.set_limit(db, portfolio, notices.tier_size(tier), now)
    known_number = await store.number_named(db, given.phone_number_id)
    row_id = known_number.id if known_number else number.id
    pin = sealer.seal(db.organisation_id, "number.pin", row_id, given.pin)
    row_id = await store.upsert_number(db, number, pin, now)
    for kind, key in ((directory.NUMBER, given.phone_number_id), (directory.WABA, given.waba_id)):
        if not await directory.enter(db, kind, key.encode(), row_id, waba_row):
            raise NumberTaken
    found = await store.number(db, row_id)
    return found or number


def _pace(node: graph.Number) -> int:
    """Messages a second; 0 for the simulator's numbers without pace, which Meta does not have."""
    return 0 if node.throughput and node.throughput.level == "UNPACED" else node.messages_per_second


class Meta:
    """Calls to one Graph base with one token; a refusal of Meta becomes ours."""

    def __init__(self, http: Http, base: str, token: str) -> None:
        self._http = http
        self._base = base.rstrip("/")
        self._token = token

    async def get(self, path: str, token: str | None = None) -> Answer:
        """A read."""
        return await self._call("GET", path, token=token)

    async def post(self, path: str, body: bytes) -> Answer:
        """A write that must be answered with success."""
        answer = await self._call("POST", path, body)
        if answer.status >= 400:
            refuse(answer)
        return answer

    async def delete(self, path: str) -> Answer:
        """A removal that must be answered with success."""
        answer = await self._call("DELETE", path)
        if answer.status >= 400:
            refuse(answer)
        return answer

    async def number(self, phone_number_id: str) -> graph.Number:
        """What Meta says of a number."""
        answer = await self.get(graph.number_path(phone_number_id))
        try:
            return graph.number(answer.status, answer.body)
        except (graph.GraphRefused, graph.GraphUnreadable):
            refuse(answer)
            raise

    async def _call(
        self, method: str, path: str, body: bytes | None = None, token: str | None = None
    ) -> Answer:
        headers = {"Authorization": f"Bearer {token or self._token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            return await self._http.call(
                method, f"{self._base}{path}", carries=NOTHING, headers=headers, content=body
            )
        except Transient as fault:
            raise MetaAway(retry_after=int(fault.retry_after)) from None


def refuse(answer: Answer) -> None:
    """Meta's refusal as ours, with its words and code; what cannot be read means that Meta is away."""
    try:
        graph.read(graph.Success, answer.status, answer.body)
    except graph.GraphRefused as refused:
        raise MetaRefused(refused.error.words, meta_code=refused.error.code) from None
    except graph.GraphUnreadable:
        raise MetaAway(retry_after=5) from None
