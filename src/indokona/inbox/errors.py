"""What the inbox refuses."""

from __future__ import annotations

from indokona.kernel.errors import Refusal


class ContactErased(Refusal):
    """This person was erased; nothing can be written about them any more."""

    code = "contact.erased"
    status = 409


class DraftChanged(Refusal):
    """This draft was changed elsewhere since you read it; read it again before you keep yours."""

    code = "draft.changed"
    status = 409


class QuickReplyExists(Refusal):
    """A quick reply of this name exists."""

    code = "quick_reply.exists"
    status = 409


class TooManyQuickReplies(Refusal):
    """An organisation keeps at most so many quick replies; delete one that nobody uses."""

    code = "quick_reply.too_many"
    status = 409
