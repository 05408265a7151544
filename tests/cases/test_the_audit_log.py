"""An event and the people it is about are one thing: the chain that seals them must never see half of it."""

import threading
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.signals import post_save

from cases import audit
from cases.models import AuditEvent, AuditSeal, AuditSubject


def seal_elsewhere() -> threading.Thread:
    """Seal through a connection of its own, as the worker does while people use the site."""

    def seal() -> None:
        try:
            audit.seal()
        finally:
            connection.close()

    thread = threading.Thread(target=seal)
    thread.start()
    return thread


@contextmanager
def sealed_at_each_event():
    """A sealer starts the moment an event is written; it has to wait until the people stand beside it."""
    sealers: list[threading.Thread] = []

    def start(**_) -> None:
        sealer = seal_elsewhere()
        sealer.join(timeout=0.3)
        sealers.append(sealer)

    post_save.connect(start, sender=AuditEvent)
    try:
        yield
    finally:
        post_save.disconnect(start, sender=AuditEvent)
        for sealer in sealers:
            sealer.join()


def test_a_sealer_at_work_never_sees_an_event_without_its_people(own_council):
    with sealed_at_each_event():
        audit.record(own_council.user("worker"), "cases.person.read", own_council.people["rowan"])
    while audit.seal():
        pass
    assert AuditEvent.objects.latest("pk").subjects.count() == 1
    assert audit.check() == []


def test_an_event_is_not_written_without_the_people_it_is_about(own_council):
    before = AuditEvent.objects.count()
    with pytest.raises(ValidationError):
        audit.record(own_council.user("worker"), "cases.person.read", about=["nobody"])
    assert AuditEvent.objects.count() == before


def test_sealers_that_meet_make_one_chain(own_council):
    while audit.seal():
        pass
    for _ in range(20):
        audit.record(own_council.user("worker"), "cases.person.read", own_council.people["rowan"])
    failures: list[BaseException] = []
    before = threading.excepthook
    threading.excepthook = lambda args: failures.append(args.exc_value)
    try:
        for sealer in [seal_elsewhere() for _ in range(4)]:
            sealer.join()
    finally:
        threading.excepthook = before
    assert failures == []
    assert not AuditEvent.objects.filter(sealed=None).exists()
    assert audit.check() == []


def test_a_change_after_the_seal_is_named(council, worker, rowan):
    audit.record(worker, "cases.person.read", rowan)
    assert audit.seal()
    assert audit.check() == []
    AuditSubject.objects.create(event=AuditEvent.objects.latest("pk"), person_id=rowan.pk)
    last = AuditSeal.objects.latest("number")
    assert audit.check() == [
        f"Audit rows {last.first_row} to {last.last_row} were changed after they were sealed."
    ]
