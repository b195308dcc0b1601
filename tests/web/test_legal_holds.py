"""Legal holds in the app: placed with its reasons, shown with its end, lifted once one is sure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect
from tests.web.stage import App

from indokona.kernel import clock


def field(page: Page, name: str) -> Any:
    return page.get_by_role("dialog").get_by_role("textbox", name=name)


def place(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Place a hold").click()


def test_a_hold_is_placed_by_keyboard_and_lifted_once_one_is_sure(app: App, asha: Any) -> None:
    with app.window(state=asha, width=390) as page:
        page.goto("/settings/holds")
        expect(page.get_by_text("Nothing is on hold")).to_be_visible()
        page.get_by_role("button", name="Place a hold").focus()
        page.keyboard.press("Enter")
        place(page)
        expect(page.get_by_text("Choose the person.")).to_be_visible()
        expect(page.get_by_text("Say it in words.")).to_have_count(2)
        page.get_by_role("radio", name="Everybody's").check()
        page.get_by_role("checkbox", name="Messages").check()
        field(page, "Why").fill("A dispute about a delivery.")
        field(page, "On what ground").fill("Civil court, Kochi, OS 12/2026")
        ends = page.get_by_label("Last day")
        ends.fill((clock.now() - timedelta(days=1)).date().isoformat())
        place(page)
        expect(page.get_by_text("A hold needs a last day in the future")).to_be_visible()
        ends.fill((clock.now() + timedelta(days=30)).date().isoformat())
        place(page)
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_text("Everybody's · Messages")).to_be_visible()
        expect(page.get_by_text("Civil court, Kochi, OS 12/2026")).to_be_visible()
        page.get_by_role("button", name="Lift the hold: Everybody's").click()
        page.get_by_role("dialog").get_by_role("button", name="Lift the hold").click()
        expect(page.get_by_text("Lifted on")).to_be_visible()
        expect(page.get_by_role("button", name="Lift the hold")).to_have_count(0)


def test_a_hold_on_one_person_names_them(app: App, asha: Any) -> None:
    app.installation.api.post("/api/contacts", {"phone": "+919812377009", "name": "Dev Held"})
    with app.window(state=asha) as page:
        page.goto("/settings/holds")
        page.get_by_role("button", name="Place a hold").click()
        page.get_by_role("dialog").get_by_role("combobox", name="The person").fill("Dev Held")
        page.get_by_role("option", name="Dev Held").click()
        field(page, "Why").fill("The tax office asked.")
        field(page, "On what ground").fill("Notice 7, section 12")
        page.get_by_label("Last day").fill((clock.now() + timedelta(days=9)).date().isoformat())
        place(page)
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_text("Dev Held · all data")).to_be_visible()
        expect(page.get_by_text("The tax office asked.")).to_be_visible()
        page.get_by_role("button", name="Lift the hold: Dev Held").click()
        page.get_by_role("dialog").get_by_role("button", name="Lift the hold").click()
        expect(page.get_by_role("button", name="Lift the hold")).to_have_count(0)
