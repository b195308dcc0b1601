"""Platform staff: who they are, and what they may do to an organisation and to the register.

Works through the database role `operator`, a realm of its own without a keyring: it sees ids,
states and counts, never content. Every act is an audit row of the organisation it touches, or of
the platform's own. Table: operator_account. Carries the promises on access by staff.
"""
