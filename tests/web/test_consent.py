"""Consent in the browser: a page is made, somebody agrees, changes their mind, and verifies the receipt."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from checks.scene import outside
from playwright.sync_api import Page, expect
from tests.web.stage import App
from tests.web.test_pages import everybodys

from indokona.app.client import Client


def made(page: Page) -> None:
    """Asha makes a page: an empty form is refused in words, a reserved keyword too."""
    page.goto("/settings/consent")
    page.get_by_role("button", name="New page").click()
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Choose a number")).to_be_visible()
    page.get_by_role("combobox", name="WhatsApp number").click()
    page.get_by_role("option").first.click()
    page.get_by_label("Keyword", exact=True).fill("STOP")
    page.get_by_label("Marketing, English").fill("Yes, the tea house may send me offers.")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("alert")).to_contain_text("already means something")
    page.get_by_label("Keyword", exact=True).fill("CHAI")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("heading", name="CHAI")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("QR code")).first).to_be_visible()


def test_a_page_is_made_and_agreeing_needs_whatsapp(app: App, asha: Any) -> None:
    with app.window(state=asha, width=390) as page:
        made(page)
        assert everybodys(page) == []
        address = page.get_by_label("The page", exact=True).inner_text()
    with app.window(width=390) as page:
        page.goto("/" + address.split("/", 3)[3])
        box = page.get_by_role("checkbox", name=re.compile("may send me offers"))
        expect(box).not_to_be_checked()
        expect(page.get_by_role("button", name="Go on to WhatsApp")).to_be_disabled()
        box.check()
        page.get_by_role("button", name="Go on to WhatsApp").click()
        expect(page.get_by_text("You have not agreed to anything yet.")).to_be_visible()
        link = page.get_by_role("link", name="Open WhatsApp").get_attribute("href") or ""
        assert link.startswith("https://wa.me/")
        assert everybodys(page, "html") == []
    assert app.complaints == []


def test_ones_own_page_keeps_what_one_chose(app: App) -> None:
    _, own, receipt = outside(app.installation.line)
    with app.window(width=390) as page:
        page.goto(f"/{own}")
        marketing = page.get_by_role("region", name="Offers and news")
        expect(marketing.get_by_role("switch")).to_be_checked()
        assert everybodys(page, "html") == []
        marketing.get_by_label("No messages at certain hours").check()
        marketing.get_by_label("To").fill("21:00")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Take another end")).to_be_visible()
        marketing.get_by_label("To").fill("08:30")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("It holds from now on")).to_be_visible()
        page.reload()
        expect(marketing.get_by_label("To")).to_have_value("08:30")
        marketing.get_by_role("switch").uncheck()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("It holds from now on")).to_be_visible()
        page.reload()
        expect(marketing.get_by_role("switch")).not_to_be_checked()
        page.goto(f"/{receipt}")
        expect(page.get_by_role("heading", name="The receipt holds.")).to_be_visible()
    assert app.complaints == []


def test_the_verifier_says_what_is_wrong_with_a_receipt(app: App, tmp_path: Path) -> None:
    line = app.installation.line
    _, _, receipt = outside(line)
    everybody = Client(line["url"])
    file = everybody.raw(f"/rights/receipts/{receipt.rsplit('#', 1)[1]}").decode()
    with app.window() as page:
        page.goto("/verify.html")
        verdict = page.locator("#verdict")
        for text, key, said in (
            (file, None, "holds"), (file.replace("marketing", "utility"), None, "forged"),
            (file[:-20], None, "unreadable"), (file, "ab" * 32, "other-key"),
        ):  # fmt: skip
            own = everybody.get("/rights/key")["public_key"]
            page.get_by_label("The receipt").fill(text)
            page.get_by_label("The key of the installation").fill(key or own)
            page.get_by_role("button", name="Verify").click()
            expect(verdict).to_have_attribute("data-verdict", said)
        page.get_by_label("Older keys").fill(own)
        page.get_by_role("button", name="Verify").click()
        expect(verdict).to_have_attribute("data-verdict", "holds-old")
        page.get_by_role("button", name="हिन्दी").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("रसीद जाँचें")
        page.goto("/verify.html#notoken-notoken-notoken")
        expect(verdict).to_have_attribute("data-verdict", "gone")
    assert app.complaints == []
