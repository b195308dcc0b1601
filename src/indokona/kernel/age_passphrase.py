"""A stream in the age format (age-encryption.org/v1), encrypted to a passphrase.

pyrage encrypts to a passphrase only what is whole in memory, and takes a gigabyte for the key on a
fast machine. Here the key costs 128 MiB (scrypt, N 2^17, r 8, p 1: what OWASP's cheat sheet on
password storage asks for), one at a time, and what follows takes 64 KiB. What this writes is read
by pyrage and by the browser's library in the tests.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK = 64 * 1024
_LOG_N, _R = 17, 8
_MEMORY = 256 * 2**20
#: Several people who fetch at the same moment wait for one another, not for memory.
_ONE_AT_A_TIME = ThreadPoolExecutor(1, "passphrase")


async def encrypted(
    source: AsyncGenerator[bytes, None], passphrase: str
) -> AsyncGenerator[bytes, None]:
    """Everything of `source` as an age file, in pieces of about 64 KiB."""
    file_key, salt = os.urandom(16), os.urandom(16)
    loop = asyncio.get_running_loop()
    wrapping = await loop.run_in_executor(_ONE_AT_A_TIME, _wrapping_key, passphrase, salt)
    nonce = os.urandom(16)
    yield _header(file_key, wrapping, salt) + nonce
    cipher, held, number = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")), bytearray(), 0
    async with aclosing(source):
        async for part in source:
            held += part
            while len(held) > CHUNK:  # one that is just full may be the last
                yield cipher.encrypt(_nonce(number, is_last=False), bytes(held[:CHUNK]), None)
                del held[:CHUNK]
                number += 1
    yield cipher.encrypt(_nonce(number, is_last=True), bytes(held), None)


def _wrapping_key(passphrase: str, salt: bytes) -> bytes:
    salt = b"age-encryption.org/v1/scrypt" + salt
    return hashlib.scrypt(
        passphrase.encode(), salt=salt, n=1 << _LOG_N, r=_R, p=1, maxmem=_MEMORY, dklen=32
    )


def _header(file_key: bytes, wrapping: bytes, salt: bytes) -> bytes:
    body = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    header = (
        f"age-encryption.org/v1\n-> scrypt {_base64(salt)} {_LOG_N}\n{_base64(body)}\n---".encode()
    )
    mac = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    return header + f" {_base64(mac)}\n".encode()


def _derived(key: bytes, salt: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, use).derive(key)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode().rstrip("=")
