"""The gate before a release: texts that must not reach this person, and words they may not
understand. Pure.

A leak stops a release. A hint never does: it is advice for whoever writes, and never about
somebody's own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final


def texts(block: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(where in the block, text) for every text that a block of the fixed shape shows."""
    if block.get("question"):
        yield "question", block["question"]
    if "text" in block:
        yield "text", block["text"]
    for i, item in enumerate(block.get("items", ())):
        yield f"item {i + 1}", item
    for i, row in enumerate(block.get("rows", ())):
        for name, text in row.items():
            yield f"line {i + 1}, {name}", text


def occurs(term: str, text: str) -> bool:
    """Does `term` stand in `text` as whole words, whatever the letter case?"""
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A text that must not reach this person, and what it is (“the mother's address”)."""

    text: str
    what: str


@dataclass(frozen=True, slots=True)
class Leak:
    """A forbidden text in a release: what it is, where it stands, and the words as they stand
    there."""

    what: str
    where: str
    found: str
    block: str | None

    @property
    def sentence(self) -> str:
        return f"{self.what} stands in {self.where}: “{self.found}”. Take it out or withhold that passage."


def leaks(content: Mapping[str, Any], forbidden: Iterable[Forbidden]) -> list[Leak]:
    """Every place of a release (or of any JSON) where a forbidden text stands; the release gate.

    Letter case, accents, spaces, punctuation and line breaks do not hide a text; it must begin and
    end with a word, so that “Ann” is not found in “annoyed”. A telephone number is found with or
    without its country code. Empty texts and such of one letter are ignored.
    """
    wanted = [(item, _squeezed(item.text).text) for item in forbidden]
    wanted = [(item, text) for item, text in wanted if len(text) > 1]
    found: list[Leak] = []
    for where, block, text in _everything(content):
        squeezed = _squeezed(text)
        for item, needle in wanted:
            for start, end in squeezed.places(needle):
                leak = Leak(item.what, where, text[start:end], block)
                if leak not in found:
                    found.append(leak)
    return found


def address_parts(address: str, postcode: str = "") -> list[str]:
    """The parts of an address that would each give it away: the whole, the house in its street, the
    street without its number, the postcode.

    The town alone gives nothing away and would stand in half of all letters.
    """
    lines = [line.strip() for line in re.split(r"[,\n]", address) if line.strip()]
    place = [line for line in lines if not _POSTCODE.fullmatch(line)]
    while len(place) > 1 and _UNIT.fullmatch(place[0]):
        place.pop(0)
    house = f"{place[0]} {place[1]}" if len(place) > 1 and _NUMBER.fullmatch(place[0]) else ""
    first = house or (place[0] if place else "")
    street = _NUMBERED.sub("", first)
    codes = [postcode, *(line for line in lines if _POSTCODE.fullmatch(line))]
    return list(dict.fromkeys(part for part in (address, first, street, *codes) if part))


_POSTCODE = re.compile(r"[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}")
_UNIT = re.compile(r"(?:flat|room|unit|apartment|apt|floor)\s+\w+", re.IGNORECASE)
_NUMBER = re.compile(r"\d+\s*[a-z]?", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:flat\s+\w+\s+)?\d+\s*[a-z]?\s+", re.IGNORECASE)
_PHONE_LENGTH = 9
_COUNTRY = ("0044", "440", "44", "0")


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """Letters and digits of a text, each with its place in the original, and where words begin and
    end."""

    text: str
    origin: tuple[int, ...]
    begins: frozenset[int]
    ends: frozenset[int]

    def places(self, needle: str) -> Iterator[tuple[int, int]]:
        """Start and end in the original of each place of `needle`, itself squeezed."""
        is_phone = needle.isdigit() and len(needle) >= _PHONE_LENGTH
        if is_phone:
            needle = _national(needle)
        start = self.text.find(needle)
        while start != -1:
            end = start + len(needle)
            begin = self._before_country(start) if is_phone else start
            if begin in self.begins and end in self.ends:
                yield self.origin[begin], self.origin[end - 1] + 1
            start = self.text.find(needle, start + 1)

    def _before_country(self, start: int) -> int:
        """Where a telephone number begins whose national part begins at `start`."""
        for code in _COUNTRY:
            if self.text[:start].endswith(code) and start - len(code) in self.begins:
                return start - len(code)
        return start


def _national(digits: str) -> str:
    for code in _COUNTRY:
        if digits.startswith(code) and len(digits) - len(code) >= _PHONE_LENGTH:
            return digits[len(code) :]
    return digits


def _squeezed(text: str) -> _Squeezed:
    letters: list[str] = []
    origin: list[int] = []
    begins: set[int] = set()
    ends: set[int] = set()
    inside = False
    for place, character in enumerate(text):
        folded = "".join(
            part
            for part in unicodedata.normalize("NFKD", character).casefold()
            if part.isalnum() and not unicodedata.combining(part)
        )
        if folded:
            if not inside:
                begins.add(len(letters))
            inside = True
            for part in folded:
                letters.append(part)
                origin.append(place)
        elif not unicodedata.combining(character):
            if inside:
                ends.add(len(letters))
            inside = False
    if inside:
        ends.add(len(letters))
    return _Squeezed("".join(letters), tuple(origin), frozenset(begins), frozenset(ends))


def _everything(content: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    """(where, block id or None, text) for every text anywhere in the content, ids included."""
    for name, value in content.items():
        if name == "sections" and isinstance(value, list):
            continue
        for _, text in _texts_below(value):
            yield _WHERE.get(name, f"“{name}”"), None, text
    for section in content.get("sections", ()):
        heading = section.get("heading", "")
        where = f"part {section.get('number', '')} “{heading}”"
        for name, value in section.items():
            if name != "blocks":
                for _, text in _texts_below(value):
                    yield f"the heading of {where}", None, text
        for block in section.get("blocks", ()):
            for _, text in _texts_below(block):
                yield where, block.get("id"), text


_WHERE: Final = {
    "title": "the title",
    "written_by": "the author's line",
    "for": "the name it is made out to",
    "about": "the names it is about",
    "next": "what happens next",
    "contacts": "the list of contacts",
    "words": "the words explained",
    "council": "the council's line",
}


def _texts_below(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _texts_below(item, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            yield from _texts_below(item, f"{path}.{i}")


@dataclass(frozen=True, slots=True)
class Hint:
    """Advice on plain words before a release; it never blocks."""

    block: str
    where: str
    kind: str
    found: str
    advice: str


LONG_SENTENCE_WORDS: Final = 20
_INITIALS = re.compile(r"\b[A-Z][A-Z0-9]{1,5}s?\b")
# Everybody says these rather than what they stand for.
_KNOWN_INITIALS: Final = frozenset({"GP", "NHS", "TV", "UK", "OK", "PE", "ID", "DVD", "PC"})
_BLAMING: Final = {
    "failed to": "Say what happened and what got in the way.",
    "refuses to engage": "Say what was offered and what the person said.",
    "refused to engage": "Say what was offered and what the person said.",
    "does not engage": "Say what was offered and what the person said.",
    "non-compliant": "Say what was asked and what happened.",
    "hard to reach": "Say how you tried to meet and when.",
    "disguised compliance": "Say what was promised and what you saw.",
    "attention seeking": "Say what the child did, and what they may have needed.",
    "challenging behaviour": "Say what the child did.",
}
_NOBODY = re.compile(
    r"\bit (?:was|is|has been) (?:felt|believed|thought|considered|alleged) that\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+|\n+")


def jargon(content: Mapping[str, Any], glossary: Iterable[Mapping[str, str]]) -> list[Hint]:
    """What a family may not understand in a release, in reading order. Somebody's own words are
    never looked at.

    `glossary`: mappings of `term` and `meaning`. A term that the release explains is still named
    once, because a plain word is better than an explained one; initials, long sentences, blame and
    "it was felt that" are named where they stand.
    """
    hints: list[Hint] = []
    terms = sorted(glossary, key=lambda word: len(word["term"]), reverse=True)
    named: set[str] = set()
    for section in content["sections"]:
        for block in section["blocks"]:
            if "verbatim" in block:
                continue
            for _, text in texts(block):
                for kind, found, advice in _remarks(text, terms, named):
                    hints.append(Hint(block["id"], section["heading"], kind, found, advice))
    return hints


def _remarks(
    text: str, terms: Sequence[Mapping[str, str]], named: set[str]
) -> Iterator[tuple[str, str, str]]:
    covered = ""
    for word in terms:
        term = word["term"]
        if occurs(term, text) and not occurs(term, covered):
            covered += f" {term}"
            if term.casefold() not in named:
                named.add(term.casefold())
                yield "word", term, f"Say it in plain words: {word['meaning']}"
    for match in _INITIALS.finditer(text):
        initials = match[0].removesuffix("s")
        explained = initials in _KNOWN_INITIALS or occurs(initials, covered)
        if not explained and initials.casefold() not in named and not _is_shouted(text):
            named.add(initials.casefold())
            yield "initials", match[0], "Write it out in full."
    for sentence in _SENTENCE_END.split(text):
        count = len(sentence.split())
        if count > LONG_SENTENCE_WORDS:
            yield (
                "long",
                sentence.strip(),
                f"{count} words. Two shorter sentences are easier to follow.",
            )
    for phrase, advice in _BLAMING.items():
        if occurs(phrase, text):
            yield "blame", phrase, advice
    for match in _NOBODY.finditer(text):
        yield "nobody", match[0], "Say who thinks so."


def _is_shouted(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and all(character.isupper() for character in letters)
