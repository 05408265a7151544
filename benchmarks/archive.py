"""What the desk costs beside an archive of 100, 10 000 and 100 000 pages: queries and processor time of each step.

Used by `benchmarks.reading`. The archive is written straight into a database of its own: children with names, aliases
and addresses, workers who hold their files, closed batches whose pages are read, compared, checked and filed, and the
audit log of all that. What lies open on the desk is the same each time, so that only the archive grows. A page is read
once by the real child; after that its reading is handed out again, because what is asked here is what the rows cost.
"""

import io
import os
import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.urls import reverse
from django.utils import timezone

from benchmarks.pages import Writer
from cases import name_words, references, work
from cases.models import (
    Address,
    Assignment,
    AuditEvent,
    AuditSubject,
    Episode,
    Family,
    FamilyMembership,
    Involvement,
    Membership,
    Person,
    PersonName,
    Role,
    Team,
    User,
)
from documents import checking, readings
from documents.models import (
    Document,
    DocumentPage,
    DoubtfulWord,
    Page,
    Reading,
    StoredFile,
    WordCheck,
)
from scanning import proposals, reading, suggest, twins
from scanning.actions import intake
from scanning.child import Reader
from scanning.cues import Cues, cues_in
from scanning.directory import directory_for
from scanning.engines.contract import ReadingContext
from scanning.models import (
    Batch,
    Filing,
    Image,
    Likeness,
    PageKey,
    PageMark,
    SecondLook,
    SecondReading,
    Upload,
)
from scanning.results import PageReading
from tests.cast import Council, make_council
from tests.paper import born_digital_pdf
from tests.signing_in import sign_in

SIZES = (100, 10_000, 100_000)
_ROUNDS = 7
_PAGES_A_BATCH = 25
_PAGES_A_DOCUMENT = 4
_CHILDREN_A_PAGE = 0.4
_CHILDREN_A_WORKER = 20
_WORKERS_A_TEAM = 8
# What lies open on the desk, whatever the archive holds.
_OPEN_BATCHES = 4
_OPEN_WORDS = 40
_KEYS_A_PAGE = 20
_FIRST = (
    "Amelia Oliver Isla Harry Ava George Mia Noah Ivy Jack Lily Leo Grace Oscar Freya Charlie Sophie Jacob Ella Thomas "
    "Daisy Henry Poppy William Evie James Alice Joshua Ruby Alfie Florence Ethan Sian Dylan Megan Rhys Aisha Mohammed "
    "Fatima Yusuf Priya Arjun Zofia Jakub Chloe Callum Rowan Robin Wren Kai Tia Nia Owen Kate Stephen Michael Sarah"
).split()
_STEMS = (
    "Ash Black Brad Brook Carl Clay Cross Dun East Fair Gold Hart Hay High Hol Kirk Lang Mar Mid Nor Oak Pen Quar Rad "
    "Red Rush Sand Shel Stan Sten Thorn Up Wad West Whit Wil Win Wood York Ald"
).split()
_ENDS = (
    "ton ford well ley by worth ham den wick combe stead gate more bury land ridge sby thorpe man"
).split()


@dataclass
class Archive:
    """What was written so far, and who asks."""

    council: Council
    pages: int = 0
    # Id and name.
    children: list[tuple[Any, str]] = field(default_factory=list)
    # Each with their team.
    workers: list[tuple[User, Team]] = field(default_factory=list)
    picks: random.Random = field(default_factory=lambda: random.Random(7))

    @property
    def clerk(self) -> User:
        return self.council.user("clerk")


