"""What accounts refuses."""

from __future__ import annotations

from indokona.kernel.errors import Refusal


class WeakPassword(Refusal):
    """This password is among the most used ones, or too short: take 15 characters or more."""

    code = "password.weak"
    status = 422


class WrongPair(Refusal):
    """E-mail and password do not belong together, or the account is not confirmed yet."""

    code = "sign_in.refused"
    status = 401


class WrongCode(Refusal):
    """This code is wrong, used or too old. Ask for a new one."""

    code = "code.refused"
    status = 422


class BadPhone(Refusal):
    """This is not a phone number that can be called."""

    code = "phone.invalid"
    status = 422


class BadEmail(Refusal):
    """This is not an e-mail address that can receive mail."""

    code = "email.invalid"
    status = 422


class OtherPolicy(Refusal):
    """This is not the policy version in force."""

    code = "policy.not_current"
    status = 409


class LastOwner(Refusal):
    """An organisation keeps at least one owner."""

    code = "members.last_owner"
    status = 409


class BeyondYourRights(Refusal):
    """Nobody can give more rights than they have."""

    code = "members.beyond_rights"
    status = 403
