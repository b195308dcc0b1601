"""Events that accounts publishes."""

CODE_REQUESTED = "accounts.code_requested"
