"""QR codes as SVG; the library stays behind this module."""

from __future__ import annotations

import io

import segno


def svg(text: str) -> bytes:
    """A QR code of a text, with its quiet zone, black on white whatever the page's colours are.

    Error correction M (15 %): what is printed at a counter gets stains.
    """
    out = io.BytesIO()
    made = segno.make(text, error="m", micro=False)
    made.save(out, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=False)
    return out.getvalue()
