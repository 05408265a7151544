"""The jobs of a worker: opening files, reading pages, and filing what a person confirmed in advance.

The rows themselves are the queue: whoever holds a lease works, and only whoever still holds it may write the outcome.
Each step ends in one transaction, so a worker that is killed leaves nothing doubled: at most stored files that no row
knows, which harm nobody.
"""

import logging
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from cases import access, audit, outbox, work
from cases.actions import Problem
from documents import paper_codes, readings, store
from documents.models import Page, Reading, StoredFile
from scanning import covers, forms_home, line, merging, second_pass, suggest, twins
from scanning.actions import desk
from scanning.cues import Cues, cues_in, first_line
from scanning.directory import Directory
from scanning.engines.contract import ReadingContext
from scanning.leases import MOST_ATTEMPTS, LostLease, failed, holding, in_words, still_mine
from scanning.models import Batch, CoverSet, Image, Upload
from scanning.problems import ReadingFailed, ReadingProblem
from scanning.results import CutPage, Examination, PageReading
from scanning.sums import close_when_done

log = logging.getLogger(__name__)
Job = TypeVar("Job", Upload, Image)

# What is larger goes to the reader as a file of its own instead of through memory.
_IN_MEMORY = 64 * 1024 * 1024


class PageReader(Protocol):
    """What the jobs need of `scanning.child.Reader`."""

    def examine(self, source: bytes | Path) -> Examination: ...

    def cut(self, source: bytes | Path, out_dir: Path) -> list[CutPage]: ...

    def read(
        self, source: bytes | Path, index: int, context: ReadingContext | None = None
    ) -> PageReading: ...


@dataclass(frozen=True)
class Waiting:
    """How much lies before the workers: files to open, pages to read, files whose filing was confirmed in advance.

    `seconds`: pages for the second engine. They are found by their first reading already.
    """

    uploads: int
    images: int
    filings: int
    seconds: int = 0

    def __bool__(self) -> bool:
        return bool(self.uploads or self.images or self.filings or self.seconds)


def waiting(batch: Batch | None = None, *, second: bool = True) -> Waiting:
    """What waits, of `batch` or of all; what others hold at this moment counts too. Four queries.

    Without `second` the pages for the second engine do not count.
    """

    def of(rows: QuerySet) -> QuerySet:
        return rows.filter(batch=batch) if batch else rows

    return Waiting(
        of(_uploads_waiting()).count(),
        of(_images_waiting()).count(),
        of(_confirmed()).count(),
        second_pass.waiting(batch).count() if second else 0,
    )


def free_dead() -> int:
    """Free what workers of this machine held that died; returns how many."""
    queues = (_uploads_waiting(), _images_waiting(), second_pass.held())
    return sum(work.free_dead(queue) for queue in queues)


def is_idle() -> bool:
    """Whether no file and no page waits to be read for the first time by whoever is free."""
    return not any(
        queue.filter(work.free()).exists() for queue in (_uploads_waiting(), _images_waiting())
    )


def work_next(
    reader: PageReader, kept: "LastFile | None" = None, *, served: int = 0
) -> Upload | Image | None:
    """Open the next file or read the next page, for a reader that did so `served` times before; None when none waits.

    Files and pages take turns, so that a page is read while thousands of files still wait to be opened.
    """
    for goes_first in line.lines(served):
        for is_file in (True, False) if served % 2 == 0 else (False, True):
            done = (
                open_next(reader, goes_first=goes_first)
                if is_file
                else read_next(reader, kept, goes_first=goes_first)
            )
            if done is not None:
                return done
    return None


def open_next(reader: PageReader, *, goes_first: bool | None = None) -> Upload | None:
    """Open the next waiting file and write down its pages. Returns it, or None when there is nothing to open.

    `goes_first`: only of urgent batches, or only of the others.
    """
    upload = _claim(_uploads_waiting(), goes_first)
    if upload is None:
        return None
    try:
        with holding(upload):
            _open(upload, reader)
    except ReadingProblem as problem:
        failed(upload, problem, state=Upload.State.REFUSED)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  (a file that breaks the reader must not stop the others)
        failed(upload, in_words(error), state=Upload.State.REFUSED)
    return upload


