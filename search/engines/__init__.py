"""Engines that answer questions about entries. Nothing outside this folder knows which one is at work."""

from django.conf import settings

from search.engines.contract import Engine
from search.engines.embedded.engine import EmbeddedEngine

__all__ = ["Engine", "chosen"]


def chosen() -> Engine:
    """The engine of this installation. Opening is cheap; every process keeps its own."""
    folder = settings.KINFILE_DATA / "index"
    known = _engines.get(folder)
    if known is None:
        known = _engines[folder] = EmbeddedEngine(folder)
    return known


_engines: dict[object, Engine] = {}
