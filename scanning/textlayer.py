"""The text that a PDF page carries: its words with their places, and whether it can be trusted.

A layer is kept only if a person would see the same words. What scanning programs of old left behind (invisible text
over a picture), fonts without a key to their letters, and stamps on a scan are read again from the page itself.
"""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, starmap
from typing import Literal, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

Standing = Literal["none", "sound", "doubtful", "bad"]

INVISIBLE = 3
# The commonest small words of English and Welsh: prose has one word in four among them, a scrambled font none.
SMALL_WORDS = frozenset(
    "the of and to in is that for it was on with as be at by are this not have from or an they he she his her will "
    "has had been were we you your their them when who which what if no yes date name address please school child "
    "y yr yn a i o ac ar ei eu mae wedi gyda am at oedd nid ddim bod fel hyn sydd neu un dros dan plentyn ysgol".split()
)
_TOKEN = re.compile(r"[^\W_]+(?:['’./&+@:–-]+[^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_REFERENCE = re.compile(r"\d+(?:[A-Za-z]{1,2})?|[A-Z]{1,3}\d+[A-Z]{0,2}")
# A run of letters. A letter of nothing parts words as a blank does.
_RUN = re.compile(r"[^\s\x00]+")
_LINE = re.compile(r"[^\r\n]+")
# What PDFium writes for the hyphen at the end of a line.
_HYPHENS = ("\x02", "\ufffe")
# So many letters or words, evenly spread, tell what share of all is broken, hidden, or makes no sense.
_JUDGED = 100
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf€-™]|â€|Â[\u00a0-\u00bf]")
_VOWELS = frozenset("aeiouyw")
_CONSONANTS = re.compile("[bcdfghjklmnpqrstvxz]{7}")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00ad": None}
)


class PlacedWord(NamedTuple):
    """A word and its box in the page's own points, from the bottom left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class TextLayer:
    """`words` as they are read, `lines` of them where they stand, if that was asked for.

    `hidden` and `broken` are shares of its letters, 0 to 1. `turn` degrees anticlockwise set the letters upright.
    """

    words: tuple[str, ...]
    lines: tuple[tuple[PlacedWord, ...], ...]
    letters: int
    hidden: float
    broken: float
    turn: int


def clean_word(text: str) -> str:
    """The word as it may be stored and shown: ligatures spelt out, nothing unprintable, nothing that reverses text."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.translate(_LIGATURES))
    return "".join(
        letter for letter in text if letter.isprintable() and not 0xE000 <= ord(letter) <= 0xF8FF
    )


def _clean_words(text: str) -> Iterator[str]:
    return filter(None, map(clean_word, text.replace("\x00", " ").split()))


def read_layer(
    page: pdfium.PdfPage,
    *,
    hidden_below: int = -1,
    behind_picture: bool = False,
    with_boxes: bool = True,
) -> TextLayer:
    """Every word of the page's text layer; to ask where each stands takes more than half of the time.

    Text that is drawn before page object number `hidden_below` lies under a picture and counts as hidden; so does
    white or transparent text if there is a picture `behind_picture`.
    """
    text_page = page.get_textpage()
    try:
        return _Collector(page, text_page, hidden_below, behind_picture).layer(with_boxes)
    finally:
        text_page.close()


