"""How Graph says no, and how nodes show only the fields that were asked for."""

from __future__ import annotations

import re
from typing import Any

from indokona.simulator import ids

_TITLES = {
    3: "Capability or permissions issue",
    10: "Permission denied",
    100: "Invalid parameter",
    190: "Error validating access token",
    368: "Temporarily blocked for policies violations",
    2200: "Callback verification failed",
    130429: "Rate limit hit",
    131000: "Something went wrong",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131016: "Service unavailable",
    131021: "Recipient cannot be sender",
    131026: "Message undeliverable",
    131031: "Account has been locked",
    131047: "Re-engagement message",
    131048: "Spam rate limit hit",
    131049: "This message was not delivered to maintain healthy ecosystem engagement",
    131050: "User has stopped marketing messages",
    131051: "Unsupported message type",
    131053: "Media upload error",
    131056: "Pair rate limit hit",
    131062: "Recipient type is not supported for this message",
    132000: "Number of parameters does not match the expected number of params",
    132001: "Template does not exist in the translation",
    132012: "Parameter format does not match format in the created template",
    132015: "Template is paused",
    132016: "Template is disabled",
    132018: "There is an issue with the parameters of the template",
    133005: "Two step verification PIN mismatch",
    133010: "Account not registered",
    133016: "Account register deregister rate limit exceeded",
    2388023: "Message template language is being deleted",
    2388024: "Content in this language already exists",
    2388040: "Character limit exceeded",
    2388072: "Message template body is incorrectly formatted",
    2388293: "Template has too many variables for its length",
    2388299: "Variables can't be at the start or end of the template",
}
_STATUSES = {190: 401, 0: 401, 3: 500, 10: 403, 200: 403, 131005: 403, 132001: 404, 2: 503}
_STATUSES |= {131000: 500, 131016: 503, 133004: 503, 1: 500}


class GraphError(Exception):
    """An error as Graph answers it."""

    def __init__(
        self, code: int, details: str = "", *, subcode: int | None = None, kind: str = ""
    ) -> None:
        super().__init__(f"{code} {details}")
        self.code = code
        self.details = details
        self.subcode = subcode
        self.kind = kind or "OAuthException"

    @property
    def status(self) -> int:
        """The HTTP status Meta answers this code with."""
        return _STATUSES.get(self.code, 400)

    def body(self) -> dict[str, Any]:
        """The error object."""
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {title(self.code)}",
            "type": self.kind,
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": ids.trace_id(),
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return {"error": error}


def unknown_object(object_id: str) -> GraphError:
    """The object is missing or not visible to the token: Meta does not tell which."""
    details = f"Object with ID '{object_id}' does not exist or cannot be loaded"
    return GraphError(100, details, subcode=33, kind="GraphMethodException")


def title(code: int) -> str:
    """Meta's short name of a code."""
    return _TITLES.get(code, "Generic error")


def webhook_error(code: int, details: str = "") -> dict[str, Any]:
    """The error of a failed status."""
    return {
        "code": code,
        "title": title(code),
        "message": title(code),
        "error_data": {"details": details or title(code)},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    }


_NESTED = re.compile(r"\{[^{}]*\}|\([^()]*\)")


def chosen(node: dict[str, Any], fields: str | None, default: str) -> dict[str, Any]:
    """The node with the asked fields; `id` is always there, unknown fields are left out."""
    asked = fields or default
    while _NESTED.search(asked):
        asked = _NESTED.sub("", asked)
    names = [name.strip().split(".")[0] for name in asked.split(",")]
    return {"id": node["id"]} | {name: node[name] for name in names if name in node}
