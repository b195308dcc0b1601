"""Days on which something dies: what was typed stays, it is said what happened, nothing is done twice."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from playwright.sync_api import Page, Route, expect
from tests.web.stage import PASSWORD, App, sign_in

from indokona.app.client import until

#: What a browser says of an answer that never came, and of one that says that it is broken.
AWAY = ("net::ERR_", "status of 50", "500 of ", "503 of ")


@contextmanager
def server_gone(app: App) -> Iterator[None]:
    """`serve` is killed, and comes back when this ends: until then nobody starts it anew."""
    up = app.installation.child.pid
    os.kill(up, signal.SIGSTOP)
    try:
        for pid in app.installation.pids("serve"):
            os.kill(pid, signal.SIGKILL)
        yield
    finally:
        os.kill(up, signal.SIGCONT)
        until("the server", lambda: is_up(app))


def is_up(app: App) -> bool:
    try:
        return httpx.get(f"{app.url}/readyz", trust_env=False).is_success
    except httpx.TransportError:
        return False


def conversation(page: Page, app: App, phone: str, name: str) -> None:
    """A thread with somebody who just wrote."""
    app.phone(phone, name).says("Hello")
    page.goto("/inbox")
    page.get_by_role("link", name=name).click()
    page.get_by_role("textbox", name="Answer").wait_for()


def planned(app: App, name: str) -> dict[str, Any]:
    """A draft of a campaign to one person."""
    api = app.installation.api
    if not any(one["name"] == "Bad days" for one in api.get("/api/segments")):
        dev = api.post("/api/contacts", {"phone": "+919812520001", "name": "Dev", "tags": ["bad"]})
        said = {"purpose": "marketing", "method": "form", "source": "counter", "wording": "Yes.",
                "at": "2026-01-05T10:00:00+05:30"}  # fmt: skip
        api.post(f"/api/contacts/{dev['id']}/consents", said)
        api.post("/api/segments", {"name": "Bad days", "tags": ["bad"]})
    segment = next(one for one in api.get("/api/segments") if one["name"] == "Bad days")
    template = app.template()
    number = api.get("/api/numbers")[0]["id"]
    mapping = {key: {"from": "text", "text": "tea"} for key in ("name",)}
    plan = {"name": name, "number_id": number, "template_id": template["id"],
            "segment_id": segment["id"], "mapping": mapping}  # fmt: skip
    made: dict[str, Any] = api.post("/api/campaigns", plan)
    return made


def test_the_server_goes_and_comes_back_under_three_open_pages(app: App, asha: Any) -> None:
    phone, name = "919812345620", "Jaya"
    campaign = planned(app, "While the server is gone")
    with app.window(state=asha) as inbox, app.bad_day(*AWAY):
        conversation(inbox, app, phone, name)
        form, live = inbox.context.new_page(), inbox.context.new_page()
        form.goto("/contacts/new")
        form.get_by_label("Phone number").fill("+91 98125 20002")
        live.goto(f"/campaigns/{campaign['id']}")
        live.get_by_role("button", name="Start the campaign").wait_for()
        answer = inbox.get_by_role("textbox", name="Answer")
        with server_gone(app):
            live.get_by_role("button", name="Start the campaign").click()
            answer.fill("We are back soon.")
            answer.press("Enter")
            expect(inbox.get_by_role("alert")).to_contain_text("cannot be reached")
            expect(answer).to_have_value("We are back soon.")
            form.get_by_role("button", name="Add the contact").click()
            expect(form.get_by_role("alert")).to_contain_text("Nothing you typed is lost")
            expect(live.get_by_role("alert")).to_contain_text("cannot be reached", timeout=15_000)
            expect(inbox.get_by_text("The server does not answer")).to_be_visible()
        expect(inbox.get_by_text("The server does not answer")).to_have_count(0)
        app.phone(phone, name).says("Are you there?")
        expect(inbox.get_by_text("Are you there?").last).to_be_visible()
        expect(answer).to_have_value("We are back soon.")
        answer.press("Enter")
        assert app.phone(phone, name).shows("We are back soon.") == 1
        expect(form.get_by_label("Phone number")).to_have_value("+91 98125 20002")
        form.get_by_role("button", name="Add the contact").click()
        expect(form.get_by_role("heading", level=1)).to_have_text("+91 98125 20002")
        live.get_by_role("button", name="Start the campaign").click()
        expect(live.get_by_text("Everything has left")).to_be_visible(timeout=25_000)


def lost(route: Route) -> None:
    """The server does it; its answer never arrives."""
    route.fetch()
    route.abort()


def broken(route: Route) -> None:
    """A bug at the server."""
    route.fulfill(status=500, json={"code": "bug", "title": "Broken", "status": 500})


def fails_once(page: Page, address: str, trouble: Callable[[Route], None]) -> None:
    """The next write to an address ends badly; reads and later writes do not."""
    failed: list[Route] = []

    def act(route: Route) -> None:
        if failed or route.request.method == "GET":
            route.fallback()
        else:
            failed.append(route)
            trouble(route)

    page.route(address, act)


def test_an_answer_that_is_lost_or_broken_sends_nothing_twice(app: App, asha: Any) -> None:
    phone, name = "919812345631", "Kavya"
    planned(app, "Any")
    with app.window(state=asha) as page, app.bad_day(*AWAY):
        conversation(page, app, phone, name)
        answer = page.get_by_role("textbox", name="Answer")
        for trouble, words in ((broken, "Something is broken"), (lost, "cannot be reached")):
            fails_once(page, "**/messages", trouble)
            answer.fill(f"Once only, {trouble.__name__}")
            answer.press("Enter")
            expect(page.get_by_role("alert")).to_contain_text(words)
            expect(answer).to_have_value(f"Once only, {trouble.__name__}")
            page.keyboard.press("Escape")
            page.keyboard.press("k")  # away and back: it is the same letter still
            page.get_by_role("link", name=name).click()
            expect(answer).to_have_value(f"Once only, {trouble.__name__}")
            answer.press("Enter")
            expect(answer).to_have_value("")
        app.phone(phone, name).says("Thanks!")
        expect(page.get_by_role("region", name="Messages").get_by_text("Thanks!")).to_be_visible()
        for trouble in (broken, lost):
            assert app.phone(phone, name).shows(f"Once only, {trouble.__name__}") == 1

        fails_once(page, "**/assignee", broken)
        chosen = page.get_by_role("combobox", name="Who answers")
        chosen.click()
        page.get_by_role("option", name="Asha").click()
        expect(page.get_by_text("Something is broken here")).to_be_visible()
        expect(chosen).to_have_value("")


def test_a_form_whose_answer_is_lost_makes_one_thing(app: App, asha: Any) -> None:
    with app.window(state=asha) as page, app.bad_day(*AWAY):
        page.goto("/contacts/segments/new")
        page.get_by_label("Name", exact=True).fill("Made once")
        fails_once(page, "**/api/segments", lost)
        save = page.get_by_role("button", name="Save the segment")
        save.click()
        expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
        asked = []
        page.on("request", lambda one: asked.append(one) if one.method == "POST" else None)
        save.evaluate("button => { button.click(); button.click(); }")
        page.get_by_role("link", name="Made once").wait_for()
        assert len([one for one in asked if one.url.endswith("/api/segments")]) == 1
    made = [one for one in app.installation.api.get("/api/segments") if one["name"] == "Made once"]
    assert len(made) == 1


def test_two_tabs_that_edit_the_same_draft_see_each_other(app: App, asha: Any) -> None:
    campaign = planned(app, "Two tabs")
    with app.window(state=asha) as one:
        other = one.context.new_page()
        conversation(one, app, "919812345622", "Lata")
        other.goto(one.url)
        field, theirs = (page.get_by_role("textbox", name="Answer") for page in (one, other))
        theirs.wait_for()
        with one.expect_response(lambda said: said.url.endswith("/draft") and said.ok):
            field.fill("From the first tab")
        theirs.fill("It saw no draft and overwrites none")
        expect(other.get_by_text("changed in another window")).to_be_visible()
        other.get_by_role("button", name="Show the other").click()
        expect(theirs).to_have_value("From the first tab")
        with other.expect_response(lambda said: said.request.method == "PUT" and said.ok):
            theirs.fill("From the second tab")
        field.fill("From the first tab, later")
        expect(one.get_by_text("changed in another window")).to_be_visible()
        expect(field).to_have_value("From the first tab, later")
        one.get_by_role("button", name="Show the other").click()
        expect(field).to_have_value("From the second tab")

        for page in (one, other):
            page.goto(f"/campaigns/{campaign['id']}/edit")
        for page, name in ((one, "Of the first"), (other, "Of the second")):
            page.get_by_label("Name of the campaign").fill(name)
            page.get_by_role("button", name="Next").click()
            page.get_by_role("button", name="Save and check").click()
        expect(one.get_by_role("heading", level=1)).to_have_text("Of the first")
        expect(other.get_by_role("alert")).to_contain_text("in another window")
        other.get_by_role("button", name="Show the other").click()
        other.go_back()
        expect(other.get_by_label("Name of the campaign")).to_have_value("Of the first")


def holding(app: App, state: Any) -> httpx.Client:
    """What the browser with these cookies may do."""
    cookies = {one["name"]: one["value"] for one in state["cookies"]}
    headers = {"x-indokona": "web"}
    return httpx.Client(base_url=app.url, cookies=cookies, headers=headers, trust_env=False)


def invited(app: App, owner: httpx.Client, email: str, role: str) -> str:
    """The token in the mail of an invitation."""
    owner.post("/api/invitations", json={"email": email, "role": role}).raise_for_status()

    def tokens() -> list[str]:
        mails = app.installation.simulator.get("/_control/mails", to=email)["data"]
        return re.findall(r"/invitation#([\w-]+)", str(mails))

    return until("the mail", tokens)[0]


def bilal(app: App, asha: Any) -> str:
    """An agent who was invited; his e-mail."""
    email, phone = "bilal@tea.example", "919812390002"
    owner = holding(app, asha)
    token = invited(app, owner, email, "agent")
    person = {"token": token, "name": "Bilal", "phone": f"+{phone}", "password": PASSWORD,
              "policy_version": owner.get("/api/installation").json()["policy_version"]}  # fmt: skip
    flow = owner.post("/api/invitations/accept", json=person).raise_for_status().json()["flow"]
    words = {"token": token, "flow": flow, "phone_code": app.phone(phone, "Bilal").code()}
    owner.post("/api/invitations/confirm", json=words).raise_for_status()
    return email


def end_session(app: App, page: Page) -> None:
    """As from another device: the page knows nothing of it."""
    me = holding(app, {"cookies": page.context.cookies()})
    session = me.get("/api/me").json()["session_id"]
    me.delete(f"/api/sessions/{session}").raise_for_status()


def test_a_right_that_is_taken_away_and_a_session_that_dies(app: App, asha: Any) -> None:
    email = bilal(app, asha)
    with app.window() as agent, app.window(state=asha) as owner:
        sign_in(agent, email, PASSWORD)
        conversation(agent, app, "919812345623", "Meera")
        answer = agent.get_by_role("textbox", name="Answer")
        answer.fill("Half an ans")
        with agent.expect_response(
            lambda said: said.url.endswith("/events/stream") and said.status == 401
        ):
            end_session(app, agent)
        answer.press_sequentially("wer")
        again = agent.get_by_role("dialog", name="Your session ended")
        again.get_by_label("Password", exact=True).fill(PASSWORD)
        again.get_by_role("button", name="Sign in").click()
        expect(again).to_have_count(0)
        expect(answer).to_have_value("Half an answer")
        app.phone("919812345623", "Meera").says("Are you still there?")
        thread = agent.get_by_role("region", name="Messages")
        expect(thread.get_by_text("Are you still there?")).to_be_visible(timeout=15_000)

        owner.goto("/settings/members")
        owner.get_by_role("combobox", name="Role of Bilal").click()
        owner.get_by_role("option", name="Analyst").click()
        expect(agent.get_by_text("Your role was changed")).to_be_visible()
        expect(agent.get_by_text("does not allow answering any more")).to_be_visible()
        expect(answer).to_have_value("Half an answer")
        expect(agent.get_by_role("link", name="Inbox")).to_have_count(0)
        agent.get_by_role("link", name="Campaigns").click()
        expect(agent.get_by_role("heading", level=1, name="Campaigns")).to_be_visible()
        expect(agent.get_by_role("link", name="New campaign")).to_have_count(0)


def test_every_address_can_be_opened_and_left_again(app: App) -> None:
    demo = app.installation.line["demo"]
    with app.window(width=390) as page:
        page.goto("/contacts/new?step=1")
        page.get_by_label("E-mail").fill(demo["email"])
        page.get_by_label("Password", exact=True).fill(demo["password"])
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1, name="New contact")).to_be_visible()
        page.get_by_label("Phone number").fill("+91 98125 20009")
        page.get_by_role("link", name="Inbox").click()
        asked = page.get_by_role("dialog", name="Leave without saving?")
        expect(asked.get_by_role("button", name="Stay here")).to_be_focused()
        page.keyboard.press("Escape")
        expect(asked).to_have_count(0)
        expect(page.get_by_label("Phone number")).to_have_value("+91 98125 20009")
        page.get_by_role("link", name="Inbox").click()
        asked.get_by_role("button", name="Leave", exact=True).click()
        expect(page.get_by_role("heading", level=1, name="Inbox")).to_be_visible()
        page.go_back()
        expect(page.get_by_label("Phone number")).to_have_value("")
        nobody = "00000000-0000-7000-8000-000000000000"
        for place in (
            "contacts",
            "contacts/segments",
            "contacts/imports",
            "campaigns",
            "inbox",
            "templates",
        ):
            page.goto(f"/{place}/{nobody}")
            expect(
                page.get_by_text("There is nothing here, or it was removed.").first
            ).to_be_visible()
        page.goto("/campaigns")
        page.get_by_role("link", name="New campaign").click()
        page.get_by_role("heading", level=1, name="New campaign").wait_for()
        page.go_back()
        expect(page.get_by_role("heading", level=1, name="Campaigns")).to_be_visible()


def test_on_a_slow_network_nothing_jumps(app: App, asha: Any) -> None:
    with app.window(state=asha) as page:
        page.add_init_script(
            "window.jumps = 0; new PerformanceObserver(seen => { for (const one of seen.getEntries())"
            " if (!one.hadRecentInput) window.jumps += one.value; }).observe({type: 'layout-shift', buffered: true})"
        )
        page.goto("/start")
        page.get_by_role("heading", level=1, name="Welcome").wait_for()
        slow = page.context.new_cdp_session(page)
        slow.send("Network.emulateNetworkConditions", {
            "offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000,
        })  # fmt: skip
        for name in ("Contacts", "Templates", "Campaigns", "Inbox"):
            page.evaluate("window.jumps = 0")
            page.get_by_role("link", name=name, exact=True).first.click()
            page.get_by_role("heading", level=1, name=name).wait_for()
            expect(page.locator("[aria-busy=true]")).to_have_count(0)
            assert page.evaluate("window.jumps") < 0.1, name
