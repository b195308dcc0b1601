"""A person's package as they take it: fetched once by its link, and opened with their passphrase."""

from __future__ import annotations

import io
import secrets
import zipfile

import pyrage

from indokona.app.client import Client


def unlocked(api: Client, link: str) -> zipfile.ZipFile:
    """The package behind a link; raises `Failed` if it was fetched before."""
    passphrase = secrets.token_urlsafe(12)
    path = f"/rights/package/{link.rsplit('/', 1)[1]}"
    locked = api.raw(path, {"passphrase": passphrase})
    return zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(locked, passphrase)))
