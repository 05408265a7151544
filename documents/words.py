"""The one analysis of text: what is indexed, what is asked for, what is marked in a line or on a scan.

A text becomes *words* (in order, folded and stemmed) and *wholes*: what belongs together though it
is written in parts, such as a date, a postcode, a case reference or a name with a hyphen. A person's
question becomes `Want`s by the same rules, so that whatever is found can also be shown.
Pure functions; nothing here reads a row.
"""

import re
import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from cases import names

# Part of the version of every index: a change of any rule below must change it.
ANALYSIS = f"2-{Stemmer.version()}"

LONGEST_TERM = 64
NEAR_LETTERS = 5
TWICE_NEAR_LETTERS = 8
# Of longer words no pattern is made: the servers of some installations take patterns of a thousand signs at most.
_LONGEST_PATTERN = 14
_LONG_BEGINNING = 7


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
        written, start = found.group(), found.start()
        if written.isalnum():
            surface, stemmed = _word(written)
            if surface:
                words.append(Token(surface, stemmed, start, found.end()))
        else:
            _take_apart(written, start, words, wholes)
        digits = digits or not written.isalpha()
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
    wholes.extend(dict.fromkeys(token.stem for token in _welsh(found.words)))
    shapes = {looks for surface in surfaces if (looks := shape(surface)) != surface}
    return Terms([t.stem for t in found.words], wholes, surfaces, shapes)


_STRETCH = 30
_RADICALS = (
    ("ngh", ("c",)), ("mh", ("p",)), ("nh", ("t",)), ("ng", ("g",)), ("ch", ("c",)), ("ph", ("p",)), ("th", ("t",)),
    ("dd", ("d",)), ("ll", ("ll",)), ("rh", ("rh",)), ("b", ("b", "p")), ("d", ("d", "t")), ("f", ("b", "m")),
    ("g", ("g", "c")), ("m", ("m", "b")), ("n", ("n", "d")), ("l", ("l", "ll", "gl")), ("r", ("r", "rh", "gr")),
    ("w", ("w", "gw")), ("a", ("a", "ga")), ("e", ("e", "ge")), ("i", ("i", "gi")), ("o", ("o", "go")),
    ("u", ("u", "gu")), ("y", ("y", "gy")), ("h", ("h", "")),
)  # fmt: skip
WELSH_MARK = "cy:"


def radicals(word: str) -> tuple[str, ...]:
    """What a folded Welsh word may be without its mutation, itself among them: blentyn may be plentyn."""
    for start, undone in _RADICALS:
        if word.startswith(start):
            return tuple(radical + word[len(start) :] for radical in undone)
    return (word,)


