"""An installation that has been lived in, and a browser to look at it: for `look` and `pictures`.

Everything happens through the API, as clients and people do it. The people are the cast of the tests.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from indokona.app.client import Client, until

ROOT = Path(__file__).resolve().parents[1]
#: The shell draws the same pages with a fifth less of the processor.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TEMPLATE = {
    "name": "first_flush", "language": "en", "category": "MARKETING", "parameter_format": "NAMED",
    "components": [
        {"type": "BODY", "text": "Hello {{name}}, the first flush from Darjeeling has arrived. Taste it at our shop"
         " this week.", "example": {"body_text_named_params": [{"param_name": "name", "example": "Dev"}]}},
        {"type": "FOOTER", "text": "Reply STOP to end these messages"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Keep one for me"}]},
    ],
}  # fmt: skip
DEV, ESHA, FARID, GITA = "919812345678", "919812300002", "919812300003", "919812300004"
CAST = {DEV: "Dev Kumar", ESHA: "Esha Rao", FARID: "Farid Khan", GITA: "Gita Shah"}
GUESTS = 36


@contextmanager
def installation() -> Iterator[dict[str, Any]]:
    """A fresh demo installation; the line that it says when it is ready."""
    with tempfile.TemporaryDirectory(prefix="indokona-look-") as folder:
        Path(folder).chmod(0o755)  # the database runs as a user of its own
        words = [
            "up",
            "--demo",
            "--json",
            "--data",
            f"{folder}/data",
            "--port",
            "0",
            "--simulator-port",
            "0",
        ]
        print("look: starting an installation of its own")
        child = subprocess.Popen(
            [Path(sys.executable).parent / "indokona", *words], stdout=subprocess.PIPE, text=True
        )
        try:
            assert child.stdout is not None
            yield json.loads(child.stdout.readline())
        finally:
            child.terminate()
            child.wait(30)


def live_in(told: dict[str, Any]) -> None:
    """An import, a campaign, questions and an answer, a STOP, MY DATA: what a busy day leaves."""
    api, simulator = Client(told["url"], told["demo"]["api_key"]), Client(told["simulator_url"])
    number = api.get("/api/numbers")[0]
    for phone, name in CAST.items():
        simulator.post("/_control/persons", {"phone": phone, "name": name})

    def says(phone: str, text: str) -> None:
        words = {"phone_number_id": number["phone_number_id"], "text": text}
        simulator.post(f"/_control/persons/{phone}/say", words)

    def arrived(phone: str, words: str) -> None:
        where = {"person": phone, "phone_number_id": number["phone_number_id"]}
        until(words, lambda: words in json.dumps(simulator.get("/_control/chat", **where)))

    _import(api)
    _campaign(api, number["id"], _template(api, number["id"]))
    arrived(DEV, "first flush")
    _conversations(api, says)
    arrived(DEV, "until Saturday")
    says(DEV, "STOP")
    says(GITA, "MY DATA")
    arrived(DEV, "no more messages")
    arrived(GITA, "/my-data/")


def _import(api: Client) -> None:
    """Forty people with their consent, and three rows that cannot be."""
    guests = {f"9198123100{n:02}": f"Guest {n:02}" for n in range(GUESTS)}
    rows = [f"{name},+{phone},Pune" for phone, name in {**CAST, **guests}.items()]
    broken = ["Nobody,12,Pune", "Nowhere,,Pune", "Nothing,+91 98x,Pune"]
    made = api.upload(
        "/api/imports", "\n".join(["Name,Phone,City", *rows, *broken]).encode(), tag="tea",
        purpose=["marketing", "utility"], source="shop counter", wording="Yes, write to me about new teas.",
        consented_at="2026-01-05T10:00:00+05:30",
    )  # fmt: skip
    until("the import", lambda: api.get(f"/api/imports/{made['id']}")["state"] == "done")


def _template(api: Client, number_id: str) -> str:
    made: str = api.post("/api/templates", {"number_id": number_id, "template": TEMPLATE})["id"]
    api.post(f"/api/templates/{made}/submit", {"number_id": number_id})
    until("the approval", lambda: api.get(f"/api/templates/{made}")["state"] == "APPROVED")
    return made


def _campaign(api: Client, number_id: str, template: str) -> None:
    """To all of them, and to two who never agreed."""
    for n in range(2):
        quiet = {"phone": f"+9198124000{n:02}", "name": f"Quiet {n:02}", "tags": ["tea"]}
        api.post("/api/contacts", quiet)
    segment = api.post("/api/segments", {"name": "Tea", "tags": ["tea"]})["id"]
    plan = {
        "name": "First flush", "number_id": number_id, "template_id": template, "segment_id": segment,
        "mapping": {"name": {"from": "first_name", "fallback": "friend"}},
    }  # fmt: skip
    campaign = api.post("/api/campaigns", plan)["id"]
    api.post(f"/api/campaigns/{campaign}/start")
    until("the sending", lambda: api.get(f"/api/campaigns/{campaign}")["state"] == "done")


def _conversations(api: Client, says: Callable[[str, str], None]) -> None:
    """Three who write back; one is answered, one is somebody's."""
    says(ESHA, "Is the second flush here too?")
    says(FARID, "Do you deliver to Pune?")
    says(DEV, "How much is 250 g?")
    found = until("three conversations", lambda: _three(api))
    by_name = {one["name"].split()[0]: f"/api/conversations/{one['id']}" for one in found}
    api.post(f"{by_name['Farid']}/notes", {"text": "Ask the courier first."})
    answer = {"text": "₹ 450. It waits for you at the counter until Saturday."}
    api.post(f"{by_name['Dev']}/messages", answer)


