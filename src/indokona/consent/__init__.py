"""The consent ledger: who agreed to what, in which words, how and when; and every no.

Rows are only added. `consent_live` is the one projection: it stands while a consent is alive, and
STOP deletes it in the same transaction. Tables: wording, consent, consent_live, opt_out.
"""
