"""What the forms before the app refuse, in words, and with all that was typed."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.web.stage import App, sign_up


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(app: App) -> None:
    with app.window() as page:
        sign_up(page, "dev@corner.example", "12", "ا" * 60 + "\u200b")
        phone = page.get_by_label("Your WhatsApp number")
        expect(phone).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_text("Write it with the country code")).to_be_visible()
        expect(page.get_by_label("Name of the business")).to_have_value("ا" * 60 + "\u200b")
        expect(phone).to_be_focused()


def test_a_wrong_password_is_refused_in_words(app: App) -> None:
    with app.window(language="hi") as page:
        page.goto("/sign-in")
        page.get_by_label("ई-मेल").fill("nobody@corner.example")
        page.get_by_label("पासवर्ड", exact=True).fill("x")
        page.get_by_role("button", name="साइन इन करें").click()
        expect(page.get_by_role("alert")).to_contain_text("ई-मेल और पासवर्ड मेल नहीं खाते")
        expect(page.get_by_label("ई-मेल")).to_have_value("nobody@corner.example")


def test_no_server_sees_the_token_of_an_invitation(app: App) -> None:
    asked: list[str] = []
    with app.window() as page:
        page.on("request", lambda one: asked.append(one.url))
        page.goto("/invitation#in_of_bilal")
        page.get_by_role("link", name="Sign in").click()
        expect(page.get_by_text("Sign in to accept the invitation.")).to_be_visible()
        page.reload()
        expect(page.get_by_text("Sign in to accept the invitation.")).to_be_visible()
    assert [url for url in asked if "in_of_bilal" in url.partition("#")[0]] == []
