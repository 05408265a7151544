"""Is this the sheet that came before? Two signs, picture and words, told apart and weighed together.

Pure functions. A mark (`scanning.marks`) says where the ink of a page lies; words are what was read. Two sheets of one
form share most of both, so neither an answer that stands on one of them alone nor a number that differs is ever
passed over: what is called the same here may be set aside.
"""

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# Cells of 7/8 mm: an A4 sheet with room around it for one that lay crooked.
COLUMNS, ROWS = 256, 352
CELL_MM = 0.875
LEVELS = 4

Cells = NDArray[np.uint8]
Ink = NDArray[np.float32]

_TILE = 16
# Cells that a part of the page may lie elsewhere: paper stretches in a feeder.
_PLAY = 2
# Ink, as variance summed over a tile, from which it is more than the grain of the copier.
_SOME_INK = 1.0
_LONE_INK = 1.5
_UNLIKE = 0.75

# Where holes, staples and the line that a fax machine prints along the top leave their ink.
_MARGIN = 24
_MOST_ALONE, _MOST_ALONE_AT_EDGE = 4.0, 20.0

# A page has as many keys of its picture, each of so many signs: another scan shares some of them nearly always, and
# another page of the archive by chance hardly one.
_PICTURE_KEYS, _SIGNS = 24, 20
_FREQUENCIES = 7
_BANDS, _ROWS_OF_BAND = 12, 3
_FEWEST_PAIRS = 6

# Words below which agreement says little.
_FEWEST_WORDS = 25
_SURE = 80


class ReadWord(Protocol):
    @property
    def text(self) -> str: ...

    @property
    def confidence(self) -> float: ...


@dataclass(frozen=True)
class Pictures:
    """How far the ink of two pages lies alike, 0 to 1: `mean` over all parts, and the `least` of any part.

    `unlike`: parts with ink on both that differ. `alone`: ink that stands on one of the two only; `alone_at_edge`
    where a punch or a fax machine may have left it.
    """

    mean: float
    least: float
    unlike: int
    alone: float
    alone_at_edge: float

    @property
    def is_strong(self) -> bool:
        """Nothing stands on one that does not stand on the other: no two sheets of a form are as alike."""
        return (
            self.mean >= 0.9
            and self.least >= (0.75 if self.mean >= 0.96 else 0.8)
            and self.alone <= _MOST_ALONE
            and self.alone_at_edge <= _MOST_ALONE_AT_EDGE
        )

    @property
    def is_fair(self) -> bool:
        """Alike but for what copying, faxing and filing do to a sheet: also two sheets of one form, or one letter."""
        return self.mean >= 0.85 and self.unlike <= 6


@dataclass(frozen=True)
class Texts:
    """How far the words of two pages agree, 0 to 1, over `count` of them; `is_contradicted` where clear ones differ."""

    share: float
    count: int
    is_contradicted: bool

    @property
    def is_strong(self) -> bool:
        return self.share >= 0.85 and self.count >= _FEWEST_WORDS and not self.is_contradicted


def is_same(pictures: Pictures | None, texts: Texts, *, is_all_print: bool) -> bool:
    """Whether two pages show one sheet, or one a copy of the other.

    `is_all_print`: nothing on either is written by hand, so that words alone can tell them apart.
    """
    if texts.is_contradicted:
        return False
    if pictures is None:
        return is_all_print and texts.is_strong and texts.share >= 0.97
    if pictures.is_strong:
        return texts.count < _FEWEST_WORDS or texts.share >= 0.5
    if not is_all_print or not texts.is_strong:
        return False
    # The same words set anew, as an e-mail prints them, lie elsewhere on the page.
    return pictures.is_fair or (texts.share >= 0.97 and texts.count >= 2 * _FEWEST_WORDS)


# The mark of a page.


def packed(cells: Cells) -> bytes:
    """ROWS x COLUMNS of levels from 0 to 3, packed into some 1.5 kB."""
    four = cells.reshape(-1, 4)
    joined = four[:, 0] | four[:, 1] << 2 | four[:, 2] << 4 | four[:, 3] << 6
    return zlib.compress(joined.astype(np.uint8).tobytes(), 9)


