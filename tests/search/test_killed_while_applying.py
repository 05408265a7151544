"""A writer killed at any moment leaves the index such that the next one makes it true to the tables."""

import json
import os
import random
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as configured

from cases import outbox
from cases.models import Event, IndexChange
from search import engines, finding, writing

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow

WRITER = """
import json, sys
import django
django.setup()
from django.conf import settings
for name, value in json.loads(sys.argv[1]).items():
    setattr(settings, name, value)
from search import writing
writing.A_BATCH = 3
print("ready", flush=True)
writing.apply_waiting()
"""


@pytest.fixture
def start(own_database, own_index):
    def begin() -> subprocess.Popen:
        chosen = {name: getattr(configured, name) for name in ("SEARCH_URL", "SEARCH_INDEX")}
        return subprocess.Popen(
            [sys.executable, "-c", WRITER, json.dumps(chosen)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={
                **own_database,
                "KINFILE_TEST_DATA": str(configured.KINFILE_DATA),
                "PYTHONPATH": str(ROOT),
                **{name: os.environ[name] for name in ("SSL_CERT_FILE",) if name in os.environ},
            },
        )

    return begin


def test_nothing_is_lost_and_nothing_stays_that_should_not(start, own_council):
    child, worker = own_council.people["rowan"], own_council.user("worker")
    chance = random.Random(5)
    writing.apply_waiting()
    writing.rebuild()
    events: list[Event] = []
    for turn in range(6):
        for number in range(24):
            event = Event.objects.create(
                kind="visit",
                happened_on=date(2026, 11, 3),
                headline="Visit",
                text=f"otter {number}",
            )
            event.about.set([child])
            outbox.changed(event)
            events.append(event)
        for event in chance.sample(events, 8):
            Event._base_manager.filter(pk=event.pk).update(text=f"heron {turn}")
            outbox.changed(event)
        gone = events.pop(chance.randrange(len(events)))
        gone_id = gone.pk
        gone.about.clear()
        Event._base_manager.filter(pk=gone_id).delete()
        gone.pk = gone_id
        outbox.changed(gone)
        waiting = IndexChange.objects.count()
        process = start()
        assert process.stdout
        with process.stdout:
            assert process.stdout.readline() == b"ready\n"
            # In the middle of some batch, the first or a later one.
            while IndexChange.objects.count() > chance.randrange(max(1, waiting)):
                if process.poll() is not None:
                    break
            process.send_signal(signal.SIGKILL)
            process.wait()
        # Whatever state it left: what waits is neither found nor counted.
        assert finding.find(worker, "otter").total <= len(events)
    while writing.apply_waiting():
        pass
    assert not IndexChange.objects.exists()
    assert writing.differences() == (set(), set())
    said = list(
        Event._base_manager.filter(pk__in=[e.pk for e in events]).values_list("text", flat=True)
    )
    for word in ("otter", "heron"):
        assert finding.find(worker, word).total == sum(word in text for text in said)
    assert engines.chosen().damage() == []
