"""One installation and one browser for the whole folder: a start takes seconds, a page does not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect, sync_playwright
from tests.fixtures.running import Up, up
from tests.web.stage import App

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

#: A busy machine is slow, and that decides no test.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def installation() -> Iterator[Up]:
    """`indokona up --demo`."""
    with up() as found:
        yield found


@pytest.fixture
def app(installation: Up) -> Iterator[App]:
    """The app in the system's Chromium.

    A browser for each test: while Playwright lives, no other test of this process can have a loop.
    """
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        pytest.fail("Chromium is missing: install the package chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield App(installation, browser)
        browser.close()


@pytest.fixture(scope="session")
def asha(installation: Up) -> dict[str, Any]:
    """The cookies of a signed-in owner."""
    line = installation.line
    form = {"email": line["demo"]["email"], "password": line["demo"]["password"]}
    headers = {"x-indokona": "web"}
    answer = httpx.post(f"{line['url']}/api/sessions", json=form, headers=headers, trust_env=False)
    assert answer.cookies, answer.text
    place = {"domain": "127.0.0.1", "path": "/", "httpOnly": True, "secure": False}
    place = {**place, "sameSite": "Strict", "expires": -1}
    cookies = [{**place, "name": name, "value": value} for name, value in answer.cookies.items()]
    return {"cookies": cookies, "origins": []}


@pytest.fixture(autouse=True)
def _nothing_to_complain_about(app: App) -> Iterator[None]:
    """No error in the console, no report of the policy, no request elsewhere, no failing answer."""
    app.complaints.clear()
    yield
    assert app.complaints == []
