"""Events that accounts publishes."""

CODE_REQUESTED = "accounts.code_requested"
PASSWORD_RESET_ASKED = "accounts.password_reset_asked"  # noqa: S105 (an event's name)
#: The subject is a user: another role, or no member any more.
MEMBERS_CHANGED = "accounts.members_changed"
