"""No page asks anybody but this installation: no font, no picture, no counter of a third party."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from tests.web.stage import App
from tests.web.test_pages import IN, OUT


def test_no_page_asks_anybody_but_this_installation(app: App, asha: Any) -> None:
    """In Hindi, since every test of the app watches this of its pages, and they are in English."""
    asked: set[str] = set()
    for paths, state in ((OUT, None), (IN, asha)):
        with app.window(state=state, language="hi") as page:
            page.on("request", lambda one: asked.add(one.url))
            for path in paths:
                page.goto(path)
                page.get_by_role("heading", level=1).wait_for()
                expect(page.locator("[aria-busy=true]")).to_have_count(0)
    elsewhere = {url for url in asked if not url.startswith((f"{app.url}/", "data:", "blob:"))}
    assert elsewhere == set()
    assert len(asked) > 50
