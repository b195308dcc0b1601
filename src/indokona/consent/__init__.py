"""The consent ledger: who agreed to what, in which words, how and when; and every no.

Rows are only added. `consent_live` is the one projection: it stands while a consent is alive, and
STOP deletes it in the same transaction. Around it stands what tunes a consent: its term, the
person's wishes, a doubt about who they are.
"""
