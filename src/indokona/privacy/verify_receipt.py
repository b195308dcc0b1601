"""Verify a receipt offline: `python verify_receipt.py RECEIPT.json KEY_HEX [OLDER_KEY_HEX …]`.

For receipts of consent and of erasure. This file needs nothing of INDOKONA, only the package
`cryptography`, and no server. The first key is the installation's own of today (`/rights/key`),
older ones are those it had before. It says one of five things:

    holds        every character is as it was signed
    holds-old    the same, by one of the older keys
    forged       the receipt was changed, or was never signed by this key
    other-key    it names a key that was not given: nothing can be said without it
    unreadable   it is cut off, or no receipt at all

A data key that somebody shows may stand behind them as KEY_ID:KEY_HEX: if an erasure's receipt says
that it was destroyed, a copy was kept, and the end is 3.
"""

import hashlib
import json
import sys
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SAYS = {
    "holds": "The receipt holds.",
    "holds-old": "The receipt holds, by an older key of this installation.",
    "forged": "The receipt does NOT hold: it was changed, or this key never signed it.",
    "other-key": "The receipt names another key. Get that key, and verify again.",
    "unreadable": "This is no whole receipt: it is cut off, or something else.",
}


def verify(receipt: str, public_key_hex: str) -> dict[str, object]:
    """The body of a receipt whose signature holds; raises `InvalidSignature`."""
    outer = json.loads(receipt)
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key_hex))
    key.verify(bytes.fromhex(outer["signature"]), outer["body"].encode())
    body: dict[str, object] = json.loads(outer["body"])
    return body


def judge(receipt: str, keys: Sequence[str]) -> tuple[str, dict[str, object] | None]:
    """The verdict (a key of `SAYS`), and what the receipt says if it holds. The first key is today's."""
    try:
        outer = json.loads(receipt)
        body, signature = outer["body"], bytes.fromhex(outer["signature"])
        if not isinstance(body, str) or len(signature) != 64:
            return "unreadable", None
        named = outer.get("key") or json.loads(body).get("key")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "unreadable", None
    wanted = [key for key in keys if _is_key(key) and named in (None, key_id(key))]
    if not wanted:
        return "other-key", None
    for key in wanted:
        try:
            return ("holds" if key == keys[0] else "holds-old"), verify(receipt, key)
        except (InvalidSignature, ValueError):
            pass
    return "forged", None


def _is_key(text: str) -> bool:
    return len(text) == 64 and all(digit in "0123456789abcdef" for digit in text.lower())


def key_id(public_key_hex: str) -> str:
    """How a receipt names its key: the first 16 hex digits of the key's SHA-256."""
    return hashlib.sha256(bytes.fromhex(public_key_hex)).hexdigest()[:16]


def was_destroyed(body: dict[str, object], shown: str) -> bool:
    """Whether a key that is shown (ID:KEY, both hex) is one that the receipt calls destroyed."""
    key_id, _, key = shown.partition(":")
    hashed = b"indokona key commitment 1" + bytes.fromhex(key_id) + bytes.fromhex(key)
    steps = body["steps"]
    assert isinstance(steps, dict)
    known = steps.get("shred", {}).get("commitments", {}).get(key_id)
    return bool(known == hashlib.sha256(hashed).hexdigest())


def main() -> int:
    """Print what the receipt says and the verdict; 0 only if it holds."""
    if len(sys.argv) < 3:
        print((__doc__ or "").split("\n\n")[0])  # noqa: T201
        return 2
    shown = [word for word in sys.argv[2:] if ":" in word]
    with open(sys.argv[1], encoding="utf-8", errors="replace") as file:
        verdict, body = judge(file.read(), [key.lower() for key in sys.argv[2:] if ":" not in key])
    if body is not None:
        print(json.dumps(body, indent=2, ensure_ascii=False))  # noqa: T201
    print(SAYS[verdict])  # noqa: T201
    if body is not None and any(was_destroyed(body, one) for one in shown):
        print("It says that the key you show was destroyed: a copy was KEPT.")  # noqa: T201
        return 3
    return 0 if verdict.startswith("holds") else 1


if __name__ == "__main__":
    raise SystemExit(main())
