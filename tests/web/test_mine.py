"""A member fetches their own data in the settings; a download that breaks off says what to do."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pyrage
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect
from tests.web.stage import App
from tests.web.test_pages import faults


def test_a_member_fetches_their_own_data(app: App, asha: Any, tmp_path: Path) -> None:
    with app.window(state=asha) as page:
        page.goto("/settings/login")
        form = page.locator("form").filter(has_text="Your own data")
        passphrase = form.get_by_label("Passphrase").inner_text()
        form.get_by_label("Your password").fill("not my password at all")
        form.get_by_role("button", name="Fetch my data").click()
        expect(form.get_by_role("alert").first).to_contain_text("not your present password")
        page.evaluate(AXE_SCRIPT)
        assert [*faults(page, 1360), *faults(page, 390)] == []
        form.get_by_label("Your password").fill(app.installation.line["demo"]["password"])
        with page.expect_download() as told:
            form.get_by_role("button", name="Fetch my data").click()
        told.value.save_as(tmp_path / "mine.age")
        expect(form.get_by_text("You need this passphrase")).to_be_visible()
    locked = (tmp_path / "mine.age").read_bytes()
    archive = zipfile.ZipFile(BytesIO(pyrage.passphrase.decrypt(locked, passphrase)))
    assert app.installation.line["demo"]["email"] in archive.read("index.html").decode()


def test_a_download_that_breaks_off_may_be_begun_again(app: App) -> None:
    with app.bad_day("ERR_FAILED"), app.window(width=390, language="hi") as page:
        page.route("**/rights/package/*", lambda route: route.abort())
        page.goto("/my-data/anything")
        page.get_by_role("button", name="मेरा डेटा लें").click()
        expect(page.get_by_role("alert").first).to_contain_text("डाउनलोड बीच में टूट गया")
