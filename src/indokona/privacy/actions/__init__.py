"""The verbs of the rights desk."""
