"""The Cloud API's wire without I/O: requests, answers, webhooks, templates, errors, signature.

Nothing here opens a socket or knows a table. What Meta sends is read liberally (unknown fields and
values are kept, one bad message never loses its neighbours); what we send is written strictly.
"""
