"""The app in a real browser: pages that may not report anything, a newcomer, and what reaches them."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response
from tests.fixtures.running import Up
from tests.journeys.test_up import TEMPLATE, approved

from indokona.app.client import Client, until

PASSWORD = "a long walk to the tea garden"
#: What a refusal looks like in the console: the browser reports each by itself.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


@dataclass
class App:
    """One browser on one installation, and everything that its pages complained about."""

    installation: Up
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    #: What the pages asked last and how it ended, for who reads of a failure.
    trail: deque[str] = field(default_factory=lambda: deque(maxlen=60))

    @property
    def url(self) -> str:
        """Where the app is."""
        return str(self.installation.line["url"])

    @contextmanager
    def window(
        self,
        *,
        width: int = 1360,
        scheme: str = "light",
        language: str = "en",
        state: object = None,
        at: str = "",
    ) -> Iterator[Page]:
        """A window of its own: its own cookies, or those of `state`; on the app, or `at` another page."""
        context = self.browser.new_context(
            base_url=at or self.url, viewport={"width": width, "height": 860}, color_scheme=scheme,
            reduced_motion="reduce", locale="en-IN", timezone_id="Asia/Kolkata", storage_state=state,
            permissions=["clipboard-read", "clipboard-write"],
        )  # fmt: skip
        context.set_default_timeout(30_000)
        context.add_init_script(
            f"localStorage.getItem('language') ?? localStorage.setItem('language', '{language}')"
        )
        try:
            yield self._heard(context, at or self.url)
        finally:
            context.close()

    def _heard(self, context: BrowserContext, home: str) -> Page:
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda asked: self._asked(asked, home))
        page.on("response", self._answered)
        page.on(
            "requestfailed", lambda asked: self.trail.append(f"{asked.method} {asked.url} lost")
        )
        return page

    def _console(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not EXPECTED.match(said.text):
            self.complaints.append(f"{said.type}: {said.text}")

    def _asked(self, asked: Request, home: str) -> None:
        self.trail.append(f"{asked.method} {asked.url}")
        if not asked.url.startswith((home, "data:", "blob:")):
            self.complaints.append(f"a request to {asked.url}")

    def _answered(self, answer: Response) -> None:
        self.trail.append(f"{answer.request.method} {answer.url} {answer.status}")
        if answer.status >= 500:
            self.complaints.append(f"{answer.status} of {answer.url}")

    def template(self) -> dict[str, Any]:
        """An approved template of the demo's number, the same for all who ask."""
        api = self.installation.api
        number = api.get("/api/numbers")[0]["id"]
        mine = [one for one in api.get("/api/templates") if number in one["number_ids"]]
        known = [one for one in mine if one["name"] == TEMPLATE["name"]]
        if not known:
            approved(api, number)
            return self.template()
        found: dict[str, Any] = known[0]
        return found

    @contextmanager
    def bad_day(self, *signs: str) -> Iterator[None]:
        """A time in which what pages complain about is expected, as far as it holds one of `signs`."""
        before = len(self.complaints)
        yield
        new = [one for one in self.complaints[before:] if not any(sign in one for sign in signs)]
        self.complaints[before:] = new

    def mail(self, email: str) -> dict[str, Any]:
        """The newest mail to somebody."""
        simulator = self.installation.simulator
        found: list[dict[str, Any]] = until(
            "the mail", lambda: simulator.get("/_control/mails", to=email)["data"]
        )
        return found[0]

    def email_code(self, email: str) -> str:
        """The code in the newest mail to somebody."""
        return re.findall(r"\b\d{6}\b", self.mail(email)["subject"])[0]

    def phone(self, person: str, name: str) -> Phone:
        """The phone of somebody who knows the demo's number."""
        simulator = self.installation.simulator
        script = {"delivers_after": 0.05, "reads_after": 0.2}
        simulator.post("/_control/persons", {"phone": person, "name": name, **script})
        return Phone(simulator, person, self.installation.line["demo"]["phone_number_id"])


@dataclass
class Phone:
    """A person's phone with the chat of one number."""

    simulator: Client
    person: str
    number: str

    def says(self, words: str) -> None:
        """The person writes."""
        self._sends({"text": words})

    def taps(self, message: dict[str, Any], title: str) -> None:
        """The person taps a button of a message."""
        buttons = message["content"]["interactive"]["action"]["buttons"]
        self._sends({"reply": next(b["reply"] for b in buttons if b["reply"]["title"] == title)})

    def _sends(self, what: dict[str, Any]) -> None:
        said = {"phone_number_id": self.number, **what}
        self.simulator.post(f"/_control/persons/{self.person}/say", said)

    def shows(self, words: str) -> int:
        """Wait until the words stand on the phone; returns how often."""

        def times() -> int:
            told = self.simulator.get("/_control/messages", person=self.person)["data"]
            return sum(words in json.dumps(one, ensure_ascii=False) for one in told)

        return until(f"{words!r} on the phone", times)

    def reads(self, words: str) -> dict[str, Any]:
        """Wait until the words stand on the phone; the newest message with them."""
        return until(f"{words!r} on the phone", lambda: next(self._with(words), None))

    def _with(self, words: str) -> Iterator[dict[str, Any]]:
        for one in self.simulator.get("/_control/messages", person=self.person)["data"]:
            arrived = one["direction"] == "outbound" and one["status"] in ("delivered", "read")
            if arrived and words in json.dumps(one["shown"], ensure_ascii=False):
                yield one

    def code(self) -> str:
        """The code in the newest message."""
        return re.findall(r"\b\d{6}\b", json.dumps(self.reads("")["content"]))[0]

    def link(self, part: str) -> str:
        """The link that the newest message with this part of one shows."""
        found = re.search(
            rf"https?://[^\s\"\\]*{part}[\w-]+", json.dumps(self.reads(part)["content"])
        )
        assert found
        return found[0]


def sign_in(page: Page, email: str, password: str) -> None:
    """As a person does."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1, name="Welcome").wait_for()


def save_without_session(page: Page) -> None:
    """The session ends, then Save is pressed; by the page itself, since a question of the shell's
    own may have opened the dialog over the button before."""
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").evaluate("button => button.click()")


def sign_up(page: Page, email: str, phone: str, business: str) -> None:
    """The form of a newcomer, filled and sent."""
    page.goto("/sign-up")
    page.get_by_label("Name of the business").fill(business)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Your name").fill("Chitra")
    page.get_by_label("Your WhatsApp number").fill(phone)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("I accept the privacy policy").check()
    page.get_by_role("button", name="Send me the codes").click()
