"""The verbs of contacts."""
