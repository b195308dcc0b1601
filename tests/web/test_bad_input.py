"""What people paste and drop: kept as it was, refused in words, and never wider than the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.web.stage import App

TURNED = "Dev \u202edrawkcab\u202c \u200bend"
LONG = "नाम" * 3_333 + "x"
MEGABYTE = "word " * 209_715
MB = 1024 * 1024


def narrow(page: Page) -> bool:
    """Nothing stands out at the side of the window."""
    width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(width))


def test_names_of_every_kind_are_kept_and_hold_the_page_together(app: App, asha: Any) -> None:
    app.template()
    api = app.installation.api
    with app.window(state=asha, width=390) as page:
        page.goto("/contacts/new")
        name = page.get_by_label("Name", exact=True)
        page.get_by_label("Phone number").fill("+91 98125 10001")
        name.fill(LONG)
        page.get_by_role("button", name="Add the contact").click()
        expect(page.get_by_text("At most 200 characters fit here")).to_be_visible()
        expect(name).to_have_value(LONG)
        expect(name).to_be_focused()
        name.fill(TURNED)
        page.get_by_role("button", name="Add the contact").click()
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text(TURNED)
        page.get_by_role("button", name="They said no").click()
        title = page.get_by_role("dialog").get_by_role("heading")
        assert f"\u2068{TURNED}\u2069" in title.inner_text(), "our words are not turned around"
        page.keyboard.press("Escape")

        page.goto("/contacts/segments/new")
        page.get_by_label("Name", exact=True).fill(LONG)
        page.get_by_role("button", name="Save the segment").click()
        expect(page.get_by_text("At most 100 characters fit here")).to_be_visible()
        page.get_by_label("Name", exact=True).fill("W" * 100)
        page.get_by_role("button", name="Save the segment").click()
        page.get_by_role("link", name="W" * 100).first.click()
        expect(heading).to_have_text("W" * 100)
        assert narrow(page)

        number, template = api.get("/api/numbers")[0], app.template()
        plan = {
            "name": "M" * 200, "number_id": number["id"], "template_id": template["id"],
            "segment_id": api.get("/api/segments")[0]["id"],
            "mapping": {key: {"from": "text", "text": TURNED} for key in ("name", "city")},
        }  # fmt: skip
        made = api.post("/api/campaigns", plan)
        nobody = api.post("/api/contacts", {"phone": "+919812510002", "name": "\u200b\u2060"})
        for place in (f"campaigns/{made['id']}", f"campaigns/{made['id']}/edit", "campaigns",
                      f"contacts/{nobody['id']}", "contacts", "contacts/segments"):  # fmt: skip
            page.goto(f"/{place}")
            heading.wait_for()
            expect(page.locator("[aria-busy=true]")).to_have_count(0)
            assert narrow(page), place
        page.goto("/contacts")
        expect(page.get_by_role("link", name="98125 10002")).to_be_visible()


def test_a_pasted_megabyte_is_kept_and_refused_in_words(app: App, asha: Any) -> None:
    phone, name = "919812345610", "Isha"
    app.phone(phone, name).says("Hello")
    with app.window(state=asha) as page:
        page.goto("/inbox")
        page.get_by_role("link", name=name).click()
        answer = page.get_by_role("textbox", name="Answer")
        answer.focus()
        page.keyboard.insert_text(MEGABYTE)
        expect(page.get_by_text("attached as a file")).to_be_visible()
        expect(page.get_by_text("text.txt · 1,024 kB")).to_be_visible()
        page.get_by_role("button", name="Send", exact=True).click()
        app.phone(phone, name).shows("text.txt")
        answer.fill("y" * 4_100)
        expect(page.get_by_text("4 too many.")).to_be_visible()
        expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
        with page.expect_response(lambda said: said.url.endswith("/draft") and said.ok):
            answer.press("End")
            answer.press("y")
        page.get_by_role("link", name="Contacts", exact=True).first.click()
        page.get_by_role("heading", level=1, name="Contacts").wait_for()
        page.go_back()
        expect(answer).to_have_value("y" * 4_101)

        page.goto("/contacts/new")
        page.get_by_label("Phone number").fill("+91 98125 10003")
        page.get_by_label("Name", exact=True).focus()
        page.keyboard.insert_text(MEGABYTE)
        page.get_by_role("button", name="Add the contact").click()
        expect(page.get_by_role("alert")).to_contain_text("larger than can be taken")
        assert len(page.get_by_label("Name", exact=True).input_value()) == len(MEGABYTE)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A file that is too large, one that just is not, and a picture that says it were a table."""
    found = {name: tmp_path / f"{name}.csv" for name in ("huge", "large", "picture")}
    found["picture"].write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    for name, size in (("huge", 201 * MB), ("large", 200 * MB)):
        with found[name].open("wb") as file:
            file.write(b"name,phone\nDev,+919812510004\n" * 3000)
            file.truncate(size)  # sparse: it takes no room on the disk
    return found


def dropped(page: Page, file: Path) -> None:
    """Drop a file of the disk on the place for it."""
    chosen = page.locator("input[type=file]").evaluate_handle(
        "() => document.createElement('input')"
    )
    chosen.evaluate("input => { input.type = 'file'; }")
    chosen.as_element().set_input_files(file)
    page.get_by_text("Drop a CSV file here").evaluate(
        """(place, input) => {
            const given = new DataTransfer();
            given.items.add(input.files[0]);
            place.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: given }));
        }""",
        chosen,
    )


def test_a_file_of_200_megabytes_and_one_that_is_no_table(
    app: App, asha: Any, files: dict[str, Path]
) -> None:
    with app.window(state=asha) as page:
        page.goto("/contacts/import")
        dropped(page, files["huge"])
        expect(page.get_by_role("alert")).to_contain_text("at most 200")
        dropped(page, files["picture"])
        expect(page.get_by_role("alert")).to_contain_text("not a CSV file")
        dropped(page, files["large"])
        expect(page.get_by_role("cell", name="Dev").first).to_be_visible()
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_role("heading", name="Did these people agree")).to_be_visible()
        page.go_back()
        expect(page.get_by_role("cell", name="Dev").first).to_be_visible()
        page.get_by_role("link", name="Contacts", exact=True).first.click()
        page.get_by_role("dialog", name="Leave without saving?").wait_for()
        page.get_by_role("button", name="Stay here").click()
        expect(page.get_by_role("cell", name="Dev").first).to_be_visible()
