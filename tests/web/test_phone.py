"""The phone page of the simulator: a person on WhatsApp, in front of the platform that answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect
from tests.web.stage import PASSWORD, App
from tests.web.test_pages import faults

from indokona.app.client import until

TEMPLATE = {
    "name": "tea_is_here", "language": "en", "category": "UTILITY",
    "components": [
        {"type": "HEADER", "format": "TEXT", "text": "Your order"},
        {"type": "BODY", "text": "The *Assam* that you asked for is here."},
        {"type": "FOOTER", "text": "Darjeeling Corner"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Keep one for me"},
                                        {"type": "URL", "text": "See it", "url": "https://tea.example/assam"}]},
    ],
}  # fmt: skip
AGREED = {
    "purpose": "utility", "method": "form", "source": "shop counter", "wording": "Yes, tell me when it is here.",
    "at": "2026-01-05T10:00:00+05:30",
}  # fmt: skip


@contextmanager
def phone(app: App, **how: Any) -> Iterator[Page]:
    """The page, on the demo's number."""
    where = app.installation.line["simulator_url"]
    with app.window(at=where, **how) as page:
        page.goto("/phone")
        yield page


def be(page: Page, app: App, name: str, digits: str = "") -> None:
    """Somebody new, who says hello to the demo's number."""
    page.get_by_role("button", name="Somebody new").first.click()
    page.get_by_role("textbox", name="Name").fill(name)
    if digits:
        page.get_by_label("Phone number with country code").fill(digits)
    else:
        page.get_by_label("Hides the phone number").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("radio", name=name)).to_be_checked()
    number = app.installation.line["demo"]["phone_number_id"]
    page.locator(f"#number-{number}").check()
    page.get_by_role("button", name="Hi", exact=True).click()
    expect(page.locator(".bubble.mine")).to_contain_text("Hi")


def conversation(app: App, name: str) -> Any:
    """The platform's side of somebody's chat."""
    api = app.installation.api
    return until(
        f"a conversation with {name}",
        lambda: next(
            (one for one in api.get("/api/conversations")["items"] if one["name"] == name), None
        ),
    )


def said(app: App, chat: Any) -> list[Any]:
    """What the platform holds of a chat, newest first."""
    found: list[Any] = app.installation.api.get(f"/api/conversations/{chat['id']}/messages")
    return found


def kept(app: App, chat: Any, kind: str, words: str) -> None:
    """The platform has a message of this kind with these words."""
    until(
        f"{kind} {words}",
        lambda: any(m["kind"] == kind and words in str(m["content"]) for m in said(app, chat)),
    )


def test_a_person_presses_a_button_sends_a_picture_and_says_stop(app: App) -> None:
    api = app.installation.api
    with phone(app) as page:
        be(page, app, "Lalita", "+91 98123 45611")
        chat = conversation(app, "Lalita")
        api.post(f"/api/contacts/{chat['contact_id']}/consents", AGREED)
        new = {"number_id": chat["number_id"], "template": TEMPLATE}
        made = api.post("/api/templates", new)["id"]
        api.post(f"/api/templates/{made}/submit", {"number_id": chat["number_id"]})
        until("approval", lambda: api.get(f"/api/templates/{made}")["state"] == "APPROVED")
        api.post(f"/api/conversations/{chat['id']}/messages", {"template": {"id": made}})
        bubble = page.locator(".bubble", has=page.get_by_role("heading", name="Your order"))
        expect(bubble.locator("strong", has_text="Assam")).to_be_visible()
        expect(bubble.get_by_role("link", name="See it")).to_have_attribute("target", "_blank")
        bubble.get_by_role("button", name="Keep one for me").click()
        kept(app, chat, "button", "Keep one for me")
        picture = {"name": "shelf.png", "mimeType": "image/png", "buffer": page.screenshot()}
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Send a picture or a file").click()
        chooser.value.set_files(picture)
        expect(page.get_by_text("shelf.png")).to_be_visible()
        page.keyboard.type("From this shelf")
        page.keyboard.press("Enter")
        kept(app, chat, "image", "From this shelf")
        shown = page.locator(".bubble.mine img")
        expect(shown).to_have_js_property("complete", True)
        assert shown.evaluate("node => node.naturalWidth") == 1360
        expect(page.get_by_text("shelf.png")).to_have_count(0)
        page.get_by_role("button", name="STOP").click()
        expect(page.get_by_role("log")).to_contain_text("no more messages")


