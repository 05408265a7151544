"""Builds the whole demo council, once: what was told becomes rows, paper is painted, read and filed.

A build that was interrupted goes on where it stopped. The history is one transaction; paper goes in file by file, and
what was taken in, read or filed already is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cases import audit
from cases.models import AuditEvent, Role, User
from documents import locking
from documents.shipped import load_shipped_exemplars
from portal.demo import later
from portal.demo.council import COUNCIL
from portal.demo.families import FAMILY_STORIES
from portal.demo.rows import afterwards, history, papers, written
from portal.demo.rows import cast as rows
from portal.demo.rows.cast import Cast
from portal.demo.samples import locked_file, sample_files
from portal.demo.story import TODAY, Story
from portal.worker import Did, Workshop, nothing_left, stopped_by_signals
from scanning import reading, second_pass
from search import writing

#: The families first: theirs are the first references that are given.
STORIES: tuple[Story, ...] = (*FAMILY_STORIES, COUNCIL)
#: Codes in the audit log: the history stands; the whole demo stands.
TOLD, BUILT = "demo.told", "demo.built"


class Stopped(Exception):
    """Somebody stopped the build. The next one goes on from there."""


class NotWell(Exception):
    """A part of the build kept failing; its text says which and what to do."""


class Progress(Protocol):
    """Who is told how far the build is."""

    def step(self, sentence: str) -> None:
        """What happens now."""

    def count(self, done: int, total: int) -> None:
        """How much of it is done."""


class Silent:
    def step(self, sentence: str) -> None:
        pass

    def count(self, done: int, total: int) -> None:
        pass


def is_built() -> bool:
    return AuditEvent.objects.filter(code=BUILT).exists()


def is_begun() -> bool:
    return AuditEvent.objects.filter(code=TOLD).exists()


def build(
    progress: Progress | None = None,
    *,
    stories: Sequence[Story] = STORIES,
    with_post: bool = True,
) -> None:
    """Make the demo council whole; does nothing when it is. The tables stand already.

    `with_post`: a stack of post lies on the clerk's desk, half filed.

    Raises `Stopped` when a signal asked for an end, `NotWell` when reading kept failing.
    """
    say = progress or Silent()
    if is_built():
        _name_a_lead()
        return
    if not is_begun():
        say.step("Telling the years of the families")
        tell(stories, weeks=later.weeks_to(timezone.localdate()))
    moved = later.mover(_weeks_told())
    cast = Cast.known(moved(story) for story in stories)
    say.step("Writing the search index")
    writing.rebuild(say.count)
    say.step("Painting the paper and taking it in")
    papers.take_in(cast, say.count)
    if with_post:
        say.step("Painting a stack of post")
        papers.take_in_sample(cast, {**sample_files(moved), **locked_file()})
        afterwards.take_in(cast)
    say.step("Reading every page, and sealing what was signed")
    _read(say)
    written.date_messages()
    say.step("Filing what was read")
    papers.file_all(cast, say.count)
    if with_post:
        papers.file_some_of_sample(cast, moved, on=moved(TODAY) - later.QUIET_DAYS)
        afterwards.tell(cast)
    say.step("Making it all findable")
    writing.apply_waiting()
    while audit.seal():
        pass
    audit.record(None, BUILT)


def _name_a_lead() -> None:
    """A demo that was built before there were safeguarding leads gets one: her whom the story has, else a manager."""
    if locking.leads():
        return
    staff = User.objects.filter(is_active=True, role=Role.MANAGER)
    lead = staff.filter(username="lead").first() or staff.order_by("date_joined").first()
    if lead is not None:
        User.objects.filter(pk=lead.pk).update(is_safeguarding_lead=True)


def _weeks_told() -> int:
    """By how many weeks the history in the database was moved, so that paper that is painted later agrees with it."""
    detail = AuditEvent.objects.filter(code=TOLD).values_list("detail", flat=True)[0]
    return int(detail["weeks"])


@transaction.atomic
def tell(stories: Sequence[Story], *, weeks: int) -> None:
    """Everything but the paper, moved by `weeks`, in one transaction: it stands whole or not at all."""
    moved = later.mover(weeks)
    cast = Cast(tuple(moved(story) for story in stories))
    rows.make_teams(cast)
    rows.make_staff(cast)
    load_shipped_exemplars(next(u for u in cast.staff.values() if u.role == Role.DESIGNER))
    rows.make_people(cast)
    history.make_work(cast)
    history.make_events(cast)
    history.make_facts(cast)
    plans = history.make_plans(cast)
    history.make_dangers(cast)
    written.make_records(cast, plans)
    written.open_family_doors(cast)
    written.share(cast)
    written.begin_records(cast)
    history.make_looks(cast, moved(TODAY) - later.QUIET_DAYS)
    audit.record(None, TOLD, weeks=weeks)


def _read(say: Progress) -> None:
    """Read what waits, in this process and with the readers of every installation, until nothing waits."""
    # The second engine goes on in the background of the running demo.
    total = reading.waiting(second=False).images
    done = 0

    def count(did: Did) -> None:
        nonlocal done, total
        if did.what == "read" and did.outcome != "waiting":
            done += 1
        left = reading.waiting(second=False)
        total = max(total, done + left.images + left.uploads)
        say.count(done, total)

    workshop = Workshop(
        readers=settings.KINFILE_READERS, tell=count, keeps_schedule=False, reads_twice=False
    )
    with stopped_by_signals(workshop):
        is_well = workshop.run(until=partial(nothing_left, second=False))
    if workshop.was_stopped:
        raise Stopped
    if not is_well:
        raise NotWell(
            f"These parts kept failing: {', '.join(workshop.trouble)}. The lines above say where. "
            "Nothing is lost: run the same command again once the cause is put right."
        )
    second_pass.put_off()
