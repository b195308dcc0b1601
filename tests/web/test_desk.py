"""The desk for people without an account: the code, the wishes, the package opened on one's own device."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect
from tests.web.stage import App, Phone
from tests.web.test_pages import faults

PERSON, NAME = "919812345701", "Gauri Desk"


def at_the_desk(app: App, page: Page, person: Phone) -> None:
    """Prove the number by the code that goes to it."""
    page.goto(f"/desk/{app.installation.line['demo']['organisation_id']}")
    page.get_by_label("Your WhatsApp number").fill(f"+{person.person}")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_text("a code is on its way").wait_for()
    page.get_by_label("Code from WhatsApp").fill(person.code())
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("What do you want?").wait_for()


def test_a_person_asks_an_officer_answers_and_the_package_opens_on_ones_own_device(
    app: App, asha: Any, tmp_path: Path
) -> None:
    person = app.phone(PERSON, NAME)
    person.says("My name is spelled wrong, I think.")
    with app.window(width=390) as theirs, app.window(state=asha) as page:
        page.goto("/privacy")
        at_the_desk(app, theirs, person)
        theirs.evaluate(AXE_SCRIPT)
        assert [*faults(theirs, 390), *faults(theirs, 1360)] == []

        theirs.get_by_label("Have something corrected").check()
        theirs.get_by_label("What is wrong, and how is it right?").fill("My name is Gauri.")
        theirs.get_by_role("button", name="Send", exact=True).click()
        expect(theirs.get_by_text("It was written down")).to_be_visible()

        page.get_by_role("link", name="Correction").click()
        expect(page.get_by_text("My name is Gauri.")).to_be_visible()
        page.evaluate(AXE_SCRIPT)
        assert [*faults(page, 1360), *faults(page, 390)] == []
        page.get_by_label("Your answer").fill("Thank you, it is right now.")
        page.get_by_role("button", name="Answer and close").click()
        expect(page.get_by_text("Answered. It stands at the desk.")).to_be_visible()

        theirs.get_by_role("button", name="Ask something else").click()
        theirs.get_by_label("See my data").check()
        theirs.get_by_role("button", name="Make my package").click()
        theirs.get_by_role("link", name="Fetch my data").click()
        package = opened(theirs, tmp_path)
    told = package.read("data/privacy.request-1.jsonl").decode()
    assert "My name is Gauri." in told
    assert "Thank you, it is right now." in told
    assert app.complaints == []


def opened(theirs: Page, folder: Path) -> zipfile.ZipFile:
    """Fetch the package, and open it with the page that sends nothing anywhere."""
    theirs.get_by_role("heading", level=1, name="Your data").wait_for()
    passphrase = theirs.get_by_label("Passphrase").inner_text()
    with theirs.expect_download() as told:
        theirs.get_by_role("button", name="Fetch my data").click()
    told.value.save_as(folder / "my-data.zip.age")
    assert not zipfile.is_zipfile(folder / "my-data.zip.age")
    theirs.get_by_role("link", name="Open it on this device").click()
    theirs.locator("input[type=file]").set_input_files(folder / "my-data.zip.age")
    theirs.get_by_label("Passphrase", exact=True).fill("not this one at all")
    theirs.get_by_role("button", name="Open", exact=True).click()
    expect(theirs.get_by_text("does not open this file")).to_be_visible()
    theirs.get_by_label("Passphrase", exact=True).fill(passphrase)
    asked: list[str] = []
    theirs.on("request", lambda one: asked.append(one.url))
    with theirs.expect_download() as told:
        theirs.get_by_role("button", name="Open", exact=True).click()
    told.value.save_as(folder / "my-data.zip")
    assert [one for one in asked if not one.startswith("blob:")] == []
    return zipfile.ZipFile(folder / "my-data.zip")


def test_a_wrong_code_and_a_wrong_address_say_what_to_do(app: App) -> None:
    with app.window(width=390) as theirs:
        theirs.goto(f"/desk/{app.installation.line['demo']['organisation_id']}")
        theirs.get_by_label("Your WhatsApp number").fill("+919812345799")
        theirs.get_by_role("button", name="Send me a code").click()
        theirs.get_by_label("Code from WhatsApp").fill("123456")
        theirs.get_by_role("button", name="Continue").click()
        expect(theirs.get_by_text("Ask for a new code")).to_be_visible()
        theirs.goto("/desk/00000000-0000-7000-8000-000000000000")
        expect(theirs.get_by_text("There is no such page")).to_be_visible()
        theirs.goto("/my-data/nothing")
        theirs.get_by_role("button", name="Fetch my data").click()
        expect(theirs.get_by_role("alert").first).to_be_visible()
    assert app.complaints == []


def test_the_desk_speaks_hindi(app: App) -> None:
    with app.window(width=390, scheme="dark", language="hi") as theirs:
        theirs.goto(f"/desk/{app.installation.line['demo']['organisation_id']}")
        expect(theirs.get_by_role("button", name="मुझे कोड भेजें")).to_be_visible()
        theirs.evaluate(AXE_SCRIPT)
        assert faults(theirs, 390) == []
