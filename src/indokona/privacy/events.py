"""Events that the rights desk publishes."""

#: The subject is a request: it was opened, or stands otherwise now.
CHANGED = "privacy.changed"
#: The subject is a closure: a login or the organisation is to be erased, or that was undone.
CLOSING = "privacy.closing"
#: Somebody asks to be let in at the desk; the subject is the door. Its reader sends the code.
CODE_ASKED = "privacy.code_asked"
#: The subject is an alarm that was raised or put aside.
ALARM = "privacy.alarm"
