"""Logs by allow-list: a line carries our ids and counts, never a phone, a body, a token, a wamid."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

#: The only fields a line may have. A field that is not here is dropped, so that a careless call
#: cannot leak; `dropped` then names the field, never its value.
ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "organisation_id", "user_id", "contact_id", "message_id",
        "campaign_id", "number_id", "lane_id", "job", "job_id", "handler", "kind", "code", "status",
        "count", "seconds", "attempt", "fence", "method", "route", "port", "pid", "version", "error",
        "where", "request_id", "import_id", "template_id", "block_id", "process", "state", "number",
    }
)  # fmt: skip


def _only_allowed(
    _logger: object, _name: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    dropped = [name for name in line if name not in ALLOWED and name != "dropped"]
    for name in dropped:
        del line[name]
    if dropped:
        line["dropped"] = sorted(dropped)
    return line


def set_up(level: str = "info") -> None:
    """Send one JSON object a line to standard error, for ours and for libraries' loggers."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(_StandardError()),
        cache_logger_on_first_use=True,
    )
    # A library's message may quote a parameter; only its logger's name and level pass.
    root = logging.getLogger()
    root.handlers[:] = [_LibraryLines()]
    root.setLevel(logging.WARNING)


class _StandardError(io.StringIO):
    """Standard error as it is at that moment: who captures it may come and go."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


class _LibraryLines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        get(record.name).warning("library", level=record.levelname.lower(), error=kind)


def get(where: str) -> Any:
    """A logger whose lines name `where` they come from."""
    # Lazy: bound at its first line, so that a logger made on import obeys `set_up` too.
    return structlog.get_logger(where=where)


def fault(error: BaseException) -> str:
    """What may be logged of an exception: its type and the line of ours it came from, no values."""
    spot, trace = "", error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if "indokona" in code.co_filename:
            spot = f"{code.co_filename.rsplit('indokona/', 1)[-1]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {spot}" if spot else type(error).__name__
