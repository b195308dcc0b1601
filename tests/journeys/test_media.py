"""Files, both ways: a person's picture is kept sealed, an agent's is sent, a template has one."""

from __future__ import annotations

import base64
import json

import httpx
from tests.fixtures.running import Up
from tests.journeys.test_up import consented

from indokona.app.client import Client, until
from indokona.app.unlocking import unlocked

DEV = "919833300001"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
PAGE = b"<html><script>alert(1)</script></html>"


def says(live: Up, **what: object) -> None:
    number = {"phone_number_id": live.line["demo"]["phone_number_id"]}
    live.simulator.post(f"/_control/persons/{DEV}/say", {**number, **what})


def conversation(live: Up) -> str:
    def mine() -> list[str]:
        items = live.api.get("/api/conversations")["items"]
        return [
            c["id"] for c in items if len(live.api.get(f"/api/conversations/{c['id']}/messages"))
        ]

    return until("the conversation", mine, seconds=20)[0]


def kept(live: Up, path: str, count: int) -> list[dict]:
    def all_kept() -> list[dict] | None:
        files = [m for m in live.api.get(path) if m["media"]]
        return files if [m["media"]["state"] for m in files] == ["kept"] * count else None

    return until("the files", all_kept, seconds=20)


def fetched(live: Up, path: str) -> httpx.Response:
    headers = {"authorization": f"Bearer {live.line['demo']['api_key']}"}
    return httpx.get(live.line["url"] + path, headers=headers, trust_env=False)


def owner(live: Up) -> Client:
    """The member who owns the demo organisation."""
    words = {one: live.line["demo"][one] for one in ("email", "password")}
    return Client(live.line["url"], Client(live.line["url"]).post("/api/sessions", words)["token"])


def test_a_persons_files_are_kept_and_served_as_attachments(live: Up) -> None:
    for mime, body in (("image/png", PIXEL), ("image/png", PAGE)):
        media = {"kind": "image", "mime_type": mime, "base64": base64.b64encode(body).decode()}
        says(live, media=media)
    path = f"/api/conversations/{conversation(live)}/messages"
    files = kept(live, path, 2)
    answers = [fetched(live, f"{path}/{one['id']}/media") for one in files]
    by_body = {a.content: a for a in answers}
    assert by_body.keys() == {PIXEL, PAGE}
    assert by_body[PIXEL].headers["content-type"] == "image/png"
    assert by_body[PAGE].headers["content-type"] == "application/octet-stream", (
        "a page is no picture"
    )
    for answer in answers:
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["content-security-policy"]
    assert fetched(live, f"{path}/{live.line['demo']['organisation_id']}/media").status_code == 404
    acts = owner(live).get("/api/audit", act="file.taken")["items"]
    assert [one["actor_kind"] for one in acts] == ["api_key"]


def test_an_agent_answers_with_a_picture_and_a_template_carries_one(live: Up) -> None:
    says(live, text="show me")
    where = f"/api/conversations/{conversation(live)}"
    http = httpx.Client(
        base_url=live.line["url"], trust_env=False,
        headers={"authorization": f"Bearer {live.line['demo']['api_key']}", "content-type": "image/png"},
    )  # fmt: skip
    media = http.post(f"{where}/media", params={"filename": "tea.png"}, content=PIXEL).json()
    live.api.post(
        f"{where}/messages", {"media": {"kind": "image", "id": media["id"], "caption": "Tea"}}
    )

    package = owner(live).post(f"/api/contacts/{live.api.get(where)['contact_id']}/access", {})
    archive = unlocked(live.api, package["url"])
    went = [json.loads(line) for line in archive.read("data/disclosures-1.jsonl").splitlines()]
    assert ("Meta", "deliver a file on WhatsApp", ["content"]) in [
        (one["recipient"], one["purpose"], one["categories"]) for one in went
    ]

    number = live.api.get("/api/numbers")[0]["id"]
    asked = {"number_id": number, "filename": "tea.png"}
    sample = http.post("/api/templates/samples", params=asked, content=PIXEL).json()
    header = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [sample["handle"]]}}
    template = {
        "name": "pictured", "language": "en", "category": "MARKETING",
        "components": [header, {"type": "BODY", "text": "Fresh tea is here."}],
    }  # fmt: skip
    body = {"number_id": number, "template": template, "media_id": sample["media_id"]}
    made = live.api.post("/api/templates", body)["id"]
    live.api.post(f"/api/templates/{made}/submit", {"number_id": number})
    until("approval", lambda: live.api.get(f"/api/templates/{made}")["state"] == "APPROVED")
    consented(live.api, [("Dev", DEV)], "pictured")
    plan = {"name": "p", "number_id": number, "template_id": made}
    segment = live.api.post("/api/segments", {"name": "pictured", "tags": ["pictured"]})["id"]
    started = live.api.post("/api/campaigns", {**plan, "segment_id": segment})["id"]
    live.api.post(f"/api/campaigns/{started}/start")

    def seen() -> list[str]:
        told = live.simulator.get("/_control/messages", person=DEV, inbound=0)["data"]
        return [c for c in (json.dumps(one["content"]) for one in told) if '"image"' in c]

    until("both pictures", lambda: len(seen()) == 2, seconds=20)


def test_the_package_of_a_person_holds_their_files(live: Up) -> None:
    says(live, text="MY DATA")

    def link() -> str | None:
        for one in live.simulator.get("/_control/messages", person=DEV)["data"]:
            text = json.dumps(one["content"])
            if "/my-data/" in text:
                return "/my-data/" + text.split("/my-data/")[1].split(" ")[0]
        return None

    package = unlocked(live.api, until("the link", link, seconds=20))
    files = {package.read(name) for name in package.namelist() if name.startswith("files/")}
    assert files == {PIXEL, PAGE}