def _welsh(words: Sequence[Token]) -> list[Token]:
    """Each word of a Welsh stretch once more, under every form that it may be a mutation of."""
    found: list[Token] = []
    if len(_FUNCTION_WORDS["cy"].intersection([word.surface for word in words])) < 2:
        return found
    for start in range(0, len(words), _STRETCH):
        stretch = words[start : start + _STRETCH]
        english, welsh = (
            sum(word.surface in _FUNCTION_WORDS[language] for word in stretch)
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


_FUNCTION_WORDS = {
    "en": frozenset(
        "the and of is was were with that for this have has had not are be been she he her his they them "
        "it to in at from by but when which there would".split()
    ),
    "cy": frozenset(
        "yn yr y mae oedd roedd ac gyda wedi bod fod eu hyn nid ddim dim hefyd sydd gan iddo iddi cael ei "
        "eisiau wrth ond mewn bydd fel pan ein eich ydy yw mor dros rhwng gallai dylai cafodd aeth".split()
    ),
}
# Fewer different small words than this say nothing: a name, a form with crosses, a line of numbers.
_ENOUGH_FUNCTION_WORDS = 3


def language_of(surfaces: Iterable[str]) -> str:
    """The language, en or cy, by the small words among `surfaces`; empty where they do not tell."""
    there = set(surfaces)
    found = sorted(
        ((len(there & small), language) for language, small in _FUNCTION_WORDS.items()),
        reverse=True,
    )
    (most, language), (second, _) = found
    return language if most >= _ENOUGH_FUNCTION_WORDS and most > second else ""


@dataclass(frozen=True)
class Want:
    """One thing a person looks for.

    `ways`: sequences of stems, any one of which answers it (one stem: that word or whole; several:
    these words side by side). `named`: the same in folded unstemmed words, for names. `loose`: the
    words that may also be misread, begun or misspelt, all of them; empty where only `ways` will do. A
    number among them is never another, only the same read as letters. `misread`: sequences of stems as
    in `ways`, any one of which answers with its words misread: a single one as `may_be_misread` says,
    several side by side as `misread_way` says.
    `begins`: the beginning of a word, in place of the others.
    """

    ways: tuple[tuple[str, ...], ...] = ()
    named: tuple[tuple[str, ...], ...] = ()
    loose: tuple[str, ...] = ()
    begins: str = ""
    misread: tuple[tuple[str, ...], ...] = ()

    @property
    def has_near_misses(self) -> bool:
        return bool(self.loose or self.misread) or len(self.begins) >= NEAR_LETTERS

    @property
    def mutated(self) -> tuple[str, ...]:
        """Under what a word of Welsh text answers it, whatever mutation either stands in."""
        return tuple(WELSH_MARK + radical for radical in self._radicals())

    def _radicals(self) -> Iterator[str]:
        for way in self.named:
            if len(way) == 1 and len(way[0]) > 2 and way[0].isalpha():
                yield from radicals(way[0])


# Each line: words that stand for one another in this field, on the side of the question only.
_FIELD_WORDS = (
    ("mum", "mother", "mam", "mummy"),
    ("dad", "father", "daddy"),
    ("gran", "grandmother", "granny", "nan", "nana"),
    ("grandad", "grandfather", "granddad"),
    ("social worker", "sw"),
    ("health visitor", "hv"),
    ("midwife", "mw"),
    ("general practitioner", "gp"),
    ("team manager", "tm"),
    ("independent reviewing officer", "iro"),
    ("child protection", "cp"),
    ("child protection plan", "cpp"),
    ("initial child protection conference", "icpc"),
    ("review child protection conference", "rcpc"),
    ("child in need", "children in need", "cin"),
    ("looked after", "looked after child", "looked after children", "lac", "cla"),
    ("children looked after", "cla", "lac"),
    ("team around the family", "taf"),
    ("family group conference", "fgc"),
    ("family group decision making", "fgdm"),
    ("parental responsibility", "pr"),
    ("special guardianship order", "special guardianship", "sgo"),
    ("emergency protection order", "epo"),
    ("interim care order", "ico"),
    ("child arrangements order", "cao"),
    ("public law outline", "plo"),
    ("section 17", "s17"),
    ("section 20", "s20"),
    ("section 31", "s31"),
    ("section 47", "s47"),
    ("section 76", "s76"),
    ("domestic abuse", "domestic violence", "dv"),
    ("child sexual exploitation", "cse"),
    ("child sexual abuse", "csa"),
    ("child criminal exploitation", "cce"),
    ("foetal alcohol spectrum disorder", "fetal alcohol spectrum disorder", "fasd"),
    ("no further action", "nfa"),
    ("personal education plan", "pep"),
    ("education health and care plan", "ehcp"),
    ("special educational needs", "sen"),
    ("additional learning needs", "aln"),
    ("special educational needs coordinator", "senco"),
    ("child and adolescent mental health", "camhs"),
    ("strengths and difficulties questionnaire", "sdq"),
    ("multi agency safeguarding hub", "mash"),
    ("designated safeguarding lead", "dsl"),
    ("emergency duty team", "edt"),
    ("unaccompanied asylum seeking child", "unaccompanied asylum seeking children", "uasc"),
    ("date of birth", "dob"),
    ("young person", "yp"),
    ("local authority", "la"),
)


class Synonyms:
    """Groups of words or phrases that answer for one another.

    A phrase may stand in several groups; then each of them answers for it.
    """

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._known: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
        for group in groups:
            ways = tuple(tuple(word.stem for word in analyse(way).words) for way in group)
            for way in ways:
                known = self._known.get(way, (way,))
                self._known[way] = tuple(dict.fromkeys((*known, *ways)))
        self._longest = max(map(len, self._known), default=0)

    def at(self, stems: Sequence[str]) -> tuple[int, tuple[tuple[str, ...], ...]]:
        """How many of the first `stems` are a known phrase (0: none), and all its ways."""
        for length in range(min(self._longest, len(stems)), 0, -1):
            if ways := self._known.get(tuple(stems[:length])):
                return length, ways
        return 0, ()


FIELD_WORDS = Synonyms(_FIELD_WORDS)
NO_SYNONYMS = Synonyms(())

STOP_WORDS = frozenset(
    "a an and are as at be been but by for from had has have he her his i in is it its of on or "
    "our she so that the their them then there they this to was we were which with you".split()
)


def wants(text: str, synonyms: Synonyms = FIELD_WORDS) -> tuple[Want, ...]:
    """What somebody who typed `text`, plain words without signs, is looking for.

    Small words such as "of" are left out unless there is nothing else.
    """
    found = analyse(text)
    words, stems = found.words, [word.stem for word in found.words]
    starting: dict[int, Token] = {}
    for whole in found.wholes:
        # The longest whole that starts here comes first; a day before its month.
        starting.setdefault(whole.start, whole)
    small = all(word.surface in STOP_WORDS for word in words)
    asked: list[Want] = []
    at = 0
    while at < len(words):
        word = words[at]
        length, ways = synonyms.at(stems[at:])
        longest = starting.get(word.start)
        together = (
            names.joined(word.surface, words[at + 1].surface) if at + 1 < len(words) else None
        )
        if longest and longest.end >= word.end:
            parts = sum(1 for other in words[at:] if other.end <= longest.end)
            asked.append(_whole_want(longest, words[at : at + parts], synonyms))
            at += parts
        elif length:
            surfaces = tuple(other.surface for other in words[at : at + length])
            loose = tuple(s for s in surfaces if s not in STOP_WORDS)
            asked.append(Want(ways, (surfaces,), loose, misread=ways))
            at += length
        elif together:
            asked.append(_name_want((word, words[at + 1]), together))
            at += 2
        else:
            if small or word.surface not in STOP_WORDS:
                asked.append(_name_want((word,), word.surface))
            at += 1
    return tuple(dict.fromkeys(asked))


def _name_want(parts: Sequence[Token], together: str) -> Want:
    """Any word may be a name: then its other spellings answer as well."""
    apart = tuple(part.surface for part in parts)
    ways = [tuple(part.stem for part in parts)]
    ways.extend((stem(spelling),) for spelling in names.spellings(together))
    named = [apart, *((spelling,) for spelling in names.spellings(together))]
    loose = (together,) if together.isalpha() or len(figures(together)) > 2 else ()
    return Want(tuple(dict.fromkeys(ways)), tuple(dict.fromkeys(named)), loose)


def _whole_want(whole: Token, parts: Sequence[Token], synonyms: Synonyms) -> Want:
    surfaces = tuple(part.surface for part in parts)
    if is_date_term(whole.stem) and len(whole.stem) > 4:
        return Want(((whole.stem,),))
    stems = tuple(part.stem for part in parts)
    length, known = synonyms.at(stems)
    ways = ((whole.stem,), stems, *(known if length == len(stems) else ()))
    if len(parts) == 1:
        # A line-end hyphen or an apostrophe: the word itself comes before any part of it.
        ways = (stems,)
    loose = surfaces if whole.surface.isalpha() else ()
    if len(whole.surface) > 4 and any(map(str.isdigit, whole.surface)):
        loose = (whole.surface,)
    misread = tuple(way for way in ways if len(way) > 1)
    return Want(tuple(dict.fromkeys(ways)), ((whole.surface,), surfaces), loose, misread=misread)


def phrase(text: str) -> Want | None:
    """`text` word for word, as somebody means it who puts it in quotation marks."""
    found = analyse(text).words
    if not found:
        return None
    stems = tuple(t.stem for t in found)
    return Want((stems,), (tuple(t.surface for t in found),), misread=(stems,))


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


class _Near(NamedTuple):
    """What a misread word is compared with: a form of the word asked for, or its shape. `letters` as bits."""

    form: str
    edits: int
    letters: int
    is_shape: bool


@lru_cache(maxsize=65_536)
def _letters(surface: str) -> int:
    found = 0
    for sign in surface:
        found |= 1 << (ord(sign) & 63)
    return found


@lru_cache(maxsize=4_096)
def _nearest(asked: str) -> tuple[_Near, ...]:
    found = {}
    for form in forms(asked):
        if edits := near_edits(form):
            found[form, False] = edits
            if len(form) > NEAR_LETTERS:
                found[shape(form), True] = found[shape(form), False] = edits
    return tuple(
        _Near(form, edits, _letters(form), is_shape) for (form, is_shape), edits in found.items()
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
    for near in _nearest(asked):
        other = seen if near.is_shape else surface
        # Most words are told apart by their length or their letters, at a fiftieth of the cost of comparing them.
        if (
            abs(len(near.form) - len(other)) <= near.edits
            and (near.letters ^ _letters(other)).bit_count() <= 2 * near.edits
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


@lru_cache(maxsize=4_096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


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


class _Found(NamedTuple):
    start: int
    end: int
    want: int


def _find(text: str, wanted: Sequence[Want]) -> list[_Found]:
    """Every place where `text` answers one of `wanted`, by start; near misses where nothing else does."""
    analysis = analyse(text)
    words = analysis.words
    everything = (*words, *analysis.wholes)
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        places.setdefault(word.stem, []).append(at)
    wholes: dict[str, list[Token]] = {}
    for whole in (*analysis.wholes, *_welsh(words)):
        wholes.setdefault(whole.stem, []).append(whole)
    found: list[_Found] = []
    for number, want in enumerate(wanted):
        spans = {
            (words[at].start, words[at + len(way) - 1].end)
            for way in want.ways
            for at in places.get(way[0], ())
            if tuple(word.stem for word in words[at : at + len(way)]) == way
        }
        for way in want.ways:
            if len(way) == 1:
                spans.update((whole.start, whole.end) for whole in wholes.get(way[0], ()))
        for term in want.mutated:
            spans.update((whole.start, whole.end) for whole in wholes.get(term, ()))
        if want.begins:
            spans.update((t.start, t.end) for t in everything if t.surface.startswith(want.begins))
        if not spans:
            near = {
                (stemmed, surface)
                for stemmed, surface in (
                    {(t.stem, t.surface) for t in everything} if want.loose else ()
                )
                if _answers_loosely(stemmed, surface, want.loose)
            }
            spans.update((t.start, t.end) for t in everything if (t.stem, t.surface) in near)
            spans.update(_misread_at(words, want.misread))
            for term in filter(may_be_misread, want.mutated):
                spans.update(
                    (t.start, t.end) for t in _welsh(words) if names.within_one(term, t.stem)
                )
            if len(want.begins) >= NEAR_LETTERS:
                begins = _compiled(misreading(want.begins, goes_on=True))
                spans.update((t.start, t.end) for t in everything if begins.fullmatch(t.surface))
        found.extend(_Found(start, end, number) for start, end in spans)
    found.sort()
    return found


def _misread_at(words: Sequence[Token], ways: Iterable[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Where one of `ways` stands in `words`, each of its words as it is or misread."""
    for way in ways:
        if len(way) == 1:
            if may_be_misread(way[0]):
                yield from ((w.start, w.end) for w in words if names.within_one(way[0], w.stem))
            continue
        patterns = [_compiled(pattern) for pattern in misread_way(way)]
        for at, word in enumerate(words[: len(words) - len(way) + 1]):
            if patterns[0].fullmatch(word.stem):
                there = words[at : at + len(way)]
                if all(one.fullmatch(w.stem) for one, w in zip(patterns, there, strict=True)):
                    yield word.start, there[-1].end


def _answers_loosely(stemmed: str, surface: str, loose: Iterable[str]) -> bool:
    return any(
        stemmed == stem(asked) or is_near(asked, surface) or surface in names.short_forms(asked)
        for asked in loose
    )


def mark(text: str, wanted: Sequence[Want]) -> list[tuple[int, int]]:
    """The stretches of `text` that answer `wanted`, in order, none overlapping another."""
    return _stretches(_find(text, wanted))


def _stretches(found: Iterable[_Found]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end, _ in found:
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


class Piece(NamedTuple):
    text: str
    is_marked: bool


_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"[.!?:]['”’\"]?\s+|\n\s*")


def snippet(text: str, wanted: Sequence[Want], length: int = 240) -> list[Piece]:
    """About `length` characters of `text` where most of `wanted` stand together, cut between words.

    White space becomes single spaces, and … stands where something is left out. Text that answers
    nothing gives its beginning.
    """
    found = _find(text, wanted)
    start, end = _window(text, found, length)
    pieces = [Piece("… ", False)] if text[:start].strip() else []
    at = start
    for first, last in _stretches(found):
        if last <= start or first >= end:
            continue
        first, last = max(first, start), min(last, end)
        pieces.extend((Piece(text[at:first], False), Piece(text[first:last], True)))
        at = last
    pieces.append(Piece(text[at:end], False))
    if text[end:].strip():
        pieces.append(Piece(" …", False))
    tidy = (Piece(_SPACE.sub(" ", piece.text), piece.is_marked) for piece in pieces)
    return [piece for piece in tidy if piece.text]


def _window(text: str, found: Sequence[_Found], length: int) -> tuple[int, int]:
    """Start and end of the stretch to show: most different wants, then most marks, then first."""
    best, first, last = (0, 0), 0, 0
    counts: dict[int, int] = {}
    left = 0
    for right, span in enumerate(found):
        counts[span.want] = counts.get(span.want, 0) + 1
        while left < right and span.end - found[left].start > length:
            counts[found[left].want] -= 1
            if not counts[found[left].want]:
                del counts[found[left].want]
            left += 1
        if (score := (len(counts), right - left + 1)) > best:
            best, first, last = score, found[left].start, span.end
    lead = max(0, length - (last - first)) // 3
    start = max(0, first - lead)
    if start:
        begins = [m.end() for m in _SENTENCE.finditer(text, max(0, start - 1), first)]
        # A sentence that begins within reach reads better than one cut open.
        start = begins[0] if begins else _after_space(text, start, first)
    end = min(len(text), max(start + length, min(last, first + length)))
    if end < len(text) and not text[end].isspace():
        cut = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
        end = cut if cut >= max(last, start + 1) else end
    return start, end


def _after_space(text: str, start: int, limit: int) -> int:
    if start and text[start - 1].isspace():
        return start
    found = _SPACE.search(text, start, limit)
    return found.end() if found else limit


def boxes(words: Sequence[str], wanted: Sequence[Want]) -> list[int]:
    """Which of a page's `words`, given in reading order, answer `wanted`: their indexes in order.

    A word that ends in a hyphen is taken as broken at the end of its line.
    """
    starts: list[int] = []
    parts: list[str] = []
    at = 0
    for word in words:
        starts.append(at)
        part = word + ("\n" if word.endswith(("-", "\u2010", "\u00ad", "\ufffe")) else " ")
        parts.append(part)
        at += len(part)
    found: set[int] = set()
    for start, end in mark("".join(parts), wanted):
        found.update(range(bisect_right(starts, start) - 1, bisect_right(starts, end - 1)))
    return sorted(found)
