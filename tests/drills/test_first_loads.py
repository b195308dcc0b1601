"""`make drill NAME=first_loads`: sign-in and inbox for the first time, over a slow network and with nothing cached."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.fixtures.figures import Figures, printed
from tests.web.stage import App

#: 1.6 Mbit/s and 150 ms, as a poor mobile network has it.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
KB = 1024


@pytest.mark.drill
def test_first_loads(app: App, asha: Any) -> None:
    app.phone("919812366001", "Dev").says("Is there any left?")
    with printed("First loads at 1.6 Mbit/s and 150 ms, cold") as figures:
        signing_in = measured(app, figures, "sign-in", None, 330, sign_in_is_usable)
        inbox = measured(app, figures, "inbox", asha, 400, inbox_is_usable)
    assert signing_in <= 330 * KB
    assert inbox <= 400 * KB


def sign_in_is_usable(page: Page) -> None:
    page.goto("/sign-in", wait_until="commit")
    page.get_by_label("E-mail").fill("asha@demo.example")


def inbox_is_usable(page: Page) -> None:
    page.goto("/inbox", wait_until="commit")
    page.get_by_role("link", name="Dev").wait_for()


def measured(
    app: App, figures: Figures, name: str, state: Any, most: int, use: Callable[[Page], None]
) -> int:
    """Bytes as they came over the wire, with their heads, until nothing more came; and how soon it was usable."""
    found: dict[str, int] = {}
    with app.window(state=state) as page:
        page.context.set_default_timeout(120_000)
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", SLOW)
        urls: dict[str, str] = {}
        wire.on(
            "Network.responseReceived",
            lambda told: urls.update({told["requestId"]: told["response"]["url"]}),
        )
        wire.on(
            "Network.loadingFinished",
            lambda told: found.update(
                {urls.get(told["requestId"], "?"): int(told["encodedDataLength"])}
            ),
        )
        began = time.monotonic()
        use(page)
        usable = time.monotonic() - began
        settle(page, found)
    total = sum(found.values())
    figures.add(f"{name}: bytes", f"{total / KB:.0f} KB", f"at most {most} KB")
    figures.add(f"{name}: usable after", f"{usable:.1f} s")
    for url, size in sorted(found.items(), key=lambda one: -one[1])[:8]:
        figures.add(f"  {url.removeprefix(app.url)[:60]}", f"{size / KB:.1f} KB")
    return total


def settle(page: Page, found: dict[str, int]) -> None:
    """Until three seconds pass without another file."""
    known = -1
    while known != len(found):
        known = len(found)
        page.wait_for_timeout(3000)
