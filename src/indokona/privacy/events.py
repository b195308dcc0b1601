"""Events that the rights desk publishes."""

#: The subject is a request: it was opened, or stands otherwise now.
CHANGED = "privacy.changed"
#: Somebody asks to be let in at the desk; the subject is the door. Its reader sends the code.
CODE_ASKED = "privacy.code_asked"
