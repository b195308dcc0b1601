"""What costs money goes once, though its answer was lost and the button was pressed again."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, Request, Route, expect
from tests.web.stage import App
from tests.web.test_bad_days import AWAY, conversation, fails_once, lost, planned

from indokona.app.client import until


def test_a_test_message_and_a_template_go_once(app: App, asha: Any) -> None:
    campaign, api = planned(app, "Tried first"), app.installation.api
    app.phone("919812520001", "Dev").says("Hello")
    dev = api.post("/api/contacts/search", {"text": "+919812520001"})[0]["id"]
    asked = {"contact_id": dev}
    talk = until("the talk", lambda: api.get("/api/conversations", **asked)["items"])[0]["id"]

    def templates() -> int:
        found = api.get(f"/api/conversations/{talk}/messages")
        return [one["kind"] for one in found].count("template")

    before = templates()
    with app.window(state=asha) as page, app.bad_day(*AWAY):
        page.goto(f"/campaigns/{campaign['id']}")
        page.get_by_role("combobox", name="To whom").fill("+919812520001")
        page.get_by_role("option", name="98125 20001").click()
        fails_once(page, "**/test", lost)
        send = page.get_by_role("button", name="Send the test")
        send.click()
        expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
        send.click()
        expect(page.get_by_text("On its way.")).to_be_visible()
        assert templates() == before + 1

        page.goto(f"/inbox/{talk}")
        picker = template_picker(page)
        page.get_by_role("option", name=app.template()["name"]).click()
        fails_once(page, "**/messages", lost)
        send = picker.get_by_role("button", name="Send", exact=True)
        send.click()
        expect(picker.get_by_role("alert")).to_contain_text("cannot be reached")
        send.click()
        expect(picker).to_have_count(0)
    assert templates() == before + 2


def template_picker(page: Page) -> Locator:
    """A day later only a template may go: the picker in an open conversation, its list unfolded."""
    page.get_by_role("textbox", name="Answer").wait_for()
    page.clock.install()
    page.clock.fast_forward("24:00:30")
    page.get_by_role("button", name="Send a template").click()
    picker = page.get_by_role("dialog", name="Send a template")
    picker.get_by_role("combobox", name="Which template").click()
    return picker


def is_letter(asked: Request) -> bool:
    return asked.method == "POST" and asked.url.endswith("/messages")


def wait(route: Route, held: list[Route]) -> None:
    """A letter waits for what the test does with it."""
    if is_letter(route.request):
        held.append(route)
    else:
        route.fallback()


def test_two_letters_whose_answers_are_lost_stay_two(app: App, asha: Any) -> None:
    phone, name = "919812345633", "Nila"
    held: list[Route] = []
    with app.window(state=asha) as page, app.bad_day(*AWAY):
        conversation(page, app, phone, name)
        answer = page.get_by_role("textbox", name="Answer")
        page.route("**/messages", lambda one: wait(one, held))
        for words in ("Quick, the first", "Quick, the second"):
            answer.fill(words)
            with page.expect_request(is_letter):
                answer.press("Enter")
        for route in held:
            lost(route)
        page.unroute_all()
        expect(answer).to_have_value("Quick, the first")
        unsent = page.get_by_role("group", name="Not sent")
        expect(unsent).to_contain_text("Quick, the second")
        answer.press("Enter")
        unsent.get_by_role("button", name="Try again").click()
        expect(unsent).to_have_count(0)
        expect(answer).to_have_value("")
        app.phone(phone, name).says("Thanks!")
        expect(page.get_by_role("region", name="Messages").get_by_text("Thanks!")).to_be_visible()
        for words in ("Quick, the first", "Quick, the second"):
            assert app.phone(phone, name).shows(words) == 1