class Again:
    """A reading child that hands out again what it read on a page of that number before."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._found: dict[int, PageReading] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def read(self, source: Any, index: int, context: ReadingContext | None = None) -> PageReading:
        if index not in self._found:
            self._found[index] = self._reader.read(source, index, context)
        return self._found[index]


@contextmanager
def _own_database() -> Iterator[None]:
    made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)


def costs(sizes: Sequence[int] = SIZES) -> Iterator[dict[str, Any]]:
    """For each size of the archive and each step: queries, and processor milliseconds (the median of some rounds)."""
    with _own_database(), Reader() as child:
        archive = Archive(make_council())
        reader = Again(child)
        desk = Desk(archive, reader, open_batches(archive, reader))
        for size in sizes:
            fill(archive, size)
            for step, (queries, spent) in desk.costs():
                yield {
                    "pages": size,
                    "children": len(archive.children),
                    "step": step,
                    "queries": queries,
                    "ms": round(1000 * spent, 1),
                }


class Desk:
    """A few open batches, of which the first is worked on."""

    def __init__(self, archive: Archive, reader: Any, batches: Sequence[Batch]) -> None:
        self._archive, self._reader, self._batches = archive, reader, batches
        self._clerk = archive.clerk
        self._browsers: dict[str, Client] = {}
        read = Image._base_manager.filter(batch=batches[0], state=Image.State.READ)
        self._image = read.order_by("position")[3]
        self._file = born_digital_pdf([["Re: Rowan Moss"]])

    def costs(self) -> Iterator[tuple[str, tuple[int, float]]]:
        for name, step in self._steps().items():
            yield name, _cost(step)

    def _steps(self) -> dict[str, Callable[[], object]]:
        clerk, batch = self._clerk, self._batches[0]
        page = reverse("scanning:filing", args=[self._image.pk])
        desk = reverse("scanning:desk")
        look = {"act": "find", "look_for": "row mos"}
        return {
            "take in and open a file": self._take_in,
            "claim the next page": self._claim,
            "write down what was read": self._read,
            "compare with other pages": self._compare,
            "look up the twin of a page": lambda: twins.twin_of(clerk, self._image),
            "see where papers begin": lambda: proposals.places(batch),
            "suggest, a name in full": lambda: self._suggest(f"{_FIRST[0]} {_SURNAMES[0]}"),
            "suggest, a name misread": lambda: self._suggest(f"{_FIRST[0]}e {_SURNAMES[0]}"),
            "filing desk, one page": lambda: self._get("clerk", page),
            "filing desk, find a child": lambda: self._get("clerk", page, look),
            "list of open batches": lambda: self._get("clerk", desk),
            "list of closed batches": lambda: self._get("clerk", f"{desk}?show=closed"),
            "one batch": lambda: self._get("clerk", reverse("scanning:batch", args=[batch.pk])),
            "next word to check": lambda: checking.next_word(clerk),
            "page of a word to check": self._check,
            **{
                f"my work of a {who}": lambda who=who: self._get(who, reverse("portal:my_work"))
                for who in ("worker", "manager")
            },
            "my work on duty": lambda: self._get("duty", reverse("portal:my_work")),
        }

    def _get(self, who: str, address: str, typed: dict[str, str] | None = None) -> None:
        if who not in self._browsers:
            self._browsers[who] = Client()
            sign_in(self._browsers[who], self._archive.council.user(who))
        browser = self._browsers[who]
        found = browser.post(address, typed) if typed else browser.get(address)
        if found.status_code != 200:
            raise RuntimeError(f"{address} answered {found.status_code}")

    def _check(self) -> None:
        word = checking.next_word(self._clerk)
        if word is None:
            raise RuntimeError("No word waits")
        self._get("clerk", reverse("scanning:check_word", args=[word.pk]))

    def _suggest(self, name: str) -> None:
        """Of a page about a child of the commonest name, of which there are as many as there are children."""
        text = Reading._base_manager.get(page=self._image.page_id, is_current=True).text
        text = text.replace("Rowan Moss", name)
        pages = [(1, text, Cues.from_json(self._image.cues))]
        suggest.suggest(pages, directory_for(self._clerk, pages))

    # Each of these is undone, so that the desk stays as it is.

    def _take_in(self) -> None:
        with _undone():
            upload = intake.add_upload(
                by=self._clerk,
                batch=self._batches[0],
                stream=io.BytesIO(self._file),
                name="one.pdf",
            )
            if reading.open_next(self._reader) != upload:
                raise RuntimeError("The file was not opened")

    def _claim(self) -> None:
        with _undone():
            line = Image._base_manager.filter(state=Image.State.WAITING)
            if work.claim(line.order_by("-goes_first", "turn"), timedelta(minutes=1)) is None:
                raise RuntimeError("No page waits")

    def _read(self) -> None:
        with _undone():
            done = reading.read_next(self._reader)
            if done is None or Image._base_manager.get(pk=done.pk).state != Image.State.READ:
                raise RuntimeError("The page was not read")

    def _compare(self) -> None:
        with _undone():
            PageMark._base_manager.filter(page=self._image.page_id).update(compared_at=None)
            if twins.compare_waiting() != 1:
                raise RuntimeError("The page was not compared")


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _cost(step: Callable[[], object]) -> tuple[int, float]:
    """Queries, and seconds: of this process where it is the database too, else of waiting for the database as well."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    step()
    asked: list[str] = []

    def note(run: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return run(sql, *rest)

    with connection.execute_wrapper(note):
        step()
    spent = []
    for _ in range(_ROUNDS):
        start = clock()
        step()
        spent.append(clock() - start)
    return len(asked), statistics.median(spent)


def open_batches(archive: Archive, reader: Any) -> list[Batch]:
    """Batches of which half is read and half waits, with some words to check."""
    write, kept = Writer("open"), reading.LastFile()
    batches = []
    for number in range(_OPEN_BATCHES):
        batch = intake.receive_batch(by=archive.clerk)
        lines = [
            [
                f"Re: Rowan Moss, born 4 February 2017, page {at + 1}",
                *(write.sentence() for _ in range(20)),
            ]
            for at in range(_PAGES_A_BATCH)
        ]
        file = io.BytesIO(born_digital_pdf(lines))
        intake.add_upload(by=archive.clerk, batch=batch, stream=file, name=f"{number}.pdf")
        reading.open_next(reader)
        for _ in range(_PAGES_A_BATCH // 2):
            reading.read_next(reader, kept)
        batches.append(batch)
    read = Image._base_manager.filter(state=Image.State.READ).select_related("page")
    DoubtfulWord._base_manager.bulk_create(
        _word(image.page, DoubtfulWord.State.OPEN) for image in read[:_OPEN_WORDS]
    )
    return batches


# The archive.


def fill(archive: Archive, pages: int) -> None:
    """Let `archive` hold `pages` filed pages, and the children that go with so many."""
    while archive.pages < pages:
        more = min(2_500, pages - archive.pages)
        with transaction.atomic():
            _add_children(archive, round((archive.pages + more) * _CHILDREN_A_PAGE))
            _add_pages(archive, more)
        archive.pages += more
    if connection.vendor == "postgresql":
        # As its own housekeeping does; nobody does it for SQLite.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


_SURNAMES = [stem + end for stem in _STEMS for end in _ENDS]
# The commonest is borne by one in fifty, as in England; most by few.
_BORNE = list(accumulate(1 / (rank + 10) for rank in range(len(_SURNAMES))))


def _name(archive: Archive) -> tuple[str, str]:
    picks = archive.picks
    return picks.choice(_FIRST), picks.choices(_SURNAMES, cum_weights=_BORNE)[0]


def _add_children(archive: Archive, wanted: int) -> None:
    picks, long_ago = archive.picks, timezone.now() - timedelta(days=200)
    people, names, addresses, stays, held, episodes = [], [], [], [], [], []
    families: list[Any] = []
    members: list[Any] = []
    count = len(archive.children)
    for number in range(count, wanted):
        first, last = _name(archive)
        born = date(2006, 1, 1) + timedelta(days=picks.randrange(7_000))
        child = Person(
            name=f"{first} {last}",
            born_on=born,
            reference=references.reference(5_000 + number),
        )
        people.append(child)
        archive.children.append((child.pk, child.name))
        if picks.random() < 0.4:
            other, born_as = _name(archive)
            names.append(PersonName(person=child, name=f"{first} {born_as}", kind="birth"))
        addresses.append(
            Address(person=child, text=f"{picks.randrange(200)} {last} Road, Northmoor")
        )
        stays.append(Involvement(child=child, started_on=date(2025, 3, 3), reason="Referral"))
        episodes.append(Episode(child=child, kind="referral", started_on=date(2025, 3, 3)))
        if number % _CHILDREN_A_WORKER == 0:
            _add_worker(archive, number // _CHILDREN_A_WORKER)
        worker, team = archive.workers[-1]
        held.append(Assignment(child=child, team=team, worker=worker, started_at=long_ago))
        if number % 3 == 0:
            families.append(Family(name=last))
        if families:
            members.append(FamilyMembership(family=families[-1], person=child))
    for rows in (people, names, addresses, stays, episodes, held, families, members):
        if rows:
            type(rows[0])._base_manager.bulk_create(rows, batch_size=500)
    name_words.note([child.pk for child in people])


def _add_worker(archive: Archive, number: int) -> None:
    is_of_new_team = number % _WORKERS_A_TEAM == 0
    team = Team.objects.create(name=f"Team {number}") if is_of_new_team else archive.workers[-1][1]
    worker = User.objects.create(
        username=f"worker{number}",
        role=Role.PRACTITIONER,
        person=Person._base_manager.create(name=f"Worker {number}"),
    )
    Membership.objects.create(user=worker, team=team, started_at=timezone.now())
    archive.workers.append((worker, team))


def _add_pages(archive: Archive, count: int) -> None:
    clerk, team, picks = archive.clerk, archive.council.intake, archive.picks
    number = Batch._base_manager.order_by("-number").values_list("number", flat=True)[0]
    long_ago = timezone.now() - timedelta(days=90)
    write = Writer(f"archive {archive.pages}")
    words = readings.packed(
        readings.Word("word", 60 * at % 1_000, 40 * (at // 16), 50, 20, 90) for at in range(150)
    )
    made: dict[type, list[Any]] = {
        model: []
        for model in (
            StoredFile,
            Batch,
            Upload,
            Page,
            Reading,
            Document,
            Document.about.through,
            DocumentPage,
            Filing,
            SecondLook,
            Image,
            PageMark,
            PageKey,
            Likeness,
            SecondReading,
            DoubtfulWord,
            WordCheck,
            AuditEvent,
        )
    }

    def add(row: Any) -> Any:
        made[type(row)].append(row)
        return row

    def stored() -> Any:
        return add(
            StoredFile(
                sha256=f"{picks.getrandbits(256):064x}",
                size=40_000,
                wrapped_key=b"0" * 120,
                media_type="image/webp",
            )
        )

    batch = upload = document = None
    for at in range(count):
        if at % _PAGES_A_BATCH == 0:
            number += 1
            batch = add(
                Batch(
                    number=number,
                    team=team,
                    operator=clerk,
                    started_at=long_ago,
                    handed_in_at=long_ago,
                    closed_at=long_ago,
                    sheets_counted=_PAGES_A_BATCH,
                )
            )
            upload = add(
                Upload(
                    batch=batch,
                    position=1,
                    file=stored(),
                    name="scan.pdf",
                    state=Upload.State.CUT,
                )
            )
        place = at % _PAGES_A_BATCH
        if place % _PAGES_A_DOCUMENT == 0:
            pk, name = picks.choice(archive.children)
            document = add(
                Document(
                    title=f"Letter about {name}",
                    dated_on=date(2015, 1, 1) + timedelta(days=picks.randrange(4_000)),
                    filed_by=clerk,
                    filed_at=long_ago,
                )
            )
            made[Document.about.through].append(
                Document.about.through(document_id=document.pk, person_id=pk)
            )
            filing = add(Filing(batch=batch, document=document, by=clerk, at=long_ago))
            if picks.random() < 0.05:
                add(
                    SecondLook(
                        filing=filing,
                        is_sample=True,
                        agreed=True,
                        asked_at=long_ago,
                        decided_at=long_ago,
                        decided_by=archive.council.user("records"),
                    )
                )
        text = f"Re: {name}\n" + " ".join(write.sentence() for _ in range(12))
        page = add(Page(file=stored(), index=0))
        add(
            Reading(
                page=page,
                read_as="scan",
                engine="tesseract 5.5.2 eng",
                text=text,
                words=words,
                confidence=91,
                width=1273,
                height=1800,
                view=stored(),
                thumbnail=stored(),
            )
        )
        add(DocumentPage(document=document, page=page, number=place % _PAGES_A_DOCUMENT + 1))
        image = add(
            Image(
                batch=batch,
                upload=upload,
                position=place + 1,
                number_in_file=place + 1,
                page=page,
                state=Image.State.FILED,
                document=document,
                decided_by=clerk,
                read_at=long_ago,
                cues=cues_in(text, today=date(2026, 1, 1)).as_json() if place == 0 else {},
            )
        )
        add(PageMark(page=page, picture=picks.randbytes(600), compared_at=long_ago))
        made[PageKey] += [
            PageKey(key=picks.getrandbits(63), page=page) for _ in range(_KEYS_A_PAGE)
        ]
        if picks.random() < 0.02 and len(made[Page]) > 1:
            add(Likeness(image=image, page=made[Page][-2], picture=97, text=95))
        add(SecondReading(image=image, state=SecondReading.State.DONE))
        word = add(_word(page, DoubtfulWord.State.SETTLED, at=long_ago))
        add(WordCheck(word=word, by=clerk, at=long_ago, verdict="right", text="word"))
        add(
            AuditEvent(
                actor=clerk,
                actor_role=clerk.role,
                code="documents.filed",
                at=long_ago,
                object_type="documents.document",
                object_id=document.pk,
            )
        )
    for model, rows in made.items():
        model._base_manager.bulk_create(rows, batch_size=500)
    AuditSubject.objects.bulk_create(
        AuditSubject(event=event, person_id=picks.choice(archive.children)[0])
        for event in made[AuditEvent]
    )


def _word(page: Page, state: str, **settled: Any) -> DoubtfulWord:
    word = DoubtfulWord(
        page=page,
        at=1,
        kind="name",
        read="word",
        engine="tesseract",
        left=10,
        top=10,
        width=50,
        height=20,
        confidence=50,
        risk=40,
        state=state,
    )
    if settled:
        word.outcome, word.text, word.settled_at = "right", "word", settled["at"]
    return word


def told(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The costs as lines for a person: a table for each size of the archive as soon as it is known."""
    clock = "processor ms" if connection.vendor == "sqlite" else "ms"
    yield f"\nCost of each step beside an archive, in queries and {clock}; load {os.getloadavg()[0]:.1f}"
    yield f"{'':28}{'pages':>9}{'children':>10}{'queries':>9}{'ms':>9}{'ratio':>8}"
    first: dict[str, float] = {}
    for row in rows:
        usual = first.setdefault(row["step"], row["ms"])
        yield (
            f"{row['step']:28}{row['pages']:>9}{row['children']:>10}{row['queries']:>9}{row['ms']:>9}"
            f"{row['ms'] / usual if usual else 1:>8.2f}"
        )
