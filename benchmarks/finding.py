"""How long a person waits for an answer: rights, index, the policy's last word on every hit, snippets and filters.

`python -m benchmarks.finding [--pages 20000] [--queries 20] [--seed 1] [--askers worker,manager,restricted,head]
[--on sqlite,postgresql]`
Where `benchmarks.search` asks engines, this asks the product: it fills a database of its own with the same invented
corpus (one page a document, one child in a hundred restricted), builds the index from it as `reindex` does, and asks
the same ten classes of questions through `search.finding` and `search.filters`, as a worker with 18 children, a
manager of four of the forty teams, somebody named for restricted files, and a manager of all teams. The column "index"
is the part of it that the engine took, so that the rest can be told from it. Also: how long a change takes to be found.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ASKERS = ("worker", "manager", "restricted", "head")
DATABASES = ("sqlite", "postgresql")
_AT_ONCE = 2_000
_MANAGED_TEAMS = 4
_OWN_CHILDREN = 18
_CHANGES = 20
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--pages", type=int, default=20_000)
    options.add_argument("--queries", type=int, default=20, help="questions of each class")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--askers", default=",".join(ASKERS), help="as whom to ask")
    options.add_argument("--on", default=DATABASES[0], choices=DATABASES, help="which database")
    chosen = options.parse_args()
    askers = chosen.askers.split(",")
    if unknown := set(askers) - set(ASKERS):
        options.error(f"There is no {', '.join(sorted(unknown))}: choose from {', '.join(ASKERS)}.")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ |= {"KINFILE_DATA": folder, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
        os.environ.pop("DATABASE_URL", None)
        if chosen.on == "postgresql":
            from tests.services import postgresql

            address = stack.enter_context(postgresql())
            if address is None:
                options.error("PostgreSQL cannot be started here.")
            os.environ["DATABASE_URL"] = address
        else:
            os.environ["DATABASE_URL"] = f"sqlite://{folder}/found.sqlite3"
        run(chosen.pages, chosen.queries, chosen.seed, askers)


def run(pages: int, queries: int, seed: int, askers: list[str]) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks.search import Corpus, questions
    from search import writing

    print(load("before"), flush=True)
    call_command("migrate", verbosity=0)
    corpus = Corpus(pages, seed)
    start = time.perf_counter()
    sample = fill(corpus)
    print(f"{pages} pages, {len(corpus.children)} children, put down in {_since(start):.0f} s")
    start = time.perf_counter()
    entries = writing.rebuild()
    seconds = _since(start)
    print(f"reindex: {entries} entries in {seconds:.1f} s, {entries / seconds:.0f} a second")
    print(load("after building"), flush=True)
    asked = questions(corpus, sample, queries)
    print(f"\n{'ms':34}{'p50':>8}{'p95':>8}{'p99':>8}{'index':>8}{'queries':>9}")
    for name in askers:
        for kind, some in asked.items():
            measured = measure(name, some)
            print(f"{kind + ', ' + name:34}{measured}", flush=True)
        print(load(f"after {name}"), flush=True)
    print(f"\nfrom a change to being found: {changes():.0f} ms at the 95th percentile")


def load(when: str) -> str:
    return f"{when}: {os.getloadavg()[0]:.1f} of {os.cpu_count()} cores busy in the last minute"


def _since(start: float) -> float:
    return time.perf_counter() - start


def fill(corpus: Any) -> list[str]:
    """The corpus as rows; returns some of its texts. Names the askers after `ASKERS`."""
    from django.db import transaction
    from django.utils import timezone

    from cases.models import (
        Assignment,
        Membership,
        NamedAccess,
        Person,
        Role,
        Team,
        User,
    )
    from documents import readings
    from documents.models import Document, DocumentPage, Page, Reading
    from tests.world import stored

    now = timezone.now()
    begun = now - timedelta(days=400)
    teams = [Team.objects.create(name=f"Team {number}") for number in range(40)]
    roles = {"worker": Role.PRACTITIONER, "restricted": Role.PRACTITIONER}
    users = {
        name: User.objects.create(
            username=name,
            role=roles.get(name, Role.MANAGER),
            person=Person.objects.create(name=name.title()),
        )
        for name in ASKERS
    }
    for name, theirs in (("manager", teams[:_MANAGED_TEAMS]), ("head", teams)):
        for team in theirs:
            Membership.objects.create(user=users[name], team=team, started_at=begun)
    file, by = stored(), users["head"]
    Person._base_manager.bulk_create(
        [
            Person(
                pk=child.id,
                name=child.name,
                born_on="2015-05-05",
                reference=f"K-{child.number:06}",
                closure="restricted" if child.is_restricted else "open",
                closure_owner=by if child.is_restricted else None,
            )
            for child in corpus.children
        ],
        batch_size=_AT_ONCE,
    )
    own = {child.id for child in corpus.children if not child.is_restricted and child.team == 0}
    own = set(sorted(own)[:_OWN_CHILDREN])
    Assignment._base_manager.bulk_create(
        [
            Assignment(
                child_id=child.id,
                team=teams[child.team],
                worker=users["worker"] if child.id in own else None,
                started_at=begun,
            )
            for child in corpus.children
        ],
        batch_size=_AT_ONCE,
    )
    restricted = [child for child in corpus.children if child.is_restricted][:9]
    NamedAccess._base_manager.bulk_create(
        [
            NamedAccess(
                child_id=child.id, user=users["restricted"], started_at=begun, reason="Named"
            )
            for child in restricted
        ]
    )
    about = Document.about.through._base_manager
    sample: list[str] = []
    read_on = corpus.read()
    while some := list(islice(read_on, _AT_ONCE)):
        documents, pages, pointers, read, links = [], [], [], [], []
        for page in some:
            entry = page.entry
            if page.number % 50 == 0:
                sample.append(entry.body)
            document = Document(
                title=entry.title, kind="letter", dated_on=entry.on, filed_by=by, filed_at=begun
            )
            documents.append(document)
            links.append(about.model(document=document, person_id=page.child.id))
            sheet = Page(file=file, index=page.number)
            pages.append(sheet)
            pointers.append(DocumentPage(document=document, page=sheet, number=1))
            places = (
                readings.Word(word, 200 + at % 12 * 150, 300 + at // 12 * 60, 140, 40, 90.0)
                for at, word in enumerate(entry.body.split())
            )
            read.append(
                Reading(
                    page=sheet, read_as="scan", engine="x", text=entry.body, view=file,
                    words=readings.packed(places), width=2480, height=3508, confidence=90,
                )
            )  # fmt: skip
        with transaction.atomic():
            for model, rows in (
                (Document, documents), (Page, pages), (DocumentPage, pointers), (Reading, read),
                (about.model, links),
            ):  # fmt: skip
                model._base_manager.bulk_create(rows)
    return sample


@contextmanager
def _engine_timed(times: list[float]) -> Iterator[None]:
    """Put down what the engine took, as the product asks it."""
    from search import engines

    engine = engines.chosen()
    search = engine.search

    def timed(*given: Any, **named: Any) -> Any:
        start = time.perf_counter()
        try:
            return search(*given, **named)
        finally:
            times.append(_since(start) * 1000)

    with patch.object(engine, "search", timed):
        yield


def measure(username: str, asked: list[Any]) -> str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from cases import access
    from cases.models import User
    from search import filters, finding

    user = User.objects.get(username=username)

    def ask(question: Any) -> None:
        given = {"kind": "page", "sort": "letter"} if question.label else {}
        if question.since:
            given["since"] = question.since.isoformat()
        # As in a request that only reads.
        with access.one_moment():
            chosen = filters.ticked(user, given)
            found = finding.find(user, question.typed, narrowed=chosen.narrowed())
            filters.filters(user, found, chosen)

    ask(asked[0])
    with CaptureQueriesContext(connection) as queries:
        ask(asked[0])
    whole, engine = [], []
    with _engine_timed(engine):
        for question in asked:
            whole.append(_timed(partial(ask, question)))
    cuts = statistics.quantiles(whole, n=100, method="inclusive")
    index = statistics.median(engine)
    return f"{cuts[49]:8.1f}{cuts[94]:8.1f}{cuts[98]:8.1f}{index:8.1f}{len(queries):9}"


def _timed(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return _since(start) * 1000


def changes() -> float:
    """The 95th percentile in milliseconds from a commit to being found, one change after another."""
    from datetime import date

    from cases import actions
    from cases.models import Person, User
    from search import finding, writing

    worker = User.objects.get(username="worker")
    child = Person.objects.visible_to(worker).first()
    assert child is not None
    times = []
    for number in range(_CHANGES):
        # No two of them alike enough to be taken for one misread.
        word = f"{_LETTERS[number] * 3}mon{_LETTERS[number] * 3}dor"

        def change(word: str = word) -> None:
            actions.record_event(
                by=worker,
                about=[child],
                kind="visit",
                happened_on=date(2026, 11, 3),
                headline="Visit",
                text=f"We spoke of the {word} thing.",
            )
            writing.apply_waiting()
            found = finding.find(worker, word)
            if not any(word in piece.text for hit in found.hits for piece in hit.pieces):
                raise SystemExit(f"What was written down a moment ago was not found: {found}")

        times.append(_timed(change))
    return statistics.quantiles(times, n=100, method="inclusive")[94]


if __name__ == "__main__":
    main()