def read_next(
    reader: PageReader, kept: "LastFile | None" = None, *, goes_first: bool | None = None
) -> Image | None:
    """Read the next waiting page. Returns its image, or None when there is nothing to read.

    `kept` saves decrypting a file of many pages anew for each of them. `goes_first` as in `open_next`.
    """
    image = _claim(_images_waiting(), goes_first)
    if image is None:
        return None
    try:
        with holding(image):
            _read(image, reader, kept or LastFile())
    except ReadingProblem as problem:
        failed(image, problem, state=Image.State.FAILED)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  (one page must not stop the others)
        failed(image, in_words(error), state=Image.State.FAILED)
    # Also those of a worker that died between reading and comparing.
    twins.compare_waiting()
    return image


def file_confirmed(batch: Batch | None = None) -> int:
    """File what was handed in for a certain child, one document a file, once all its pages are read.

    Returns how many files were dealt with. Blank pages stay set aside, unread ones stay on the desk.
    """
    rows = _confirmed()
    dealt_with = 0
    for pk in (rows.filter(batch=batch) if batch else rows).values_list("pk", flat=True):
        dealt_with += _file_one(pk)
    return dealt_with


class LastFile:
    """The plaintext of the file that was asked for last."""

    def __init__(self) -> None:
        self._id: object = None
        self._data = b""

    def of(self, file: StoredFile) -> bytes:
        if self._id != file.pk:
            self._data = store.read_all(file.pk, file.wrapped_key)
            self._id = file.pk
        return self._data


def _uploads_waiting() -> QuerySet[Upload]:
    return Upload._base_manager.filter(state=Upload.State.WAITING)


def _images_waiting() -> QuerySet[Image]:
    return Image._base_manager.filter(state=Image.State.WAITING)


def _confirmed() -> QuerySet[Upload]:
    """Files that are opened and read, handed in for a certain child, and not filed yet."""
    images = Image._base_manager.filter(upload=OuterRef("pk"))
    return Upload._base_manager.filter(
        Exists(images.filter(state=Image.State.READ)),
        ~Exists(images.filter(state=Image.State.WAITING)),
        state=Upload.State.CUT,
        batch__file_to__isnull=False,
        confirmed_filing=None,
        problem="",
    )


def _claim(rows: QuerySet[Job], goes_first: bool | None) -> Job | None:
    """The next of `rows` that nobody holds. One that failed too often without a word (its worker died) is given up."""
    if goes_first is not None:
        rows = rows.filter(goes_first=goes_first)
    rows = rows.order_by("-goes_first", "turn")
    while (row := work.claim(rows, settings.KINFILE_LEASE)) is not None:
        if row.attempts <= MOST_ATTEMPTS:
            return row
        last = row.problem or "The program that reads pages stopped each time."
        failed(
            row,
            ReadingFailed(
                f"This was tried {MOST_ATTEMPTS} times without success. {last}", try_again=False
            ),
            state=Image.State.FAILED if isinstance(row, Image) else Upload.State.REFUSED,
        )
    return None


def _open(upload: Upload, reader: PageReader) -> None:
    assert upload.file is not None  # noqa: S101  (a waiting upload always has its file)
    with _scratch() as folder:
        source = _source(upload.file, folder)
        examination = reader.examine(source)
        if examination.stays_whole:
            cut = [
                CutPage(facts.index, None, facts.index, examination.media_type, facts.problem)
                for facts in examination.pages
            ]
        else:
            pieces = folder / "pages"
            pieces.mkdir()
            cut = reader.cut(source, pieces)
        kept = _keep_pieces(cut)
    try:
        with transaction.atomic():
            if not still_mine(upload).update(
                state=Upload.State.CUT, problem="", lease_holder="", lease_until=None
            ):
                raise LostLease
            _write_pages(upload, cut, kept)
            close_when_done(upload.batch)
    except LostLease:
        for stored in kept.values():
            store.remove(stored.id)


def _keep_pieces(cut: Sequence[CutPage]) -> dict[Path, store.Stored]:
    """Each piece that was cut out, kept once, whatever number of pages it holds."""
    kept: dict[Path, store.Stored] = {}
    for piece in cut:
        if piece.path is not None and piece.path not in kept:
            with piece.path.open("rb") as stream:
                kept[piece.path] = store.receive(stream, limit=piece.path.stat().st_size)
    return kept


