"""The one analysis of text: what is indexed, and by the same rules what is asked for and marked.

A text becomes *words* (in order, folded and stemmed) and *wholes*: what belongs together though it
is written in parts, such as a date, a postcode, a case reference or a name with a hyphen. `documents.wants` takes a
question apart by the same rules and `documents.marking` shows what answers it, so that whatever is found can be shown.
Pure functions; nothing here reads a row.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from cases import names
from documents.languages import FUNCTION_WORDS, WELSH_MARK, radicals

# Part of the version of every index: a change of any rule below must change it.
ANALYSIS = f"2-{Stemmer.version()}"

LONGEST_TERM = 64
# Words of a text whose language is told together.
_STRETCH = 30


class Token(NamedTuple):
    """One word, or one whole made of several, where it stands: `text[start:end]`.

    `surface` is the folded form, `stem` what it is indexed under.
    """

    surface: str
    stem: str
    start: int
    end: int
    whole: bool = False


class Analysis(NamedTuple):
    """`words` in reading order, without gaps, so that neighbours make phrases; `wholes` by start."""

    words: list[Token]
    wholes: list[Token]


class Terms(NamedTuple):
    """What an index keeps of a text: `stems` and `wholes` in order, `surfaces` each once.

    `shapes` are those of the surfaces, where they differ from them.
    """

    stems: list[str]
    wholes: list[str]
    surfaces: set[str]
    shapes: set[str]


_APOSTROPHES = "'’‘ʼ`´′"
_HYPHENS = "\\-‐‑"
# Accents written as separate marks, and signs without ink, must not cut a word in two.
_LETTER = "\\w\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_LINE_END = f"(?:[{_HYPHENS}]|(?<=\u00ad))[ \\t]*\\r?\\n[ \\t]*|\ufffe\\s*"
_PIECE = re.compile(f"[{_LETTER}]+(?:[{_APOSTROPHES}][{_LETTER}]+)*")
_CHUNK = re.compile(
    f"[{_LETTER}]+(?:(?:[{_APOSTROPHES}{_HYPHENS}./@]|(?<=\\d)[,:](?=\\d)|{_LINE_END})"
    f"[{_LETTER}]+){{0,30}}"
)

_new = tuple.__new__
_stemmer = Stemmer.Stemmer("english")
_stemming = threading.Lock()


@lru_cache(maxsize=262_144)
def _word(written: str) -> tuple[str, str]:
    """The folded and the stemmed form of one word as written; both empty where nothing is left."""
    folded = names.fold_letters(written)
    if "'" in folded:
        folded = folded.removesuffix("'s").replace("'", "")
    if not folded.isalnum():
        # Compatibility forms can unfold into signs: ½ is 1/2.
        folded = "".join(c for c in folded.replace("\u2044", "/") if c.isalnum() or c == "/")
    folded = folded[:LONGEST_TERM]
    with _stemming:
        # A stemmer keeps state between calls and must not be shared by threads unguarded.
        return folded, _stemmer.stemWord(folded)


def stem(word: str) -> str:
    return _word(word)[1]


_LIKE_LETTERS = str.maketrans("0158", "olsb")
_LIKE_DIGITS = str.maketrans("oliszbg", "0115289")


@lru_cache(maxsize=262_144)
def shape(surface: str) -> str:
    """A folded word as a reading machine may take it for another: equal for bum and burn, 1eft and left.

    A number with letters in it, 1o427, gives the number that it looks like; a number gives itself. The shape of a
    shape is itself.
    """
    if surface.isdigit():
        return surface
    if number := figures(surface):
        return number
    letters = surface.translate(_LIKE_LETTERS)
    return letters.replace("rn", "m").replace("vv", "w").replace("cl", "d").replace("l", "i")


def figures(surface: str) -> str:
    """The number that a folded word is, though a machine took some of its digits for letters, or nothing.

    At least half of it must have been read as digits. One letter before more figures, as in a reference, stays.
    """
    if not surface.isascii():
        return ""
    digits = sum(map(str.isdigit, surface))
    if digits == len(surface):
        return surface
    if digits * 2 < len(surface) or digits < 1:
        return ""
    read = surface.translate(_LIKE_DIGITS)
    if read.isdigit() or (len(read) > 4 and read[1:].isdigit()):
        return read
    return ""


def analyse(text: str) -> Analysis:
    words: list[Token] = []
    wholes: list[Token] = []
    digits = False
    for found in _CHUNK.finditer(text.replace("_", " ")):
        written, (start, end) = found[0], found.span()
        if written.isalnum():
            surface, stemmed = _word(written)
            if surface:
                # What `Token(...)` makes as well, in half the time: this runs for every word there is.
                words.append(_new(Token, (surface, stemmed, start, end, False)))
            digits = digits or not written.isalpha()
        else:
            _take_apart(written, start, words, wholes)
            digits = True
    if digits:
        wholes = _over_gaps(text, words, wholes)
    return Analysis(words, wholes)


def _take_apart(written: str, at: int, words: list[Token], wholes: list[Token]) -> None:
    """Add the words of one chunk with punctuation inside, and the whole it makes."""
    pieces = list(_PIECE.finditer(written))
    joined: list[Token] = []
    glue = ""
    for number, piece in enumerate(pieces):
        surface, stemmed = _word(piece.group())
        if not surface:
            continue
        token = Token(surface, stemmed, at + piece.start(), at + piece.end())
        gap = written[pieces[number - 1].end() : piece.start()] if number else ""
        if joined and _is_line_end(gap, joined[-1].surface, piece.group()):
            # Print broke the word at the end of a line: the word is the two parts together.
            first = joined.pop()
            wholes.extend(part._replace(whole=True) for part in (first, token))
            surface, stemmed = _word(first.surface + surface)
            token = Token(surface, stemmed, first.start, token.end)
        elif number:
            glue += gap.strip() or "-"
        joined.append(token)
        _, apostrophe, last = names.fold_letters(piece.group()).rpartition("'")
        if apostrophe and len(last) > 2:
            wholes.append(Token(last, stem(last), token.end - len(last), token.end, True))
    words.extend(joined)
    if len(joined) > 1 and (whole := _whole(joined, glue, written)):
        stemmed = stem(whole) if whole.isalpha() else whole
        wholes.append(Token(whole, stemmed, joined[0].start, joined[-1].end, True))


def _is_line_end(gap: str, before: str, after: str) -> bool:
    if not gap or not ("\n" in gap or "\ufffe" in gap or "\u00ad" in gap):
        return False
    return before.isalpha() and after[:1].islower()


def _whole(parts: Sequence[Token], glue: str, written: str) -> str:
    """What the parts are called together, or nothing where they only stand close to each other."""
    surfaces = [part.surface for part in parts]
    if "@" in glue:
        return "".join(names.fold_letters(written).split())[:LONGEST_TERM]
    if len(parts) > 6:
        return ""
    if all(surface.isdigit() for surface in surfaces):
        signs = [sign if sign in ".:/" else "" for sign in glue] + [""]
        return "".join(a + b for a, b in zip(surfaces, signs, strict=False))[:LONGEST_TERM]
    has_digit = any(c.isdigit() for surface in surfaces for c in surface)
    if "/" in glue and not has_digit:
        return ""
    if "." in glue and not has_digit and any(len(surface) > 2 for surface in surfaces):
        return ""
    return "".join(surfaces)[:LONGEST_TERM]


_MONTHS = {
    name: number
    for number, forms in enumerate(
        (
            "january jan ionawr",
            "february feb chwefror",
            "march mar mawrth",
            "april apr ebrill",
            "may mai",
            "june jun mehefin",
            "july jul gorffennaf",
            "august aug awst",
            "september sep sept medi",
            "october oct hydref",
            "november nov tachwedd",
            "december dec rhagfyr",
        ),
        start=1,
    )
    for name in forms.split()
}
_DAY = re.compile(r"(?=.?\d)([\dloiszb]{1,2})(?:st|nd|rd|th)?", re.ASCII)
_YEAR = re.compile(r"(?:18|19|20)\d\d", re.ASCII)
_OUTWARD = re.compile(r"[a-z]{1,2}\d[a-z\d]?", re.ASCII)
_INWARD = re.compile(r"\d[a-z]{2}", re.ASCII)
_DATE_GAPS = frozenset(("", ",", ".", ".,", "-", "/", "–"))


def date_terms(day: date) -> tuple[str, str, str]:
    """The terms under which a day is found: the day, its month, its year."""
    written = day.isoformat()
    return written, written[:7], written[:4]


def is_date_term(term: str) -> bool:
    """Whether `term` names a day, a month or a year, as `date_terms` would."""
    return bool(_YEAR.fullmatch(term[:4])) and term[4:5] in ("", "-") and len(term) in (4, 7, 10)


def _over_gaps(text: str, words: list[Token], wholes: list[Token]) -> list[Token]:
    """`wholes` and those that are written with spaces between: dates, postcodes, long numbers."""
    spans: set[tuple[int, int]] = set()
    found: list[Token] = []
    for at, word in enumerate(words):
        if at == 0 or word.surface.isalpha():
            continue
        if dated := _date_ending(text, words, at):
            first, terms = dated
            start = words[first].start
            spans.add((start, word.end))
            found.extend(Token(term, term, start, word.end, True) for term in terms)
        for first in _together(text, words, at):
            together = "".join(part.surface for part in words[first : at + 1])
            found.append(Token(together, together, words[first].start, word.end, True))
    known = {(token.stem, token.start) for token in found}
    found.extend(
        token
        for token in wholes
        if (token.start, token.end) not in spans and (token.stem, token.start) not in known
    )
    found.sort(key=lambda token: (token.start, -token.end, -len(token.stem)))
    return found


def _together(text: str, words: list[Token], at: int) -> Iterator[int]:
    """Where the postcode, reference or long number begins that ends at word `at`, if any does."""
    last = _as_number(words[at].surface)
    digits = len(last)
    for first in range(at - 1, max(-1, at - 4), -1):
        if text[words[first].end : words[first + 1].start] not in (" ", "\u00a0", "-"):
            return
        before = _as_number(words[first].surface)
        if last.isdigit() and before.isdigit() and min(len(last), len(before)) > 2:
            digits += len(before)
            if 7 <= digits <= 16:
                yield first
            continue
        if first == at - 1:
            is_postcode = _INWARD.fullmatch(last) and _OUTWARD.fullmatch(before)
            is_reference = last.isdigit() and digits > 3 and len(before) == 1 and before.isalpha()
            if is_postcode or is_reference:
                yield first
        return


def _as_number(surface: str) -> str:
    """`surface`, and where it is a number read as letters, that number."""
    return surface if surface.isalpha() else figures(surface) or surface


@lru_cache(maxsize=4_096)
def _month(surface: str) -> int | None:
    """The month that a word beside a day or a year names, a letter misread or not, where only one month is near."""
    if (number := _MONTHS.get(surface)) or not surface.isascii() or surface.isdigit():
        return number
    near = {
        number
        for name, number in _MONTHS.items()
        if len(name) > 2 and (shape(surface) == shape(name) or names.within_one(name, surface))
    }
    return near.pop() if len(near) == 1 else None


def _date_ending(text: str, words: list[Token], at: int) -> tuple[int, tuple[str, ...]] | None:
    """The index of the first word of the date that ends at word `at`, and its terms; or None."""

    def near(first: int, second: int, gaps: Iterable[str] = _DATE_GAPS) -> bool:
        return first >= 0 and text[words[first].end : words[second].start].strip() in gaps

    last = _as_number(words[at].surface)
    if not near(at - 1, at):
        return None
    before = _as_number(words[at - 1].surface)
    year = _year(last)
    if year and (month := _month(before)):
        first = at - 2
        if first > 0 and words[first].surface == "of" and near(first, at - 1, ("",)):
            first -= 1
        if first >= 0 and (day := _DAY.fullmatch(words[first].surface)):
            if near(first, first + 1) and (terms := _day_terms(year, month, day[1])):
                return first, terms
        # Without a day beside it, only a month that is written as it should be.
        is_month = len(last) == 4 and before in _MONTHS
        return (at - 1, (f"{year}-{month:02}",)) if is_month else None
    if at < 2 or not near(at - 2, at - 1):
        return None
    earlier, marks = _as_number(words[at - 2].surface), ("/", ".", "-")
    if year and len(last) == 4 and (day := _DAY.fullmatch(before)) and (named := _month(earlier)):
        terms = _day_terms(year, named, day[1])
    elif not (near(at - 1, at, marks) and near(at - 2, at - 1, marks)):
        return None
    elif year and earlier.isdigit() and len(earlier) < 3 and before.isdigit():
        terms = _day_terms(year, int(before), earlier)
    elif _YEAR.fullmatch(earlier) and before.isdigit() and last.isdigit() and len(last) < 3:
        terms = _day_terms(int(earlier), int(before), last)
    else:
        return None
    return (at - 2, terms) if terms else None


def _year(written: str) -> int | None:
    """A year of two digits lies between 1950 and 2049: files are about the living."""
    if _YEAR.fullmatch(written):
        return int(written)
    if len(written) == 2 and written.isascii() and written.isdigit():
        return int(written) + (1900 if written >= "50" else 2000)
    return None


def _day_terms(year: int, month: int, day: str) -> tuple[str, ...]:
    try:
        return date_terms(date(year, month, int(day.translate(_LIKE_DIGITS))))[:2]
    except ValueError:
        return ()


def tokens(text: str) -> Iterator[Token]:
    """Words and wholes of `text` by where they start, a whole before its first word."""
    found = analyse(text)
    yield from sorted((*found.wholes, *found.words), key=lambda t: (t.start, -t.end, not t.whole))


def terms(text: str) -> Terms:
    """What an index keeps of `text`."""
    found = analyse(text)
    surfaces = {token.surface for token in found.words}
    surfaces.update(token.surface for token in found.wholes)
    wholes = [token.stem for token in found.wholes]
    wholes.extend(dict.fromkeys(token.stem for token in welsh_forms(found.words)))
    shapes = {looks for surface in surfaces if (looks := shape(surface)) != surface}
    return Terms([t.stem for t in found.words], wholes, surfaces, shapes)


def welsh_forms(words: Sequence[Token]) -> list[Token]:
    """Each word of a Welsh stretch once more, under every form that it may be a mutation of."""
    found: list[Token] = []
    if len(FUNCTION_WORDS["cy"].intersection([word.surface for word in words])) < 2:
        return found
    for start in range(0, len(words), _STRETCH):
        stretch = words[start : start + _STRETCH]
        english, welsh = (
            sum(word.surface in FUNCTION_WORDS[language] for word in stretch)
            for language in ("en", "cy")
        )
        if welsh > max(1, english):
            found.extend(
                word._replace(stem=WELSH_MARK + radical, whole=True)
                for word in stretch
                if len(word.surface) > 2 and word.surface.isalpha()
                for radical in radicals(word.surface)
            )
    return found
