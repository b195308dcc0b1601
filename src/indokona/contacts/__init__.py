"""Contacts, their identities, attributes, tags, segments, and the import of lists.

A contact is an end user as one organisation knows them. Names, phones and BSUIDs are sealed under
the contact's key and found by keyed index or by tokens of word prefixes. Tables: contact,
identity, merge_proposal, attribute, attribute_value, tag, contact_tag, segment, import, import_piece, import_error.
"""
