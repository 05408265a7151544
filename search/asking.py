"""What a person typed, understood: never an error, and a sentence for whatever could not be used."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cases import names
from documents import wants, words
from documents.wants import Synonyms, Want

MOST_CHARACTERS = 1_000
MOST_WANTS = 16
LONGEST_PHRASE = 40


@dataclass(frozen=True)
class Asked:
    """`wants`: all of them must be answered; `without`: none may be.

    `run`: the stems of everything wanted in the order typed, for things that say it word for word.
    `notes`: full sentences for the person, on what could not be used. `text`: what was read of it.
    """

    wants: tuple[Want, ...] = ()
    without: tuple[Want, ...] = ()
    run: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.wants)


def parse(text: str, synonyms: Synonyms = wants.FIELD_WORDS) -> Asked:
    """Words, "phrases", beginnings*, -exclusions, dates, references and names, as typed into the box.

    Never raises. Longer queries than `MOST_CHARACTERS`, or of more than `MOST_WANTS` parts, are cut.
    """
    notes: list[str] = []
    wanted: list[Want] = []
    without: list[Want] = []
    typed: list[str] = []
    text = _tidy(text, notes)
    for sign, written in _segments(text, notes):
        if sign == "words":
            wanted.extend(wants.wants(written, synonyms))
        elif sign == "phrase":
            wanted.extend(_phrase(written, notes))
        elif sign == "begins":
            wanted.append(Want(begins=written))
        elif sign == "without begins":
            without.append(Want(begins=written))
        elif sign == "without phrase":
            without.extend(_phrase(written, notes))
        else:
            # Only what was named is left out: no synonym, no near miss.
            exactly = wants.wants(written, wants.NO_SYNONYMS)
            without.extend(replace(want, loose=()) for want in exactly)
        if sign in ("words", "phrase"):
            typed.append(written)
    if len(wanted) > MOST_WANTS or len(without) > MOST_WANTS:
        notes.append(f"Your search was long: only its first {MOST_WANTS} words were used.")
    run = tuple(word.stem for word in words.analyse(" ".join(typed)).words)
    if text and not wanted:
        notes.append(
            "Say also what to look for: there were only words to leave out."
            if without
            else "There was no word or number to look for."
        )
    return Asked(
        wants=tuple(dict.fromkeys(wanted))[:MOST_WANTS],
        without=tuple(dict.fromkeys(without))[:MOST_WANTS],
        run=run[:LONGEST_PHRASE],
        notes=tuple(dict.fromkeys(notes)),
        text=text,
    )


_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))


def _tidy(text: str, notes: list[str]) -> str:
    """`text` without signs that nobody sees, with plain quotation marks in pairs, cut to length."""
    if len(text) > MOST_CHARACTERS:
        text = (
            text[:MOST_CHARACTERS].rsplit(maxsplit=1)[0] if " " in text else text[:MOST_CHARACTERS]
        )
        notes.append(
            f"Your search was longer than {MOST_CHARACTERS} characters, so only its beginning was used."
        )
    kept = (
        " "
        if (kind := unicodedata.category(sign)) in ("Cc", "Cs")
        else ""
        if kind == "Cf"
        else sign
        for sign in text.translate(_QUOTES)
    )
    text = " ".join("".join(kept).split())
    if text.count('"') % 2:
        notes.append("A quotation mark had no partner, so it was left out.")
        before, _, after = text.rpartition('"')
        text = f"{before} {after}".strip()
    return text


_SEGMENT = re.compile(r'(?P<minus>(?<!\S)[-−–])?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_COMMANDS = frozenset(("OR", "AND", "NOT"))


def _segments(text: str, notes: list[str]) -> Iterator[tuple[str, str]]:
    """The parts of a question: its words (as many as stand together), its phrases, beginnings, exclusions."""
    plain: list[str] = []
    for found in _SEGMENT.finditer(text):
        phrase, word = found["phrase"], found["word"] or ""
        beginning = _beginning(word, notes) if "*" in word else ""
        if phrase is None and not found["minus"] and not beginning:
            if word in _COMMANDS:
                notes.append(
                    f"“{word}” is no command here: everything you type must be found. "
                    "A minus sign before a word leaves out what contains it."
                )
            else:
                plain.append(word.replace("*", " "))
            continue
        if not found["minus"] and plain:
            yield "words", " ".join(plain)
            plain.clear()
        if beginning:
            yield ("without begins" if found["minus"] else "begins"), beginning
        elif found["minus"]:
            yield (
                ("without", word.replace("*", " "))
                if phrase is None
                else ("without phrase", phrase)
            )
        else:
            yield "phrase", phrase or ""
    if plain:
        yield "words", " ".join(plain)


def _beginning(word: str, notes: list[str]) -> str:
    """The folded beginning that `word*` asks for, or nothing where the star cannot be used."""
    folded = names.fold_letters(word.removesuffix("*"))
    letters = "".join(sign for sign in folded if sign.isalnum())[: words.LONGEST_TERM]
    if not word.endswith("*") or "*" in folded:
        notes.append("A * is understood at the end of a word only, as in bruis*.")
    elif len(letters) < 2:
        notes.append("A * needs at least two letters before it, as in bruis*.")
    else:
        return letters
    return ""


def _phrase(written: str, notes: list[str]) -> Iterator[Want]:
    want = wants.phrase(written)
    if want is None:
        return
    (stems,), (surfaces,) = want.ways, want.named
    if len(stems) > LONGEST_PHRASE:
        notes.append(
            f"Only the first {LONGEST_PHRASE} words of a phrase were used, because it was longer."
        )
        want = Want((stems[:LONGEST_PHRASE],), (surfaces[:LONGEST_PHRASE],))
    yield want
