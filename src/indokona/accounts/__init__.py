"""Users, organisations, memberships, sessions, API keys and the codes that verify a person.

A user is a platform-wide login with a key of its own; what ties it to organisations are
memberships. Tables: organisation, suspension, user_account, membership, session, verification,
acceptance, security_entry, invitation, api_key. Carries the promises P1.3, P2.1, P2.2 and P5.
"""
