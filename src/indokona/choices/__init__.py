"""How people come to a consent, and change their mind: hosted pages, their own page, receipts.

What is given or taken back here is a row of `consent`; here stands the way to it. Tables: join_page,
join_version, join_choice, preference_link, consent_receipt.
"""
