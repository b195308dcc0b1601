"""`python -m checks.look`: a screenshot of every page there is, for a person's eyes, into `look/`.

With `--picture` it writes README's picture instead. It starts an installation of its own in a
temporary folder, plays a short conversation through the platform, and stops all of it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from indokona.app.client import Client, until

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs/pictures/phone.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIZES: dict[str, ViewportSize] = {
    "desktop": {"width": 1280, "height": 860},
    "390px": {"width": 390, "height": 844},
}
DEV = "919812345678"
TEMPLATE = {
    "name": "first_flush", "language": "en", "category": "MARKETING", "parameter_format": "NAMED",
    "components": [
        {"type": "BODY", "text": "Hello {{name}}, the first flush from Darjeeling has arrived. Taste it at our shop"
         " this week.", "example": {"body_text_named_params": [{"param_name": "name", "example": "Dev"}]}},
        {"type": "FOOTER", "text": "Reply STOP to end these messages"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Keep one for me"}]},
    ],
}  # fmt: skip


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


def talk(told: dict[str, Any]) -> None:
    """A message of a campaign, a question, an answer, a STOP."""
    api, simulator = Client(told["url"], told["demo"]["api_key"]), Client(told["simulator_url"])
    simulator.post("/_control/persons", {"phone": DEV, "name": "Dev"})
    number = api.get("/api/numbers")[0]

    def say(**what: Any) -> None:
        words = {"phone_number_id": number["phone_number_id"], **what}
        simulator.post(f"/_control/persons/{DEV}/say", words)

    _campaign(api, number["id"], _template(api, number["id"]))
    say(text="How much is 250 g?")
    found = until("the conversation", lambda: api.get("/api/conversations")["items"])[0]
    answer = "₹ 450. It waits for you at the counter until Saturday."
    api.post(f"/api/conversations/{found['id']}/messages", {"text": answer})
    until("the answer", lambda: "until Saturday" in _chat(simulator))
    say(text="STOP")
    until("the last word", lambda: "no more messages" in _chat(simulator))


def _chat(simulator: Client) -> str:
    return json.dumps(simulator.get("/_control/messages", person=DEV))


def _template(api: Client, number_id: str) -> str:
    made: str = api.post("/api/templates", {"number_id": number_id, "template": TEMPLATE})["id"]
    api.post(f"/api/templates/{made}/submit", {"number_id": number_id})
    until("the approval", lambda: api.get(f"/api/templates/{made}")["state"] == "APPROVED")
    return made


def _campaign(api: Client, number_id: str, template: str) -> None:
    dev = api.post("/api/contacts", {"phone": f"+{DEV}", "name": "Dev Kumar", "tags": ["tea"]})
    said = {
        "purpose": "marketing", "method": "form", "source": "shop counter", "wording": "Yes, write to me.",
        "at": "2026-01-05T10:00:00+05:30",
    }  # fmt: skip
    api.post(f"/api/contacts/{dev['id']}/consents", said)
    segment = api.post("/api/segments", {"name": "Tea", "tags": ["tea"]})["id"]
    plan = {
        "name": "First flush", "number_id": number_id, "template_id": template, "segment_id": segment,
        "mapping": {"name": {"from": "first_name", "fallback": "friend"}},
    }  # fmt: skip
    campaign = api.post("/api/campaigns", plan)["id"]
    api.post(f"/api/campaigns/{campaign}/start")
    until("the sending", lambda: api.get(f"/api/campaigns/{campaign}")["state"] == "done")


def phone(page: Page, told: dict[str, Any]) -> None:
    """The chat of Dev with the demo organisation."""
    page.goto(f"{told['simulator_url']}/phone")
    page.wait_for_selector(f"#person option[value='{DEV}']", state="attached")
    page.select_option("#person", DEV)
    page.select_option("#number", told["demo"]["phone_number_id"])
    page.get_by_text("until Saturday").wait_for()
    page.wait_for_timeout(1500)


def mail(page: Page, told: dict[str, Any]) -> None:
    """The mails of the sign-up."""
    page.goto(f"{told['simulator_url']}/phone")
    page.get_by_role("tab", name="Mail").click()
    page.locator(".mail").first.wait_for()


PAGES = {"phone": phone, "mail": mail}

#: The app's pages: open to everyone, and a member's.
OPEN = ("sign-in", "sign-up", "codes", "forgot", "reset", "invitation", "policy", "proof")
MEMBERS = ("start", "inbox", "contacts", "contacts/new", "contacts/import", "contacts/imports", "contacts/segments",
           "contacts/segments/new", "templates", "templates/new", "campaigns", "campaigns/new", "numbers",
           "numbers/connect", "privacy", "privacy/data", "settings", "settings/members", "settings/keys",
           "settings/sessions", "settings/login")  # fmt: skip


def app(told: dict[str, Any], chromium: Browser) -> None:
    """Every page of the app: both widths, both schemes, both languages."""
    state = _signed_in(told, chromium)
    for width, scheme, language in product((1360, 390), ("light", "dark"), ("en", "hi")):
        for names, whose in ((OPEN, None), (MEMBERS, state)):
            context = chromium.new_context(
                base_url=told["url"], viewport={"width": width, "height": 900}, color_scheme=scheme,
                storage_state=whose, locale="en-IN",
            )  # fmt: skip
            context.add_init_script(f"localStorage.setItem('language', '{language}')")
            page = context.new_page()
            for name in (*names, *(_places(told) if whose else ())):
                page.goto(f"/{name}")
                page.get_by_role("heading", level=1).wait_for()
                page.wait_for_timeout(300)
                shown = re.sub(r"/[0-9a-f-]{36}", "-one", name).replace("/", "-")
                path = ROOT / "look" / f"app-{shown}-{width}-{scheme}-{language}.png"
                page.screenshot(path=path, full_page=True)
                print(f"wrote {path.relative_to(ROOT)}")
            context.close()


def _places(told: dict[str, Any]) -> list[str]:
    """Pages of one person, segment, conversation, campaign, template."""
    api = Client(told["url"], told["demo"]["api_key"])
    person = api.post("/api/contacts/search", {"text": "dev"})[0]["id"]
    first = {
        part: api.get(f"/api/{part}")[0]["id"] for part in ("segments", "campaigns", "templates")
    }
    talk = api.get("/api/conversations")["items"][0]["id"]
    found = [f"contacts/{person}", f"contacts/segments/{first['segments']}", f"inbox/{talk}"]
    found += [f"{part}/{first[part]}" for part in ("campaigns", "templates")]
    return [*found, f"campaigns/{first['campaigns']}/recipients"]


def _signed_in(told: dict[str, Any], chromium: Browser) -> Any:
    """The cookies of the demo's owner."""
    page = chromium.new_page(base_url=told["url"], locale="en-IN")
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(told["demo"]["email"])
    page.get_by_label("Password", exact=True).fill(told["demo"]["password"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Welcome").wait_for()
    return page.context.storage_state()


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise SystemExit("look: please install chromium, or run `make setup`, which does.")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu"]
        )


def look(told: dict[str, Any], chromium: Browser) -> None:
    """Every page in every size, light and dark."""
    (ROOT / "look").mkdir(exist_ok=True)
    for size, viewport in SIZES.items():
        for scheme in ("light", "dark"):
            page = chromium.new_page(viewport=viewport, color_scheme=scheme)
            for name, show in PAGES.items():
                show(page, told)
                path = ROOT / "look" / f"{name}-{size}-{scheme}.png"
                page.screenshot(path=path)
                print(f"wrote {path.relative_to(ROOT)}")
            page.close()
    app(told, chromium)


def picture(told: dict[str, Any], chromium: Browser) -> None:
    """README's picture: the phone page on a desktop."""
    page = chromium.new_page(viewport=SIZES["desktop"], color_scheme="light")
    phone(page, told)
    PICTURE.parent.mkdir(exist_ok=True)
    page.screenshot(path=PICTURE)
    print(f"wrote {PICTURE.relative_to(ROOT)}, {PICTURE.stat().st_size // 1024} KB")


if __name__ == "__main__":
    with installation() as ready, browser() as opened:
        talk(ready)
        (picture if "--picture" in sys.argv else look)(ready, opened)
