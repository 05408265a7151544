"""What an upload really is, whatever it is called, and its pages as files of their own.

The kind comes from the content alone. Nothing is converted: a scanned PDF becomes single-page PDFs with the same
picture bytes, a TIFF its frames, and a JPEG, a PNG or a born-digital PDF stays as it came.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf
import pypdfium2 as pdfium

from scanning import frames, pdfpages, pictures, textlayer
from scanning.limits import MEGABYTE, Limits
from scanning.problems import ReadingFailed, ReadingProblem, Refused
from scanning.results import MEDIA_TYPES, Examination, Kind, PageFacts

ACCEPTED = "Hand in PDF, JPEG, PNG or TIFF."

_ARCHIVE = "This is an archive of several files. Unpack it and hand in the files inside."
_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": (
        "This is an older Office document or a saved e-mail. "
        "Open it, save it as PDF and hand in the PDF."
    ),
    b"Rar!": _ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": _ARCHIVE,
    b"\x1f\x8b": _ARCHIVE,
    b"GIF8": "This is a GIF picture. Save it as PNG and hand in the PNG.",
    b"BM": "This is a BMP picture. Save it as PNG and hand in the PNG.",
    b"{\\rtf": "This is a text document. Open it, save it as PDF and hand in the PDF.",
}
_HEIC = (
    "This is a photo in a format that cannot be read here (HEIC, as iPhones save it). "
    "Save it as JPEG and hand in the JPEG."
)
_OFFICE_MARKS = {
    b"word/": "a Word document",
    b"xl/": "an Excel workbook",
    b"ppt/": "a PowerPoint file",
    b"[Content_Types].xml": "an Office document",
    b"opendocument": "an office document",
}


@dataclass(frozen=True)
class Piece:
    """A file that `cut` makes: which pages of the upload it holds (by number, in order), its kind and its bytes.

    `data` is None for the upload itself, unchanged. A page that cannot be cut out has a `problem` and no bytes.
    """

    numbers: tuple[int, ...]
    kind: Kind
    data: bytes | None
    problem: str = ""


def kind_of(file: BinaryIO, limits: Limits) -> Kind:
    """The kind by content. Raises `Refused` with what to do instead for anything that is not accepted."""
    length = file.seek(0, io.SEEK_END)
    if length == 0:
        raise Refused(
            "This file is empty. Scan or save it again; copying it may have been cut short."
        )
    if length > limits.upload_size:
        most = limits.upload_size // MEGABYTE
        raise Refused(
            f"This file is larger than {most} MB. Scan the stack in smaller parts and hand in each part."
        )
    file.seek(0)
    head = file.read(4096)
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "tiff"
    if head.startswith(b"PK\x03\x04"):
        raise Refused(_zip_sentence(head))
    if head[4:8] == b"ftyp":
        is_photo = head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif")
        raise Refused(_HEIC if is_photo else f"This is a film or a recording. {ACCEPTED}")
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        raise Refused("This is a WebP picture. Save it as JPEG and hand in the JPEG.")
    for start, sentence in _OTHER_KINDS.items():
        if head.startswith(start):
            raise Refused(sentence)
    # Scanners and mail programs put a line or two before the mark; readers look in the first 1024 bytes.
    if b"%PDF-" in head[:1024]:
        return "pdf"
    raise Refused(f"This file is not a scan or a picture, whatever its name says. {ACCEPTED}")


def _zip_sentence(head: bytes) -> str:
    for mark, name in _OFFICE_MARKS.items():
        if mark in head:
            return f"This is {name}, not a scan. Open it, save it as PDF and hand in the PDF."
    return "This is a zip file, whatever its name says. Unpack it and hand in the files inside."


def examine(file: BinaryIO, limits: Limits) -> Examination:
    """Kind, pages and what is known of each before reading.

    Raises `Refused` for a file that cannot be taken in at all; trouble with one page is that page's `problem`.
    """
    kind = kind_of(file, limits)
    if kind == "pdf":
        with _pdf(file, limits) as pdf:
            return pdf.examination()
    if kind == "tiff":
        return _examine_tiff(file, limits)
    try:
        opened = pictures.open_picture(file, kind, 0, limits)
    except ReadingFailed as error:
        raise Refused(error.sentence) from error
    height, width = opened.pixels.shape[:2]
    facts = _facts(0, width, height, opened.dpi, "")
    return Examination(kind, MEDIA_TYPES[kind], (facts,), False)


def cut(file: BinaryIO, limits: Limits) -> Iterator[Piece]:
    """The pieces in page order, each made when asked for. Raises `Refused` as `examine` does."""
    kind = kind_of(file, limits)
    if kind == "pdf":
        with _pdf(file, limits) as pdf:
            yield from pdf.pieces()
    elif kind == "tiff":
        yield from _cut_tiff(file, limits)
    else:
        examine(file, limits)
        yield Piece((0,), kind, None)


def _facts(
    index: int, width: int, height: int, dpi: tuple[float, float], problem: str
) -> PageFacts:
    across, down = pictures.plausible_dpi(dpi, width, height) if width and height else (1.0, 1.0)
    return PageFacts(
        index, round(width / across * 25.4), round(height / down * 25.4), False, problem
    )


def _examine_tiff(file: BinaryIO, limits: Limits) -> Examination:
    pages = []
    for index, frame in enumerate(frames.read_frames(file, most=limits.pages)):
        problem = "" if frame.is_whole else frames.FRAME_BROKEN
        try:
            pictures.check_pixels(frame.width, frame.height, limits)
        except Refused as error:
            problem = error.sentence
        pages.append(_facts(index, frame.width, frame.height, frame.dpi, problem))
    if all(page.problem for page in pages):
        raise Refused(pages[0].problem)
    if len(pages) == 1:
        try:
            pictures.open_picture(file, "tiff", 0, limits)
        except ReadingFailed as error:
            raise Refused(error.sentence) from error
    return Examination("tiff", MEDIA_TYPES["tiff"], tuple(pages), False)


def _cut_tiff(file: BinaryIO, limits: Limits) -> Iterator[Piece]:
    examination = _examine_tiff(file, limits)
    found = frames.read_frames(file, most=limits.pages)
    if len(found) == 1 or not all(frame.can_stand_alone for frame in found if frame.is_whole):
        yield Piece(tuple(range(len(found))), "tiff", None)
        return
    made = _Sum(limits)
    for number, frame in enumerate(found):
        if not frame.is_whole:
            yield Piece((number,), "tiff", b"", examination.pages[number].problem)
        else:
            yield Piece((number,), "tiff", made.add(frames.frame_alone(file, frame)))


class _Sum:
    """Adds up what cutting makes: pages that share one picture could multiply a small file without end."""

    def __init__(self, limits: Limits) -> None:
        self._left = limits.cut_size

    def add(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise Refused(
                "The pages of this file grow too large when they are separated. "
                "Scan the stack in smaller parts and hand in each part."
            )
        return data


@contextmanager
def _pdf(file: BinaryIO, limits: Limits) -> "Iterator[_PdfUpload]":
    file.seek(0)
    try:
        qpdf = pikepdf.open(file, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise Refused(
            "This PDF is locked with a password. Save it without a password and hand in the new file."
        ) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, OSError) as error:
        raise Refused(pdfpages.BROKEN) from error
    with qpdf:
        upload = _PdfUpload(file, qpdf, limits)
        try:
            yield upload
        finally:
            upload.close()


class _PdfUpload:
    """One PDF as two libraries see it: qpdf for its structure, PDFium for what is on its pages."""

    def __init__(self, file: BinaryIO, qpdf: pikepdf.Pdf, limits: Limits) -> None:
        self._qpdf = qpdf
        self._limits = limits
        try:
            stated = int(qpdf.Root.Pages.get("/Count", 0))
            self._refuse_too_many(stated)
            self.count = len(qpdf.pages)
            # Answers that have no look of their own get one now: alone, a page knows nothing of its form.
            qpdf.generate_appearance_streams()
        except (
            pikepdf.PdfError,
            AttributeError,
            TypeError,
            KeyError,
            ValueError,
            RuntimeError,
        ) as error:
            raise Refused(pdfpages.BROKEN) from error
        self._refuse_too_many(self.count)
        was_repaired = any("damaged" in str(w) or "recover" in str(w) for w in qpdf.get_warnings())
        if self.count == 0 or (was_repaired and (self.count < stated or not _has_end(file))):
            raise Refused(pdfpages.BROKEN)
        self._document, self.is_agreed = self._open(file)

    def close(self) -> None:
        self._document.close()

    def _refuse_too_many(self, count: int) -> None:
        if count > self._limits.pages:
            raise Refused(
                f"This PDF has {count:,} pages; at most {self._limits.pages:,} can be handed in at once. "
                "Split it into smaller files and hand in each of them."
            )

    def _open(self, file: BinaryIO) -> tuple[pdfium.PdfDocument, bool]:
        """PDFium's view of the file, and whether it needed no repair by qpdf first."""
        try:
            document = pdfpages.open_pdf(file)
            if len(document) == self.count:
                return document, True
            document.close()
        except Refused:
            pass
        mended = io.BytesIO()
        try:
            self._qpdf.save(mended)
        except (pikepdf.PdfError, RuntimeError) as error:
            raise Refused(pdfpages.BROKEN) from error
        return pdfpages.open_pdf(mended), False

    def examination(self) -> Examination:
        pages, kinds = [], set()
        for index in range(self.count):
            try:
                facts, kind = self._page(index)
            except ReadingProblem as error:
                facts, kind = PageFacts(index, 0, 0, False, error.sentence), "other"
            pages.append(facts)
            kinds.add(kind)
        if all(page.problem for page in pages):
            raise Refused(pages[0].problem if self.count == 1 else pdfpages.BROKEN)
        is_born_digital = "text" in kinds and "other" not in kinds
        return Examination("pdf", MEDIA_TYPES["pdf"], tuple(pages), is_born_digital)

    def _page(self, index: int) -> tuple[PageFacts, str]:
        page = pdfpages.open_page(self._document, index)
        try:
            look = pdfpages.look_at(page, self._limits, with_boxes=False)
            width, height = pdfpages.page_inches(page)
            standing, _ = textlayer.standing(look.layer, is_over_picture=look.is_over_picture)
            has_text = standing in ("sound", "doubtful")
            kind = "text" if has_text else "empty" if look.is_empty else "other"
            return PageFacts(index, round(width * 25.4), round(height * 25.4), has_text), kind
        finally:
            page.close()

    def pieces(self) -> Iterator[Piece]:
        examination = self.examination()
        if examination.stays_whole and self.is_agreed:
            yield Piece(tuple(range(self.count)), "pdf", None)
            return
        made = _Sum(self._limits)
        for number in range(self.count):
            try:
                data = self._alone(number)
            except (pikepdf.PdfError, RuntimeError, ValueError, TypeError):
                yield Piece((number,), "pdf", b"", pdfpages.PAGE_BROKEN)
                continue
            yield Piece((number,), "pdf", made.add(data))

    def _alone(self, number: int) -> bytes:
        out = io.BytesIO()
        with pikepdf.new() as single:
            single.pages.append(self._qpdf.pages[number])
            # Streams keep their bytes, and the same page always gives the same file.
            single.save(
                out,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                deterministic_id=True,
            )
        return out.getvalue()


def _has_end(file: BinaryIO) -> bool:
    length = file.seek(0, io.SEEK_END)
    file.seek(max(0, length - 65536))
    return b"%%EOF" in file.read()
