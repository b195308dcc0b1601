"""Events that the inbox publishes."""

#: The subject is a conversation: an answer, a note, another assignee or state.
CHANGED = "inbox.changed"
