"""The house rules as checks: each finds, and each finding says how to mend it."""
