"""Campaigns: an audience, a template, a price before sending, and live counts afterwards.

A campaign expands into messaging's `outgoing` rows: its recipients are those rows, its refusals
the rows beside them, its counts derived. Tables: campaign.
"""
