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


class WrongPassword(Refusal):
    """This is not your present password."""

    code = "password.wrong"
    status = 422


class WrongCode(Refusal):
    """This code is wrong, used or too old. Ask for a new one."""

    code = "code.refused"
    status = 422


class NothingNew(Refusal):
    """This is what we have already."""

    code = "login.nothing_new"
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


class UnknownRole(Refusal):
    """There is no such role."""

    code = "members.unknown_role"
    status = 422


class AlreadyMember(Refusal):
    """This person is a member already."""

    code = "members.already"
    status = 409


class InvitationRefused(Refusal):
    """This invitation was used or withdrawn, is too old, or is addressed to somebody else."""

    code = "invitation.refused"
    status = 422


class SignInFirst(Refusal):
    """You have a login with this e-mail already: sign in to accept the invitation."""

    code = "invitation.sign_in_first"
    status = 409


class NoMembership(Refusal):
    """You are not a member of this organisation."""

    code = "sign_in.not_a_member"
    status = 403


class OrganisationSuspended(Refusal):
    """This organisation is suspended by the operator."""

    code = "organisation.suspended"
    status = 403


class BadSetting(Refusal):
    """This value is not one that the setting can have."""

    code = "organisation.bad_setting"
    status = 422


class AlreadySuspended(Refusal):
    """This organisation is suspended already."""

    code = "organisation.already_suspended"
    status = 409


class NotSuspended(Refusal):
    """This organisation is not suspended."""

    code = "organisation.not_suspended"
    status = 409