class _Collector:
    def __init__(
        self,
        page: pdfium.PdfPage,
        text_page: pdfium.PdfTextPage,
        hidden_below: int,
        behind_picture: bool,
    ) -> None:
        # The bare handle: the library's own wrapper around it takes as long as most questions to PDFium.
        self._text = text_page.raw
        self._page_turn = page.get_rotation()
        self._behind_picture = behind_picture
        self._covered: set[int] = set()
        if hidden_below > 0:
            for place in range(hidden_below):
                item = pdfium_c.FPDFPage_GetObject(page, place)
                self._covered.add(ctypes.cast(item, ctypes.c_void_p).value or 0)
        self._visible: dict[int, bool] = {}
        self._sides = [ctypes.c_double() for _ in range(4)]
        left, right, bottom, top = map(ctypes.byref, self._sides)
        # PDFium takes them in another order than it takes those of a letter.
        self._told_sides = (left, top, right, bottom)

    def layer(self, with_boxes: bool) -> TextLayer:
        text = self._letters()
        spans = [found.span() for found in _RUN.finditer(text)]
        # One object draws a word, so its first letter tells of the rest.
        asked = spans[:: 1 + len(spans) // _JUDGED]
        hidden = sum(end - start for start, end in asked if not self._is_visible(start))
        letters = sum(end - start for start, end in spans)
        places = chain.from_iterable(starmap(range, spans))
        some = list(islice(places, None, None, 1 + letters // _JUDGED))
        broken = sum(self._is_broken(text[place], place) for place in some)
        turns = Counter(map(self._turn_at, some))
        turn, most = turns.most_common(1)[0] if turns else (0, 0)
        lines = tuple(self._lines(text)) if with_boxes else ()
        return TextLayer(
            # What stands nowhere is not read there.
            words=tuple(
                (word.text for line in lines for word in line) if with_boxes else _clean_words(text)
            ),
            lines=lines,
            letters=letters,
            hidden=hidden / max(1, sum(end - start for start, end in asked)),
            broken=broken / max(1, len(some)),
            # Both are clockwise: of the letters on the page, and of the page when it is shown.
            turn=(turn + self._page_turn) % 360 if most > 0.6 * sum(turns.values()) else 0,
        )

    def _lines(self, text: str) -> Iterator[tuple[PlacedWord, ...]]:
        for line in _LINE.finditer(text):
            words = tuple(
                PlacedWord(word, *box)
                for found in _RUN.finditer(text, *line.span())
                if (word := clean_word(found.group())) and (box := self._box(*found.span()))
            )
            if words:
                yield words

    def _letters(self) -> str:
        """The letters of the page, each at its own place: asked for all at once where PDFium counts them alike."""
        count = max(0, pdfium_c.FPDFText_CountChars(self._text))
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium_c.FPDFText_GetText(self._text, 0, count, buffer) - 1
        text = bytes(buffer)[: 2 * max(0, written)].decode("utf-16-le", "surrogatepass")
        if len(text) != count:
            text = "".join(self._one_by_one(count))
        for hyphen in _HYPHENS:
            text = text.replace(hyphen, "-")
        return text

    def _one_by_one(self, count: int) -> Iterator[str]:
        pending = 0
        for place in range(count):
            code = pdfium_c.FPDFText_GetUnicode(self._text, place)
            if 0xD800 <= code < 0xDC00:
                pending = code
                # Keeps the place, and is left out of the word.
                yield "\ufeff"
            elif 0xDC00 <= code < 0xE000 and pending:
                yield chr(0x10000 + ((pending - 0xD800) << 10) + (code - 0xDC00))
                pending = 0
            else:
                yield chr(code)

    def _box(self, start: int, end: int) -> tuple[float, float, float, float] | None:
        """Left, bottom, right and top around the letters from `start` to `end`."""
        left, right, bottom, top = self._sides
        boxes = []
        for at in range(pdfium_c.FPDFText_CountRects(self._text, start, end - start)):
            if pdfium_c.FPDFText_GetRect(self._text, at, *self._told_sides):
                boxes.append((left.value, bottom.value, right.value, top.value))
        if len(boxes) <= 1:
            return boxes[0] if boxes else None
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        return min(lefts), min(bottoms), max(rights), max(tops)

    def _turn_at(self, place: int) -> int:
        angle = pdfium_c.FPDFText_GetCharAngle(self._text, place)
        return round(math.degrees(angle) / 90) % 4 * 90 if angle else 0

    def _is_visible(self, place: int) -> bool:
        item = pdfium_c.FPDFText_GetTextObject(self._text, place)
        key = ctypes.cast(item, ctypes.c_void_p).value or 0
        if key == 0:
            return True
        if key not in self._visible:
            is_drawn = pdfium_c.FPDFTextObj_GetTextRenderMode(item) != INVISIBLE
            is_faint = self._behind_picture and self._is_faint(place)
            self._visible[key] = is_drawn and not is_faint and key not in self._covered
        return self._visible[key]

    def _is_faint(self, place: int) -> bool:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if not pdfium_c.FPDFText_GetFillColor(self._text, place, red, green, blue, alpha):
            return False
        return alpha.value < 10 or min(red.value, green.value, blue.value) > 250

    def _is_broken(self, letter: str, place: int) -> bool:
        code = ord(letter)
        if (
            code == 0xFFFD
            or 0xE000 <= code <= 0xF8FF
            or (code < 32 and code != 2)
            or 0x7F <= code < 0xA0
        ):
            return True
        return pdfium_c.FPDFText_HasUnicodeMapError(self._text, place) == 1


def standing(layer: TextLayer, *, is_over_picture: bool) -> tuple[Standing, str]:
    """How far the layer can be trusted, and the reason where it cannot.

    `doubtful` layers are believed only if reading the page itself agrees. `is_over_picture`: a picture fills the page.
    """
    if layer.letters == 0:
        return "none", ""
    if layer.hidden > 0.5:
        return (
            "bad",
            "The file carried invisible text from an earlier reading; the page itself was read again.",
        )
    words = layer.words
    if layer.broken > 0.1 or "(cid:" in " ".join(words):
        return "bad", "The text stored in the file is garbled; the page itself was read again."
    if is_over_picture and len(words) < 40:
        return (
            "bad",
            "The page is a scan with a little text added; all of it was read from the page itself.",
        )
    tokens = [
        word
        for word in words[:: 1 + len(words) // _JUDGED]
        if word.isalnum() or any(map(str.isalnum, word))
    ]
    if not tokens:
        return "doubtful", ""
    likely = sum(map(_is_likely, tokens)) / len(tokens)
    if likely < 0.5 and len(tokens) >= 8:
        return "bad", "The text stored in the file is garbled; the page itself was read again."
    latin = [token.lower().strip(".,:;()'\"") for token in tokens if _is_latin(token)]
    if len(tokens) < 8 or likely < 0.8:
        return "doubtful", ""
    if len(latin) >= 25 and sum(token in SMALL_WORDS for token in latin) < 0.05 * len(latin):
        return "doubtful", ""
    return "sound", ""


def _is_latin(token: str) -> bool:
    if token.isascii():
        return token.upper() != token.lower()
    letters = [letter for letter in token if letter.isalpha()]
    return len(letters) >= 1 and all(ord(letter) < 0x250 for letter in letters)


@lru_cache(maxsize=10_000)
def _is_likely(token: str) -> bool:
    """Does it look like a word of some language, a number or a reference?"""
    if token.isascii() and token.isalpha():
        return _is_likely_part(token)
    core = token.strip("".join(letter for letter in token if not letter.isalnum()))
    if not _TOKEN.fullmatch(core) or _MOJIBAKE.search(token):
        return False
    return all(map(_is_likely_part, _PART.findall(core)))


def _is_likely_part(part: str) -> bool:
    if not part.isalpha() and any(map(str.isdigit, part)):
        return _REFERENCE.fullmatch(part) is not None
    if not _is_latin(part):
        # Other scripts cannot be judged by their vowels, but no word mixes two of them.
        return len({unicodedata.name(letter, "?").split()[0] for letter in part}) == 1
    if len(part) < 3:
        return True
    plain = part.lower() if part.isascii() else unicodedata.normalize("NFD", part.lower())
    is_cased = part.islower() or part.isupper() or part[0].isupper()
    return is_cased and not _VOWELS.isdisjoint(plain) and not _CONSONANTS.search(plain)
