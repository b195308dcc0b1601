"""The package of a person: what they are given when they ask what is held of them.

`archive` is a zip that is written as it is read, `sheets` turns pages of records into its files,
`pages` is what people read, `words` what codes mean, `parts` what belongs to whom.
"""