def _write_pages(upload: Upload, cut: Sequence[CutPage], kept: dict[Path, store.Stored]) -> None:
    # Two files of one batch that are opened at once must not number their pages alike.
    batch = Batch._base_manager.select_for_update().get(pk=upload.batch_id)
    files = {
        path: readings.file_row(
            stored, media_type=next(piece.media_type for piece in cut if piece.path == path)
        )
        for path, stored in kept.items()
    }
    pages = [
        Page(
            file=files[piece.path] if piece.path is not None else upload.file,
            index=piece.index if piece.path is not None else piece.number,
        )
        for piece in cut
    ]
    Page._base_manager.bulk_create(pages)
    turn = line.next_turn(Image, batch)
    images = Image._base_manager.filter(batch=batch)
    last = images.order_by("-position").values_list("position", flat=True).first() or 0
    Image._base_manager.bulk_create(
        Image(
            batch=batch,
            upload=upload,
            position=last + place,
            number_in_file=piece.number + 1,
            page=page,
            state=Image.State.FAILED if piece.problem else Image.State.WAITING,
            problem=piece.problem[:400],
            goes_first=batch.is_urgent,
            turn=turn + place - 1,
        )
        for place, (piece, page) in enumerate(zip(cut, pages, strict=True), start=1)
    )
    _number_pages(upload)


def _number_pages(upload: Upload) -> None:
    """Number all pages in the order in which the files lay, if one that lies further back was opened first."""
    images = Image._base_manager.filter(batch=upload.batch_id)
    behind = Upload._base_manager.filter(
        batch=upload.batch_id, position__gt=upload.position, state=Upload.State.CUT
    )
    # Laid together by a person: what comes now stands behind it all.
    if not behind.exists() or images.filter(is_back=True).exists():
        return
    moved = []
    in_order = images.order_by("upload__position", "number_in_file")
    for position, image in enumerate(in_order.only("pk", "position"), start=1):
        if image.position != position:
            image.position = position
            moved.append(image)
    Image._base_manager.bulk_update(moved, ["position"], batch_size=500)


def _read(image: Image, reader: PageReader, kept: LastFile) -> None:
    page = image.page
    found = reader.read(kept.of(page.file), page.index, second_pass.context_for(image))
    separator = _separator(found)
    is_blank = found.read_as == "blank" and separator is None
    sheet = forms_home.look_for(found)
    pictures = {"view": store.keep(found.view), "thumbnail": store.keep(found.thumbnail)}
    if found.whole:
        pictures["whole"] = store.keep(found.whole)
    cues = cues_in(found.text, today=timezone.localdate(), looks_like=found.looks_like)
    try:
        with transaction.atomic():
            if not still_mine(image).update(
                state=_state(is_blank, separator),
                cover_set=separator.cover_set if separator else None,
                cover_number=separator.number if separator else None,
                cues=cues.as_json(),
                faults=[str(fault) for fault in found.faults],
                read_at=timezone.now(),
                problem="",
                lease_holder="",
                lease_until=None,
            ):
                raise LostLease
            reading = row_of(found, **pictures)
            readings.replace(page, reading)
            second_pass.ask(image, reading if separator is None else None)
            forms_home.keep(page, sheet)
            twins.remember(page, found, cues, is_page=not (is_blank or separator))
            outbox.changed(image)
            if is_blank or separator:
                close_when_done(image.batch)
    except LostLease:
        for stored in pictures.values():
            store.remove(stored.id)


def row_of(
    found: PageReading,
    *,
    view: store.Stored,
    thumbnail: store.Stored,
    whole: store.Stored | None = None,
) -> Reading:
    """What a reader found as a row, not saved yet, with its doubts; its pictures get their rows. In a transaction."""
    reading = Reading(
        read_as=found.read_as,
        engine=found.engine[:80],
        text=found.text,
        words=readings.packed(found.words),
        confidence=found.confidence,
        width=found.width,
        height=found.height,
        dpi=found.dpi,
        angle_degrees=found.angle_degrees,
        skew_degrees=found.skew_degrees,
        looks_like=found.looks_like,
        notes=list(found.notes),
        view=readings.file_row(view, media_type="image/webp"),
        thumbnail=readings.file_row(thumbnail, media_type="image/webp"),
        whole=readings.file_row(whole, media_type="image/webp") if whole else None,
    )
    if found.read_as == "scan":
        lines = readings.lines_in(found.text, found.words)
        readings.note_doubts(reading, merging.doubts_alone(lines, reading.engine))
    return reading


