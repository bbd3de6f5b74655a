"""Log lines as facts: key=value on a terminal's standard error, one line each."""

from __future__ import annotations

import logging

import structlog
from django.core.exceptions import DisallowedHost


def formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
        ],
    )


class VisitorsAffair(logging.Filter):
    """What Django refuses of a visitor (a host that is not ours, a form too large) is one warning.

    Django logs it as an error with its traceback; whoever scans the network could fill the log and
    wake the operator with that.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith("django.security."):
            return True
        error = record.exc_info[1] if record.exc_info else None
        request = record.__dict__.pop("request", None)
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        if isinstance(error, DisallowedHost):
            # Its own words name a setting of Django's that nobody here can change.
            record.msg, record.args = "A request for a host that is not ours was refused.", ()
            record.host = request.META.get("HTTP_HOST", "")[:100] if request else ""
        return True


structlog.configure(
    processors=[
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
)
