"""What is at stake where a word is doubtful: a date, a name or a number, or nothing worse than a word. Pure functions.

A word is judged by what one of the two readings says there, and by the words beside it: “may” is a month next to “11”.
"""

import re
from collections.abc import Iterator

from documents.dates import MONTHS
from documents.readings import DoubtKind

_FULL = frozenset(month.casefold() for names in MONTHS.values() for month in names)
_SHORT = frozenset("jan feb mar apr may jun jul aug sep sept oct nov dec".split())
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
# Words of every day, and the beginnings of others, unless they are written as a month is or stand beside a number.
_ALSO_WORDS = frozenset("may mai march mar medi dec sept sep".split())
# From this many letters on a month with one of them misread is still no other word.
_TELLING = 6

_DAY_MONTH_YEAR = re.compile(r"\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}")
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_DAY = re.compile(r"\W*(0?[1-9]|[12]\d|3[01])(st|nd|rd|th)?\W*", re.IGNORECASE)
# By so many letters the other reading is the longer where an ordinary word is but the end of a name: “Helen Okaf or”.
_REST_OF_NAME = 4
_RUNS = re.compile(r"[^\W\d_]+|\d+")
# Between two parts of what was read as one word; a date in figures stays whole.
_SEAM = re.compile(r"(?<!\d)[\W_]+|[\W_]+(?!\d)")
_CAPITAL = re.compile(r"[^\W\d_]['’]?[\w'’-]+")

# Words that are no name however they are written: they begin sentences, fill forms and stand on stamps.
_ORDINARY = frozenset(
    "a about after again all also always am an and any are as asked asks at be because been before both but by call "
    "can come could day did do does dear each every for from get gets go goes good got had has have he her here him "
    "his how i if in into is it its just know last like made may me more most much must my never next nice no not now "
    "of off on one only or other our out over people please said saw says see seen sees send sent she should since so "
    "some something still take taken than thank thanks that the their them then there these they thing things think "
    "this those to today told too two under until up us very was we well went were what when where whether which while "
    "who why will with without would yes yesterday yet you your yours "
    "address approved confidential contact copy date details draft form name note notes number page paid received "
    "ref reference sealed sheet sign signature signed telephone tel total true urgent void "
    "mon tue tues wed thu thur thurs fri sat sun".split()
)


def kind_of(read: str, other: str, before: str = "", after: str = "") -> DoubtKind:
    """What is at stake where one engine read `read` and another `other`, "" for nothing, between two other words."""
    texts = [read] if stands_in(read, other) else [text for text in (read, other) if text]
    beside = (before, after)
    if any(_is_of_a_date(text, beside) for text in texts):
        return "date"
    if any(letter.isdigit() for text in texts for letter in text):
        return "number"
    return "name" if _may_be_name(texts) else "word"


def stands_in(read: str, other: str) -> bool:
    """Whether `other`, which has more, has the very word `read` in it, as “May.2026” has “May”."""
    return bool(plain(read)) and plain(read) in {plain(part) for part in _SEAM.split(other)}


def plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _is_of_a_date(text: str, beside: tuple[str, str]) -> bool:
    if _DAY_MONTH_YEAR.search(text) or _YEAR.search(text):
        return True
    runs = _RUNS.findall(text)
    has_number = any(run.isdigit() for run in runs) or any(map(_is_day_or_year, beside))
    if any(_is_month(run, has_number=has_number) for run in _letters_of(runs)):
        return True
    if any(run.casefold() in _WEEKDAYS for run in runs):
        return True
    return bool(_DAY.fullmatch(text)) and any(
        _is_month(run, has_number=True) for word in beside for run in _RUNS.findall(word)
    )


def _letters_of(runs: list[str]) -> Iterator[str]:
    return (run for run in runs if not run.isdigit())


def _is_day_or_year(word: str) -> bool:
    return bool(_DAY.fullmatch(word) or _YEAR.search(word))


def _is_month(run: str, *, has_number: bool) -> bool:
    word = run.casefold()
    if word in _ALSO_WORDS and not has_number:
        return run[0].isupper()
    if word in _SHORT or word in _FULL:
        return True
    return any(_is_nearly(word, month) for month in _FULL if len(month) >= _TELLING)


def _is_nearly(word: str, month: str) -> bool:
    """Whether just one letter of `month` was read as another."""
    return len(word) == len(month) and sum(a != b for a, b in zip(word, month, strict=True)) == 1


def _may_be_name(texts: list[str]) -> bool:
    # The first is the one that is believed.
    read, other = plain(texts[0]), plain(texts[-1])
    if read in _ORDINARY and not (read in other and len(other) >= len(read) + _REST_OF_NAME):
        return False
    return any(_looks_like_name(text, texts) for text in texts)


def _looks_like_name(text: str, texts: list[str]) -> bool:
    """Whether some part of `text` is written as a name is, and is no ordinary word."""
    is_small = any(not any(letter.isupper() for letter in one) for one in texts if one.isalpha())
    for part in _SEAM.split(text):
        if not _CAPITAL.fullmatch(part) or not part[0].isupper():
            continue
        word = plain(part)
        # A blank was lost behind “I”, or “was” was read as WOS.
        is_glued = part[0] == "I" and part[1:] in _ORDINARY
        if word not in _ORDINARY and not is_glued and not (part.isupper() and is_small):
            return True
    return False
