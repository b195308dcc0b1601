"""A mail server on loopback that delivers into the simulator, for codes and notices."""

from __future__ import annotations

import asyncio
import email
import email.policy
import time
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

from indokona.simulator import ids
from indokona.simulator.simulator import Simulator
from indokona.simulator.world import Mail


class Inbox:
    """Takes every mail; the names of the methods are aiosmtpd's."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Read and keep one mail."""
        raw = envelope.original_content or b""
        parsed = email.message_from_bytes(raw, policy=email.policy.default)
        mail = Mail(
            ids.object_id(),
            time.time(),
            str(envelope.mail_from or ""),
            [str(to) for to in envelope.rcpt_tos],
            str(parsed["subject"] or ""),
            _part(parsed, "plain"),
            _part(parsed, "html"),
        )
        self._simulator.keep(mail)
        await self._simulator.disk.settled()
        return "250 kept"


def _part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    return str(body.get_content()) if body is not None else ""


async def serve_mail(simulator: Simulator, host: str, port: int) -> tuple[asyncio.Server, int]:
    """Listen; port 0 takes a free one. Gives the server and its port."""
    inbox = Inbox(simulator)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(inbox, hostname="simulator", enable_SMTPUTF8=True), host, port
    )
    return server, server.sockets[0].getsockname()[1]
