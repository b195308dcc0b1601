"""Where Meta keeps a number's messages: shown at the number and in the data map, changed in a dialog."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect
from tests.web.stage import App


def choose(page: Page, kind: str) -> None:
    page.get_by_role("button", name="Change: ").first.click()
    page.get_by_role("dialog").get_by_role("radio", name=kind).check()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_meta_keeps_messages_where_an_owner_says(app: App, asha: Any) -> None:
    with app.window(state=asha, width=390) as page:
        page.goto("/numbers")
        choose(page, "In one country")
        expect(
            page.get_by_text("Meta keeps messages at rest in this country: India.")
        ).to_be_visible()
        choose(page, "Not at all")
        expect(page.get_by_text("Meta keeps no messages beyond 60 minutes.")).to_be_visible()
        page.goto("/privacy/data")
        expect(page.get_by_text("Meta keeps no messages beyond 60 minutes.")).to_be_visible()
        page.goto("/numbers")
        choose(page, "As it does by itself")
        expect(page.get_by_text("Meta keeps no messages beyond 60 minutes.")).to_have_count(0)
        expect(
            page.get_by_text("Meta keeps messages in its own data centres").first
        ).to_be_visible()
