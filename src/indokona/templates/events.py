"""Events that templates publish."""

#: The subject is a template: Meta said something new of it.
CHANGED = "templates.changed"
