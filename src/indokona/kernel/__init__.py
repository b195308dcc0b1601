"""The ground under every slice: database, keys, time, events, jobs, the way out.

The kernel knows no domain word. It owns how rows of one organisation are reached (`db`), how
personal columns are sealed and found (`sealing`, `keyring`), how anything leaves the building
(`egress`, `mail`), and which columns may exist at all (`datamap`).
"""
