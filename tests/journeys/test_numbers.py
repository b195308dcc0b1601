"""A number in its life: its token dies and is renewed, Meta changes quality, pace and limit."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.fixtures.running import Up
from tests.journeys.test_up import approved, campaign, consented

from indokona.app import seed
from indokona.app.client import Client, Failed, until


@pytest.fixture(scope="module")
def owner(live: Up) -> Client:
    """The owner's session."""
    demo = live.line["demo"]
    words = {"email": demo["email"], "password": demo["password"]}
    return Client(live.line["url"], Client(live.line["url"]).post("/api/sessions", words)["token"])


def shown(owner: Client, number: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = owner.get(f"/api/numbers/{number['id']}")
    return found


def test_a_dead_token_stops_the_lane_and_a_new_one_lets_it_go_on(live: Up, owner: Client) -> None:
    seeded = live.simulator.post("/_control/seed", {"name": "Second", "throughput": "STANDARD"})
    app = owner.post(
        "/api/meta-apps", {"app_id": seeded["app_id"], "app_secret": seeded["app_secret"]}
    )
    words = {"callback_url": app["callback_url"], "verify_token": app["verify_token"]}
    live.simulator.post(f"/_control/apps/{seeded['app_id']}/callback", words)
    names = ("access_token", "waba_id", "phone_number_id", "business_id", "pin", "app_id")
    given = {name: seeded[name] for name in names}
    number = owner.post("/api/numbers", given)
    template = approved(owner, number["id"])
    consented(owner, [(f"P {n}", f"9198550{n:05d}") for n in range(200)], "dead")
    httpx.delete(
        f"{live.line['simulator_url']}/_control/tokens/{seeded['access_token']}", trust_env=False
    ).raise_for_status()
    made = campaign(owner, number["id"], template, "dead")
    until("reconnect", lambda: shown(owner, number)["state"] == "reconnect", seconds=20)
    with pytest.raises(Failed, match=r"number\.token_refused"):
        owner.post("/api/numbers", given)
    fresh = {
        "app_id": seeded["app_id"],
        "waba_ids": [seeded["waba_id"]],
        "business_id": seeded["business_id"],
    }
    token = live.simulator.post("/_control/tokens", fresh)["access_token"]
    owner.post("/api/numbers", {**given, "access_token": token})
    assert shown(owner, number)["state"] == "connected"

    def through() -> bool:
        counts = owner.get(f"/api/campaigns/{made}")["counts"]
        return counts.get("delivered", 0) + counts.get("read", 0) == 200

    until("everybody has it", through, seconds=60)


def test_another_organisations_number_cannot_be_taken(live: Up) -> None:
    stranger = seed.sign_up(
        Client(live.line["url"]), live.simulator, business="Chitra's", name="Chitra",
        email="chitra@demo.example", phone="+919810000002", password="a long enough sentence",
    )  # fmt: skip
    chitra = Client(live.line["url"], stranger["token"])
    seeded = live.simulator.post("/_control/seed", {"name": "Hers", "throughput": "STANDARD"})
    names = ("access_token", "waba_id", "business_id", "pin", "app_id", "app_secret")
    given = {name: seeded[name] for name in names}
    mine = live.line["demo"]["phone_number_id"]
    with pytest.raises(Failed, match=r"4(09|22)"):
        chitra.post("/api/numbers", {**given, "phone_number_id": mine})


@pytest.mark.parametrize(
    ("news", "field", "value"),
    [
        ({"quality": "RED", "event": "FLAGGED"}, "quality", "RED"),
        ({"throughput": "HIGH"}, "pace", 1000),
        ({"limit": "TIER_2K"}, "messaging_limit", 2000),
    ],
)
def test_metas_news_of_a_number_are_kept_in_step(
    live: Up, owner: Client, news: dict[str, str], field: str, value: object
) -> None:
    number = owner.get("/api/numbers")[0]
    live.simulator.post(f"/_control/number/{number['phone_number_id']}/{next(iter(news))}", news)
    until(field, lambda: shown(owner, number)[field] == value, seconds=15)
