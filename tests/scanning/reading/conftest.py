from pathlib import Path

import pytest

from scanning.child import Reader

TESTS = Path(__file__).resolve().parents[2]


@pytest.fixture
def misbehaving():
    """`misbehaving("Crasher", …)` is a reader whose engine does what a hostile page might."""
    started: list[Reader] = []

    def start(name: str, **options) -> Reader:
        engine = f"tests.scanning.reading.misbehaving.{name}"
        started.append(Reader(engine, readable=[TESTS], **options))
        return started[-1]

    yield start
    for child in started:
        child.close()
