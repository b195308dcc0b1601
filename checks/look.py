"""`python -m checks.look`: a screenshot of every page there is, for a person's eyes, into `look/`.

It starts an installation of its own in a temporary folder, lives in it, and stops all of it.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize

from checks.scene import DEV, ROOT, browser, installation, live_in, outside, signed_in
from indokona.app.client import Client

SIZES: dict[str, ViewportSize] = {
    "desktop": {"width": 1280, "height": 860},
    "390px": {"width": 390, "height": 844},
}


def phone(page: Page, told: dict[str, Any]) -> None:
    """The chat of Dev with the demo organisation."""
    page.goto(f"{told['simulator_url']}/phone#{DEV}/{told['demo']['phone_number_id']}")
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
           "numbers/connect", "privacy", "privacy/data", "privacy/audit", "settings", "settings/members",
           "settings/keys", "settings/retention", "settings/consent", "settings/sessions",
           "settings/login")  # fmt: skip


def app(told: dict[str, Any], chromium: Browser) -> None:
    """Every page of the app: both widths, both schemes, both languages."""
    state, beyond = signed_in(told, chromium), outside(told)
    for width, scheme, language in product((1360, 390), ("light", "dark"), ("en", "hi")):
        for names, whose in (((*OPEN, *beyond), None), (MEMBERS, state)):
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
                shown = re.sub(r"/[0-9a-f-]{36}|[/#][\w-]{10,}$", "-one", name).replace("/", "-")
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


if __name__ == "__main__":
    with installation() as ready, browser() as opened:
        live_in(ready)
        look(ready, opened)
