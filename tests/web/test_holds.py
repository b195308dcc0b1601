"""Who stops a number, or everything, sees it on every page and in every window, and lets it go again."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect
from tests.web.stage import App


def told(page: Page) -> Any:
    return page.get_by_role("status").filter(has_text="Nothing is sent")


def test_sending_is_stopped_and_let_go(app: App, asha: Any) -> None:
    with app.window(state=asha) as page, app.window(state=asha, width=390) as other:
        other.goto("/contacts")
        page.goto("/numbers")
        page.get_by_role("button", name="Stop sending: ").first.click()
        expect(told(page)).to_contain_text("Nothing is sent from ")
        expect(told(other)).to_be_visible()
        page.get_by_role("button", name="Stop all sending").click()
        expect(told(other)).to_have_count(2)
        told(other).filter(has_text="all sending").get_by_role("button", name="Go on").click()
        expect(told(page)).to_have_count(1)
        page.get_by_role("button", name="Go on sending: ").click()
        expect(told(page)).to_have_count(0)
        expect(told(other)).to_have_count(0)
        expect(page.get_by_role("button", name="Stop sending: ").first).to_be_visible()
