"""Say plainly, in `manage.py check`, when searching is set up wrongly or has nothing to search in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from search import engines, writing
from search.engines.contract import EngineDown, IndexUnavailable

_OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}


@register()
def settings_of_the_search_server(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    wrong: list[CheckMessage] = []
    for address in settings.SEARCH_URL:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or not _port(address):
            wrong.append(
                Error(
                    "SEARCH_URL holds something that is no address of a search server.",
                    hint="Name each node with scheme and port, as in https://search-1.example:9200, with commas "
                    "between; leave SEARCH_URL empty for the index in KINFILE_DATA.",
                    id="kinfile.E040",
                )
            )
        elif parts.scheme == "http" and parts.hostname not in _OWN_MACHINE:
            wrong.append(
                Error(
                    "SEARCH_URL sends the terms of case files over the network unencrypted.",
                    hint="Use https://; http:// is for a search server on this machine only.",
                    id="kinfile.E041",
                )
            )
    if settings.SEARCH_CA_PATH and not Path(settings.SEARCH_CA_PATH).is_file():
        wrong.append(
            Error(
                "SEARCH_CA_PATH names no file that can be read.",
                hint="Name the PEM file of the authority that signed the search server's certificate.",
                id="kinfile.E042",
            )
        )
    if not re.fullmatch("[a-z0-9][a-z0-9_-]{0,39}", settings.SEARCH_INDEX):
        wrong.append(
            Error(
                "SEARCH_INDEX is no name for an index.",
                hint="Use at most 40 small letters, digits and hyphens.",
                id="kinfile.E043",
            )
        )
    return wrong


def _port(address: str) -> int | None:
    try:
        return urlsplit(address).port
    except ValueError:
        return None


_looks_closer = False


@contextmanager
def looking_closer() -> Iterator[None]:
    """Within it, checks also ask the index itself, which costs time and is not for every command."""
    global _looks_closer
    _looks_closer = True
    try:
        yield
    finally:
        _looks_closer = False


def is_looking_closer() -> bool:
    return _looks_closer


@register()
def the_index_answers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not _looks_closer or settings_of_the_search_server(app_configs):
        return []
    engine = engines.chosen()
    found: list[CheckMessage] = []
    try:
        said = engine.complaints()
        engine.count()
    except EngineDown as down:
        where = " ".join(
            urlsplit(address).netloc.rpartition("@")[2] for address in settings.SEARCH_URL
        )
        return [
            Warning(
                f"{down} (SEARCH_URL: {where})",
                hint="Until it does, people find nothing, what changes waits, and nothing else stops working.",
                id="kinfile.W041",
            )
        ]
    except IndexUnavailable as why:
        found.append(Warning(str(why), hint="Run manage.py reindex.", id="kinfile.W042"))
        said = []
    found.extend(Warning(sentence, id="kinfile.W043") for sentence in said)
    if writing.has_second_writer():
        found.append(
            Warning(
                "Another process is writing to the search index, and it is no worker of this database.",
                hint="Two installations share one KINFILE_DATA: give each a folder of its own.",
                id="kinfile.W044",
            )
        )
    return found
