"""Bodies of accounts' routes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from indokona.accounts.actions.sign_up import Form
from indokona.accounts.facts import SignedIn
from indokona.kernel.edge import Body


class SignUp(Body):
    """A newcomer's form."""

    business_name: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=200)
    email: str = Field(max_length=254)
    phone: str = Field(max_length=40)
    password: str = Field(max_length=1024)
    policy_version: str = Field(max_length=40)
    language: str = Field("en", pattern="^[a-z]{2}$")
    country: str = Field("IN", pattern="^[A-Z]{2}$")

    def form(self) -> Form:
        """The form as the action takes it."""
        return Form(**self.model_dump())


class FlowOut(BaseModel):
    """Which codes belong together."""

    flow: str


class Confirm(Body):
    """Both codes."""

    flow: str = Field(max_length=200)
    email_code: str = Field(pattern="^[0-9]{6}$")
    phone_code: str = Field(pattern="^[0-9]{6}$")


class SignInForm(Body):
    """E-mail and password."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)


class SessionOut(BaseModel):
    """A fresh session; send the token as `Authorization: Bearer`."""

    token: str
    session_id: UUID
    user_id: UUID
    organisation_id: UUID
    ends_at: datetime

    @classmethod
    def of(cls, signed_in: SignedIn) -> SessionOut:
        """From the fact."""
        return cls(
            token=signed_in.token,
            session_id=signed_in.session_id,
            user_id=signed_in.user_id,
            organisation_id=signed_in.organisation_id,
            ends_at=signed_in.ends_at,
        )


class SessionLine(BaseModel):
    """One of the user's sessions."""

    id: UUID
    device: str
    system: str
    ip_prefix: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime
    is_this: bool


class NewKey(Body):
    """A new API key's name and rights."""

    name: str = Field(min_length=1, max_length=100)
    scopes: list[str] = Field(min_length=1, max_length=50)


class KeyMade(BaseModel):
    """The key, shown this once."""

    id: UUID
    key: str


class KeyLine(BaseModel):
    """A key without its secret."""

    id: UUID
    name: str
    shown: str
    scopes: list[str]
    created_at: datetime
    revoked_at: datetime | None


class OrganisationOut(BaseModel):
    """The organisation."""

    id: UUID
    name: str
    state: str
    zone: str
    currency: str
    default_country: str
    language: str


class MemberLine(BaseModel):
    """A member."""

    user_id: UUID
    role: str
    created_at: datetime
