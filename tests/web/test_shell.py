"""The shell: keyboard, language, organisation settings, live news, a session that died."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import APIResponse, Route, expect
from tests.web.stage import App, save_without_session, sign_in

from indokona.app.client import until


def test_the_palette_and_the_language_by_keyboard(app: App, asha: Any) -> None:
    with app.window(state=asha) as page:
        page.goto("/start")
        page.get_by_role("heading", level=1, name="Welcome").wait_for()
        page.keyboard.press("Control+k")
        palette = page.get_by_role("textbox", name="Where do you want to go?")
        expect(palette).to_be_focused()
        palette.fill("API")
        expect(page.get_by_role("button", name="API keys")).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{app.url}/settings/keys")
        page.get_by_role("combobox", name="Language").click()
        page.get_by_role("option", name="हिन्दी").click()
        expect(page.get_by_role("link", name="शुरुआत")).to_be_visible()
        page.reload()
        expect(page.get_by_role("link", name="शुरुआत")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "hi")


def test_an_api_key_is_shown_once(app: App, asha: Any) -> None:
    with app.window(state=asha) as page:
        page.goto("/settings/keys")
        page.get_by_label("What is it for?").fill("web shop")
        page.get_by_label("contacts.read").check()
        page.get_by_role("button", name="Make the key").click()
        expect(page.get_by_label("The new API key")).to_contain_text("ik_")
        page.reload()
        expect(page.get_by_text("web shop")).to_be_visible()
        expect(page.get_by_label("The new API key")).to_have_count(0)


def test_a_message_appears_in_two_windows_without_a_reload(app: App, asha: Any) -> None:
    with app.window(state=asha) as page:
        page.goto("/inbox")
        page.get_by_role("heading", level=1, name="Inbox").wait_for()
        other = page.context.new_page()
        other.goto("/inbox")
        other.get_by_role("heading", level=1, name="Inbox").wait_for()
        app.phone("919812345678", "Dev").says("Is there any left?")
        for window in (page, other):
            expect(window.get_by_text("Dev", exact=True)).to_be_visible()


def test_news_that_overtakes_the_first_answer_is_heeded(app: App, asha: Any) -> None:
    held: list[tuple[Route, APIResponse]] = []
    with app.window(state=asha) as page:
        page.goto("/start")
        page.get_by_role("heading", level=1, name="Welcome").wait_for()
        page.route("**/api/conversations?*", lambda one: held.append((one, one.fetch())), times=1)
        page.get_by_role("link", name="Inbox", exact=True).click()
        page.get_by_role("heading", level=1, name="Inbox").wait_for()
        for _ in range(600):  # the first answer is held before there is news
            if held:
                break
            page.wait_for_timeout(50)
        with page.expect_request("**/api/conversations/counts"):
            app.phone("919812345679", "Esha").says("Are you open on Sunday?")
        until(
            "the conversation",
            lambda: "Esha" in str(app.installation.api.get("/api/conversations")),
        )
        for route, old in held:
            route.fulfill(response=old)
        expect(page.get_by_text("Esha", exact=True)).to_be_visible()
        assert held


def test_a_session_that_died_keeps_the_page_and_what_was_typed(app: App) -> None:
    demo = app.installation.line["demo"]
    with app.window() as page:
        sign_in(page, demo["email"], demo["password"])
        page.goto("/settings")
        name = page.get_by_label("Name of the business")
        name.fill("Asha's Tea Room")
        save_without_session(page)
        page.get_by_role("dialog", name="Your session ended").wait_for()
        page.get_by_role("dialog").get_by_label("Password", exact=True).fill(demo["password"])
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(name).to_have_value("Asha's Tea Room")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
