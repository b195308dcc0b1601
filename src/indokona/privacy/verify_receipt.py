"""Verify an erasure receipt offline: `python verify_receipt.py RECEIPT.json PUBLIC_KEY_HEX [KEY_ID:KEY_HEX]`.

This file needs nothing of INDOKONA, only the package `cryptography`. The third word is a data key
that somebody shows: if the receipt says that it was destroyed, a copy was kept.
"""

import hashlib
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


def why_not(receipt: str, public_key_hex: str) -> str:
    """Why a receipt does not hold: cut short, under another key, or changed."""
    try:
        outer = json.loads(receipt)
        named = json.loads(outer["body"]).get("key")
        bytes.fromhex(outer["signature"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return "it is cut short, or no receipt"
    if named not in (None, hashlib.sha256(bytes.fromhex(public_key_hex)).hexdigest()[:16]):
        return f"it names another key, {named}: ask who gave it for that key"
    return "it was changed, or signed by somebody else"


def was_destroyed(body: dict[str, object], shown: str) -> bool:
    """Whether a key that is shown (ID:KEY, both hex) is one that the receipt calls destroyed."""
    key_id, _, key = shown.partition(":")
    hashed = b"indokona key commitment 1" + bytes.fromhex(key_id) + bytes.fromhex(key)
    steps = body["steps"]
    assert isinstance(steps, dict)
    known = steps.get("shred", {}).get("commitments", {}).get(key_id)
    return bool(known == hashlib.sha256(hashed).hexdigest())


def main() -> int:
    """Print what the receipt says, or why it does not hold."""
    path, key, *shown = sys.argv[1:4]
    with open(path, encoding="utf-8") as file:
        receipt = file.read()
    try:
        body = verify(receipt, key)
    except (InvalidSignature, ValueError, KeyError, TypeError):
        print(f"The receipt does NOT hold: {why_not(receipt, key)}.")  # noqa: T201
        return 1
    print(json.dumps(body, indent=2))  # noqa: T201
    if shown and was_destroyed(body, shown[0]):
        print("The receipt holds, and it says that this key was destroyed: a copy was KEPT.")  # noqa: T201
        return 2
    print("The receipt holds.")  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
