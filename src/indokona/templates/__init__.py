"""Message templates: written, checked here, submitted to Meta, approved by webhook, rendered.

Every change is a new version; a message names the version it was rendered from. Tables: template,
template_version.
"""
