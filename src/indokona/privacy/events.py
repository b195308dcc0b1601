"""Events that the rights desk publishes."""

#: The subject is a request: it was opened, or stands otherwise now.
CHANGED = "privacy.changed"

#: The subject is an alarm that was raised or put aside.
ALARM = "privacy.alarm"