AGREE = {
    "en": {"marketing": "Yes, the tea house may send me offers and news on WhatsApp.",
           "utility": "Yes, the tea house may write to me on WhatsApp about what I ordered."},
    "hi": {"marketing": "हाँ, चाय घर मुझे WhatsApp पर ऑफ़र और समाचार भेज सकता है।",
           "utility": "हाँ, चाय घर मेरे ऑर्डर के बारे में मुझे WhatsApp पर लिख सकता है।"},
}  # fmt: skip


def outside(told: dict[str, Any]) -> list[str]:
    """Pages of people without an account: a page to agree on, one's choices, a receipt."""
    api, simulator = Client(told["url"], told["demo"]["api_key"]), Client(told["simulator_url"])
    number = api.get("/api/numbers")[0]
    where = {"phone_number_id": number["phone_number_id"]}
    keyword = f"JOIN TEA {len(api.get('/api/join-pages')) + 1}"
    made = {"number_id": number["id"], "keyword": keyword, "words": AGREE}
    slug = api.post("/api/join-pages", made)["url"].rsplit("/", 1)[1]
    ticks = {"purposes": ["marketing"], "version": 1, "language": "en"}
    text = Client(told["url"]).post(f"/rights/join/{slug}", ticks)["text"]
    simulator.post(f"/_control/persons/{GITA}/say", {**where, "text": text})

    def answered() -> str | None:
        chat = json.dumps(simulator.get("/_control/chat", person=GITA, **where))
        return chat if "verify.html" in chat else None

    chat = until("the receipt", answered)
    own, receipt = (
        re.findall(rf"/{place}([\w-]{{20,}})", chat)[-1]
        for place in ("preferences/", r"verify\.html#")
    )
    return [f"join/{slug}", f"preferences/{own}", f"verify.html#{receipt}"]


def _three(api: Client) -> Any:
    found = api.get("/api/conversations")["items"]
    return found if len(found) == 3 else None


def chromium_path() -> str:
    """Where the system's Chromium is."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise SystemExit(f"Chromium is missing: run `make setup`, or install {BROWSERS[0]}.")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's Chromium, open."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield opened
        opened.close()


def signed_in(told: dict[str, Any], chromium: Browser) -> Any:
    """The cookies of the demo's owner."""
    page = chromium.new_page(base_url=told["url"], locale="en-IN")
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(told["demo"]["email"])
    page.get_by_label("Password", exact=True).fill(told["demo"]["password"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Welcome").wait_for()
    return page.context.storage_state()
