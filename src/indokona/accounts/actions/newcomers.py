"""A new person accepts an invitation: the token confirms the e-mail, a code confirms the phone."""

from __future__ import annotations

from datetime import timedelta

from indokona.accounts.actions import codes, invitations, sign_in, sign_up
from indokona.accounts.actions.sign_up import Person
from indokona.accounts.errors import SignInFirst
from indokona.accounts.facts import Client, SignedIn
from indokona.kernel import clock, ids, keyring, rates
from indokona.kernel.database import Database


async def accept(database: Database, token: str, person: Person, client: Client) -> str:
    """Begin: a code goes to the phone. The invitation is used up only when the code is confirmed."""
    await rates.spend(database, "invitation.ip", client.ip, most=30, per=timedelta(hours=1))
    phone, invitation = sign_up.checked(person), await invitations.find(database, token)
    email = invitation.email
    await rates.spend(database, "invitation.email", email, most=10, per=timedelta(days=1))
    login = await sign_up.new_login(person, email, phone)
    if await sign_up.active(database, email) is not None:
        raise SignInFirst
    flow = codes.new_flow(login.user_id)
    await database.keyring.make(ids.PLATFORM, keyring.USER, [login.user_id])
    async with database.organisation(invitation.organisation_id, login.user_id) as db:
        await sign_up.insert(db, login, "invitation", email_verified_at=clock.now())
        await codes.send(db, login.user_id, flow, {codes.PHONE: phone})
    return flow


async def confirm(
    database: Database, token: str, flow: str, phone_code: str, client: Client
) -> SignedIn:
    """The code makes the login active and a member, once."""
    await rates.spend(database, "confirm.ip", client.ip, most=60, per=timedelta(hours=1))
    invitation = await invitations.find(database, token)
    user_id = await codes.check(database, flow, {codes.PHONE: phone_code})
    async with database.organisation(invitation.organisation_id, user_id) as db:
        await codes.use(db, user_id, flow)
        await sign_up.activate(db, user_id)
        await invitations.take(db, invitation, user_id)
        return await sign_in.open_session(db, user_id, client, "invitation")
