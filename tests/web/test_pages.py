"""Every page, light and dark, wide and narrow: nothing for axe to find, nothing wider than the window."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect
from tests.web.stage import App

OUT = [
    "/sign-in",
    "/sign-up",
    "/codes",
    "/forgot",
    "/reset",
    "/invitation",
    "/policy",
    "/proof",
    "/verify.html",
    "/join/nothere",
    "/preferences/nothere",
    "/nowhere",
]
IN = [
    "/start", "/inbox", "/contacts", "/templates", "/templates/new", "/campaigns", "/numbers", "/numbers/connect",
    "/privacy", "/privacy/data", "/privacy/audit", "/settings",
    "/settings/retention", "/settings/holds", "/settings/consent", "/settings/members", "/settings/keys",
    "/settings/sessions", "/settings/login",
]  # fmt: skip
EVERYTHING = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
#: A scheme changes colours and nothing else.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


@pytest.mark.parametrize("whose", ["everybody", "asha"])
def test_every_page_is_for_everybody(app: App, asha: Any, whose: str) -> None:
    found = []
    pages, state = (OUT, None) if whose == "everybody" else (IN, asha)
    with app.window(state=state) as page:
        for path in pages:
            page.goto(path)
            page.get_by_role("heading", level=1).wait_for()
            found += [f"{path} {one}" for one in everybodys(page, "html")]
    assert found == []


def everybodys(page: Page, where: str = "main") -> list[str]:
    """What is wrong with a page that has all it asked for, at both widths; it is left wide."""
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.evaluate(AXE_SCRIPT)
    return [one for width in (390, 1360) for one in faults(page, width, where)]


def faults(page: Page, width: int, where: str = "html") -> list[str]:
    """What is wrong at one width, in both schemes, with all of a page or a part of it."""
    page.set_viewport_size({"width": width, "height": 860})
    found = []
    for scheme, rules in (("light", EVERYTHING), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme)
        if page.locator("html[data-mantine-color-scheme]").count():
            expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        run = "([where, rules]) => axe.run(where, {runOnly: rules})"
        said = page.evaluate(run, [where, rules])["violations"]
        found += [
            f"{width} {scheme}: {one['id']} at {one['nodes'][0]['html'][:160]}" for one in said
        ]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{wide} px wide"] if wide > width else [])]
