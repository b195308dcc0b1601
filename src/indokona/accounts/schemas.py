"""Bodies of accounts' routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from indokona.accounts import rules
from indokona.accounts.actions.invitations import Invitation
from indokona.accounts.actions.sign_up import Person
from indokona.accounts.facts import SignedIn
from indokona.kernel.edge import Body

Role = Annotated[str, Field(json_schema_extra={"enum": list(rules.ROLES)}, max_length=40)]
Code = Annotated[str, Field(pattern="^[0-9]{6}$")]
Token = Annotated[str, Field(max_length=200)]
Email = Annotated[str, Field(max_length=254)]
Secret = Annotated[str, Field(max_length=1024)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]


class PersonForm(Body):
    """What a newcomer says of themselves."""

    name: Name
    phone: str = Field(max_length=40)
    password: Secret
    policy_version: str = Field(max_length=40)
    language: str = Field("en", pattern="^[a-z]{2}$")
    country: str = Field("IN", pattern="^[A-Z]{2}$")

    def person(self) -> Person:
        """The form as the actions take it."""
        return Person(
            self.name, self.phone, self.password, self.policy_version, self.language, self.country
        )


class SignUp(PersonForm):
    """A newcomer's form, for an organisation of their own."""

    business_name: Name
    email: Email


class Acceptance(PersonForm):
    """A newcomer's form, with the token of an invitation."""

    token: Token


class AcceptanceConfirm(Body):
    """The phone's code, with the token of the invitation."""

    token: Token
    flow: Token
    phone_code: Code


class FlowOut(BaseModel):
    """Which codes belong together."""

    flow: str


class FlowIn(Body):
    """The flow that waits for codes."""

    flow: Token


class Confirm(Body):
    """Both codes."""

    flow: Token
    email_code: Code
    phone_code: Code


class SignInForm(Body):
    """E-mail and password; which organisation, or the token of an invitation to join one."""

    email: Email
    password: Secret
    organisation_id: UUID | None = None
    invitation: Token | None = None


class Switch(Body):
    """Another organisation of one's own."""

    organisation_id: UUID


class NameChange(Body):
    """Another name."""

    name: Name


class Correction(Body):
    """A new e-mail or a new phone, one of the two, and the password."""

    password: Secret
    email: Email | None = None
    phone: str | None = Field(None, max_length=40)

    @model_validator(mode="after")
    def is_one(self) -> Correction:
        """Each is confirmed by a code of its own."""
        if (self.email is None) == (self.phone is None):
            raise ValueError("give either an e-mail or a phone")
        return self


class CorrectionConfirm(Body):
    """The code that came to the new address."""

    flow: Token
    code: Code


class PasswordChange(Body):
    """The present password and the new one."""

    old: Secret
    new: Secret


class ResetAsk(Body):
    """Whose password is forgotten."""

    email: Email


class Reset(Body):
    """The token from the mail, and the new password."""

    token: Token
    new: Secret


class SessionOut(BaseModel):
    """A fresh session; send the token as `Authorization: Bearer`. Our own page gets a cookie instead."""

    token: str | None
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


class Me(BaseModel):
    """Who is signed in, and what they may do here."""

    user_id: UUID
    session_id: UUID
    organisation_id: UUID
    name: str
    email: str
    phone: str
    permissions: list[str]


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
    utility_again: Literal["never", "once"]


class OrganisationChange(Body):
    """Settings to change; what is left out stays."""

    name: Name | None = None
    zone: str | None = Field(None, max_length=64)
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    language: str | None = Field(None, pattern="^[a-z]{2}$")
    default_country: str | None = Field(None, pattern="^[A-Z]{2}$")
    utility_again: Literal["never", "once"] | None = None

    def settings(self) -> dict[str, str]:
        """Those that were given."""
        return {name: str(value) for name, value in self.model_dump(exclude_none=True).items()}


class MemberLine(BaseModel):
    """A member."""

    user_id: UUID
    name: str | None
    role: str
    created_at: datetime


class RoleChange(Body):
    """Another role."""

    role: Role


class Invite(Body):
    """Whom to invite, as what."""

    email: Email
    role: Role


class InvitationLine(BaseModel):
    """An invitation that nobody has accepted."""

    id: UUID
    email: str
    role: str
    invited_by: UUID
    ends_at: datetime

    @classmethod
    def of(cls, invitation: Invitation) -> InvitationLine:
        """From the view."""
        return cls(
            id=invitation.id, email=invitation.email, role=invitation.role,
            invited_by=invitation.invited_by, ends_at=invitation.ends_at,
        )  # fmt: skip


class Join(Body):
    """The token of an invitation."""

    token: Token


class Joined(BaseModel):
    """Where the person is a member now; open a session there with `POST /api/sessions/switch`."""

    organisation_id: UUID


class MembershipLine(BaseModel):
    """One of a person's organisations."""

    organisation_id: UUID
    name: str
    role: str
    suspended: bool
    is_this: bool


class SecurityLine(BaseModel):
    """An entry of one's own security log."""

    id: UUID
    act: str
    device: str
    system: str
    ip_prefix: str
    at: datetime


class SecurityPage(BaseModel):
    """A page of one's own security log."""

    items: list[SecurityLine]
    after: str | None
