"""Verify an erasure receipt offline: `python verify_receipt.py RECEIPT.json PUBLIC_KEY_HEX`.

This file needs nothing of INDOKONA, only the package `cryptography`.
"""

import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def verify(receipt: str, public_key_hex: str) -> dict[str, object]:
    """The body of a receipt whose signature holds; raises `InvalidSignature`."""
    outer = json.loads(receipt)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key_hex))
    key.verify(bytes.fromhex(outer["signature"]), outer["body"].encode())
    body: dict[str, object] = json.loads(outer["body"])
    return body


def main() -> int:
    """Print what the receipt says, or that it does not hold."""
    path, key = sys.argv[1:3]
    try:
        with open(path, encoding="utf-8") as file:
            body = verify(file.read(), key)
    except (InvalidSignature, ValueError, KeyError):
        print("The receipt does NOT hold.")  # noqa: T201
        return 1
    print(json.dumps(body, indent=2))  # noqa: T201
    print("The receipt holds.")  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
