"""Events that messaging publishes; where nothing else is said, each subject is a message."""

RECEIVED = "messaging.received"
#: The subject is a number: statuses of its messages were folded, or Meta refused some of them.
MOVED = "messaging.moved"
#: The subject of this one is an origin: it has nothing that waits or is under way any more.
DISPATCHED = "messaging.dispatched"
#: The subject is what somebody stopped from sending, or let go.
HOLDS_CHANGED = "messaging.holds_changed"
STOP_MENTIONED = "messaging.stop_mentioned"
RIGHTS_ASKED = "messaging.rights_asked"
