"""The strip of a scan around one word: the line it stands in, cut out of the page's picture, large enough to read."""

import io
from dataclasses import dataclass

from PIL import Image as Picture

from documents import store
from documents.models import DoubtfulWord, Reading
from documents.placing import Box

# In heights of the word: what is shown above and below it, beside it, and at least across.
_ABOVE, _BESIDE, _ACROSS = 0.9, 5, 22
# A speck is still shown with its surroundings.
_LOWEST = 14


@dataclass(frozen=True)
class Strip:
    """`cut`: where it lies, in pixels of the upright page; `mark`: the word's place in the picture cut out."""

    cut: Box
    mark: Box
    turned_degrees: int

    @property
    def size(self) -> tuple[int, int]:
        _, _, width, height = self.cut
        return (height, width) if self.turned_degrees % 180 else (width, height)


def strip_around(word: DoubtfulWord, reading: Reading, *, turned_degrees: int = 0) -> Strip:
    """The strip around `word`; `turned_degrees`: how far a person turned the page clockwise since it was read."""
    high = max(word.height, _LOWEST)
    wide = min(reading.width, max(word.width + 2 * _BESIDE * high, _ACROSS * high))
    middle = word.left + word.width // 2
    left = max(0, min(middle - wide // 2, reading.width - wide))
    top = max(0, word.top - round(high * _ABOVE))
    bottom = min(reading.height, word.top + word.height + round(high * _ABOVE))
    cut = (left, top, max(1, wide), max(1, bottom - top))
    mark = (word.left - left, word.top - top, word.width, word.height)
    return Strip(cut, _turned(mark, cut[2], cut[3], turned_degrees), turned_degrees % 360)


def picture_of(strip: Strip, reading: Reading) -> bytes:
    """The strip as WebP. Raises `store.Damaged` like every read of a kept file."""
    if reading.view is None:
        raise ValueError("A reading without a picture has no strips.")
    left, top, width, height = strip.cut
    data = store.read_all(reading.view.pk, reading.view.wrapped_key)
    with Picture.open(io.BytesIO(data), formats=["WEBP", "JPEG", "PNG"]) as view:
        across, down = view.width / reading.width, view.height / reading.height
        cut = view.crop(
            (
                round(left * across),
                round(top * down),
                round((left + width) * across),
                round((top + height) * down),
            )
        )
        turned = cut.convert("RGB").rotate(-strip.turned_degrees, expand=True)
        out = io.BytesIO()
        turned.save(out, "WEBP", quality=85)
    return out.getvalue()


def _turned(box: Box, width: int, height: int, degrees: int) -> Box:
    """Where `box` lies in a picture of that size once the picture is turned clockwise."""
    left, top, wide, high = box
    return {
        0: box,
        90: (height - top - high, left, high, wide),
        180: (width - left - wide, height - top - high, wide, high),
        270: (top, width - left - wide, high, wide),
    }[degrees % 360]
