"""Meta apps, WABAs, numbers and portfolio limits: how an organisation reaches WhatsApp.

Tokens and app secrets are sealed under the organisation's key. Tables: meta_app, portfolio, waba,
number. Quality, throughput and limits are kept in step by webhook.
"""
