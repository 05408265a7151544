"""How fast the search engine answers, beside SQLite's own full-text search over the same pages.

`python -m benchmarks.searching [--pages 20000] [--queries 25] [--seed 1]`
Builds both indexes from one invented corpus in a temporary folder and asks both the same questions,
each with rights, the exact total, counts by kind, label, year and child, and the first twenty hits.
Ours also ranks in tiers and looks for near misses. Read the last columns: they compare two engines on
one machine in one run, where milliseconds compare machines. SQLite, which does less, wins on a small
shelf; what matters is who still answers on a large one.
"""

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from documents import words
from search.answers import NOT_NARROWED, Narrowed
from search.asking import parse
from search.engines.embedded.engine import EmbeddedEngine
from search.entries import Entry
from search.rights import Rights

FIELD = (
    "school mother father nurse bruise visit plan review contact home neglect worker health "
    "hospital assessment meeting hungry weight teacher police concern support family placement"
).split()
LABELS = ("letter", "report", "form", "minutes", "note", "order", "e-mail")
FIRST_DAY = date(2003, 1, 1)


@dataclass(frozen=True)
class Child:
    id: UUID
    number: int
    name: str
    is_restricted: bool


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
            self.chance.random() < 0.01,
        )

    def entries(self) -> Iterator[tuple[Entry, Child]]:
        for number in range(self.pages):
            child = self.chance.choices(self.children, cum_weights=self._sizes)[0]
            text = self.chance.choices(
                self.vocabulary, cum_weights=self._heaped, k=self.chance.randint(90, 180)
            )
            document = UUID(int=self.chance.getrandbits(128))
            yield (
                Entry(
                    key=f"page:{number}",
                    kind="page" if number % 3 else "record",
                    object_id=UUID(int=self.chance.getrandbits(128)),
                    document_id=document,
                    about=frozenset((child.id,)),
                    closure="restricted" if child.is_restricted else "open",
                    on=FIRST_DAY + timedelta(days=self.chance.randrange(23 * 365)),
                    title=self.chance.choice(LABELS).title(),
                    names=child.name,
                    body=" ".join(text),
                    label=self.chance.choice(LABELS),
                    page_number=1,
                ),
                child,
            )


def build(corpus: Corpus, folder: Path) -> tuple[EmbeddedEngine, sqlite3.Connection, list[str]]:
    engine = EmbeddedEngine(folder / "index")
    database = sqlite3.connect(folder / "pages.sqlite3")
    database.executescript(
        "pragma journal_mode=off; pragma synchronous=off;"
        "create virtual table found using fts5(names, title, body, tokenize='porter unicode61');"
        "create table page(id integer primary key, child integer, kind text, label text, day text);"
        "create temp table mine(child integer primary key);"
    )
    texts: list[str] = []
    spent = {"ours": 0.0, "sqlite": 0.0}
    with engine.rebuilding() as writer:
        batch: list[Entry] = []
        for number, (entry, child) in enumerate(corpus.entries()):
            batch.append(entry)
            if number % 50 == 0:
                texts.append(entry.body)
            start = time.perf_counter()
            database.execute(
                "insert into found(rowid, names, title, body) values (?, ?, ?, ?)",
                (number, entry.names, entry.title, entry.body),
            )
            database.execute(
                "insert into page values (?, ?, ?, ?, ?)",
                (number, child.number, entry.kind, entry.label, entry.on.isoformat()),
            )
            spent["sqlite"] += time.perf_counter() - start
            if len(batch) == 5_000 or number == corpus.pages - 1:
                start = time.perf_counter()
                writer.apply(batch)
                spent["ours"] += time.perf_counter() - start
                batch = []
        start = time.perf_counter()
    spent["ours"] += time.perf_counter() - start
    database.execute("create index page_child on page(child)")
    database.commit()
    size = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    other = (folder / "pages.sqlite3").stat().st_size
    print(
        f"built      ours {spent['ours']:6.1f} s  {size / corpus.pages:6.0f} bytes a page"
        f"   sqlite {spent['sqlite']:6.1f} s  {other / corpus.pages:6.0f} bytes a page"
    )
    return engine, database, texts


