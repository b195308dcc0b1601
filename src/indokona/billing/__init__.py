"""What sending costs: dated rate cards as data, and the price before sending.

No table yet: the wallet comes later; a preview needs only the card.
"""
