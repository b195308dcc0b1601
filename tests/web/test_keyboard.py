"""The main job with the keyboard alone: no mouse, and no jump to what Tab does not reach."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page, expect
from tests.web.stage import App

#: More stops than any page has.
MOST_STOPS = 150


@dataclass
class Keyboard:
    """Somebody who has no mouse."""

    page: Page

    def to(self, role: str, name: str, **how: bool) -> None:
        """Tab until a thing of that name has the focus, and shows it."""
        found = self.page.get_by_role(role, name=name, **how)  # type: ignore[arg-type]
        found.first.wait_for()
        for _ in range(MOST_STOPS):
            if found.evaluate_all("nodes => nodes.includes(document.activeElement)"):
                focused = self.page.locator(":focus")
                assert focused.evaluate("node => node.matches(':focus-visible')"), name
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach the {role} {name}")

    def type(self, name: str, words: str) -> None:
        """Into the field of that name."""
        self.to("textbox", name, exact=True)
        self.page.keyboard.type(words)

    def press(self, role: str, name: str) -> None:
        """A button or a link of exactly that name."""
        self.to(role, name, exact=True)
        self.page.keyboard.press("Enter")

    def choose(self, field: str, option: str) -> None:
        """In a list that opens under its field."""
        self.to("combobox", field, exact=True)
        self.page.keyboard.press("ArrowDown")
        wanted = self.page.get_by_role("option", name=option).first
        wanted.wait_for()
        for _ in range(MOST_STOPS):
            if wanted.get_attribute("data-combobox-selected") == "true":
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")

    def goes(self, name: str) -> None:
        """To a page, by the palette."""
        self.page.keyboard.press("Control+k")
        expect(self.page.get_by_role("textbox", name="Where do you want to go?")).to_be_focused()
        self.page.keyboard.type(name)
        self.page.get_by_role("button", name=name, exact=True).wait_for()
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")
        self.page.get_by_role("heading", level=1, name=name).wait_for()


def test_the_main_job_without_a_mouse(app: App) -> None:
    demo, template = app.installation.line["demo"], app.template()
    number = app.installation.api.get("/api/numbers")[0]
    with app.window() as page:
        keyboard = Keyboard(page)
        page.goto("/sign-in")
        sign_in(keyboard, demo["email"], demo["password"])
        somebody_who_agreed(keyboard)
        a_segment(keyboard)
        a_campaign(keyboard, number["display"], template["name"])
        an_answer(app, keyboard)


def sign_in(keyboard: Keyboard, email: str, password: str) -> None:
    keyboard.type("E-mail", email)
    keyboard.type("Password", password)
    keyboard.page.keyboard.press("Enter")
    keyboard.page.get_by_role("heading", level=1, name="Welcome").wait_for()


def somebody_who_agreed(keyboard: Keyboard) -> None:
    keyboard.goes("Contacts")
    keyboard.press("link", "New contact")
    keyboard.type("Phone number", "+91 98125 30001")
    keyboard.type("Name", "Tara")
    keyboard.press("button", "Add the contact")
    expect(keyboard.page.get_by_role("heading", level=1)).to_have_text("Tara")
    keyboard.press("button", "Write down a consent")
    keyboard.to("checkbox", "Marketing")
    keyboard.page.keyboard.press("Space")
    keyboard.type("Where did they agree?", "form at the shop counter")
    keyboard.to("textbox", "When?")
    keyboard.page.keyboard.type("05012026")
    keyboard.type("In which words?", "Yes, write to me about tea.")
    keyboard.press("button", "Save")
    expect(keyboard.page.get_by_text("Agreed: Marketing")).to_be_visible()
    expect(keyboard.page.get_by_role("button", name="Write down a consent")).to_be_focused()
    keyboard.to("combobox", "Tags")
    keyboard.page.keyboard.type("no mouse")
    keyboard.page.keyboard.press("Enter")
    keyboard.press("button", "Save")
    expect(keyboard.page.get_by_text("Saved.")).to_be_visible()


def a_segment(keyboard: Keyboard) -> None:
    keyboard.goes("Contacts")
    keyboard.to("tab", "People")
    keyboard.page.keyboard.press("ArrowRight")
    keyboard.page.keyboard.press("Enter")
    keyboard.press("link", "New segment")
    keyboard.type("Name", "Without a mouse")
    keyboard.to("combobox", "Has all of these tags")
    keyboard.page.keyboard.type("no mouse")
    keyboard.page.get_by_role("option", name="no mouse").wait_for()
    keyboard.page.keyboard.press("ArrowDown")
    keyboard.page.keyboard.press("Enter")
    expect(keyboard.page.get_by_text("1 person")).to_be_visible()
    keyboard.press("button", "Save the segment")
    keyboard.page.get_by_role("link", name="Without a mouse").wait_for()


def a_campaign(keyboard: Keyboard, number: str, template: str) -> None:
    keyboard.goes("Campaigns")
    keyboard.press("link", "New campaign")
    keyboard.type("Name of the campaign", "Without a mouse")
    keyboard.choose("Segment", "Without a mouse")
    keyboard.choose("From which number", number)
    keyboard.press("button", "Next")
    keyboard.choose("Template", template)
    keyboard.press("button", "Save and check")
    keyboard.page.get_by_role("heading", name="If it started now").wait_for()
    keyboard.press("button", "Start the campaign")
    keyboard.press("button", "Undo")
    expect(keyboard.page.get_by_text("Draft", exact=True)).to_be_visible()
    keyboard.press("button", "Start the campaign")
    expect(keyboard.page.get_by_text("Everything has left")).to_be_visible()


def an_answer(app: App, keyboard: Keyboard) -> None:
    tara = app.phone("919812530001", "Tara")
    tara.says("Is the shop open?")
    keyboard.goes("Inbox")
    keyboard.to("link", "Tara")
    keyboard.page.keyboard.press("Enter")
    keyboard.type("Answer", "Until eight.")
    keyboard.page.keyboard.press("Enter")
    assert tara.shows("Until eight.") == 1
    keyboard.page.keyboard.press("Escape")
    keyboard.press("button", "Resolve")
    expect(keyboard.page.get_by_role("button", name="Reopen")).to_be_visible()
