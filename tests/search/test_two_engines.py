"""Both engines give the same hits in the same order with the same counts, whoever asks for whatever."""

import random

import pytest

from search.engines.embedded.engine import EmbeddedEngine
from tests.search.shelf import fill
from tests.search.test_nothing_hidden_shows import (
    ASKERS,
    everything_said_to,
    hidden_shelf,
    visible_shelf,
)


@pytest.mark.parametrize("asker", ASKERS)
def test_an_engine_answers_as_the_embedded_one_does(engine, tmp_path, asker):
    chance = random.Random(7)
    shelf = [*visible_shelf(chance), *hidden_shelf(chance)]
    random.Random(8).shuffle(shelf)
    embedded = EmbeddedEngine(tmp_path / "embedded")
    fill(embedded, shelf)
    fill(engine, shelf)
    said = everything_said_to(engine, ASKERS[asker])
    assert said == everything_said_to(embedded, ASKERS[asker])
    assert ("seen" in said or "held" in said) == (asker != "nobody")
