"""Events that messaging publishes; each subject is a message."""

RECEIVED = "messaging.received"
DISPATCHED = "messaging.dispatched"
RIGHTS_ASKED = "messaging.rights_asked"
