"""People who sign up, and what reaches them: the mails and codes that are on their way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from tests.fixtures.cast import Cast
from tests.fixtures.database import Installation
from tests.fixtures.http import Api, served

from indokona.accounts.actions import codes
from indokona.app import wiring
from indokona.kernel import events, ids
from indokona.kernel.database import Database

PASSWORD = "a long walk to the tea garden"
OTHER_PASSWORD = "another long walk to the garden"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that waits to be sent."""

    kind: str
    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Stage:
    """The API, the database behind it, and the cast."""

    api: Api
    database: Database
    cast: Cast

    @property
    def nobody(self) -> httpx.AsyncClient:
        """Someone without a session."""
        return self.api.nobody

    def holding(self, token: str | None, address: str = "127.0.0.1") -> httpx.AsyncClient:
        """A client with a session's token or an API key, at an address."""
        return client(self.api.app, token, address)

    async def mails(self, kind: str) -> list[Mail]:
        """The mails of one kind, oldest first, wherever they wait."""
        async with self.database.platform("scout") as scout:
            places = await scout.rows("select organisation_id, id from mail_out order by id")
        found = []
        for organisation_id, mail_id in places:
            async with self.database.organisation(organisation_id) as db:
                row = (
                    await db.rows(
                        "select kind, to_sealed, text_sealed from mail_out where organisation_id = %s and id = %s",
                        (organisation_id, mail_id),
                    )
                )[0]
                opener = await db.opener(row[1:])
            to, text = (
                opener.text(value, name, mail_id) or ""
                for value, name in ((row[1], "mail.to"), (row[2], "mail.text"))
            )
            subject, _, rest = text.partition("\n")
            found.append(Mail(row[0], to, subject, rest))
        return [mail for mail in found if mail.kind == kind]

    async def phone_code(self, flow: str) -> str:
        """The code on its way to the phone of a flow."""
        async with self.database.organisation(ids.PLATFORM) as db:
            code = await codes.phone_code(db, codes.user_of(flow))
        assert code is not None
        return code.code

    async def both_codes(self, flow: str) -> dict[str, str]:
        """What `confirm` asks for."""
        mail = (await self.mails("login.code"))[-1]
        return {
            "flow": flow,
            "email_code": mail.subject[:6],
            "phone_code": await self.phone_code(flow),
        }

    async def begun(self, email: str, business: str = "Chai Corner") -> str:
        """The flow of a fresh sign-up."""
        answer = await self.nobody.post("/api/sign-up", json=form(email, business))
        assert answer.status_code == 202, answer.text
        return str(answer.json()["flow"])

    async def signed_up(self, email: str, business: str = "Chai Corner") -> dict[str, Any]:
        """A fresh session of a new organisation's owner."""
        flow = await self.begun(email, business)
        answer = await self.nobody.post("/api/sign-up/confirm", json=await self.both_codes(flow))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def invited(
        self, email: str, role: str = "agent", by: httpx.AsyncClient | None = None
    ) -> str:
        """The token in the mail of a fresh invitation."""
        words = {"email": email, "role": role}
        answer = await (by or self.api.asha).post("/api/invitations", json=words)
        assert answer.status_code == 201, answer.text
        return (await self.mails("invitation"))[-1].text.split("/invitation#")[1].split()[0]

    async def work(self) -> None:
        """The readers of accounts' events take their turn."""
        handlers = wiring.handlers(self.database)
        for name in ("accounts.passwords",):
            await events.hand_on(self.database, name, handlers[name])

    async def count(self, user_id: UUID, sql: str) -> int:
        """A count among a user's own rows."""
        async with self.database.user(user_id) as db:
            return int(await db.value(sql, (user_id,)))


def form(email: str, business: str = "Chai Corner") -> dict[str, str]:
    """A newcomer's form."""
    return {"business_name": business, "email": email, **person()}


def person(name: str = "Bilal", phone: str = "+919812340001") -> dict[str, str]:
    """What a newcomer says of themselves."""
    return {"name": name, "phone": phone, "password": PASSWORD, "policy_version": "2024-1"}


def client(app: FastAPI, token: str | None, address: str = "127.0.0.1") -> httpx.AsyncClient:
    """A client at an address."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers)


def code_of(answer: httpx.Response) -> tuple[int, str | None]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json().get("code")


@asynccontextmanager
async def staged(
    installation: Installation, database: Database, cast: Cast
) -> AsyncIterator[Stage]:
    """The stage, as long as the block runs."""
    async with served(installation, database, cast) as api:
        yield Stage(api, database, cast)
