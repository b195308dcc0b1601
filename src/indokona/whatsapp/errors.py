"""Meta's error codes as one table: may we try again, whose fault is it, what do we tell the person.

The code decides, never the HTTP status, the title or the subcode.
Source: Meta, "Cloud API error codes" (2026), and what implementers report.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: The person stopped marketing from this business in WhatsApp itself: a withdrawal of consent.
STOPPED_MARKETING = 131050
#: Too many messages to one person in a short time.
PAIR_LIMIT = 131056
#: Too many people blocked or reported the number: whatever follows is refused too, and makes it worse.
SPAM_LIMITED = 131048
#: The portfolio has written to as many people as it may in a day: what follows waits for a place.
LIMIT_REACHED = 131064
#: Meta chose not to deliver this marketing to this person for now.
WITHHELD = 131049


class Kind(StrEnum):
    """Whose turn it is after this error."""

    throttle = "throttle"
    """Refused before any work: slow down and send the same again."""
    outcome_unknown = "outcome_unknown"
    """Perhaps it was sent: wait for a status, never send again by machine."""
    recipient = "recipient"
    """This person cannot or will not get it."""
    content = "content"
    """This message or template must change first."""
    window = "window"
    """Another form of message may work (a template, a phone number)."""
    account = "account"
    """The number or account is limited or blocked: pause it."""
    credentials = "credentials"
    """The access token does not allow it: connect again."""
    caller = "caller"
    """We asked wrongly: a bug of ours."""


@dataclass(frozen=True, slots=True)
class MetaError:
    """A code, what kind of trouble it is, and our words for the person."""

    code: int
    kind: Kind
    words: str

    @property
    def proves_not_sent(self) -> bool:
        """A definite refusal: no message left, so a further attempt cannot be a second one."""
        return self.kind is not Kind.outcome_unknown

    @property
    def may_retry(self) -> bool:
        """Whether a machine may send the same again by itself. Only throttles are that clear."""
        return self.kind is Kind.throttle


_ROWS: dict[Kind, dict[str, str]] = {
    Kind.throttle: {
        "4": "Too many calls from this Meta app. Sending continues by itself in a few minutes.",
        "613 80007": "Too many management calls. It is tried again by itself in a few minutes.",
        "80000 80001 80002 80003 80004 80005 80006 80008 80009 80014": (
            "Meta limits this kind of call for now. It is tried again in a few minutes."
        ),
        "130429": "This number reached its messages per second. The rest follows by itself.",
        "131056": "Too many messages to this person at once. The rest follows by itself.",
        "131064": (
            "The portfolio's messaging limit is reached. The rest follows by itself; if it stays so,"
            " look whether your templates have the right categories."
        ),
    },
    Kind.outcome_unknown: {
        "1 131000": "Meta reported an unknown fault; the message may have gone out. Wait for it.",
        "2 131016 133004": "WhatsApp was overloaded; the message may have gone out. Wait for it.",
        "131035 131036": "Meta could not hand over a status in time; the outcome is not known.",
        "131057": "The number is in maintenance for a minute; the outcome is not known yet.",
        "133000 133015": "The number is still being removed. Try again after five minutes.",
        "134101": "The template is being synchronised. Try again after ten minutes.",
        "139100 139102 139103": "The block list could not be changed. Try again later.",
        "2494100": "The number is in maintenance. Try again after five minutes.",
    },
    Kind.recipient: {
        "130403": "This person is on your block list. Unblock them first.",
        "130472": "Meta keeps this person out of marketing as part of a test. Try another time.",
        "131026": "The message cannot reach this person on WhatsApp.",
        "131049": "Meta limits marketing to this person for now. Wait at least a day.",
        "131050": "This person stopped marketing messages from you. Do not send them again.",
        "131203": "This person has not accepted WhatsApp's current terms.",
        "131207": "This person is not a member of the group.",
    },
    Kind.content: {
        "130501 131051": "This kind of message is not supported here. Send another kind.",
        "131052": "The file that the person sent could not be fetched. Ask them to send it again.",
        "131053": "The file could not be used. Check its type and size, upload it again.",
        "131060": "The content is only on the phone of the business. Read it there.",
        "132001": "There is no approved template with this name and language.",
        "132000 132008 132012 132018": "The values do not fit the template. Check its variables.",
        "132005": "With its values the text is too long. Shorten them.",
        "132007": "The template breaks a rule of WhatsApp. Change its text.",
        "132015": "Meta paused this template because of feedback. Improve it or wait.",
        "132016": "Meta disabled this template for good. Create a new one.",
        "132021": "The template's name is taken. Choose another.",
        "132068 132069": "The WhatsApp Flow of this message is blocked or slowed. Repair it first.",
        "134102": "The template is not available for marketing messages.",
        "139000 139001 139002 139003 139004": "The WhatsApp Flow was refused. Check it.",
        "147001 147002 147003 147004 147005": "The username is taken or not allowed.",
        "2046 2047": "The order cannot change to this state.",
        "2388023 2388024": "This template name is in deletion or taken. Choose another.",
        "2388039 2388040 2388047 2388072 2388073": "A part of the template is wrong or too long.",
        "2388293": "The template has too many variables for its length. Add words.",
        "2388299": "A variable stands first, last or beside another. Put words around it.",
        "2388318 2388330": "The text is not allowed for this category.",
    },
    Kind.window: {
        "131047": "More than 24 hours since the person wrote. Send a template instead.",
        "131062": "This message needs a phone number; only a user id is known.",
        "137000": "The person's security code changed. Check who they are, then send again.",
    },
    Kind.account: {
        "368": "WhatsApp blocked this account for a while. See the account's health.",
        "33": "Meta no longer shows this number, file or template. Refresh the connection.",
        "130497": "Your category may not write to people in this country.",
        "131030": "A test number may write only to its allowed recipients. Add them at Meta.",
        "131031": "The account is locked. See the account's health at Meta.",
        "131037": "This number needs an approved display name first.",
        "131042 131044": "Meta has no valid payment method. Repair it in the billing settings.",
        "131045 133010": "This number is not registered. Register it with its PIN.",
        "131048": "Too many people blocked or reported this number. Stop and wait.",
        "131059 131201 131202": "The group is not known or suspended.",
        "131063": "Marketing is switched off for this account.",
        "133005": "The PIN is wrong. Use the number's two-step PIN.",
        "133006": "The number must be verified first.",
        "133008 133009": "Too many tries with the PIN. Wait before the next one.",
        "133016": "Too many registrations in 72 hours. Wait.",
        "134011": "Accept Meta's payment terms first.",
        "136024": "The number could not be verified. Look at it in WhatsApp Manager.",
        "139101": "The block list is full.",
        "139200": "Direct Send is blocked for this account.",
        "200005 200006 200007": "Template insights are not available for this account.",
        "2388019": "This account has as many templates as Meta allows. Delete some.",
        "2593079 2593085 2593107 2593108 2593109": "The Business app cannot be synchronised.",
    },
    Kind.credentials: {
        "0 190": "The access token is not valid any more. Connect the number again.",
        "3 10 131005": "The access token lacks a permission. Connect again and allow it.",
    },
    Kind.caller: {
        "100": "Meta did not accept a part of the request.",
        "131008 131009": "A value of the request is missing or wrong.",
        "131021": "A number cannot write to itself.",
        "131055 134100": "Only marketing templates may go this way.",
        "135000": "Meta did not accept the request.",
        "2494191": "This app may not take the conversation.",
    },
}

TABLE: dict[int, MetaError] = {
    int(code): MetaError(int(code), kind, words)
    for kind, rows in _ROWS.items()
    for codes, words in rows.items()
    for code in codes.split()
}

_RANGES: tuple[tuple[range, Kind, str], ...] = (
    (range(200, 300), Kind.credentials, "The access token lacks a permission. Connect again."),
    (range(80000, 80100), Kind.throttle, "Meta limits this kind of call for now."),
    (range(131201, 131216), Kind.account, "The group does not allow this."),
    (range(138000, 139000), Kind.content, "The call could not be made."),
    (range(2388001, 2388104), Kind.account, "The number could not be verified or moved."),
    (range(2494164, 2494180), Kind.content, "The sign-up was refused. Check its texts."),
)


def explain(code: int) -> MetaError:
    """What `code` means to us; codes we have never seen are a refusal of this one message.

    An error object is Meta's answer that it did not take the request. The codes that Meta itself
    calls unknown or overloaded are the exception and are listed as `outcome_unknown`. A new code
    inside an HTTP 5xx is doubted by `messages.answer`, which sees the status as well.
    """
    if known := TABLE.get(code):
        return known
    for span, kind, words in _RANGES:
        if code in span:
            return MetaError(code, kind, words)
    return MetaError(code, Kind.content, f"WhatsApp refused the message (code {code}).")


def is_known(code: int) -> bool:
    """Whether the table or one of its ranges names this code."""
    return code in TABLE or any(code in span for span, _, _ in _RANGES)


def doubt(code: int) -> MetaError:
    """The same code when the surroundings (HTTP 5xx, `is_transient`) take the proof away."""
    words = "WhatsApp had a fault; the message may have gone out. Wait for its status."
    return MetaError(code, Kind.outcome_unknown, words)
