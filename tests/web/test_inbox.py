"""The inbox as an agent works in it: live, locked by the clock, and with nothing lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect
from tests.web.stage import App
from tests.web.test_pages import faults

from indokona.app.client import until


@contextmanager
def inbox(app: App, state: Any, **how: Any) -> Iterator[Page]:
    """The inbox, open and listening."""
    with app.window(state=state, **how) as page:
        page.goto("/inbox")
        page.get_by_role("heading", level=1, name="Inbox").wait_for()
        yield page


def test_a_person_writes_an_agent_answers_and_the_phone_shows_it(app: App, asha: Any) -> None:
    name = "Dev Rao"
    person = app.phone("919812345601", name)
    with inbox(app, asha) as page:
        person.says("Is there any *Assam* left?")
        page.get_by_role("link", name=name).click()
        thread = page.get_by_role("region", name="Messages")
        expect(thread.locator("strong", has_text="Assam")).to_be_visible()
        answer = page.get_by_role("textbox", name="Answer")
        answer.fill("Two tins, until Saturday.")
        answer.press("Enter")
        expect(answer).to_have_value("")
        expect(thread.get_by_text("Two tins, until Saturday.")).to_be_visible()
        person.reads("Two tins, until Saturday.")
        expect(thread.get_by_text(re.compile("^(, )?(Delivered|Read)$"))).to_be_visible()
        person.says("Keep one for me!")
        expect(thread.get_by_text("Keep one for me!")).to_be_visible()
        page.get_by_text("Note", exact=True).click()
        page.get_by_role("textbox", name="Note").fill("He comes on Friday")
        page.get_by_role("button", name="Keep the note").click()
        expect(thread.get_by_text("only for the team")).to_be_visible()
        page.get_by_role("button", name="Resolve").click()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("button", name="Resolve")).to_be_visible()
        page.evaluate(AXE_SCRIPT)
        assert [*faults(page, 1360), *faults(page, 390)] == []


def test_a_refused_answer_comes_back_and_a_draft_outlives_a_reload(app: App, asha: Any) -> None:
    name = "Farah"
    person = app.phone("919812345602", name)
    with inbox(app, asha, width=390) as page:
        person.says("Hello")
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        answer = page.get_by_role("textbox", name="Answer")
        page.route(
            "**/messages",
            lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
        )
        answer.fill("Good day, Farah")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
        expect(answer).to_have_value("Good day, Farah")
        expect(page.get_by_role("region", name="Messages").get_by_text("Good day")).to_have_count(0)
        page.unroute_all()
        with page.expect_response(
            lambda one: one.url.endswith("/draft") and one.request.method == "PUT"
        ):
            answer.press_sequentially("!")
        page.reload()
        expect(answer).to_have_value("Good day, Farah!")
        page.get_by_role("link", name="Back to the conversations").click()
        expect(page.get_by_role("link", name=name)).to_be_visible()
        app.complaints[:] = [one for one in app.complaints if "ERR_FAILED" not in one]


#: In the page, not between it and the server: what is held there may leave twice.
HOLD_THE_NEXT_DRAFT = """() => {
    const fetch = window.fetch;
    window.fetch = async (request, ...more) => {
        if (request.method === 'PUT' && request.url.endsWith('/draft')) {
            window.fetch = fetch;
            await new Promise(go => { window.letGo = go; });
        }
        return fetch(request, ...more);
    };
}"""


def test_a_note_stays_a_note_and_what_was_sent_is_no_draft(app: App, asha: Any) -> None:
    name = "Indu"
    app.phone("919812345605", name).says("Hello")
    app.phone("919812345606", "Jai").says("Hello")
    with inbox(app, asha) as page:
        page.get_by_role("link", name=name).click()
        page.get_by_text("Note", exact=True).click()
        note, answer = (page.get_by_role("textbox", name=one) for one in ("Note", "Answer"))
        note.fill("Pays late, ask for cash")
        page.get_by_role("link", name="Jai").click()
        expect(answer).to_have_value("")
        page.get_by_role("link", name=name).click()
        expect(note).to_have_value("Pays late, ask for cash")
        page.reload()
        expect(note).to_have_value("Pays late, ask for cash")
        note.press("Enter")
        expect(note).to_have_value("")
        page.get_by_text("Answer", exact=True).click()
        page.evaluate(HOLD_THE_NEXT_DRAFT)
        answer.fill("We close at six.")
        until("the draft leaves", lambda: page.evaluate("Boolean(window.letGo)"))
        answer.press("Enter")
        expect(page.get_by_role("region", name="Messages").get_by_text("at six")).to_be_visible()
        with page.expect_response(
            lambda one: one.url.endswith("/draft") and one.request.method == "DELETE" and one.ok
        ):
            page.evaluate("window.letGo()")
        page.reload()
        expect(answer).to_have_value("")


def test_what_is_in_doubt_is_sent_again_by_a_person(app: App, asha: Any) -> None:
    name, simulator = "Kabir", app.installation.simulator
    person = app.phone("919812345607", name)
    person.says("Hello")
    with inbox(app, asha) as page:
        page.get_by_role("link", name=name).click()
        answer = page.get_by_role("textbox", name="Answer")
        again = page.get_by_role("button", name="Send again")

        def is_offered() -> bool:
            """The number's webhooks go on arriving without it."""
            person.says("Are you there?")
            return again.is_visible()

        try:
            simulator.post("/_control/faults", {"lose_answers": 1, "drop_statuses": 1})
            answer.fill("The shop is open.")
            answer.press("Enter")
            assert person.shows("The shop is open.") == 1
            until("in doubt", is_offered, every=1)
        finally:
            simulator.post("/_control/faults", {})
        again.click()
        page.get_by_role("dialog").get_by_role("button", name="Send again").click()
        thread = page.get_by_role("region", name="Messages")
        expect(thread.get_by_text(re.compile("^(, )?(Delivered|Read)$"))).to_be_visible()
        expect(again).to_be_hidden()
        assert person.shows("The shop is open.") == 2, "it had arrived, and a person chose so"


