"""Events that messaging publishes; each subject is a message."""

RECEIVED = "messaging.received"
DISPATCHED = "messaging.dispatched"
STOP_MENTIONED = "messaging.stop_mentioned"
RIGHTS_ASKED = "messaging.rights_asked"
