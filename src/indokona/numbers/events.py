"""Events that numbers publish."""

#: The subject is a number, or the portfolio of numbers: quality, throughput, limit or token.
CHANGED = "numbers.changed"
