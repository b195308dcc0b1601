"""The one way out. A destination is *registered* (a row of the processor register) or refused.

`http` is for rare calls (httpx), `posts` for the hot path (libcurl), `mail` for SMTP.
"""