@dataclass(frozen=True)
class _Separator:
    """A sheet that parts papers. One of a set that was not printed here parts them too, but says nothing of them."""

    cover_set: CoverSet | None = None
    number: int | None = None


def _separator(found: PageReading) -> _Separator | None:
    cover = next(filter(None, map(covers.cover_in, found.separators)), None)
    if cover is None and len(found.words) <= covers.MOST_WORDS:
        cover = covers.cover_in(found.text)
    if cover is None:
        is_form = any(map(paper_codes.sheet_in, found.separators))
        return _Separator() if found.separators and not is_form else None
    printed = CoverSet._base_manager.filter(code=cover.set, count=cover.of).first()
    return _Separator(printed, cover.number) if printed else _Separator()


def _state(is_blank: bool, separator: _Separator | None) -> str:
    if separator:
        return Image.State.SEPARATOR
    return Image.State.BLANK if is_blank else Image.State.READ


@transaction.atomic
def _file_one(pk: UUID) -> int:
    upload = (
        Upload._base_manager.select_for_update(of=("self",))
        .select_related("batch__operator", "batch__file_to")
        .filter(pk=pk, confirmed_filing=None, problem="")
        .first()
    )
    if upload is None or upload.batch.file_to is None:
        return 0
    batch, by, child = upload.batch, upload.batch.operator, upload.batch.file_to
    images = list(
        Image._base_manager.filter(upload=upload, state=Image.State.READ)
        .select_related("page")
        .order_by("number_in_file")
    )
    if not images:
        return 0
    texts = {
        reading.page_id: reading.text
        for reading in Reading._base_manager.filter(
            page__in=[image.page_id for image in images], is_current=True
        ).defer("words")
    }
    cues = [Cues.from_json(image.cues) for image in images]
    pages = [(i.position, texts.get(i.page_id, ""), c) for i, c in zip(images, cues, strict=True)]
    guess = suggest.suggest(pages, Directory())
    try:
        with transaction.atomic():
            filing = desk.file_images(
                by=by,
                batch=batch,
                images=images,
                about=[child],
                title=_title(upload.name, pages[0][1]),
                kind=guess.kind,
                dated_on=guess.dated_on or timezone.localdate(),
                sender=guess.sender,
                telling=guess.telling,
                reason="confirmed by hand when it was handed in",
                keeps_numbers=True,
            )
    except (Problem, access.Refused) as refusal:
        sentence = str(refusal)
        if isinstance(refusal, access.Refused):
            audit.refused(by, refusal.code, label=refusal.label, object_id=refusal.object_id)
            sentence = "The file it was meant for is no longer open to whoever handed it in."
        Upload._base_manager.filter(pk=upload.pk).update(
            problem=f"It was not filed by itself. {sentence} File its pages at the desk."[:400]
        )
        return 1
    Upload._base_manager.filter(pk=upload.pk).update(confirmed_filing=filing)
    return 1


def _title(name: str, text: str) -> str:
    """The file's name where it says something; else the first line that reads like a heading."""
    stem = Path(name).stem.replace("_", " ").strip()
    words = [word for word in stem.split() if sum(map(str.isalpha, word)) >= 3]
    is_machine_made = stem.lower().startswith(
        ("scan", "img", "image", "dsc", "doc", "file without")
    )
    if words and not (is_machine_made and len(words) < 2):
        return stem
    return first_line(text) or stem or "Scanned paper"


def _source(file: StoredFile, folder: Path) -> bytes | Path:
    if file.size <= _IN_MEMORY:
        return store.read_all(file.pk, file.wrapped_key)
    path = folder / "source"
    with store.open(file.pk, file.wrapped_key) as plain, path.open("wb") as copy:
        shutil.copyfileobj(plain, copy, 1024 * 1024)
    return path


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder of this process for one file, gone afterwards. Those of dead processes are cleared away first."""
    home = Path(settings.KINFILE_DATA) / "scratch"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    for stale in home.iterdir():
        if work.is_dead(stale.name.rpartition("+")[0].replace("+", "/")):
            shutil.rmtree(stale, ignore_errors=True)
    mine = work.holder().replace("/", "+")
    with tempfile.TemporaryDirectory(prefix=f"{mine}+", dir=home) as folder:
        yield Path(folder)