def ask_sqlite(database: sqlite3.Connection, match: str, label: str | None) -> int:
    """As much of what `Engine.search` does as SQL can: rights, total, counts, the first twenty by day."""
    where = "found match ? and (select count(*) from mine where mine.child = page.child)"
    values: list[str] = [match]
    if label:
        where += " and page.label = ?"
        values.append(label)
    joined = f"from found join page on page.id = found.rowid where {where}"
    database.execute("drop table if exists hits")
    database.execute(
        f"create temp table hits as select page.id, child, kind, label, day {joined}", values
    )
    total = database.execute("select count(*) from hits").fetchone()[0]
    database.execute("select kind, count(*) from hits group by 1").fetchall()
    database.execute("select label, count(*) from hits group by 1").fetchall()
    database.execute("select child, count(*) from hits group by 1").fetchall()
    database.execute("select substr(day, 1, 4), count(*) from hits group by 1").fetchall()
    database.execute("select id from hits order by day desc, id limit 20").fetchall()
    return int(total)


def measure(calls: list[Callable[[], object]]) -> tuple[float, float]:
    """The 50th and 95th percentile in milliseconds, each call once after one that warms up."""
    calls[0]()
    times = []
    for call in calls:
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def questions(
    corpus: Corpus, texts: list[str], count: int
) -> dict[str, list[tuple[str, str, str | None]]]:
    """By class: what is typed, the same for SQLite ("" where it has no such thing), a label."""
    pick = random.Random(7)
    rare = corpus.vocabulary[3_000:9_000]
    asked: dict[str, list[tuple[str, str, str | None]]] = {
        name: []
        for name in (
            "name",
            "common word",
            "two words",
            "phrase",
            "beginning",
            "misread",
            "filtered",
        )
    }
    for _ in range(count):
        name = pick.choice(corpus.children).name
        first, second = pick.sample(FIELD, 2)
        text = pick.choice(texts).split()
        at = pick.randrange(len(text) - 2)
        two = " ".join(text[at : at + 2])
        long = pick.choice([word for word in rare if len(word) > 7])
        wrong = long[:3] + long[4:]
        asked["name"].append((name, f"names: ({name})", None))
        asked["common word"].append((first, first, None))
        asked["two words"].append((f"{first} {second}", f"{first} {second}", None))
        asked["phrase"].append((f'"{two}"', f'"{two}"', None))
        asked["beginning"].append((f"{first[:4]}*", f"{first[:4]}*", None))
        asked["misread"].append((wrong, "", None))
        asked["filtered"].append((first, first, pick.choice(LABELS)))
    return asked


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--pages", type=int, default=20_000)
    options.add_argument("--queries", type=int, default=25, help="questions of each class")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    corpus = Corpus(chosen.pages, chosen.seed)
    with tempfile.TemporaryDirectory() as temporary:
        engine, database, texts = build(corpus, Path(temporary))
        asked = questions(corpus, texts, chosen.queries)
        open_files = [child for child in corpus.children if not child.is_restricted]
        closed = [child.id for child in corpus.children if child.is_restricted]
        some = corpus.chance.sample(open_files, len(open_files) // 4)
        askers = {
            "worker": (some[:18], Rights.only([child.id for child in some[:18]], denied=closed)),
            "manager": (some, Rights.only([child.id for child in some], denied=closed)),
            "head": (open_files, Rights.everyone_but(closed)),
        }
        print(f"{'':24}{'ours, ms':>16}{'sqlite, ms':>18}{'times faster':>16}")
        print(f"{'':24}{'p50':>8}{'p95':>8}{'p50':>10}{'p95':>8}{'p50':>10}{'p95':>6}")
        for asker, (children, rights) in askers.items():
            database.execute("delete from mine")
            database.executemany("insert into mine values (?)", [(c.number,) for c in children])
            for name, queries in asked.items():
                ours = measure([_ours(engine, rights, text, label) for text, _, label in queries])
                line = f"{name + ' / ' + asker:24}{ours[0]:8.1f}{ours[1]:8.1f}"
                if queries[0][1]:
                    theirs = measure(
                        [_theirs(database, match, label) for _, match, label in queries]
                    )
                    line += f"{theirs[0]:10.1f}{theirs[1]:8.1f}"
                    line += f"{theirs[0] / ours[0]:10.1f}{theirs[1] / ours[1]:6.1f}"
                print(line)
        body, wanted = texts[0], words.wants("school visit")
        marking = measure([lambda: [words.snippet(body, wanted) for _ in range(20)]] * 20)
        print(f"{'20 snippets':24}{marking[0]:8.1f}{marking[1]:8.1f}")


def _ours(
    engine: EmbeddedEngine, rights: Rights, text: str, label: str | None
) -> Callable[[], object]:
    narrowed = Narrowed(labels=frozenset((label,))) if label else NOT_NARROWED
    return lambda: engine.search(parse(text), rights, narrowed=narrowed)


def _theirs(database: sqlite3.Connection, match: str, label: str | None) -> Callable[[], object]:
    return lambda: ask_sqlite(database, match, label)


if __name__ == "__main__":
    main()
