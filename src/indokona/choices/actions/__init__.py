"""The verbs of choices."""
