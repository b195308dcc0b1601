"""The rules, one file a subject; each takes sources and yields findings."""
