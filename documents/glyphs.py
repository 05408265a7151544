"""Which characters the bundled fonts can print, and what stands in for the others."""

import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

FONTS = Path(__file__).parent / "print" / "fonts"

# Embeddings and overrides turn text around invisibly: what is signed must read as it is stored.
_REMOVED = frozenset("\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SCRIPTS = {"cjk": "Chinese", "hiragana": "Japanese", "katakana": "Japanese", "hangul": "Korean"}


@cache
def covered() -> frozenset[int]:
    """Every code point for which at least one bundled font has a glyph."""
    return frozenset().union(*(_mapped(path.read_bytes()) for path in FONTS.glob("*.ttf")))


def printable(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` as it can be printed, and the characters that had to be replaced, each once, in order.

    Control characters go, except tab and newline. A symbol without a glyph becomes its name in
    brackets; letters without one become one note for the whole run, such as [4 Chinese characters].
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub("[\u2028\u2029\x85]", "\n", text)
    kept = [character for character in text if not _is_removed(character)]
    missing = dict.fromkeys(character for character in kept if not has_glyph(character))
    if not missing:
        return "".join(kept), ()
    pieces = (
        "".join(run) if note is None else _note(note, list(run))
        for note, run in groupby(kept, key=_group)
    )
    return "".join(pieces), tuple(missing)


def has_glyph(character: str) -> bool:
    code = ord(character)
    category = unicodedata.category(character)
    if category in ("Co", "Cs", "Cn"):
        return False
    # Joiners and marks of direction shape their neighbours and have no picture of their own.
    return code in covered() or category == "Cf" or character in "\t\n"


def _is_removed(character: str) -> bool:
    if character in _REMOVED:
        return True
    return unicodedata.category(character) == "Cc" and character not in "\t\n"


def _group(character: str) -> str | None:
    """None for what prints as it is; the same word for neighbours that share one note."""
    if has_glyph(character):
        return None
    if unicodedata.category(character)[0] in "LMN":
        word = unicodedata.name(character, "unknown").split()[0].split("-")[0].lower()
        return _SCRIPTS.get(word, word.capitalize())
    return f"={character}"


def _note(group: str, run: list[str]) -> str:
    if group.startswith("="):
        name = unicodedata.name(run[0], f"character U+{ord(run[0]):04X}")
        name = name if name.startswith("character") else name.lower()
        return f"[{name}]" * len(run)
    noun = "character" if len(run) == 1 else "characters"
    return f"[{len(run)} {group} {noun}]"


def _mapped(font: bytes) -> set[int]:
    """Code points of a TrueType font's `cmap` (formats 4 and 12, all that the bundled fonts use)."""
    tables = {tag: offset for tag, _, offset, _ in struct.iter_unpack(">4sIII", _directory(font))}
    start = tables[b"cmap"]
    _, count = struct.unpack_from(">HH", font, start)
    found: set[int] = set()
    for platform, _, offset in struct.iter_unpack(">HHI", font[start + 4 : start + 4 + 8 * count]):
        if platform in (0, 3):
            found.update(_characters(font[start + offset :]))
    return found - {0, 0xFFFF}


def _directory(font: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    return font[12 : 12 + 16 * count]


def _characters(table: bytes) -> Iterator[int]:
    (form,) = struct.unpack_from(">H", table)
    if form == 12:
        (groups,) = struct.unpack_from(">I", table, 12)
        for first, last, _ in struct.iter_unpack(">III", table[16 : 16 + 12 * groups]):
            yield from range(first, last + 1)
    elif form == 4:
        yield from _segments(table)


def _segments(table: bytes) -> Iterable[int]:
    (size,) = struct.unpack_from(">H", table, 6)

    def column(index: int, gap: int) -> tuple[int, ...]:
        return struct.unpack_from(f">{size // 2}H", table, 14 + index * size + gap)

    ends, starts, deltas, ranges = column(0, 0), column(1, 2), column(2, 2), column(3, 2)
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        place = 14 + 3 * size + 2 + 2 * number
        for code in range(first, last + 1):
            glyph = code + deltas[number]
            if ranges[number]:
                where = place + ranges[number] + 2 * (code - first)
                if where + 2 > len(table):
                    continue
                (glyph,) = struct.unpack_from(">H", table, where)
                glyph = glyph and glyph + deltas[number]
            if glyph & 0xFFFF:
                yield code
