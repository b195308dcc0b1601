"""The verbs of numbers."""
