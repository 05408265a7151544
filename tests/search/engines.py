"""The engine that a run asks: the embedded one, or Elasticsearch where `TEST_SEARCH_URL` says where one is."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from search.engines.contract import Engine
from search.engines.elastic.connection import Address
from search.engines.elastic.engine import ElasticEngine
from search.engines.embedded.engine import EmbeddedEngine

ADDRESSES = tuple(filter(None, os.environ.get("TEST_SEARCH_URL", "").split(",")))
NAMES = ("elastic",) if ADDRESSES else ("embedded",)


def another(engine: Engine) -> Engine:
    """The same index, as another process opens it."""
    if isinstance(engine, ElasticEngine):
        return ElasticEngine(engine._address)
    assert isinstance(engine, EmbeddedEngine)
    return EmbeddedEngine(engine._folder)


@contextmanager
def maker(name: str, folder: Path) -> Iterator[Callable[[], Engine]]:
    """Makes engines with an index of their own each, which is gone afterwards."""
    made: list[Engine] = []

    def make() -> Engine:
        if name == "embedded":
            engine: Engine = EmbeddedEngine(folder / uuid4().hex)
        else:
            engine = ElasticEngine(Address(ADDRESSES, index=own_name()))
        made.append(engine)
        return engine

    try:
        yield make
    finally:
        for engine in made:
            lose(engine)


@contextmanager
def used(name: str, settings: Any, folder: Path) -> Iterator[None]:
    """The installation keeps its index in an engine of this name; it is gone afterwards."""
    settings.KINFILE_DATA = folder
    if name == "embedded":
        yield
        return
    settings.SEARCH_URL = list(ADDRESSES)
    settings.SEARCH_INDEX = own_name()
    try:
        yield
    finally:
        lose(ElasticEngine(Address(ADDRESSES, index=settings.SEARCH_INDEX)))


def own_name() -> str:
    return f"test-{uuid4().hex[:16]}"


def lose(engine: Engine) -> None:
    """Take the index away behind the engine's back."""
    if isinstance(engine, ElasticEngine):
        for name in engine._generations():
            engine._patient().indices.delete(index=name)
    else:
        assert isinstance(engine, EmbeddedEngine)
        shutil.rmtree(engine._folder, ignore_errors=True)
