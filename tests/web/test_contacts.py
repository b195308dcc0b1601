"""Contacts in the browser: found, written down, refused in words, taken back."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from tests.web.stage import App
from tests.web.test_pages import everybodys

from indokona.app.client import Client


def test_a_person_is_found_and_says_no(app: App, asha: Any) -> None:
    with app.window(state=asha, width=390) as page:
        page.goto("/contacts/new")
        page.get_by_label("Phone number").fill("12")
        page.get_by_role("button", name="Add the contact").click()
        expect(page.get_by_label("Phone number")).to_have_attribute("aria-invalid", "true")
        page.get_by_label("Phone number").fill("+91 98125 00077")
        page.get_by_label("Name", exact=True).fill("Dev \u202eKumar")
        page.get_by_role("button", name="Add the contact").click()
        page.get_by_role("button", name="Write down a consent").click()
        page.get_by_label("Marketing").check()
        page.get_by_label("Where did they agree?").fill("at the counter")
        page.get_by_label("When?").fill("2026-02-01")
        page.get_by_label("In which words?").fill("Write to me.")
        page.get_by_role("dialog").get_by_role("button", name="Save").click()
        expect(page.get_by_text("Agreed: Marketing")).to_be_visible()
        page.get_by_role("button", name="They said no").click()
        page.get_by_role("dialog").get_by_role("button", name="They said no").click()
        expect(page.get_by_text("Said no: Marketing")).to_be_visible()
        page.goto("/contacts")
        with page.expect_response("**/api/contacts/search"):
            page.get_by_label("Name, number or its last four digits").fill("0077")
        expect(page.get_by_role("list", name="Contacts").get_by_role("link")).to_have_count(1)
        page.get_by_role("checkbox").check()
        page.get_by_role("combobox", name="Tags", exact=True).fill("quiet")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Give tags").click()
        expect(page.get_by_text("1 contact changed.")).to_be_visible()


def test_what_two_change_at_once_both_stays(app: App, asha: Any) -> None:
    api = app.installation.api
    person = api.post("/api/contacts", {"phone": "+919812500099", "name": "Dev", "tags": ["tea"]})
    where = f"/api/contacts/{person['id']}"
    with app.window(state=asha) as page:
        page.goto(f"/contacts/{person['id']}")
        page.get_by_role("combobox", name="Tags").fill("quiet")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")  # the list of tags closes, which may cover what is below
        api.patch(where, {"name": "Dev Kumar"})
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved.")).to_be_visible()
    shown = api.get(where)
    assert (shown["name"], sorted(shown["tags"])) == ("Dev Kumar", ["quiet", "tea"])


def test_a_file_that_cannot_be_taken_is_refused_in_words(app: App, asha: Any) -> None:
    with app.window(state=asha) as page:
        page.goto("/contacts/import")
        page.get_by_text("Drop a CSV file here").evaluate(
            """place => {
                const file = new File(['x'], 'huge.csv');
                Object.defineProperty(file, 'size', { value: 230 * 1024 * 1024 });
                const drop = new DragEvent('drop', { bubbles: true, cancelable: true });
                Object.defineProperty(drop, 'dataTransfer', { value: { files: [file] } });
                place.dispatchEvent(drop);
            }"""
        )  # fmt: skip
        expect(page.get_by_role("alert")).to_contain_text("at most 200")
        sheet = {"name": "tea.xlsx", "mimeType": "application/zip", "buffer": b"PK"}
        page.locator("input[type=file]").set_input_files([sheet])
        expect(page.get_by_role("alert")).to_contain_text("save it as CSV")


def test_an_import_is_taken_back(app: App, asha: Any) -> None:
    line = app.installation.line
    api = Client(line["url"], line["demo"]["api_key"])
    made = api.upload("/api/imports", b"name,phone\nDev,+919812600001\nDev,+919812600002\n")
    with app.window(state=asha) as page:
        page.goto(f"/contacts/imports/{made['id']}")
        page.get_by_role("button", name="Undo this import").click()
        page.get_by_role("dialog").get_by_role("button", name="Undo this import").click()
        expect(page.get_by_text("Taken back: 2 people")).to_be_visible()
        expect(page.get_by_text("Undone", exact=True)).to_be_visible()


def test_every_page_of_them_is_for_everybody(app: App, asha: Any) -> None:
    line = app.installation.line
    api = Client(line["url"], line["demo"]["api_key"])
    person = api.post("/api/contacts", {"phone": "+919812500088", "name": "Dev", "tags": ["tea"]})
    places = [
        "/contacts/new", "/contacts/import", "/contacts/segments", "/contacts/segments/new", "/contacts/imports",
        f"/contacts/{person['id']}", "/campaigns/new",
    ]  # fmt: skip
    found = []
    with app.window(state=asha) as page:
        for path in places:
            page.goto(path)
            page.get_by_role("heading", level=1).wait_for()
            found += [f"{path} {one}" for one in everybodys(page)]
    assert found == []
