"""`make drill NAME=browser_import`: a hundred thousand contacts through the wizard, then their list, in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from bench.installation import LAST, people
from playwright.sync_api import Page, expect
from tests.drills.tasks import traced
from tests.fixtures.figures import Figures, printed
from tests.web.stage import App

PEOPLE = 100_000
SHOWN = "1,00,000"


@pytest.mark.drill
def test_browser_import(app: App, asha: Any, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(people(PEOPLE, 1) + b"No Number,\nBad Number,12\n")
    with (
        printed(f"{PEOPLE:,} contacts in the browser") as figures,
        app.window(state=asha) as page,
    ):
        page.context.set_default_timeout(900_000)
        page.goto("/contacts/import")
        longest: list[float] = []
        with asked(page) as requests:
            with traced(figures, page, "from the drop to the last step", longest):
                describe(page, file)
            with traced(figures, page, "from the sending to the end", longest):
                send(page)
        rate = busiest_second(figures, requests)
        counts_hold(app, figures, page)
        page.get_by_role("link", name="See the new people").click()
        walk_the_list(figures, page, longest)
    assert max(longest) <= 200
    assert rate <= 2


def describe(page: Page, file: Path) -> None:
    """Drop, columns, consent."""
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Yes, and I can say where").check()
    page.get_by_label("Marketing").check()
    page.get_by_label("Where did they agree?").fill("form at the shop counter")
    page.get_by_label("When?").fill("2026-01-05")
    page.get_by_label("In which words?").fill("Yes, write to me on WhatsApp about tea.")
    page.get_by_role("combobox", name="A tag for all of them").fill("fair")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Import", exact=True).wait_for()


def send(page: Page) -> None:
    """The file goes out; then the page counts until all is read."""
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("rows read so far").wait_for()
    page.get_by_text("All done:").wait_for()


def counts_hold(app: App, figures: Figures, page: Page) -> None:
    """What the page says, what the API counts, and what a segment finds are one."""
    counts = page.get_by_role("region", name="What became of the rows")
    expect(counts).to_contain_text(f"{SHOWN}new")
    expect(counts).to_contain_text("2refused")
    api = app.installation.api
    tag = next(one["id"] for one in api.get("/api/tags") if one["name"] == "fair")
    segment = api.post("/api/segments", {"name": "Fair", "tags": ["fair"]})
    found = api.get(f"/api/segments/{segment['id']}")["count"]
    figures.add("people with the tag in the database", f"{found:,}", f"the page says {SHOWN}")
    assert found == PEOPLE, tag


def walk_the_list(figures: Figures, page: Page, longest: list[float]) -> None:
    """Scroll far down, search by name and by number, filter by a tag, choose all that match."""
    rows = page.get_by_role("list", name="Contacts").get_by_role("listitem")
    rows.first.wait_for()
    parts = {
        "scrolling": scroll, "search by name": search_name, "search by number": search_number,
        "filter by tag": filter_tag, "choosing all": choose_all,
    }  # fmt: skip
    for name, act in parts.items():
        with traced(figures, page, name, longest):
            act(page)
    figures.add("rows drawn at once", str(rows.count()))


def scroll(page: Page) -> None:
    """Thirty screens down, as fast as more comes."""
    for _ in range(30):
        page.mouse.wheel(0, 4000)
        page.wait_for_timeout(50)
    page.evaluate("scrollTo(0, 0)")


def search_name(page: Page) -> None:
    look_for(page, f"Rarara {LAST[0]}")
    expect(page.get_by_text(f"Rarara {LAST[0]}").first).to_be_visible()


def search_number(page: Page) -> None:
    look_for(page, "+919700012345")
    expect(page.get_by_role("list", name="Contacts").get_by_role("link")).to_have_count(1)


def look_for(page: Page, words: str) -> None:
    with page.expect_response("**/api/contacts/search"):
        page.get_by_label("Name, number or its last four digits").fill(words)


def filter_tag(page: Page) -> None:
    page.get_by_label("Name, number or its last four digits").fill("")
    page.get_by_role("combobox", name="With these tags").click()
    page.get_by_role("option", name="fair").click()
    page.keyboard.press("Escape")
    page.get_by_role("list", name="Contacts").get_by_role("listitem").first.wait_for()


def choose_all(page: Page) -> None:
    page.get_by_role("list", name="Contacts").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="that match").click()
    expect(page.get_by_role("region", name="What to do with the chosen")).to_contain_text(
        "All that match"
    )


@contextmanager
def asked(page: Page) -> Iterator[list[tuple[str, float]]]:
    """Questions to the API while the block runs, and when each was asked."""
    found: list[tuple[str, float]] = []

    def note(told: dict[str, Any]) -> None:
        found.append((told["request"]["url"], told["timestamp"]))

    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", note)
    yield found
    wire.detach()


def busiest_second(figures: Figures, requests: list[tuple[str, float]]) -> int:
    """The most questions of one kind, within any second, after the import began."""
    kinds = [(url, at) for url, at in requests if "/api/imports/" in url]
    most = max(sum(at <= other < at + 1 for _, other in kinds) for _, at in kinds)
    figures.add("refetches in the busiest second", str(most), "at most 2")
    figures.add("refetches in all", str(len(kinds)))
    return most
