"""The phone page in a real browser: the person's side of a chat."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from checks.scene import ARGUMENTS, chromium_path
from playwright.async_api import Page, async_playwright, expect
from tests.simulator.stage import World, order, until

DEV, ASHA = "919812345678", "919812345670"


@pytest.fixture
async def page(world: World) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        found = await browser.new_page(viewport={"width": 390, "height": 844})
        trouble: list[str] = []
        found.on(
            "console", lambda said: trouble.append(said.text) if said.type == "error" else None
        )
        found.on("pageerror", lambda error: trouble.append(str(error)))
        elsewhere: list[str] = []
        found.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith((world.where["url"], "data:"))
                else elsewhere.append(asked.url)
            ),
        )
        await world.control("POST", "persons", {"phone": DEV, "name": "Dev"})
        await found.goto(f"{world.where['url']}/phone")
        yield found
        await browser.close()
        assert trouble == []
        assert elsewhere == []


async def test_a_person_reads_a_template_taps_and_stops(world: World, page: Page) -> None:
    await world.template()
    await world.send(order(f"+{DEV}", "Dev", "Friday"))
    bubble = page.locator(".bubble").first
    await expect(bubble).to_contain_text("Hi Dev, it ships on Friday.")
    await expect(bubble.get_by_role("link", name="Track")).to_have_attribute(
        "href", "https://shop.example/t/9"
    )
    help_me = bubble.get_by_role("button", name="Help")
    await help_me.click()
    await until(lambda: [m["type"] for m in world.receiver.messages()] == ["button"])
    await page.get_by_role("button", name="STOP").click()
    await until(lambda: len(world.receiver.messages()) == 2)
    assert world.receiver.messages()[1]["text"]["body"] == "STOP"
    await expect(page.locator(".bubble.mine")).to_have_count(2)
    await expect(page.locator(".bubble.mine").first.locator("blockquote")).to_contain_text("Friday")
    await expect(help_me).to_be_disabled()


async def test_a_person_writes_with_the_keyboard_alone(world: World, page: Page) -> None:
    words = page.get_by_label("Message", exact=True)
    await expect(words).to_be_enabled()
    await expect(page.locator("#empty")).to_be_visible()
    await words.focus()
    await page.keyboard.type("Hello <b>there</b> *friend*, see https://tea.example/a_b_c.")
    await page.keyboard.press("Enter")
    await expect(page.locator(".bubble.mine")).to_contain_text("Hello <b>there</b> friend")
    await expect(page.locator(".bubble.mine strong")).to_have_text("friend")
    await expect(page.locator(".bubble.mine a")).to_have_attribute(
        "href", "https://tea.example/a_b_c"
    )
    await until(lambda: len(world.receiver.messages()) == 1)
    await expect(page.locator(".ticks")).to_have_text("Delivered")
    await expect(words).to_have_value("")


async def test_somebody_without_a_visible_number_begins_a_chat(world: World, page: Page) -> None:
    await page.get_by_role("button", name="Somebody new").click()
    await page.get_by_label("Name").fill("Meera")
    await page.get_by_label("Phone number with country code").fill("12")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_text("A phone number has 7 to 15 digits")).to_be_visible()
    await page.get_by_label("Hides the phone number").check()
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("radio", name="Meera @user")).to_be_checked()
    await page.keyboard.type("Hi")
    await page.keyboard.press("Enter")
    await until(lambda: len(world.receiver.messages()) == 1)
    assert "from" not in world.receiver.messages()[0]
    assert (await world.client.post("/_control/persons", json={"phone": "12"})).status_code == 400


async def test_arrows_go_between_people_and_news_are_marked(world: World, page: Page) -> None:
    await world.control("POST", "persons", {"phone": ASHA, "name": "Asha"})
    for person in (DEV, ASHA):
        await world.say(person, text="Hi")
        await world.send_text(f"+{person}", f"Good day, {person}")
    asha, dev = (page.get_by_role("radio", name=name) for name in ("Asha", "Dev"))
    await expect(asha).to_have_accessible_name(re.compile("1 new"))
    await expect(page.get_by_role("log")).to_contain_text(f"Good day, {DEV}")
    await expect(dev).not_to_have_accessible_name(re.compile("new"))
    await page.get_by_label("Message", exact=True).fill("half a thou")
    await dev.focus()
    await page.keyboard.press("ArrowDown")
    await expect(asha).to_be_checked()
    await expect(page.get_by_role("log")).to_contain_text(f"Good day, {ASHA}")
    await expect(asha).not_to_have_accessible_name(re.compile("new"))
    await expect(asha).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message", exact=True)).to_have_value("")
    await page.reload()
    await expect(asha).to_be_checked()


async def test_a_list_opens_and_a_row_answers(world: World, page: Page) -> None:
    await world.say(DEV, text="Hi")
    rows = [{"id": "a", "title": "Assam", "description": "Strong"}, {"id": "s", "title": "Sencha"}]
    action = {"button": "See teas", "sections": [{"title": "Teas", "rows": rows}]}
    content = {"type": "list", "body": {"text": "Which tea?"}, "action": action}
    await world.send({"to": f"+{DEV}", "type": "interactive", "interactive": content})
    await page.get_by_role("button", name="See teas").click()
    sheet = page.get_by_role("dialog", name="See teas")
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
    await page.get_by_role("button", name="See teas").click()
    await sheet.get_by_role("button", name="Assam").click()
    await until(lambda: len(world.receiver.messages()) == 2)
    answer = world.receiver.messages()[1]["interactive"]
    assert answer["list_reply"] == {"id": "a", "title": "Assam", "description": "Strong"}


async def test_a_phone_that_is_off_gets_everything_when_it_is_on(world: World, page: Page) -> None:
    await world.say(DEV, text="Hi")
    await page.get_by_role("button", name="Switches").click()
    arrives = page.get_by_label("Messages arrive")
    await arrives.select_option("never, the phone is off")
    await expect(page.get_by_text("Dev: Messages arrive: never")).to_be_visible()
    await world.send_text(f"+{DEV}", "Still there?")
    await page.get_by_role("button", name="Close").click()
    await expect(page.get_by_text("1 message is on its way to this phone")).to_be_visible()
    await until(lambda: [s["status"] for s in world.receiver.statuses()] == ["sent"])
    await page.get_by_role("button", name="Put it all right").click()
    await expect(page.get_by_role("log")).to_contain_text("Still there?")
    await until(
        lambda: [s["status"] for s in world.receiver.statuses()] == ["sent", "delivered", "read"]
    )
    await expect(page.get_by_text("Dev: Messages arrive")).to_be_hidden()


async def test_a_file_that_is_too_large_is_refused_in_words(world: World, page: Page) -> None:
    large = {"name": "film.png", "mimeType": "image/png", "buffer": bytes(5 * 1024 * 1024 + 1)}
    await page.locator("#file").set_input_files(large)
    await expect(page.get_by_role("alert")).to_have_text("film.png is too large: at most 5 MB.")
    assert world.receiver.messages() == []


async def test_the_page_fits_a_narrow_phone(world: World, page: Page) -> None:
    await page.get_by_label("Message", exact=True).wait_for()
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


async def test_mails_show_their_code(world: World, page: Page) -> None:
    lines = ["EHLO x", "MAIL FROM:<a@x.example>", "RCPT TO:<b@x.example>", "DATA"]
    _, writer = await asyncio.open_connection("127.0.0.1", world.where["smtp_port"])
    for line in (*lines, "Subject: Your code\r\n\r\nIt is 482913.\r\n.", "QUIT"):
        writer.write(line.encode() + b"\r\n")
        await writer.drain()
        await asyncio.sleep(0.02)
    writer.close()
    await page.get_by_role("tab", name="Mail").click()
    await expect(page.locator(".code")).to_contain_text("482913")
