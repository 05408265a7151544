"""How fast the search engines answer, beside the full-text search of SQLite and PostgreSQL, over the same pages.

`python -m benchmarks.search [--pages 20000] [--queries 50] [--seed 1] [--only embedded,elastic,sqlite,postgresql]
[--askers worker,manager,restricted,head] [--heap 2048]`
Builds every index from one invented corpus in a temporary folder: words as frequent as in a real text (Zipf), a child
to every 25 pages, forty teams, one file in a hundred restricted. Then it asks each the same questions of ten classes,
as a worker with 18 children, a manager of ten teams, somebody who is kept from most and named for some restricted
files, and the head of a service who may see all but what is restricted.

Every answer has rights, the exact total, counts by kind, label, year and child, and the first twenty hits with the
words marked. Ours also rank in tiers, know names by sound and look for misread words; where a database has no such
thing the column is empty. PostgreSQL and Elasticsearch are those that the tests start; where they cannot be, they are
left out. Compare the columns: they were measured on one machine in one run, where milliseconds compare machines; how
busy it was stands above and below. A million pages take most of an hour on two cores, so a part can be asked for alone.
"""

import argparse
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Protocol
from uuid import UUID

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from documents import marking
from search.answers import NOT_NARROWED, Narrowed
from search.asking import parse
from search.engines.contract import Engine
from search.engines.elastic.connection import Address
from search.engines.elastic.engine import ElasticEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.entries import Entry
from search.rights import Rights
from tests.services import postgresql, search_server

FIELD = (
    "school mother father nurse bruise visit plan review contact home neglect worker health "
    "hospital assessment meeting hungry weight teacher police concern support family placement"
).split()
LABELS = ("letter", "report", "form", "minutes", "note", "order", "e-mail")
FIRST_DAY = date(2003, 1, 1)
TEAMS = 40
ENGINES = ("embedded", "elastic", "sqlite", "postgresql")
ASKERS = ("worker", "manager", "restricted", "head")
A_BATCH = 5_000


@dataclass(frozen=True)
class Child:
    id: UUID
    number: int
    name: str
    team: int
    is_restricted: bool


@dataclass(frozen=True)
class Page:
    number: int
    entry: Entry
    child: Child


