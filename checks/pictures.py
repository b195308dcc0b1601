"""`python -m checks.pictures`: the pictures of README and guide, taken of a lived-in installation."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, expect

from checks.look import phone
from checks.scene import ROOT, browser, installation, live_in, signed_in
from indokona.app.client import Client

FOLDER = ROOT / "docs/pictures"
SIZE: ViewportSize = {"width": 1280, "height": 860}


def of_app(chromium: Browser, told: dict[str, Any]) -> None:
    """The pages of the main job, in light colours, on a laptop."""
    page = chromium.new_page(
        base_url=told["url"], viewport=SIZE, color_scheme="light", locale="en-IN",
        storage_state=signed_in(told, chromium),
    )  # fmt: skip
    for name, place in _places(told).items():
        page.goto(place)
        page.get_by_role("heading", level=1).wait_for()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        if name == "template":
            _write(page)
        page.wait_for_timeout(700)
        _take(page, name)


def _places(told: dict[str, Any]) -> dict[str, str]:
    """Where each picture is taken."""
    api = Client(told["url"], told["demo"]["api_key"])
    campaign, imported = (
        api.get("/api/campaigns")[0]["id"],
        api.get("/api/imports")["items"][0]["id"],
    )
    talks = api.get("/api/conversations")["items"]
    talk = next(one["id"] for one in talks if (one["name"] or "").startswith("Dev"))
    return {
        "start": "/start", "template": "/templates/new", "import": f"/contacts/imports/{imported}",
        "campaign": f"/campaigns/{campaign}", "inbox": f"/inbox/{talk}", "privacy": "/privacy", "proof": "/proof",
    }  # fmt: skip


def _write(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("first_flush")
    words = "Hello {{name}}, the *first flush* from Darjeeling has arrived. Taste it at our shop this week."
    page.get_by_label("Text", exact=True).fill(words)
    page.get_by_label("Last line, smaller").fill("Reply STOP to end these messages")
    page.get_by_label("name", exact=True).fill("Dev")
    page.evaluate("scrollTo(0, 0)")


def _take(page: Page, name: str) -> None:
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    print(f"wrote {path.relative_to(ROOT)}, {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    with installation() as ready, browser() as opened:
        live_in(ready)
        FOLDER.mkdir(exist_ok=True)
        of_app(opened, ready)
        on_phone = opened.new_page(viewport=SIZE, color_scheme="light")
        phone(on_phone, ready)
        _take(on_phone, "phone")
