"""Consent to the end: a page, the person's word, a receipt, quiet hours, STOP; nothing but real processes."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.fixtures.running import Up
from tests.journeys.test_up import approved

from indokona.app.client import Client, until
from indokona.privacy import verify_receipt

DEV = "919876512345"
WORDS = {
    "en": {"marketing": "Yes, the tea house may send me offers.", "utility": "And about orders."}
}


class Chat:
    """Dev's chat with the demo organisation."""

    def __init__(self, live: Up) -> None:
        self._simulator = live.simulator
        self._where = {"phone_number_id": live.line["demo"]["phone_number_id"]}
        self._simulator.post("/_control/persons", {"phone": DEV, "name": "Dev"})

    def says(self, text: str) -> None:
        """Dev writes."""
        self._simulator.post(f"/_control/persons/{DEV}/say", {**self._where, "text": text})

    def texts(self) -> list[str]:
        """What Dev got, oldest first."""
        told = self._simulator.get("/_control/messages", person=DEV, inbound=0, **self._where)
        return [str(one["content"]) for one in reversed(told["data"])]

    def until(self, words: str) -> str:
        """The newest message with some words, once it is there."""
        return until(words, lambda: next((t for t in reversed(self.texts()) if words in t), None))


def joined(live: Up, chat: Chat) -> str:
    """Dev agrees to offers alone, on a page and from WhatsApp; the answer in the chat."""
    number = live.api.get("/api/numbers")[0]
    page = live.api.post(
        "/api/join-pages", {"number_id": number["id"], "keyword": "JOIN TEA", "words": WORDS}
    )
    everybody = Client(live.line["url"])
    path = f"/rights/join/{page['url'].rsplit('/', 1)[1]}"
    shown = everybody.get(path)
    ticks = {"purposes": ["marketing"], "version": shown["version"], "language": "en"}
    confirming = everybody.post(path, ticks)
    assert confirming["url"].startswith("https://wa.me/")
    assert live.api.post("/api/contacts/search", {"text": f"+{DEV}"}) == []
    chat.says(confirming["text"])
    return chat.until("You agreed")


def verified(live: Up, said: str, folder: Path) -> None:
    """The receipt of the chat, by the small file alone."""
    everybody = Client(live.line["url"])
    found = re.search(r"verify\.html#([\w-]+)", said)
    assert found is not None
    receipt = folder / "receipt.json"
    receipt.write_bytes(everybody.raw(f"/rights/receipts/{found[1]}"))
    key = everybody.get("/rights/key")["public_key"]
    words = [sys.executable, "-I", verify_receipt.__file__, receipt, key]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "The receipt holds." in done.stdout
    assert WORDS["en"]["marketing"] in done.stdout
    assert DEV not in done.stdout
    receipt.write_text(receipt.read_text().replace("marketing", "utility"))
    assert subprocess.run(words, capture_output=True, check=False).returncode == 1


def started(live: Up, tag: str) -> str:
    """A campaign to Dev alone."""
    number = live.api.get("/api/numbers")[0]["id"]
    known = [one for one in live.api.get("/api/templates") if one["state"] == "APPROVED"]
    template = known[0]["id"] if known else approved(live.api, number)
    segment = live.api.post("/api/segments", {"name": tag, "tags": ["dev"]})["id"]
    plan = {
        "name": tag, "number_id": number, "template_id": template, "segment_id": segment,
        "mapping": {"name": {"from": "first_name", "fallback": "friend"}}, "stages": False,
    }  # fmt: skip
    made = live.api.post("/api/campaigns", plan)["id"]
    live.api.post(f"/api/campaigns/{made}/start")
    return str(made)


def counts(live: Up, campaign: str) -> dict[str, Any]:
    found: dict[str, Any] = live.api.get(f"/api/campaigns/{campaign}")["counts"]
    return found


def quiet_until_the_next_minute(live: Up, said: str) -> None:
    """On Dev's own page, by the link of the chat: quiet from an hour ago to the end of this minute."""
    now = datetime.now(UTC) + timedelta(seconds=10)  # a minute that just ends would prove nothing
    minute = now.hour * 60 + now.minute
    wish = {"purpose": "marketing", "yes": True, "quiet_from": (minute - 60) % 1440}
    body = {"choices": [{**wish, "quiet_to": (minute + 1) % 1440}], "zone": "UTC", "language": "en"}
    found = re.search(r"/preferences/([\w-]+)", said)
    assert found is not None
    page = Client(live.line["url"]).put(f"/rights/preferences/{found[1]}", body)
    assert page["standing"][0]["wish"]["zone"] == "UTC"


def test_from_a_page_to_a_receipt_a_quiet_hour_and_a_stop(live: Up, tmp_path: Path) -> None:
    chat = Chat(live)
    said = joined(live, chat)
    verified(live, said, tmp_path)
    contact = live.api.post("/api/contacts/search", {"text": f"+{DEV}"})[0]["id"]
    live.api.post("/api/contacts", {"phone": f"+{DEV}", "tags": ["dev"]})
    standing = live.api.get(f"/api/contacts/{contact}/consent-state")
    assert {one["purpose"] for one in standing if one["may_write"]} == {"marketing"}
    hold = f"/api/holds/number/{live.api.get('/api/numbers')[0]['id']}"
    live.api.put(hold)
    before = len(chat.texts())
    first = started(live, "first")
    until("the queue", lambda: counts(live, first).get("queued") == 1)
    quiet_until_the_next_minute(live, said)  # after it was queued: asked when it is to be sent
    live.api.delete(hold)
    time.sleep(4)
    assert len(chat.texts()) == before, "nothing comes in the quiet hour"
    until("the end of the quiet hour", lambda: len(chat.texts()) == before + 1, seconds=90)
    assert "refused" not in " ".join(counts(live, first))
    chat.says("நிறுத்து")
    chat.until("இனி எங்களிடமிருந்து")  # in the language of the word
    second = started(live, "second")
    until("the refusal", lambda: counts(live, second).get("refused:consent.withdrawn") == 1)
    lines = live.api.get(f"/api/contacts/{contact}/consents")
    assert [one["act"] for one in lines] == ["give", "prefer", "language", "withdraw"]