def test_a_person_without_a_number_is_known_by_the_user_id_that_the_page_says(app: App) -> None:
    with phone(app) as page:
        be(page, app, "Urmila")
        chat = conversation(app, "Urmila")
        contact = app.installation.api.get(f"/api/contacts/{chat['contact_id']}")
        assert contact["phone"] is None
        (user_id,) = contact["user_ids"]
        expect(page.get_by_text("The business sees no number of Urmila")).to_contain_text(user_id)
        reply = {"text": "Good day, Urmila"}
        app.installation.api.post(f"/api/conversations/{chat['id']}/messages", reply)
        expect(page.get_by_role("log")).to_contain_text("Good day, Urmila")


def test_a_lost_answer_is_said_and_nothing_arrives_twice(app: App) -> None:
    api = app.installation.api
    with phone(app) as page:
        be(page, app, "Janaki", "919812345612")
        chat = conversation(app, "Janaki")
        try:
            page.get_by_label("Meta's answers").select_option("all are lost")
            page.get_by_label("Tell nothing for now").check()
            expect(page.locator("#on-words")).to_have_text(
                "Meta's answers: all are lost · No webhook is told"
            )
            api.post(f"/api/conversations/{chat['id']}/messages", {"text": "Just once"})
            until("not known", lambda: said(app, chat)[0]["state"] == "unknown")
            expect(page.get_by_role("log").get_by_text("Just once")).to_have_count(1)
            page.get_by_role("button", name="Put it all right").click()
            until("known", lambda: said(app, chat)[0]["state"] in ("delivered", "read"))
            expect(page.locator("#on-words")).to_be_hidden()
            expect(page.get_by_role("log").get_by_text("Just once")).to_have_count(1)
        finally:
            app.installation.simulator.post("/_control/faults", {})


def test_a_sign_up_code_arrives_large_and_is_copied(app: App) -> None:
    form = {
        "business_name": "Kiran's", "name": "Kiran", "email": "kiran@corner.example", "phone": "+919812345613",
        "password": PASSWORD, "policy_version": app.installation.api.get("/policy.json")["version"],
    }  # fmt: skip
    with phone(app, width=390) as page:
        app.installation.api.post("/api/sign-up", form)
        page.get_by_role("radio", name="+919812345613").check(force=True)
        page.get_by_role("radio", name="INDOKONA").check(force=True)
        code = page.locator(".bubble .code")
        expect(code.locator("b")).to_have_text(re.compile(r"^\d{6}$"))
        assert app.phone("919812345613", "Kiran").code() == code.locator("b").inner_text()
        code.click()
        expect(code.get_by_text("Copied")).to_be_visible()
        expect(page.get_by_text("This code expires in 10 minutes.")).to_be_visible()


def test_the_page_is_for_everybody(app: App) -> None:
    with phone(app) as page:
        be(page, app, "Leela", "919812345614")
        page.evaluate(AXE_SCRIPT)
        found = [*faults(page, 1360), *faults(page, 390)]
        page.get_by_role("button", name="Switches").click()
        found += faults(page, 390, "#switches")
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Switches")).to_be_focused()
        page.get_by_role("button", name="Somebody new").click()
        found += faults(page, 390, "#add")
        page.keyboard.press("Escape")
        page.get_by_role("tab", name="Chat").press("ArrowRight")
        expect(page.get_by_role("tab", name="Mail")).to_be_focused()
        found += faults(page, 390, "#view-mail")
        page.get_by_label("Language").select_option("हिन्दी")
        expect(page.get_by_role("tab", name="चैट")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "hi")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert found == []
