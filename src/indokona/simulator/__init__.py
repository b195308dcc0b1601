"""A false Graph API for tests, demos and learning: Meta's side of the wire, on loopback only.

It knows nothing of the platform. It signs webhooks, mints ids and checks templates with its own
code, so that the platform and its stand-in cannot be wrong together. Its state is a file of its
own. `serve` starts it, `control` steers it, `page` is the phone of the person on the other end.
"""
