"""Three nodes of Elasticsearch: whichever of them dies, searching and writing go on, and nothing is missing."""

from collections.abc import Iterator

import pytest

from search.engines.elastic.connection import Address
from search.engines.elastic.engine import ElasticEngine
from tests import elasticsearch
from tests.search.shelf import entry, fill, find, keys

pytestmark = [pytest.mark.slow, pytest.mark.servers]


@pytest.fixture
def nodes() -> Iterator[elasticsearch.Cluster]:
    with elasticsearch.cluster(3) as three:
        yield three


def test_any_one_node_may_die(nodes):
    engine = ElasticEngine(Address(tuple(nodes.addresses), index="three", seconds=20))
    fill(engine, [entry(f"{number:03}", "bruise") for number in range(100)])
    nodes.wait_for(3, "green")
    for number in range(3):
        other = (number + 1) % 3
        nodes.kill(number)
        assert find(engine, "bruise").total == 100 + number
        # The two that are left agree on who leads.
        nodes.wait_for(2, "yellow", ask=other)
        with engine.writing() as writer:
            writer.apply([entry(f"late {number}", "bruise")], turn=number + 1)
        assert f"late {number}" in keys(engine, "bruise", limit=200)
        nodes.start(number)
        nodes.wait_for(3, "green", ask=other)
    assert engine.damage() == []
    assert sorted(engine.keys()) == sorted(
        [*(f"{number:03}" for number in range(100)), *(f"late {number}" for number in range(3))]
    )
