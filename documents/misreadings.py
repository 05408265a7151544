"""How a word may look after a machine misread it: as patterns for an index, and told word by word."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cases import names
from documents.languages import WELSH_MARK
from documents.words import shape, stem

NEAR_LETTERS = 5
TWICE_NEAR_LETTERS = 8
# Of longer words no pattern is made: the servers of some installations take patterns of a thousand signs at most.
_LONGEST_PATTERN = 14
_LONG_BEGINNING = 7


@lru_cache(maxsize=4_096)
def forms(word: str) -> tuple[str, ...]:
    """A folded word with those endings that the stemmer takes for the same: bruise, bruises, bruised, bruising.

    A misread form is one or two letters away from that form, and further from the word that was asked for.
    """
    root = stem(word)
    if len(word) < NEAR_LETTERS or not word.isalpha():
        return (word,)
    begun = (
        (root[:-1] + "y", root[:-1] + "ies")
        if root.endswith("i")
        else (root, root + "e", root + "s")
    )
    endings = (word, *begun, root + "ed", root + "es", root + "ing")
    return tuple(dict.fromkeys(form for form in endings if form == word or stem(form) == root))


def near_edits(word: str) -> int:
    """In how many letters a misread word may differ from `word`: none in a short one."""
    if len(word) < NEAR_LETTERS or not word.isalpha():
        return 0
    return 2 if len(word) >= TWICE_NEAR_LETTERS else 1


class Near(NamedTuple):
    """What a misread word is compared with: a form of the word asked for, or its shape. `letters` as bits."""

    form: str
    edits: int
    letters: int
    is_shape: bool


@lru_cache(maxsize=65_536)
def letters_of(surface: str) -> int:
    """Which letters stand in `surface` once, and which twice, as 64 bits: one letter changed is at most two of them."""
    once = twice = 0
    for sign in surface:
        bit = 1 << (ord(sign) & 31)
        twice |= once & bit
        once |= bit
    return once | twice << 32


@lru_cache(maxsize=4_096)
def nearest(asked: str) -> tuple[Near, ...]:
    """All that a word is compared with that may be the folded word `asked` misread."""
    found = {}
    for form in forms(asked):
        if edits := near_edits(form):
            found[form, False] = edits
            if len(form) > NEAR_LETTERS:
                found[shape(form), True] = found[shape(form), False] = edits
    return tuple(
        Near(form, edits, letters_of(form), is_shape) for (form, is_shape), edits in found.items()
    )


@lru_cache(maxsize=65_536)
def is_near(asked: str, surface: str) -> bool:
    """Whether `surface` may be `asked` misread, mistyped or gone on; a short word or a number only misread.

    The same as the engines ask for, sign by sign.
    """
    seen = shape(surface)
    if shape(asked) in (surface, seen):
        return True
    if len(asked) < NEAR_LETTERS or not asked.isalpha():
        return False
    if surface.startswith(asked):
        return True
    for near in nearest(asked):
        other = seen if near.is_shape else surface
        # Most words are told apart by their length or their letters, at a fiftieth of the cost of comparing them.
        if (
            abs(len(near.form) - len(other)) <= near.edits
            and (near.letters ^ letters_of(other)).bit_count() <= 2 * near.edits
            and names.is_within(near.edits, near.form, other)
        ):
            return True
    return False


_ALIKE = {
    **dict.fromkeys("l1i", "[l1i]"), **dict.fromkeys("o0", "[o0]"), **dict.fromkeys("s5", "[s5]"),
    **dict.fromkeys("b8", "[b8]"), **dict.fromkeys("z2", "[z2]"), **dict.fromkeys("g9", "[g9]"),
    "m": "(m|rn)", "d": "(d|c[l1i])", "w": "(w|vv)",
}  # fmt: skip


@lru_cache(maxsize=4_096)
def misreading(stem: str, letters: int = NEAR_LETTERS, *, goes_on: bool = False) -> str:
    """A regular expression for `stem` as it may be misread: look-alikes anywhere, or one letter of so many `letters`.

    In the part of the language that every engine understands. With `goes_on` for what begins so; then its last letter
    is not the one, or everything that begins one letter shorter would do.
    """
    alike, at = "", 0
    while at < len(stem):
        pair = next((sign for sign in ("rn", "vv", "cl") if stem.startswith(sign, at)), "")
        alike += {"rn": "(rn|m)", "vv": "(vv|w)", "cl": "(c[l1i]|d)"}.get(pair) or _ALIKE.get(
            stem[at], stem[at]
        )
        at += len(pair) or 1
    ways = [alike]
    if letters <= len(stem) <= _LONGEST_PATTERN and stem.isalpha():
        for at in range(len(stem) - goes_on):
            ways.append(f"{stem[:at]}.{stem[at + 1 :]}")
            if goes_on and len(stem) < _LONG_BEGINNING:
                # With a letter less, bruis would begin brushed too.
                continue
            ways.append(f"{stem[:at]}{stem[at + 1 :]}")
            ways.append(f"{stem[:at]}.{stem[at:]}")
            if stem[at : at + 1] != stem[at + 1 : at + 2] != "":
                ways.append(f"{stem[:at]}{stem[at + 1]}{stem[at]}{stem[at + 2 :]}")
    return f"({'|'.join(ways)})" + (".*" if goes_on else "")


def may_be_misread(term: str) -> bool:
    """Whether a stem, or what a Welsh word stands under, is long enough to be found with one letter wrong."""
    letters = term.removeprefix(WELSH_MARK)
    return len(letters) >= NEAR_LETTERS and letters.isalpha()


def misread_way(way: Sequence[str]) -> list[str]:
    """A regular expression for each word of `way`, of two or more.

    Beside others a word of four letters may be misread as well, and any in an ending that the stemmer then leaves on.
    """
    letters = NEAR_LETTERS - 1
    return [
        f"({misreading(stem, letters)}|{stem}.?.?)"
        if len(stem) >= letters and stem.isalpha()
        else misreading(stem)
        for stem in way
    ]