def unpacked(mark: bytes) -> Cells:
    """The levels that `packed` took. Raises `ValueError` for anything else."""
    size = ROWS * COLUMNS // 4
    opened = zlib.decompressobj()
    try:
        data = opened.decompress(bytes(mark), size + 1)
    except zlib.error as why:
        raise ValueError("not the mark of a page") from why
    if len(data) != size or not opened.eof:
        raise ValueError("not the mark of a page")
    joined = np.frombuffer(data, np.uint8)
    return np.stack([joined >> shift & 3 for shift in (0, 2, 4, 6)], 1).reshape(ROWS, COLUMNS)


def compare_pictures(one: Cells, other: Cells) -> Pictures:
    """Lays `other` on `one`, moved and enlarged as fits best, and looks at it part by part."""
    a, b = _ink(one), _laid_on(_ink(one), _ink(other))
    a, b = _softened(a), _softened(b)
    b = _nudged(a, b)
    size = _TILE * _TILE
    sum_a, mass_a = _tiles(a), _tiles(a * a)
    spread_a = mass_a - sum_a * sum_a / size
    spread_b = _tiles(b * b) - _tiles(b) ** 2 / size
    best = np.full(sum_a.shape, -1.0, np.float32)
    for down in range(-_PLAY, _PLAY + 1):
        for across in range(-_PLAY, _PLAY + 1):
            moved = _moved(b, down, across)
            sum_b = _tiles(moved)
            spread = _tiles(moved * moved) - sum_b * sum_b / size
            shared = _tiles(a * moved) - sum_a * sum_b / size
            both = np.sqrt(np.maximum(spread_a, 0.5) * np.maximum(spread, 0.5))
            best = np.maximum(best, shared / both)
    inked = np.maximum(spread_a, spread_b)
    on_both = np.minimum(spread_a, spread_b) > _SOME_INK
    if not on_both.any():
        return Pictures(0.0, 0.0, 0, float(np.sqrt(inked).sum()), 0.0)
    weight = np.sqrt(inked[on_both])
    alone = (inked > _LONE_INK) & ~on_both
    lacking = np.where(alone, np.sqrt(inked) * np.clip(0.85 - best, 0, 1), 0)
    inner = float(lacking[2:-2, 2:-2].sum())
    return Pictures(
        mean=float((weight * best[on_both]).sum() / weight.sum()),
        least=float(best[on_both].min()),
        unlike=int((best[on_both] < _UNLIKE).sum()),
        alone=inner,
        alone_at_edge=float(lacking.sum()) - inner,
    )


