"""An unmodified client of the real Cloud API works against the simulator, in both directions."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import pywa
from pywa import types
from pywa.types import templates as t
from tests.simulator.stage import World, until

DEV = "919812345678"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


class RewriteHost(httpx.BaseTransport):
    """Sends what was meant for Meta's host to the simulator."""

    def __init__(self, base: str) -> None:
        self._base = httpx.URL(base)
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        port, host = self._base.port, self._base.host
        request.url = request.url.copy_with(scheme="http", host=host, port=port)
        return self._inner.handle_request(request)


@pytest.fixture
def client(world: World) -> Iterator[pywa.WhatsApp]:
    with httpx.Client(transport=RewriteHost(world.where["url"]), trust_env=False) as session:
        yield pywa.WhatsApp(
            phone_id=world.seed["phone_number_id"],
            waba_id=world.seed["waba_id"],
            token=world.seed["access_token"],
            app_id=world.seed["app_id"],
            app_secret=world.seed["app_secret"],
            verify_token="unused",
            server=None,
            session=session,
        )


async def call(act: Callable[..., Any], *values: Any, **named: Any) -> Any:
    """The client blocks, and the simulator runs in this loop."""
    return await asyncio.to_thread(act, *values, **named)


def template() -> t.Template:
    return t.Template(
        name="order_update",
        language=t.TemplateLanguage.ENGLISH_US,
        category=t.TemplateCategory.UTILITY,
        parameter_format=t.ParamFormat.NAMED,
        components=[
            t.HeaderText("Order {{ref}}", ref="A-1"),
            t.BodyText("Hi {{name}}, it ships on {{day}}.", name="Dev", day="Friday"),
            t.FooterText(text="Reply STOP to opt out"),
            t.Buttons(buttons=[t.QuickReplyButton(text="Help")]),
        ],
    )


async def test_it_sends_a_text(world: World, client: pywa.WhatsApp) -> None:
    await world.say(DEV, text="Hi")
    sent = await call(client.send_message, to=DEV, text="Hello / नमस्ते", tracker="t-1")
    found = await world.control("GET", f"messages?callback=t-1&wamid={sent.id}")
    assert found["data"][0]["shown"]["body"] == "Hello / नमस्ते"


async def test_it_creates_lists_and_sends_a_template(world: World, client: pywa.WhatsApp) -> None:
    created = await call(client.create_template, template())
    await until(lambda: world.simulator.world.templates[created.id].status == "APPROVED")
    listed = list(await call(client.get_templates))
    assert [(found.name, found.status) for found in listed] == [
        ("order_update", t.TemplateStatus.APPROVED)
    ]
    params = [
        t.HeaderText.params(ref="B-2"),
        t.BodyText.params(name="Dev", day="Monday"),
        t.QuickReplyButton.params(callback_data="help", index=0),
    ]
    language = t.TemplateLanguage.ENGLISH_US
    sent = await call(client.send_template, DEV, "order_update", language, params)
    (found,) = (await world.control("GET", f"messages?wamid={sent.id}"))["data"]
    assert found["shown"]["header"] == "Order B-2"
    assert found["shown"]["body"] == "Hi Dev, it ships on Monday."


async def test_it_uploads_and_sends_a_picture(world: World, client: pywa.WhatsApp) -> None:
    await world.say(DEV, text="Hi")
    named = {"image": PIXEL, "caption": "Look", "mime_type": "image/png"}
    sent = await call(client.send_image, DEV, **named)
    (found,) = (await world.control("GET", f"messages?wamid={sent.id}"))["data"]
    media_id = found["content"]["image"]["id"]
    assert (await world.client.get(f"/_control/media/{media_id}")).content == PIXEL
    address = await call(client.get_media_url, media_id)
    assert (await call(client.get_media_bytes, url=address.url)) == PIXEL


async def test_it_understands_refusals(world: World, client: pywa.WhatsApp) -> None:
    with pytest.raises(pywa.errors.ReEngagementMessage):
        await call(client.send_message, to=DEV, text="Hello")


def hear(world: World, client: pywa.WhatsApp) -> None:
    """Give every post to the client's own validator and handler, as its server would."""
    for headers, body in world.receiver.posts:
        assert client.webhook_update_validator(body, headers["x-hub-signature-256"]) is None
        assert client.webhook_update_handler(body) == ("ok", 200)


async def test_it_accepts_messages_and_statuses(world: World, client: pywa.WhatsApp) -> None:
    heard: list[types.Message] = []
    told: list[types.MessageStatus] = []
    client.on_message()(lambda _, message: heard.append(message))
    client.on_message_status()(lambda _, status: told.append(status))
    await world.control("POST", "persons", {"phone": DEV, "name": "Dev"})
    await world.say(DEV, text="Hi ✋ a/b")
    await world.flush()
    await world.send_text(DEV, callback="t-9")
    await world.flush()
    hear(world, client)
    assert [message.text for message in heard] == ["Hi ✋ a/b"]
    assert heard[0].from_user.name == "Dev"
    assert [status.status.value for status in told] == ["sent", "delivered", "read"]
    assert {status.tracker for status in told} == {"t-9"}


async def test_it_accepts_taps_and_news_of_templates(world: World, client: pywa.WhatsApp) -> None:
    taps: list[Any] = []
    news: list[Any] = []
    client.on_callback_button()(lambda _, tap: taps.append(tap))
    client.on_template_status_update()(lambda _, update: news.append(update))
    await world.template()
    await world.say(DEV, button={"payload": "help", "text": "Help", "wamid": "wamid.X"})
    await world.flush()
    hear(world, client)
    assert [(tap.data, tap.title) for tap in taps] == [("help", "Help")]
    assert [update.new_status.value for update in news] == ["APPROVED"]


async def test_a_wrong_secret_is_noticed(world: World, client: pywa.WhatsApp) -> None:
    await world.say(DEV, text="Hi")
    await world.flush()
    headers, body = world.receiver.posts[0]
    changed = body.replace(b"Hi", b"Ho")
    assert client.webhook_update_validator(changed, headers["x-hub-signature-256"]) is not None
