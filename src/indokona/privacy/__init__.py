"""Policy, promises and the rights desk: what the policy says is kept here by code and shown.

Tables: request (of a data subject), request_step, package, receipt, legal_hold, telling,
closure. Knows other slices only through their `personal_data`, which wiring hands in.
"""
