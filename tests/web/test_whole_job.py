"""The main job from an empty page to a receipt, all of it in the app; the person has a phone of the simulator.

`pytest tests/web/test_whole_job.py -s` prints how long each step took.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pyrage
from playwright.sync_api import Page, expect
from tests.fixtures.figures import printed
from tests.web import walk
from tests.web.stage import App, Phone
from tests.web.test_pages import everybodys
from tests.web.walk import PEOPLE, go

from indokona.privacy import verify_receipt

DELHI = PEOPLE // 2
ANSWER = "Two tins, until Saturday."


def test_from_sign_up_to_a_verified_receipt(app: App, tmp_path: Path) -> None:
    chitra = app.phone("919812390001", "Chitra")
    dev = app.phone(walk.DEV, "Dev Kumar")
    with printed("The main job in the browser") as figures, app.window(width=390) as page:
        with figures.timed("sign-up with both codes, on a phone"):
            walk.become_a_member(app, page, "chitra@corner.example", chitra)
        with figures.timed("a number by one click"):
            walk.connect(page)
        page.set_viewport_size({"width": 1360, "height": 860})
        with figures.timed("a template, written and approved"):
            walk.write_template(page)
        with figures.timed("contacts from a file, and a segment"):
            walk.import_file(page)
            get_the_error_file(page)
            walk.make_segment(page)
        with figures.timed("a campaign to all phones"):
            walk.draft(page, "First flush")
            take_the_start_back(page)
            walk.start(page)
            see_every_message(page)
        with figures.timed("a reply and its answer"):
            dev.number = dev.reads("first flush")["phone_number_id"]
            answer(page, dev)
        with figures.timed("STOP, and the next campaign"):
            stop(page, dev)
        with figures.timed("MY DATA"):
            give_the_data(app, page, dev, tmp_path)
        with figures.timed("DELETE ME, and the receipt"):
            erase(page, dev)
            verify(app, dev, tmp_path)


def get_the_error_file(page: Page) -> None:
    with page.expect_download() as told:
        page.get_by_role("link", name="Error file").click()
    assert "Bad Number" in told.value.path().read_text()


def take_the_start_back(page: Page) -> None:
    forecast = page.get_by_role("region", name="If it started now").first
    expect(forecast).to_contain_text(f"{DELHI}will be written to")
    expect(forecast).to_contain_text(re.compile(r"₹\s?\d"))
    assert everybodys(page) == []
    page.get_by_role("button", name="Start the campaign").click()
    page.get_by_role("button", name="Undo").click()  # in time: nothing was sent
    expect(page.get_by_text("Draft", exact=True)).to_be_visible()


def see_every_message(page: Page) -> None:
    assert everybodys(page) == []
    page.get_by_role("link", name="See every message").click()
    expect(page.get_by_text("we are in Delhi this week").first).to_be_visible()
    expect(page.get_by_text(re.compile("^(Delivered|Read)$"))).to_have_count(DELHI)


def answer(page: Page, dev: Phone) -> None:
    """The question comes in by itself, and the answer reaches the phone."""
    go(page, "Inbox")
    dev.says("Is there any *Assam* left?")
    page.get_by_role("link", name="Dev Kumar").click()
    thread = page.get_by_role("region", name="Messages")
    expect(thread.locator("strong", has_text="Assam")).to_be_visible()
    field = page.get_by_role("textbox", name="Answer")
    field.fill(ANSWER)
    field.press("Enter")
    expect(thread.get_by_text(ANSWER)).to_be_visible()
    dev.reads(ANSWER)


def stop(page: Page, dev: Phone) -> None:
    """It stands on the contact's page by itself; the next campaign writes to everybody but him, and says why."""
    page.get_by_role("link", name="Open the contact").click()
    expect(page.get_by_text("Agreed: Marketing")).to_be_visible()
    dev.says("STOP")
    expect(page.get_by_text("Said no: Marketing")).to_be_visible()
    walk.draft(page, "Second flush")
    forecast = page.get_by_role("region", name="If it started now").first
    expect(forecast).to_contain_text(f"{DELHI - 1}will be written to")
    expect(forecast).to_contain_text("1 person is left out: there is no consent")
    walk.start(page)
    refused = page.get_by_role("region", name="Not sent, and why")
    expect(refused).to_contain_text("Said no")
    expect(refused).to_contain_text("only the person can take that back")


def give_the_data(app: App, page: Page, dev: Phone, folder: Path) -> None:
    """The request stands on the desk with its clock; the link gives the package once, locked."""
    go(page, "Privacy")
    page.get_by_text("No request yet").wait_for()
    dev.says("MY DATA")
    desk = page.get_by_role("main")
    expect(desk.get_by_text("A copy of one's data")).to_be_visible()
    expect(desk.get_by_text("in time")).to_be_visible()
    assert everybodys(page) == []
    link = dev.link("/my-data/")
    with app.window(width=390) as theirs:
        theirs.goto(link)
        passphrase = theirs.get_by_label("Passphrase").inner_text()
        with theirs.expect_download() as told:
            theirs.get_by_role("button", name="Fetch my data").click()
        told.value.save_as(folder / "my-data.zip.age")
        again = {"passphrase": passphrase}
        path = f"/rights/package/{link.rsplit('/', 1)[1]}"
        assert theirs.request.post(path, data=again).status == 404
    locked = (folder / "my-data.zip.age").read_bytes()
    package = zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(locked, passphrase)))
    assert ANSWER in package.read("data/messaging.message-1.jsonl").decode()
    assert "Dev Kumar" in package.read("data/contacts.contact-1.jsonl").decode()


def erase(page: Page, dev: Phone) -> None:
    """Nothing goes before the person says yes; then everything does, and the page says so by itself."""
    dev.says("DELETE ME")
    desk = page.get_by_role("main")
    expect(desk.get_by_text("Erasure")).to_be_visible()
    expect(desk.get_by_text(re.compile("(29|30) days left"))).to_be_visible()
    dev.taps(dev.reads("Yes, erase me"), "Yes, erase me")
    expect(desk.get_by_text("in time")).to_have_count(2)
    go(page, "Contacts")
    page.get_by_label("Name, number or its last four digits").fill("Dev Kumar")
    expect(page.get_by_text("Nobody matches")).to_be_visible()


def verify(app: App, dev: Phone, folder: Path) -> None:
    """With the small file alone, in a process that knows nothing of INDOKONA."""
    with app.window() as theirs:
        receipt = theirs.goto(dev.link("/rights/receipt/"))
        key = theirs.request.get("/rights/key").json()["public_key"]
        assert receipt is not None
        (folder / "receipt.json").write_text(receipt.text())
    words = [sys.executable, "-I", verify_receipt.__file__, str(folder / "receipt.json"), key]
    told = subprocess.run(words, capture_output=True, text=True, check=False)
    assert told.stdout.endswith("The receipt holds.\n"), told
    said, _ = json.JSONDecoder().raw_decode(told.stdout)
    assert {"shred", "sweep"} == said["steps"].keys()
    assert "Dev" not in told.stdout
    assert walk.DEV not in told.stdout
