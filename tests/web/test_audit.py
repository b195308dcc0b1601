"""Owners read what was done, put alarms aside, make decoys, and choose how long data stay."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect
from tests.web.stage import App

from indokona.app.client import Client


def owner(app: App) -> Client:
    words = {one: app.installation.line["demo"][one] for one in ("email", "password")}
    return Client(app.url, Client(app.url).post("/api/sessions", words)["token"])


def contact(app: App, phone: str, name: str) -> str:
    found: str = app.installation.api.post("/api/contacts", {"phone": phone, "name": name})["id"]
    return found


def line(page: Page, words: str) -> Any:
    return page.locator(".row").filter(has_text=words)


def test_acts_are_filtered_and_leave_as_a_file(app: App, asha: Any) -> None:
    contact(app, "+919812377001", "Dev Act")
    with app.window(state=asha) as page:
        page.goto("/privacy/audit")
        expect(line(page, "Entered a contact: Dev Act")).to_be_visible()
        what = page.get_by_role("combobox", name="What", exact=True)
        what.fill("Signed in")
        page.get_by_role("option", name="Signed in", exact=True).click()
        expect(line(page, "Signed in").first).to_be_visible()
        expect(line(page, "Entered a contact")).to_have_count(0)
        page.get_by_role("combobox", name="About whom").fill("Dev Act")
        page.get_by_role("option", name="Dev Act").click()
        expect(page.get_by_text("Nothing fits")).to_be_visible()
        page.get_by_role("button", name="Show everything").click()
        expect(line(page, "Entered a contact: Dev Act")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="As a file").click()
        text = download.value.path().read_text()
        assert "contact.entered" in text
        assert "Entered a contact" in text


def test_a_decoy_is_told_of_on_every_page_until_somebody_looked(app: App, asha: Any) -> None:
    decoy = contact(app, "+919812377002", "Dev Decoy")
    with app.window(state=asha) as page:
        page.goto(f"/contacts/{decoy}")
        expect(page.get_by_text("Asha").first).to_be_visible()
        # The switch shows what was asked before it is so; who looks too early touches no decoy.
        with page.expect_response(lambda answer: answer.url.endswith("/honey") and answer.ok):
            page.get_by_role("switch", name="This is a decoy").check(force=True)
        expect(page.get_by_role("switch", name="This is a decoy")).to_be_checked()
        app.installation.api.get(f"/api/contacts/{decoy}")
        page.goto("/start")
        told = page.get_by_role("status").filter(has_text="you should look at")
        expect(told).to_be_visible(timeout=40_000)
        told.get_by_role("link", name="Look").click()
        raised = line(page, "touched the decoy Dev Decoy")
        expect(raised).to_have_count(1)
        raised.get_by_role("button", name="I have looked").click()
        expect(raised).to_have_count(0)
        expect(told).to_have_count(0)


def test_how_long_data_stay_is_chosen_with_a_warning(app: App, asha: Any) -> None:
    with app.window(state=asha) as page:
        page.goto("/settings/retention")
        change = page.get_by_role("button", name="Change: What was written")
        change.click()
        page.get_by_role("textbox", name="Days").fill("0")
        save = page.get_by_role("dialog").get_by_role("button", name="Save")
        expect(save).to_be_disabled()
        page.get_by_role("checkbox", name="I understand").check()
        page.get_by_role("textbox", name="Days").fill("30")
        save.click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(line(page, "What was written")).to_contain_text("30 days")
        page.get_by_role("button", name="Count now").click()
        expect(page.get_by_text("Nothing is past its time.")).to_be_visible()
    owner(app).put("/api/retention/content", {"days": 90})
