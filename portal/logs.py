"""Log lines as JSON, with ids and codes and no words of a case file."""

import logging
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

_OURS = ("portal", "cases", "documents", "scanning", "search", "family_access")


def formatter() -> logging.Formatter:
    """What `LOGGING` names as its formatter."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return structlog.stdlib.ProcessorFormatter(
        use_get_message=False,
        pass_foreign_args=True,
        foreign_pre_chain=[structlog.contextvars.merge_contextvars, _without_arguments],
        processors=[
            _where_it_came_from,
            _without_exception_words,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
    )


def _without_arguments(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A library's message without what it filled in, which may be an address, a name or a line of a file.

    A message without arguments may have been filled in by the library itself: only its place in the code is kept.
    """
    record, arguments = event["_record"], event.pop("positional_args", ())
    if record.name.split(".")[0] in _OURS:
        event["event"] = str(event["event"]) % arguments if arguments else str(event["event"])
    else:
        event["event"] = str(event["event"]) if arguments else f"{record.module}:{record.lineno}"
    return event


def _where_it_came_from(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    record = event["_record"]
    return {"level": record.levelname.lower(), "logger": record.name, **event}


def _without_exception_words(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """The kind of an exception and the lines it passed; its message may quote what somebody wrote."""
    record = event["_record"]
    wrong = event.pop("exc_info", None) or record.exc_info
    record.exc_info = record.exc_text = None
    event.pop("stack_info", None)
    if isinstance(wrong, BaseException):
        wrong = (type(wrong), wrong, wrong.__traceback__)
    if isinstance(wrong, tuple) and wrong[0] is not None:
        event["exception"] = wrong[0].__name__
        event["where"] = [
            f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(wrong[2])
        ][-20:]
    return event
