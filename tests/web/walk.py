"""The main job step by step, as a person does it in the app: from the newcomer's form to a started campaign."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.web.stage import App, Phone, sign_up

PEOPLE = 30
FILE = "Full name,Mobile,City\n" + "".join(
    f"{'Dev Kumar' if n == 0 else f'Person {n}'},+9198124{n:05d},{'Agra' if n % 2 else 'Delhi'}\n"
    for n in range(PEOPLE)
)
BAD = "No Number,,Agra\nBad Number,12,Agra\n"
DEV = "919812400000"


def go(page: Page, name: str) -> None:
    """By the navigation, without a reload."""
    page.get_by_role("navigation").first.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def become_a_member(app: App, page: Page, email: str, phone: Phone) -> None:
    """The newcomer's form, the two codes, the welcome."""
    page.goto("/")
    expect(page).to_have_url(f"{app.url}/sign-in")
    page.get_by_role("link", name="Sign up").click()
    sign_up(page, email, f"+{phone.person}", "Corner Books")
    page.get_by_role("heading", name="Enter the two codes").wait_for()
    page.reload()  # a reload loses nothing
    page.get_by_label("Code from the e-mail").fill(f"Your code is {app.email_code(email)}.")
    page.get_by_label("Code from WhatsApp").fill(phone.code())
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", name="Welcome, Chitra").wait_for()
    expect(page.get_by_text("0 of 5 done")).to_be_visible()


def connect(page: Page) -> None:
    """A number of the simulator by one click."""
    page.get_by_role("link", name="Go: Connect a number").click()
    page.get_by_role("button", name="Use the simulator").click()
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()
    page.get_by_role("link", name="Start", exact=True).click()
    expect(page.get_by_text("1 of 5 done")).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_contain_text("template")


def write_template(page: Page) -> None:
    """In the editor, with gaps and a button, until the page says by itself that it is approved."""
    page.get_by_role("link", name="Go: Get a template approved").click()
    page.get_by_role("link", name="New template").first.click()
    page.get_by_role("textbox", name="Name").fill("Spring tea")
    words = "Namaste {{name}}, the *first flush* is here, and we are in {{city}} this week."
    page.get_by_role("textbox", name="Text").fill(words)
    samples = page.get_by_role("group", name="Samples for the gaps")
    samples.get_by_role("textbox", name="name").fill("Dev")
    samples.get_by_role("textbox", name="city").fill("Delhi")
    page.get_by_role("textbox", name="Last line").fill("Reply STOP to opt out")
    page.get_by_role("button", name="Add a button").click()
    page.get_by_role("textbox", name="Label").fill("Keep one for me")
    expect(page.get_by_label("On the person's phone")).to_contain_text("Namaste Dev")
    page.get_by_role("button", name="Submit to Meta").click()
    page.get_by_role("heading", level=1, name="spring_tea").wait_for()
    expect(page.get_by_text("It can be sent now.")).to_be_visible()


def import_file(page: Page) -> None:
    """The wizard from the file to its counts."""
    go(page, "Contacts")
    page.get_by_role("link", name="Import", exact=True).click()
    file = {"name": "tea.csv", "mimeType": "text/csv", "buffer": (FILE + BAD).encode()}
    page.locator("input[type=file]").set_input_files([file])
    _say_the_columns(page)
    _say_the_consent(page)
    page.get_by_role("combobox", name="A tag for all of them").fill("fair")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Import", exact=True).click()
    counts = page.get_by_role("region", name="What became of the rows")
    expect(counts).to_contain_text(f"{PEOPLE}new")
    expect(counts).to_contain_text("2refused")
    expect(page.get_by_text("rows read.")).to_be_visible()


def _say_the_columns(page: Page) -> None:
    column = "What is in the column {}"
    for name, guess in (("Mobile", "Phone number"), ("Full name", "Name")):
        expect(page.get_by_role("combobox", name=column.format(name))).to_have_value(guess)
    expect(page.get_by_role("cell", name="Dev Kumar")).to_be_visible()
    page.get_by_role("combobox", name=column.format("City")).click()
    page.get_by_role("option", name="open for segments").click()
    page.get_by_role("button", name="Next").click()


def _say_the_consent(page: Page) -> None:
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Choose one of both.")).to_be_visible()
    page.get_by_label("No, or I am not sure").check()
    expect(page.get_by_text("Without consent none of these people")).to_be_visible()
    page.get_by_label("Yes, and I can say where").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Without the words there is no evidence.")).to_be_visible()
    page.get_by_label("Marketing").check()
    page.get_by_label("Where did they agree?").fill("form at the shop counter")
    page.get_by_label("When?").fill("2026-01-05")
    page.get_by_label("In which words?").fill("Yes, write to me on WhatsApp about tea.")


def make_segment(page: Page) -> None:
    """Tagged people of one city, counted while it is made."""
    go(page, "Contacts")
    page.get_by_role("tab", name="Segments").click()
    page.get_by_role("link", name="New segment").first.click()
    page.get_by_label("Name", exact=True).fill("Tea in Delhi")
    page.get_by_role("combobox", name="Has all of these tags").fill("fair")
    page.get_by_role("option", name="fair").click()
    expect(page.get_by_text(f"{PEOPLE} people")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add a condition").click()
    field = page.get_by_role("combobox", name="Field")
    expect(field).to_have_value("City")
    page.get_by_role("textbox", name="Value").fill("Delhi")
    expect(page.get_by_text(f"{PEOPLE // 2} people")).to_be_visible()
    page.get_by_role("button", name="Save the segment").click()
    expect(page.get_by_text("tagged fair · City is Delhi")).to_be_visible()


def draft(page: Page, name: str) -> None:
    """The wizard up to the page where a campaign is checked."""
    go(page, "Campaigns")
    page.get_by_role("link", name="New campaign").first.click()
    page.get_by_label("Name of the campaign").fill(name)
    page.get_by_role("combobox", name="Segment", exact=True).click()
    page.get_by_role("option", name="Tea in Delhi").click()
    expect(page.get_by_text(f"{PEOPLE // 2} people")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("combobox", name="Template", exact=True).click()
    page.get_by_role("option", name="spring_tea").click()
    gap = page.get_by_role("group", name="{{name}}")
    gap.get_by_label("If it is missing").fill("friend")
    page.get_by_role("group", name="{{city}}").get_by_label("If it is missing").fill("your town")
    expect(page.get_by_label("The message")).to_contain_text("the first flush is here")
    page.get_by_role("button", name="Save and check").click()
    page.get_by_role("heading", name="If it started now").wait_for()


def start(page: Page) -> None:
    """Start, and stay until everything has left."""
    page.get_by_role("button", name="Start the campaign").click()
    expect(page.get_by_text("Everything has left")).to_be_visible()
