"""RapidOCR: the PP-OCRv6 models that come in its wheel. Slower than Tesseract, better at what is not clean print."""

import os
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scanning.engines.contract import EngineMissing, Line, ReadingContext, Recognised, Word

_MODELS = ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx")
# One process of two threads is as fast as two processes of one, in half the memory.
_THREADS = 2
# Where text is looked for: A4 at some 170 dots an inch. The lines themselves are cut from the whole picture.
_LONG_SIDE = 2000
_LONGEST_SIDE = 5000
_SHAPE_OF_A4 = 1.414
# What the engine itself takes for the least that a line must score.
_LEAST_SCORE = 0.5


class RapidOcr:
    """Some 1.4 GB and 2 s to load, with threads of its own: it stays in its process instead of being forked."""

    lives_on = True

    def __init__(self) -> None:
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        try:
            import rapidocr
            from rapidocr import RapidOCR
            from rapidocr.ch_ppocr_rec import TextRecInput
        except ImportError as why:
            raise EngineMissing(
                "The second engine is missing: install the packages rapidocr and onnxruntime, "
                "or set KINFILE_SECOND_ENGINE to nothing."
            ) from why
        models = Path(rapidocr.__file__).parent / "models"
        # Asked for a model that is not there, it would try to fetch it.
        if not all((models / name).is_file() for name in _MODELS):
            raise EngineMissing(
                "The models of the second engine are missing: install the package rapidocr anew, "
                "or set KINFILE_SECOND_ENGINE to nothing."
            )
        engine = RapidOCR(
            params={
                # Measured: it turns upright lines on their heads.
                "Global.use_cls": False,
                "Global.log_level": "critical",
                "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        self._input = TextRecInput
        self._detect = engine._load_det_model()
        self._recognise = engine._load_rec_model()
        self._cut_out = engine.crop_text_regions
        self._version = _version()

    @property
    def name(self) -> str:
        return f"rapidocr {self._version}"

    def read(self, picture: NDArray[np.uint8], context: ReadingContext) -> Recognised:
        """As the contract says; `layout` and `seconds` are nothing to this engine."""
        height, width = picture.shape
        shrink = min(1.0, _side(width, height) / max(width, height))
        size = (max(32, round(width * shrink)), max(32, round(height * shrink)))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        found = self._detect(cv2.cvtColor(small, cv2.COLOR_GRAY2RGB))
        if found.boxes is None or not len(found.boxes):
            return Recognised(())
        back = np.array([width / size[0], height / size[1]], np.float32)
        boxes = np.asarray(found.boxes, np.float32) * back
        pieces = self._cut_out(cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB), boxes)
        whole = [at for at, piece in enumerate(pieces) if min(piece.shape[:2]) >= 3]
        if not whole:
            return Recognised(())
        read = self._recognise(self._input(img=[pieces[at] for at in whole], return_word_box=True))
        lines = []
        for at, text, score, places in zip(
            whole, read.txts or (), read.scores, read.word_results, strict=True
        ):
            if score >= _LEAST_SCORE and (line := _words(text, places, boxes[at])):
                lines.append(line)
        return Recognised(tuple(lines))


def _version() -> str:
    from importlib.metadata import version

    return version("rapidocr")


def _side(width: int, height: int) -> int:
    """How long the longer side may be: a till roll must not be shrunk to the length of a letter."""
    shape = max(width, height) / min(width, height)
    return round(min(_LONGEST_SIDE, _LONG_SIDE * max(1.0, shape / _SHAPE_OF_A4)))


def _words(text: str, places: Any, box: NDArray[np.float32]) -> Line:
    """The words of a line where they stand in it: each letter was seen in some column of the line's picture."""
    columns = [column for word in places.word_cols for column in word]
    letters = [at for at, letter in enumerate(text) if not letter.isspace()]
    if not columns or len(columns) != len(letters) or len(places.confs) != len(text):
        return ()
    left, top = (float(value) for value in box.min(axis=0))
    right, bottom = (float(value) for value in box.max(axis=0))
    is_upright = bottom - top >= 1.5 * (right - left)
    column_of = dict(zip(letters, columns, strict=True))
    steps = [after - before for before, after in pairwise(columns)]
    half = float(np.median(steps)) / 2 if steps else float(places.line_txt_len) / 2
    words = []
    for start, end in _spans(text):
        plain = unicodedata.normalize("NFKC", text[start:end])
        first, last = column_of[start] + 0.5 - half, column_of[end - 1] + 0.5 + half
        share = [min(1.0, max(0.0, at / places.line_txt_len)) for at in (first, last)]
        sure = [float(value) for value in places.confs[start:end]]
        # One doubtful letter makes a doubtful word, however sure the others are.
        confidence = round(50 * (sum(sure) / len(sure) + min(sure)))
        if any("\u2e80" <= letter <= "\uffef" for letter in plain):
            continue
        across = (left, right) if not is_upright else (top, bottom)
        begin, finish = (across[0] + (across[1] - across[0]) * at for at in share)
        place = (begin, top, finish, bottom) if not is_upright else (left, begin, right, finish)
        x, y = max(0, round(place[0])), max(0, round(place[1]))
        words += [
            Word(
                part,
                x,
                y,
                max(1, round(place[2]) - x),
                max(1, round(place[3]) - y),
                max(0, min(100, confidence)),
            )
            for part in plain.split()
        ]
    return tuple(words)


def _spans(text: str) -> list[tuple[int, int]]:
    """Where each word of `text` begins and ends."""
    spans, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        spans.append((at, at + len(word)))
        at += len(word)
    return spans
