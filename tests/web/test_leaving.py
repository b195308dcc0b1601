"""An owner asks to erase the business, reads when it will happen on every page, and undoes it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect
from tests.web.stage import App


def banner(page: Page) -> Any:
    return page.get_by_role("status").filter(has_text="will be erased on")


def test_the_business_is_to_be_erased_is_told_everywhere_and_undone(app: App, asha: Any) -> None:
    password = app.installation.line["demo"]["password"]
    with app.window(state=asha) as page, app.window(state=asha, width=390) as other:
        other.goto("/contacts")
        page.goto("/settings")
        page.get_by_role("button", name="Erase the business…").click()
        dialog = page.get_by_role("dialog", name="Erase the business")
        dialog.get_by_label("Present password").fill("not my password at all")
        dialog.get_by_role("button", name="Erase in 24 hours").click()
        expect(dialog).to_contain_text("not your present password")
        dialog.get_by_label("Present password").fill(password)
        dialog.get_by_role("button", name="Erase in 24 hours").click()
        expect(dialog).to_contain_text("You can undo it until")
        expect(dialog.get_by_text("/rights/receipt/")).to_be_visible()
        dialog.get_by_role("button", name="Close").last.click()
        expect(banner(page)).to_be_visible()
        expect(banner(other)).to_be_visible()
        expect(page.get_by_role("button", name="Will be erased")).to_be_disabled()
        banner(other).get_by_role("button", name="Undo").click()
        expect(banner(other)).to_have_count(0)
        expect(banner(page)).to_have_count(0)


def test_the_only_owner_is_told_why_their_login_stays(app: App, asha: Any) -> None:
    with app.window(state=asha, language="hi") as page:
        page.goto("/settings/login")
        page.get_by_role("button", name="मेरा लॉगिन मिटाएँ…").click()
        dialog = page.get_by_role("dialog")
        dialog.locator("input").first.fill(app.installation.line["demo"]["password"])
        dialog.get_by_role("button", name="24 घंटे में मिटाएँ").click()
        expect(dialog.get_by_role("alert")).to_be_visible()