class Corpus:
    def __init__(self, pages: int, seed: int) -> None:
        self.pages = pages
        self.chance = random.Random(seed)
        self.vocabulary = self._vocabulary(50_000)
        weights = [1 / (rank + 3) ** 1.05 for rank in range(len(self.vocabulary))]
        self._heaped = list(accumulate(weights))
        self.children = [self._child(number) for number in range(max(60, pages // 25))]
        sizes = [self.chance.lognormvariate(0, 1) for _ in self.children]
        self._sizes = list(accumulate(sizes))

    def _vocabulary(self, size: int) -> list[str]:
        starts, ends = (
            "b br c ch d f g gr h l m n p pl r s st t tr w".split(),
            "a e i o u ea ou ai".split(),
        )
        found: dict[str, None] = {}
        while len(found) < size:
            syllables = self.chance.choices((1, 2, 3, 4), (1, 5, 6, 3))[0]
            word = "".join(
                self.chance.choice(starts) + self.chance.choice(ends) for _ in range(syllables)
            )
            found[word + self.chance.choice(("", "n", "s", "t", "r", "ing", "ed"))] = None
        made = list(found)
        for place, word in enumerate(FIELD):
            made.insert(40 + place * 25, word)
        return made

    def _child(self, number: int) -> Child:
        first, last = self.chance.sample(self.vocabulary[2_000:4_000], 2)
        return Child(
            UUID(int=self.chance.getrandbits(128)),
            number,
            f"{first} {last}".title(),
            number % TEAMS,
            self.chance.random() < 0.01,
        )

    def read(self) -> Iterator[Page]:
        for number in range(self.pages):
            child = self.chance.choices(self.children, cum_weights=self._sizes)[0]
            text = self.chance.choices(
                self.vocabulary, cum_weights=self._heaped, k=self.chance.randint(90, 180)
            )
            entry = Entry(
                key=f"page:{number}",
                kind="page" if number % 3 else "record",
                object_id=UUID(int=self.chance.getrandbits(128)),
                document_id=UUID(int=self.chance.getrandbits(128)),
                about=frozenset((child.id,)),
                closure="restricted" if child.is_restricted else "open",
                on=FIRST_DAY + timedelta(days=self.chance.randrange(23 * 365)),
                title=self.chance.choice(LABELS).title(),
                names=child.name,
                body=" ".join(text),
                label=self.chance.choice(LABELS),
                page_number=1,
            )
            yield Page(number, entry, child)


@dataclass(frozen=True)
class Asker:
    """`rights` for engines, `children` for databases: the same files."""

    name: str
    rights: Rights
    children: Sequence[Child]


@dataclass(frozen=True)
class Question:
    """`sqlite` and `postgresql` are empty where the database has no such thing."""

    typed: str
    sqlite: str = ""
    postgresql: str = ""
    label: str = ""
    since: date | None = None


class Searched(Protocol):
    """One of those that are compared. `build` may be called with any number of batches, then `finish`."""

    name: str

    def build(self, batch: list[Page]) -> None: ...
    def finish(self) -> None: ...
    def size(self) -> int: ...
    def asks(self, asker: Asker) -> None: ...
    def question(self, question: Question) -> Callable[[], object] | None: ...


class Ours:
    def __init__(
        self, name: str, engine: Engine, size: Callable[[], int], texts: sqlite3.Connection
    ) -> None:
        self.name = name
        self.engine = engine
        self.size = size
        self._texts = texts
        self._stack = ExitStack()
        self._generation = engine.begin()
        self._writer = self._stack.enter_context(engine.filling(self._generation))

    def build(self, batch: list[Page]) -> None:
        self._writer.apply([page.entry for page in batch])

    def finish(self) -> None:
        self._stack.close()
        self.engine.switch_to(self._generation)

    def asks(self, asker: Asker) -> None:
        self._rights = asker.rights

    def question(self, question: Question) -> Callable[[], object]:
        narrowed = NOT_NARROWED
        if question.label:
            narrowed = Narrowed(labels=frozenset((question.label,)), since=question.since)

        def ask() -> object:
            asked = parse(question.typed)
            answer = self.engine.search(asked, self._rights, narrowed=narrowed)
            rows = [hit.key.partition(":")[2] for hit in answer.hits]
            marks = ",".join("?" * len(rows))
            found = self._texts.execute(f"select body from text where id in ({marks})", rows)  # noqa: S608
            return [marking.snippet(body, asked.wants) for (body,) in found]

        return ask


class SQLite:
    """As much of it as FTS5 can do: rights, total, counts, the first twenty by day."""

    name = "sqlite"

    def __init__(self, file: Path) -> None:
        self._file = file
        self._database = sqlite3.connect(file)
        self._database.executescript(
            "pragma journal_mode=off; pragma synchronous=off;"
            "create virtual table found using fts5(names, title, body, tokenize='porter unicode61');"
            "create table page(id integer primary key, child integer, kind text, label text, day text);"
            "create temp table mine(child integer primary key);"
        )

    def build(self, batch: list[Page]) -> None:
        self._database.executemany(
            "insert into found(rowid, names, title, body) values (?, ?, ?, ?)",
            [(p.number, p.entry.names, p.entry.title, p.entry.body) for p in batch],
        )
        self._database.executemany("insert into page values (?, ?, ?, ?, ?)", map(_row, batch))

    def finish(self) -> None:
        self._database.execute("create index page_child on page(child)")
        self._database.commit()

    def size(self) -> int:
        return self._file.stat().st_size

    def asks(self, asker: Asker) -> None:
        self._database.execute("delete from mine")
        numbers = [(child.number,) for child in asker.children]
        self._database.executemany("insert into mine values (?)", numbers)

    def question(self, question: Question) -> Callable[[], object] | None:
        if not question.sqlite:
            return None
        return lambda: self._ask(question)

    def _ask(self, question: Question) -> object:
        where = "found match ? and (select count(*) from mine where mine.child = page.child)"
        values = [question.sqlite]
        if question.label:
            where += " and page.label = ? and page.day >= ?"
            values += [question.label, str(question.since)]
        run = self._database.execute
        run("drop table if exists hits")
        run(
            "create temp table hits as select page.id, child, kind, label, day from found "  # noqa: S608
            f"join page on page.id = found.rowid where {where}",
            values,
        )
        for statement in _COUNTS:
            run(statement).fetchall()
        return run(
            "select snippet(found, 2, '<', '>', '…', 30) from found where found match ? and rowid in "
            "(select id from hits order by day desc, id limit 20)",
            [question.sqlite],
        ).fetchall()


class PostgreSQL:
    """The same with its own words: tsvector, GIN, websearch_to_tsquery."""

    name = "postgresql"

    def __init__(self, address: str) -> None:
        self._database = psycopg.connect(address, autocommit=True)
        for statement in (
            "create table page(id int primary key, child int, kind text, label text, day text, "
            "body text, found tsvector)",
            "create temp table mine(child int primary key)",
            "create temp table hits(id int, child int, kind text, label text, day text)",
        ):
            self._database.execute(statement)

    def build(self, batch: list[Page]) -> None:
        with self._database.cursor() as cursor:
            cursor.executemany(
                "insert into page values (%s, %s, %s, %s, %s, %s, to_tsvector('english', %s))",
                [
                    (*_row(p), p.entry.body, f"{p.entry.names} {p.entry.title} {p.entry.body}")
                    for p in batch
                ],
            )

    def finish(self) -> None:
        for statement in (
            "create index on page using gin(found)",
            "create index on page(child)",
            "vacuum analyze page",
        ):
            self._database.execute(statement)

    def size(self) -> int:
        row = self._database.execute("select pg_total_relation_size('page')").fetchone()
        return int(row[0]) if row else 0

    def asks(self, asker: Asker) -> None:
        self._database.execute("truncate mine")
        with self._database.cursor().copy("copy mine from stdin") as copy:
            for child in asker.children:
                copy.write_row((child.number,))
        self._database.execute("analyze mine")

    def question(self, question: Question) -> Callable[[], object] | None:
        if not question.postgresql:
            return None
        return lambda: self._ask(question)

    def _ask(self, question: Question) -> object:
        where = "found @@ to_tsquery('english', %s) and child in (select child from mine)"
        values = [question.postgresql]
        if question.label:
            where += " and label = %s and day >= %s"
            values += [question.label, str(question.since)]
        run = self._database.execute
        run("truncate hits")
        run(f"insert into hits select id, child, kind, label, day from page where {where}", values)  # noqa: S608
        for statement in _COUNTS:
            run(statement).fetchall()
        return run(
            "select ts_headline('english', body, to_tsquery('english', %s)) from page where id in "
            "(select id from hits order by day desc, id limit 20)",
            [question.postgresql],
        ).fetchall()


_COUNTS = (
    "select count(*) from hits",
    "select kind, count(*) from hits group by 1",
    "select label, count(*) from hits group by 1",
    "select child, count(*) from hits group by 1",
    "select substr(day, 1, 4), count(*) from hits group by 1",
)


def _row(page: Page) -> tuple[int, int, str, str, str]:
    entry = page.entry
    return page.number, page.child.number, entry.kind, entry.label, entry.on.isoformat()


@dataclass
class Built:
    """All that were built from one reading of the corpus, with the seconds that each took."""

    searched: list[Searched]
    seconds: dict[str, float] = field(default_factory=dict)
    sample: list[str] = field(default_factory=list)


def build(corpus: Corpus, searched: list[Searched], texts: sqlite3.Connection) -> Built:
    built = Built(searched, dict.fromkeys((one.name for one in searched), 0.0))

    def timed(one: Searched, act: Callable[[], None]) -> None:
        start = time.perf_counter()
        act()
        built.seconds[one.name] += time.perf_counter() - start

    def give(batch: list[Page]) -> None:
        rows = [(page.number, page.entry.body) for page in batch]
        texts.executemany("insert into text values (?, ?)", rows)
        for one in searched:
            timed(one, lambda one=one: one.build(batch))  # type: ignore[misc]

    batch: list[Page] = []
    for page in corpus.read():
        batch.append(page)
        if page.number % 50 == 0:
            built.sample.append(page.entry.body)
        if len(batch) == A_BATCH:
            give(batch)
            batch = []
            if page.number % 50_000 < A_BATCH and sys.stderr.isatty():
                print(f"{page.number + 1} pages", file=sys.stderr)
    give(batch)
    for one in searched:
        timed(one, one.finish)
    return built


def askers(corpus: Corpus) -> list[Asker]:
    open_files = [child for child in corpus.children if not child.is_restricted]
    closed = [child.id for child in corpus.children if child.is_restricted]
    own_team = [child for child in open_files if child.team == 0][:18]
    ten_teams = [child for child in open_files if child.team < 10]
    few = own_team[:3] + [child for child in corpus.children if child.is_restricted][:6]
    return [
        Asker("worker", Rights.only([c.id for c in own_team], denied=closed), own_team),
        Asker("manager", Rights.only([c.id for c in ten_teams], denied=closed), ten_teams),
        Asker("restricted", Rights.only([c.id for c in few]), few),
        Asker("head", Rights.everyone_but(closed), open_files),
    ]


def questions(corpus: Corpus, sample: list[str], count: int) -> dict[str, list[Question]]:
    """Ten classes of so many questions each."""
    pick = random.Random(7)
    rare = [word for word in corpus.vocabulary[3_000:9_000] if len(word) > 7]
    asked: dict[str, list[Question]] = {}

    def ask(name: str, question: Question) -> None:
        asked.setdefault(name, []).append(question)

    for _ in range(count):
        name = pick.choice(corpus.children).name
        first, last = name.lower().split()
        one, two = pick.sample(FIELD, 2)
        text = pick.choice(sample).split()
        at = pick.randrange(len(text) - 2)
        pair = text[at : at + 2]
        long, label = pick.choice(rare), pick.choice(LABELS)
        day = FIRST_DAY + timedelta(days=pick.randrange(23 * 365))
        since = date(pick.randrange(2005, 2020), 1, 1)
        ask("name", Question(name, f"names: ({first} {last})", f"{first} & {last}"))
        ask("misspelt name", Question(f"{first} {last[:-1]}{last[-1] * 2}"))
        ask("common word", Question(one, one, one))
        ask("two words", Question(f"{one} {two}", f"{one} {two}", f"{one} & {two}"))
        ask("phrase", Question(f'"{" ".join(pair)}"', f'"{" ".join(pair)}"', "<->".join(pair)))
        ask("beginning", Question(f"{one[:4]}*", f"{one[:4]}*", f"{one[:4]}:*"))
        ask("misread word", Question(long[:3] + long[4:]))
        ask("exclusion", Question(f"{one} -{two}", f"{one} not {two}", f"{one} & !{two}"))
        ask("day", Question(f"{day.day} {day:%B %Y}"))
        ask("with filters", Question(one, one, one, label, since))
    return asked


def measure(calls: list[Callable[[], object]]) -> tuple[float, float, float]:
    """The 50th, 95th and 99th percentile in milliseconds, each call once after one that warms up."""
    calls[0]()
    times = []
    for call in calls:
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98]


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--pages", type=int, default=20_000)
    options.add_argument("--queries", type=int, default=50, help="questions of each class")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default=",".join(ENGINES), help="which to compare")
    options.add_argument("--askers", default=",".join(ASKERS), help="whose rights to ask with")
    options.add_argument("--heap", type=int, default=2048, help="megabytes for Elasticsearch")
    chosen = options.parse_args()
    wanted, askers_wanted = chosen.only.split(","), chosen.askers.split(",")
    for given, known in ((wanted, ENGINES), (askers_wanted, ASKERS)):
        if unknown := set(given) - set(known):
            options.error(
                f"There is no {', '.join(sorted(unknown))}: choose from {', '.join(known)}."
            )
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        texts = sqlite3.connect(folder / "texts.sqlite3")
        texts.execute("create table text(id integer primary key, body text)")
        searched: list[Searched] = []
        if "embedded" in wanted:
            index = folder / "index"
            searched.append(Ours("embedded", EmbeddedEngine(index), lambda: _size_of(index), texts))
        if "elastic" in wanted:
            if address := stack.enter_context(search_server(chosen.heap)):
                elastic = ElasticEngine(
                    Address(
                        tuple(address.split(",")), index=f"benchmark-{time.time_ns()}", seconds=60
                    )
                )
                stack.callback(_remove, elastic)
                searched.append(Ours("elastic", elastic, lambda: _stored(elastic), texts))
            else:
                print("Elasticsearch cannot be started here: it is left out.")
        if "sqlite" in wanted:
            searched.append(SQLite(folder / "pages.sqlite3"))
        if "postgresql" in wanted:
            if address := stack.enter_context(postgresql()):
                searched.append(PostgreSQL(address))
            else:
                print("PostgreSQL cannot be started here: it is left out.")
        corpus = Corpus(chosen.pages, chosen.seed)
        compare(corpus, searched, texts, chosen.queries, askers_wanted)


def compare(
    corpus: Corpus,
    searched: list[Searched],
    texts: sqlite3.Connection,
    count: int,
    askers_wanted: Sequence[str],
) -> None:
    print(_load("before"), flush=True)
    built = build(corpus, searched, texts)
    print(f"{corpus.pages} pages, {len(corpus.children)} children, {TEAMS} teams")
    print(f"\n{'':12}{'seconds':>10}{'pages/s':>10}{'bytes/page':>12}")
    for one in searched:
        seconds = built.seconds[one.name]
        rate, size = corpus.pages / seconds, one.size() / corpus.pages
        print(f"{one.name:12}{seconds:10.1f}{rate:10.0f}{size:12.0f}")
    print(_load("after building"), flush=True)
    asked = questions(corpus, built.sample, count)
    print(f"\n{'ms: p50 p95 p99':34}" + "".join(f"{one.name:>24}" for one in searched))
    for asker in askers(corpus):
        if asker.name not in askers_wanted:
            continue
        for one in searched:
            one.asks(asker)
        for name, some in asked.items():
            line = f"{name + ', ' + asker.name:34}"
            for one in searched:
                calls = [call for question in some if (call := one.question(question))]
                line += "".join(f"{ms:8.1f}" for ms in measure(calls)) if calls else " " * 24
            print(line, flush=True)
        print(_load(f"after {asker.name}"), flush=True)


def _load(when: str) -> str:
    return f"{when}: {os.getloadavg()[0]:.1f} of {os.cpu_count()} cores busy in the last minute"


def _size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _stored(engine: ElasticEngine) -> int:
    stats = engine._patient().indices.stats(index=f"{engine._prefix}*", metric="store")
    return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])


def _remove(engine: ElasticEngine) -> None:
    for name in engine._generations():
        engine._patient().indices.delete(index=name)


if __name__ == "__main__":
    main()
