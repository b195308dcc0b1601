"""The phone page in a real browser: the person's side of a chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect
from tests.simulator.stage import World, order, until

CHROMIUM = Path("/usr/bin/chromium")
INSTALLED = CHROMIUM.exists()
DEV = "919812345678"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture
async def page(world: World) -> AsyncIterator[Page]:
    if not INSTALLED:
        pytest.fail(
            f"Chromium is missing: install the package chromium ({CHROMIUM})", pytrace=False
        )
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
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
    await bubble.get_by_role("button", name="Help").click()
    await until(lambda: [m["type"] for m in world.receiver.messages()] == ["button"])
    await page.get_by_role("button", name="STOP").click()
    await until(lambda: len(world.receiver.messages()) == 2)
    assert world.receiver.messages()[1]["text"]["body"] == "STOP"
    await expect(page.locator(".bubble.mine")).to_have_count(2)


async def test_a_person_writes_with_the_keyboard_alone(world: World, page: Page) -> None:
    words = page.get_by_label("Message", exact=True)
    await expect(words).to_be_enabled()
    await expect(page.locator("#empty")).to_be_visible()
    await words.focus()
    await page.keyboard.type("Hello <b>there</b>")
    await page.keyboard.press("Enter")
    await expect(page.locator(".bubble.mine")).to_contain_text("Hello <b>there</b>")
    await until(lambda: len(world.receiver.messages()) == 1)
    await expect(page.locator(".ticks")).to_have_text("✓✓")


async def test_somebody_new_can_begin_a_chat(world: World, page: Page) -> None:
    await page.get_by_text("Somebody new").click()
    await page.get_by_label("Name").fill("Meera")
    await page.get_by_role("button", name="Add").click()
    await expect(page.locator("#person")).to_contain_text("Meera · @user")
    await page.keyboard.type("Hi")
    await page.keyboard.press("Enter")
    await until(lambda: len(world.receiver.messages()) == 1)
    assert "from" not in world.receiver.messages()[0]


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
