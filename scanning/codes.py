"""Separators and paper forms by their codes, read from the picture there is anyway; other codes are not ours."""

from collections.abc import Iterator

import cv2
import numpy as np
import zxingcpp

from documents import paper_codes
from scanning import covers, form_marks
from scanning.cleaning import Grey

# Two formats are four times faster than all; nothing else is printed on separators.
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128])
_SLANTED_DEGREES = 35


def separators_on(view: Grey, *, words: int) -> tuple[str, ...]:
    """The codes of cover sheets, patch sheets and paper forms on the picture `view` of a page with `words` words."""
    is_thorough = words <= covers.MOST_WORDS
    for number, (attempt, binarizer) in enumerate(_attempts(view)):
        # A second look takes as long again: worth it on a sheet of few words, or with the corners of a form.
        if number == 1 and not is_thorough and form_marks.fit_of(view) is None:
            break
        read = zxingcpp.read_barcodes(
            np.ascontiguousarray(attempt), formats=_FORMATS, binarizer=binarizer
        )
        found = tuple(
            dict.fromkeys(
                code.text
                for code in read
                if covers.is_patch(code.text)
                or covers.cover_in(code.text)
                or paper_codes.sheet_in(code.text)
            )
        )
        if found:
            return found
    return ()


def _attempts(view: Grey) -> Iterator[tuple[Grey, zxingcpp.Binarizer]]:
    local = zxingcpp.Binarizer.LocalAverage
    yield view, local
    height, width = view.shape
    yield _resized(view, width // 2, height // 2), local
    yield view, zxingcpp.Binarizer.GlobalHistogram
    middle = (width / 2, height / 2)
    turned = cv2.warpAffine(
        view,
        cv2.getRotationMatrix2D(middle, _SLANTED_DEGREES, 1.0),
        (width, height),
        borderValue=(255.0,),
    )
    yield np.asarray(turned, dtype=np.uint8), local
    # Dots of a fax or a coarse copy run together when the picture is a little out of focus.
    yield np.asarray(cv2.GaussianBlur(view, (0, 0), 1.5), dtype=np.uint8), local


def _resized(view: Grey, width: int, height: int) -> Grey:
    size = (max(1, width), max(1, height))
    return np.asarray(cv2.resize(view, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
