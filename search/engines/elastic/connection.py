"""The way to an Elasticsearch, and what goes wrong on it in sentences for people."""

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import elasticsearch
from elastic_transport import TlsError, TransportError
from elasticsearch import ApiError, Elasticsearch

from search.engines.contract import EngineDown, IndexMissing


@dataclass(frozen=True)
class Address:
    """Where Elasticsearch is and how to be let in.

    `hosts`: addresses of one cluster's nodes, any of which may be down. `index`: how all names there begin. `seconds`:
    how long an answer may take. `shards`: into how many parts an index is cut that is built from now on.
    """

    hosts: tuple[str, ...]
    index: str = "kinfile"
    api_key: str = ""
    ca_path: str = ""
    seconds: float = 5.0
    shards: int = 1

    def connect(self) -> Elasticsearch:
        options: dict[str, Any] = {}
        if self.api_key:
            options["api_key"] = self.api_key
        if any(host.startswith("https:") for host in self.hosts):
            options["ca_certs"] = self.ca_path or _authorities_of_this_machine()
        return Elasticsearch(
            list(self.hosts),
            request_timeout=self.seconds,
            # A node that fell out is no reason not to ask its neighbour; a crowded one is not asked again at once.
            max_retries=len(self.hosts) - 1,
            retry_on_status=(502, 503, 504),
            retry_on_timeout=len(self.hosts) > 1,
            **options,
        )


def _authorities_of_this_machine() -> str | None:
    return os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile


class NotWhole(EngineDown):
    """A part of an index does not answer: lost, on the move, or just being removed."""


class NotFound(Exception):
    """What was asked about does not exist."""


@contextmanager
def guarded() -> Iterator[None]:
    """Whatever the server does instead of answering well becomes `EngineDown`; a 404 becomes `NotFound`."""
    try:
        yield
    except elasticsearch.UnsupportedProductError as problem:
        raise EngineDown(_STRANGE) from problem
    except ApiError as problem:
        if problem.status_code == 404:
            raise NotFound from problem
        if problem.status_code == 503:
            raise NotWhole(NOT_WHOLE) from problem
        raise EngineDown(_SAID.get(problem.status_code, NOT_WELL)) from problem
    except elasticsearch.ConnectionTimeout as problem:
        raise EngineDown(SLOW) from problem
    except TlsError as problem:
        raise EngineDown(
            "The search server cannot be trusted: its certificate does not fit. Files and papers work as always."
        ) from problem
    except elasticsearch.ConnectionError as problem:
        raise EngineDown(_AWAY) from problem
    except (TransportError, elasticsearch.SerializationError) as problem:
        raise EngineDown(_STRANGE) from problem
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
        # An answer of another shape than Elasticsearch's.
        raise EngineDown(_STRANGE) from problem


def missing(any_other: bool) -> IndexMissing:
    if any_other:
        return IndexMissing("The search index was built by another version and must be rebuilt.")
    return IndexMissing("The search index has not been built yet.")


_AWAY = "The search server does not answer. Try again in a few minutes."
SLOW = "The search server took too long to answer. Try again in a few minutes."
_STRANGE = "The search server answered in a way that is not understood. Try again in a few minutes."
NOT_WELL = "The search server could not carry out the search. Try again in a few minutes."
NOT_WHOLE = "A part of the search index is not there just now. Try again in a few minutes."
_SAID = {
    401: "The search server does not let this installation in.",
    403: "The search server does not let this installation in.",
    429: "The search server has too much to do just now. Try again in a few minutes.",
}