def look(page: Page, how: str) -> None:
    """The window comes to the front, or goes behind another."""
    page.evaluate(
        """how => {
            const say = (name, get) => Object.defineProperty(document, name, {get, configurable: true});
            say('visibilityState', () => how);
            say('hidden', () => how === 'hidden');
            document.dispatchEvent(new Event('visibilitychange'));
        }""",
        how,
    )


def test_a_message_is_read_when_somebody_looks(app: App, asha: Any) -> None:
    name = "Hana"
    person = app.phone("919812345604", name)

    def unread() -> int:
        listed = app.installation.api.get("/api/conversations")["items"]
        return int(next(one["unread"] for one in listed if one["name"] == name))

    with inbox(app, asha) as page:
        person.says("Hello")
        page.get_by_role("link", name=name).click()
        until("it is read", lambda: unread() == 0)
        look(page, "hidden")
        person.says("Anybody there?")
        thread = page.get_by_role("region", name="Messages")
        expect(thread.get_by_text("Anybody there?")).to_be_visible()
        assert unread() == 1
        with page.expect_request("**/read"):
            look(page, "visible")
        until("it is read", lambda: unread() == 0)


def test_the_field_is_locked_after_24_hours_and_keys_never_fire_while_typing(
    app: App, asha: Any
) -> None:
    name = "Gita"
    person = app.phone("919812345603", name)
    with inbox(app, asha) as page:
        person.says("Hello")
        page.get_by_role("link", name=name).wait_for()
        page.keyboard.press("j")
        page.get_by_role("heading", level=1, name=name).wait_for()
        page.get_by_role("textbox", name="Answer").wait_for()
        page.keyboard.press("r")
        page.keyboard.type("eajk?")
        expect(page.get_by_role("textbox", name="Answer")).to_have_value("eajk?")
        expect(page.get_by_role("button", name="Resolve")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("Shift+?")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
        page.clock.install()
        page.clock.fast_forward("24:00:30")
        expect(page.get_by_text("The 24 hours for an answer")).to_be_visible()
        expect(page.get_by_role("button", name="Send a template")).to_be_visible()
        expect(page.get_by_role("textbox", name="Answer")).to_have_value("eajk?")
