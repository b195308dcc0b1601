"""A person corrects their own name, e-mail and WhatsApp number; the new address proves itself by a code."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect
from tests.web.stage import PASSWORD, App, sign_in, sign_up
from tests.web.test_pages import faults

EMAIL, NEW = "chitra@corrected.example", "chitra.rao@corrected.example"
PHONE, NEW_PHONE = "+919812377101", "+919812377102"


def signed_up(app: App, page: Page) -> None:
    sign_up(page, EMAIL, PHONE, "The corner")
    page.get_by_label("Code from the e-mail").fill(app.email_code(EMAIL))
    page.get_by_label("Code from WhatsApp").fill(app.phone(PHONE, "Chitra").code())
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", level=1, name="Welcome").wait_for()


def asked(page: Page, what: str, field: str, value: str) -> None:
    page.get_by_role("button", name=f"Change: {what}").click()
    dialog = page.get_by_role("dialog", name=what)
    dialog.get_by_label(field).fill(value)
    dialog.get_by_label("Your password").fill(PASSWORD)
    dialog.get_by_role("button", name="Send the code").click()


def test_a_member_corrects_what_we_know_of_them(app: App) -> None:
    with app.window() as page:
        signed_up(app, page)
        page.goto("/settings/login")
        you = page.get_by_role("region", name="About you")
        page.get_by_role("button", name="Change: Your name").click()
        dialog = page.get_by_role("dialog", name="Your name")
        dialog.get_by_label("Your name").fill("Chitra Rao")
        dialog.get_by_label("Your name").press("Enter")
        expect(you).to_contain_text("Chitra Rao")

        asked(page, "E-mail", "New e-mail", EMAIL)
        dialog = page.get_by_role("dialog", name="E-mail")
        expect(dialog.get_by_role("alert")).to_contain_text("what we have already")
        dialog.get_by_label("New e-mail").fill(NEW)
        dialog.get_by_role("button", name="Send the code").click()
        code = dialog.get_by_label(f"Code from the e-mail to {NEW}")
        right = app.email_code(NEW)
        code.fill(f"{(int(right) + 1) % 1_000_000:06d}")
        dialog.get_by_role("button", name="Confirm").click()
        expect(dialog.get_by_role("alert")).to_contain_text("A code is wrong")
        page.evaluate(AXE_SCRIPT)
        assert [*faults(page, 1360), *faults(page, 390)] == []
        code.fill(right)
        dialog.get_by_role("button", name="Confirm").click()
        expect(dialog).to_have_count(0)
        expect(you).to_contain_text(NEW)

        asked(page, "Your WhatsApp number", "New WhatsApp number", NEW_PHONE)
        dialog = page.get_by_role("dialog", name="Your WhatsApp number")
        code = dialog.get_by_label(f"Code from WhatsApp on {NEW_PHONE}")
        code.fill(app.phone(NEW_PHONE, "Chitra").code())
        code.press("Enter")
        expect(you).to_contain_text(NEW_PHONE)
        expect(page.get_by_text("WhatsApp number corrected")).to_be_visible()
    with app.window() as page:
        sign_in(page, NEW, PASSWORD)