def unread_share(
    cells: Cells, boxes: Iterable[tuple[int, int, int, int]], width: int, height: int, dpi: int
) -> float:
    """The share of the ink that no word was read in: what is written by hand, drawn or stamped.

    `boxes` of words (left, top, width, height) count in a page of `width` x `height` pixels at `dpi`.
    """
    pixels = max(CELL_MM / 25.4 * max(dpi, 1), width / COLUMNS, height / ROWS)
    left_of, top_of = COLUMNS / 2 - width / pixels / 2, ROWS / 2 - height / pixels / 2
    covered = np.zeros(cells.shape, bool)
    for left, top, wide, high in boxes:
        first, last = int(left / pixels + left_of) - 1, int((left + wide) / pixels + left_of) + 2
        upper, lower = int(top / pixels + top_of) - 1, int((top + high) / pixels + top_of) + 2
        covered[max(0, upper) : max(0, lower), max(0, first) : max(0, last)] = True
    inner = cells[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    total = int(inner.sum())
    read = int(inner[covered[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]].sum())
    return 1 - read / total if total else 0.0


def _ink(cells: Cells) -> Ink:
    return np.asarray(cells / np.float32(LEVELS - 1), np.float32)


def _laid_on(a: Ink, b: Ink) -> Ink:
    small_a, small_b = _halved(a), _halved(b)
    height, width = small_a.shape
    ground = np.conj(np.fft.rfft2(small_a - small_a.mean()))
    best = (-1.0, 1.0, 0, 0)
    for scale in np.arange(0.94, 1.061, 0.01):
        tried = _enlarged(small_b, float(scale))
        tried = tried - tried.mean()
        norm = float(np.linalg.norm(tried)) or 1.0
        fits = np.fft.irfft2(ground * np.fft.rfft2(tried), (height, width))
        at = int(np.argmax(fits))
        worth = float(fits.flat[at]) / norm
        if worth > best[0]:
            best = (worth, float(scale), at // width, at % width)
    _, scale, down, across = best
    down, across = -down % height, -across % width
    down, across = (
        down - height if down > height // 2 else down,
        across - width if across > width // 2 else across,
    )
    return _moved(_enlarged(b, scale), 2 * down, 2 * across)


def _halved(ink: Ink) -> Ink:
    height, width = ink.shape
    return np.asarray(ink.reshape(height // 2, 2, width // 2, 2).mean((1, 3)), np.float32)


def _enlarged(ink: Ink, scale: float) -> Ink:
    height, width = ink.shape
    rows = (np.arange(height) - (height - 1) / 2) / scale + (height - 1) / 2
    columns = (np.arange(width) - (width - 1) / 2) / scale + (width - 1) / 2
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    below, beside = (rows - top)[:, None], (columns - left)[None, :]
    room = np.pad(ink, 1)

    def at(row: NDArray, column: NDArray) -> NDArray:
        return room[np.clip(row + 1, 0, height + 1)][:, np.clip(column + 1, 0, width + 1)]

    upper = at(top, left) * (1 - beside) + at(top, left + 1) * beside
    lower = at(top + 1, left) * (1 - beside) + at(top + 1, left + 1) * beside
    return np.asarray(upper * (1 - below) + lower * below, np.float32)


def _softened(ink: Ink) -> Ink:
    """A thin line that falls between two cells of one scan falls into one of the next."""
    for _ in range(2):
        room = np.pad(ink, 1)
        ink = room[:-2, 1:-1] * 0.25 + room[1:-1, 1:-1] * 0.5 + room[2:, 1:-1] * 0.25
        room = np.pad(ink, 1)
        ink = room[1:-1, :-2] * 0.25 + room[1:-1, 1:-1] * 0.5 + room[1:-1, 2:] * 0.25
    return np.asarray(ink, np.float32)


def _nudged(a: Ink, b: Ink) -> Ink:
    steps = [(down, across) for down in range(-2, 3) for across in range(-2, 3)]
    return max((_moved(b, *step) for step in steps), key=lambda moved: float((a * moved).sum()))


def _moved(ink: Ink, down: int, across: int) -> Ink:
    height, width = ink.shape
    found = np.zeros_like(ink)
    if abs(down) < height and abs(across) < width:
        found[max(down, 0) : height + min(down, 0), max(across, 0) : width + min(across, 0)] = ink[
            max(-down, 0) : height + min(-down, 0), max(-across, 0) : width + min(-across, 0)
        ]
    return found


def _tiles(values: Ink) -> Ink:
    return np.asarray(
        values.reshape(ROWS // _TILE, _TILE, COLUMNS // _TILE, _TILE).sum((1, 3)), np.float32
    )


# Words.


def compare_texts(one: Sequence[ReadWord], other: Sequence[ReadWord]) -> Texts:
    """Words in whatever order, since columns are read now this way and now that.

    A number that both machines read clearly and differently is another number; so are two names or more.
    """
    first, second = _spoken(one), _spoken(other)
    if not first or not second:
        return Texts(0.0, 0, False)
    count_a = Counter(word for word, _ in first)
    count_b = Counter(word for word, _ in second)
    common = count_a & count_b
    rest_a, rest_b = count_a - common, count_b - common
    nearly = _near_pairs(rest_a, rest_b)
    share = 2 * (common.total() + nearly) / (len(first) + len(second))
    sure_a = {word for word, is_sure in first if is_sure and word in rest_a}
    sure_b = {word for word, is_sure in second if is_sure and word in rest_b}
    numbers = [{word for word in sure if _has_digit(word)} for sure in (sure_a, sure_b)]
    names = [
        {word for word in sure if len(word) > 2 and word.isalpha()} for sure in (sure_a, sure_b)
    ]
    differs = all(numbers) or min(map(len, names)) >= 2
    return Texts(share, min(len(first), len(second)), differs)


def _spoken(words: Sequence[ReadWord]) -> list[tuple[str, bool]]:
    found = []
    for word in words:
        plain = "".join(letter for letter in word.text.casefold() if letter.isalnum())
        if len(plain) > 1 or plain.isdigit():
            found.append((plain, word.confidence >= _SURE))
    return found


def _near_pairs(one: Counter[str], other: Counter[str]) -> int:
    """Pairs of words of which one is the other misread; they are taken out of both."""
    found = 0
    by_length: dict[int, list[str]] = {}
    for word in other:
        by_length.setdefault(len(word), []).append(word)
    for word in list(one):
        if _has_digit(word) or len(word) < 4:
            continue
        for size in (len(word), len(word) - 1, len(word) + 1):
            match = next(
                (w for w in by_length.get(size, ()) if other[w] and _is_near(word, w)), None
            )
            if match:
                pairs = min(one[word], other[match])
                one[word] -= pairs
                other[match] -= pairs
                found += pairs
                break
    for rest in (one, other):
        for word in [word for word, count in rest.items() if count <= 0]:
            del rest[word]
    return found


def _is_near(one: str, other: str) -> bool:
    """Misread in at most a quarter of its letters, most of them where they were."""
    if _has_digit(other):
        return False
    most = max(1, len(one) // 4)
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= most
    short, long = sorted((one, other), key=len)
    return any(short == long[:at] + long[at + 1 :] for at in range(len(long)))


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


# Keys under which pages are found again, however many there are.


def key_of(*parts: object) -> int:
    """A number for what `parts` say, as a database keeps it."""
    said = "\0".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big", signed=True)


def keys_of(cells: Cells | None, text: str) -> set[int]:
    """What a page is looked up by: parts of its picture, parts of its text."""
    return {*(_picture_keys(cells) if cells is not None else ()), *_text_keys(text)}


def _picture_keys(cells: Cells) -> Iterable[int]:
    """Which of its broad shapes are darker than the mean, some at a time, wherever on the glass the sheet lay."""
    ink = _ink(cells)
    for edge in (ink[:_MARGIN], ink[-_MARGIN:], ink[:, :_MARGIN], ink[:, -_MARGIN:]):
        edge[:] = 0
    if float(ink.sum()) < 20:
        return
    waves = [_waves(ink.sum(1)), _waves(ink.sum(0))]
    shapes = waves[0] @ ink @ waves[1].T
    signs = (shapes.ravel()[1:] > 0).astype(int)
    for number, places in enumerate(_choices()):
        yield key_of("picture", number, *signs[list(places)])


def _waves(profile: Ink) -> NDArray[np.float64]:
    """Waves that lie on the page as its ink does: from the first tenth of it to the last, and as much again around."""
    so_far = np.cumsum(profile) / profile.sum()
    places = np.arange(len(profile))
    first, last = (float(np.interp(share, so_far, places)) for share in (0.1, 0.9))
    middle, reach = (first + last) / 2, max(1.0, (last - first) / 2.2)
    phase = (np.clip((places - middle) / reach, -2, 2) + 2) / 4
    return np.cos(np.pi * np.outer(np.arange(_FREQUENCIES), phase))


@lru_cache(maxsize=1)
def _choices() -> tuple[tuple[int, ...], ...]:
    """Which signs make each key; the same on every machine, for ever."""
    dice = np.random.Generator(np.random.PCG64(2026))
    places = _FREQUENCIES * _FREQUENCIES - 1
    return tuple(
        tuple(int(one) for one in sorted(dice.permutation(places)[:_SIGNS]))
        for _ in range(_PICTURE_KEYS)
    )


_WORD = re.compile(r"\w+")


def _text_keys(text: str) -> Iterable[int]:
    """Of the pairs of neighbouring words those that a lot drawn for every text alike puts first, a few at a time."""
    words = [word for word in _WORD.findall(text.casefold()) if len(word) > 1 or word.isdigit()]
    pairs = {key_of(*pair) & 0x7FFFFFFFFFFFFFFF for pair in zip(words, words[1:], strict=False)}
    if len(pairs) < _FEWEST_PAIRS:
        return
    numbers = np.array(sorted(pairs), dtype=np.uint64)
    dice = np.random.Generator(np.random.PCG64(1998))
    least = []
    for _ in range(_BANDS * _ROWS_OF_BAND):
        by, plus = dice.integers(1, 2**63, size=2, dtype=np.uint64)
        mixed = numbers * (by | np.uint64(1)) + plus
        least.append(int(numbers[int(np.argmin(mixed ^ (mixed >> np.uint64(29))))]))
    for band in range(_BANDS):
        yield key_of("text", band, *least[band * _ROWS_OF_BAND : (band + 1) * _ROWS_OF_BAND])
