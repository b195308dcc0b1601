"""Webhooks in: verified on raw bytes, stored sealed in blocks, acknowledged, handed on by field.

One block row a flush, sealed under an hourly key that is destroyed a day after its last block was
handed on. Tables: intake_block, intake_key, set_aside.
"""
