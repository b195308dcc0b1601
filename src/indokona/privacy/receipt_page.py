"""A receipt or certificate as a page without style or script: it is read, printed and kept."""

from __future__ import annotations

import html
import json
from typing import Any

_TITLES = {
    "indokona-erasure-1": "Receipt of an erasure",
    "indokona-certificate-1": "Certificate of an erasure",
}


def page(body: str, signature: str) -> str:
    """The page of a signed body."""
    told: dict[str, Any] = json.loads(body)
    title = _TITLES.get(str(told.get("receipt")), "Receipt")
    return "".join(
        [
            "<!doctype html><html lang=en><meta charset=utf-8>",
            "<meta name=viewport content='width=device-width'>",
            f"<title>{title}</title><h1>{title}</h1>",
            *(_part(name, value) for name, value in told.items() if name != "receipt"),
            "<h2>The signed words</h2><p>Keep them with the key at /rights/key: whoever has both can verify"
            " them with verify_receipt.py, without us.</p>",
            f"<pre>{html.escape(json.dumps({'body': body, 'signature': signature}))}</pre>",
        ]
    )


def _part(name: str, value: Any) -> str:
    return f"<h2>{html.escape(name.replace('_', ' '))}</h2>{_shown(value)}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        rows = (f"<dt>{html.escape(str(k))}</dt><dd>{_shown(v)}</dd>" for k, v in value.items())
        return f"<dl>{''.join(rows)}</dl>"
    if isinstance(value, list):
        return f"<ul>{''.join(f'<li>{_shown(one)}</li>' for one in value)}</ul>"
    return html.escape(str(value))
