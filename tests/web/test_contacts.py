"""A small file becomes contacts, a segment and a campaign that arrives, all of it in the browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect
from tests.web.stage import App
from tests.web.test_pages import faults

from indokona.app.client import Client, until

PEOPLE = 30
FILE = "Full name,Mobile,City\n" + "".join(
    f"{'Dev Kumar' if n == 0 else f'Person {n}'},+9198124{n:05d},{'Agra' if n % 2 else 'Delhi'}\n"
    for n in range(PEOPLE)
)
BAD = "No Number,,Agra\nBad Number,12,Agra\n"
TEMPLATE = {
    "name": "spring_tea", "language": "en", "category": "MARKETING", "parameter_format": "NAMED",
    "components": [
        {"type": "BODY", "text": "Namaste {{name}}, the *first flush* is here, and we are in {{city}} this week.",
         "example": {"body_text_named_params": [
             {"param_name": "name", "example": "Dev"}, {"param_name": "city", "example": "Delhi"}]}},
        {"type": "FOOTER", "text": "Reply STOP to opt out"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Keep one for me"}]},
    ],
}  # fmt: skip


def approve(app: App) -> None:
    """A template that a campaign may use."""
    line = app.installation.line
    api = Client(line["url"], line["demo"]["api_key"])
    number = api.get("/api/numbers")[0]["id"]
    if any(one["name"] == TEMPLATE["name"] for one in api.get("/api/templates")):
        return
    made = api.post("/api/templates", {"number_id": number, "template": TEMPLATE})["id"]
    api.post(f"/api/templates/{made}/submit", {"number_id": number})
    until("the approval", lambda: api.get(f"/api/templates/{made}")["state"] == "APPROVED")


def import_file(page: Page) -> None:
    """The wizard from the file to its counts."""
    page.goto("/contacts/import")
    file = {"name": "tea.csv", "mimeType": "text/csv", "buffer": (FILE + BAD).encode()}
    page.locator("input[type=file]").set_input_files([file])
    expect(page.get_by_role("combobox", name="What is in the column Mobile")).to_have_value(
        "Phone number"
    )
    expect(page.get_by_role("combobox", name="What is in the column Full name")).to_have_value(
        "Name"
    )
    expect(page.get_by_role("cell", name="Dev Kumar")).to_be_visible()
    city = page.get_by_role("combobox", name="What is in the column City")
    if city.input_value() == "Leave out":
        city.click()
        page.get_by_role("option", name="open for segments").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Choose one of both.")).to_be_visible()
    page.get_by_label("No, or I am not sure").check()
    expect(page.get_by_text("Without consent none of these people")).to_be_visible()
    page.get_by_label("Yes, and I can say where").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Without the words there is no evidence.")).to_be_visible()
    page.get_by_label("Marketing").check()
    page.get_by_label("Where did they agree?").fill("form at the shop counter")
    page.get_by_label("When?").fill("2026-01-05")
    page.get_by_label("In which words?").fill("Yes, write to me on WhatsApp about tea.")
    page.get_by_role("combobox", name="A tag for all of them").fill("fair")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("rows read.")).to_be_visible()


def make_segment(page: Page) -> None:
    """Tagged people of one city, counted while it is made."""
    page.goto("/contacts/segments/new")
    page.get_by_label("Name", exact=True).fill("Tea in Delhi")
    page.get_by_role("combobox", name="Has all of these tags").fill("fair")
    page.get_by_role("option", name="fair").click()
    expect(page.get_by_text(f"{PEOPLE} people")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add a condition").click()
    field = page.get_by_role("combobox", name="Field")
    if field.input_value() != "City":
        field.click()
        page.get_by_role("option", name="City").click()
    page.get_by_role("textbox", name="Value").fill("Delhi")
    expect(page.get_by_text(f"{PEOPLE // 2} people")).to_be_visible()
    page.get_by_role("button", name="Save the segment").click()
    expect(page.get_by_text("tagged fair · City is Delhi")).to_be_visible()


def draft(page: Page) -> None:
    """The wizard up to the page where it is checked."""
    page.goto("/campaigns/new")
    page.get_by_label("Name of the campaign").fill("First flush")
    page.get_by_role("combobox", name="Segment", exact=True).click()
    page.get_by_role("option", name="Tea in Delhi").click()
    expect(page.get_by_text(f"{PEOPLE // 2} people")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("combobox", name="Template", exact=True).click()
    page.get_by_role("option", name="spring_tea").click()
    name = page.get_by_role("group", name="{{name}}")
    name.get_by_label("If it is missing").fill("friend")
    page.get_by_role("group", name="{{city}}").get_by_label("If it is missing").fill("your town")
    expect(page.get_by_label("The message")).to_contain_text("the first flush is here")
    page.get_by_role("button", name="Save and check").click()
    page.get_by_role("heading", name="If it started now").wait_for()


def test_from_a_file_to_a_campaign_that_arrived(app: App, asha: Any) -> None:
    approve(app)
    with app.window(state=asha) as page:
        import_file(page)
        counts = page.get_by_role("region", name="What became of the rows")
        expect(counts).to_contain_text(f"{PEOPLE}new")
        expect(counts).to_contain_text("2refused")
        with page.expect_download() as told:
            page.get_by_role("link", name="Error file").click()
        assert "Bad Number" in told.value.path().read_text()
        make_segment(page)
        draft(page)
        forecast = page.get_by_role("region", name="If it started now").first
        expect(forecast).to_contain_text(f"{PEOPLE // 2}will be written to")
        expect(forecast).to_contain_text(re.compile(r"₹\s?\d"))
        page.get_by_role("button", name="Start the campaign").click()
        page.get_by_role("button", name="Undo").click()  # in time: nothing was sent
        expect(page.get_by_text("Draft", exact=True)).to_be_visible()
        page.get_by_role("button", name="Start the campaign").click()
        expect(page.get_by_text("Everything has left")).to_be_visible(timeout=25_000)
        page.get_by_role("link", name="See every message").click()
        expect(page.get_by_text("we are in Delhi this week").first).to_be_visible()
        expect(page.get_by_text(re.compile("^(Delivered|Read)$"))).to_have_count(PEOPLE // 2)


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


@pytest.mark.parametrize("part", ["people", "campaigns"])
def test_every_page_of_them_is_for_everybody(app: App, asha: Any, part: str) -> None:
    line = app.installation.line
    api = Client(line["url"], line["demo"]["api_key"])
    person = api.post("/api/contacts", {"phone": "+919812500088", "name": "Dev", "tags": ["tea"]})
    places = {
        "people": ["/contacts/new", "/contacts/import", "/contacts/segments", "/contacts/segments/new",
                   "/contacts/imports", f"/contacts/{person['id']}"],
        "campaigns": ["/campaigns/new", *_of_campaigns(api)],
    }  # fmt: skip
    found = []
    with app.window(state=asha) as page:
        for path in places[part]:
            page.goto(path)
            page.get_by_role("heading", level=1).wait_for()
            expect(page.locator("[aria-busy=true]")).to_have_count(0)
            page.evaluate(AXE_SCRIPT)
            found += [
                f"{path} {one}" for width in (1360, 390) for one in faults(page, width, "main")
            ]
    assert found == []


def _of_campaigns(api: Client) -> list[str]:
    """The page of each state that there is, and the messages of one."""
    by_state = {one["state"]: f"/campaigns/{one['id']}" for one in api.get("/api/campaigns")}
    return [*by_state.values(), *(f"{place}/recipients" for place in [*by_state.values()][:1])]
