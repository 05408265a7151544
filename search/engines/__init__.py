"""Engines that answer questions about entries. Nothing outside this folder knows which one is at work."""

from django.conf import settings

from search.engines.contract import Engine
from search.engines.embedded.engine import EmbeddedEngine

__all__ = ["Engine", "chosen"]


def chosen() -> Engine:
    """The engine of this installation. Opening is cheap; every process keeps its own."""
    chosen_by = (
        settings.KINFILE_DATA,
        tuple(settings.SEARCH_URL),
        settings.SEARCH_INDEX,
        settings.SEARCH_API_KEY,
        settings.SEARCH_CA_PATH,
        settings.SEARCH_TIMEOUT,
    )
    known = _engines.get(chosen_by)
    if known is None:
        known = _engines[chosen_by] = _opened()
    return known


def _opened() -> Engine:
    if not settings.SEARCH_URL:
        return EmbeddedEngine(settings.KINFILE_DATA / "index")
    # Its library takes a second to load, which nobody should wait for who does not use it.
    from search.engines.elastic.connection import Address
    from search.engines.elastic.engine import ElasticEngine

    return ElasticEngine(
        Address(
            hosts=tuple(settings.SEARCH_URL),
            index=settings.SEARCH_INDEX,
            api_key=settings.SEARCH_API_KEY,
            ca_path=settings.SEARCH_CA_PATH,
            seconds=settings.SEARCH_TIMEOUT.total_seconds(),
            shards=settings.SEARCH_SHARDS,
        )
    )


_engines: dict[object, Engine] = {}
