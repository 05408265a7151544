"""Where papers begin in a stack of pages, by their text alone: `python -m benchmarks.boundaries [--seed WORD]`.

Each stack is one file of twelve papers in a row, written from the seed: letters with and without letterhead, date,
greeting, farewell or numbers, reports, minutes, notes. Nothing is read by a machine: some letters are misread instead.
Prints how many papers were seen to begin, and how many pages were wrongly taken for the first of a paper.
"""

import argparse
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
django.setup()

from benchmarks.pages import PLACES, Writer
from scanning.cues import Cues, cues_in, goes_on

TODAY = date(2026, 11, 23)
LINES_A_PAGE = 38
WIDE = 84
ORGANISATIONS = (
    "Railway Museum School",
    "Garden Centre",
    "Cookery College",
    "Harbour Trust",
    "Weather Services",
)
HEADINGS = (
    "Report on {}",
    "Minutes of the meeting at {}",
    "Note of telephone call",
    "Assessment of {}",
    "Chronology",
)
FAREWELLS = ("Yours sincerely", "Yours faithfully", "Kind regards", "With best wishes", "Regards")


def paper(write: Writer) -> list[str]:
    """The pages of one paper."""
    pick = write.pick
    place = write.one(PLACES)
    kind = pick.choices(("letter", "bare", "report", "note"), (5, 3, 3, 2))[0]
    organisation = f"{place} {pick.choice(ORGANISATIONS)}"
    signed = ["", "", f"{write.one(PLACES)} {write.one(PLACES)}"]
    head: list[str] = []
    foot: list[str] = []
    if kind == "letter":
        head = [organisation, f"{pick.randint(1, 90)} {place} Road", write.date(), ""]
        head += ["Dear Sir or Madam", ""] if pick.random() < 0.6 else []
        foot = ["", pick.choice(FAREWELLS), *signed] if pick.random() < 0.8 else []
    elif kind == "bare":
        head = [write.date(), ""] if pick.random() < 0.6 else []
        foot = ["", pick.choice(FAREWELLS), *signed] if pick.random() < 0.7 else signed
    elif kind == "report":
        head = [organisation] if pick.random() < 0.5 else []
        head += [pick.choice(HEADINGS).format(place), ""]
        foot = signed if pick.random() < 0.5 else []
    elif pick.random() < 0.5:
        head = [f"{write.date()}  {write.sentence()}"[:WIDE]]
    body: list[str] = []
    wanted = pick.choice((12, 20, 30, 45, 70, 110))
    while len(body) < wanted:
        body += [line for text in write.paragraphs() for line in [*_wrapped(text), ""]]
    lines = [*head, *body[:wanted], *foot]
    pages = [lines[at : at + LINES_A_PAGE] for at in range(0, len(lines), LINES_A_PAGE)]
    running, numbered = pick.random() < 0.2, pick.random()
    told = []
    for number, page in enumerate(pages, start=1):
        if number > 1 and running and head:
            page = [head[0], "", *page]
        if numbered < 0.25 and len(pages) > 1:
            page = [*page, "", f"Page {number} of {len(pages)}"]
        elif numbered < 0.4 and number > 1:
            page = [f"- {number} -", "", *page]
        told.append(_misread("\n".join(page), pick))
    return told


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if len(line) + len(word) >= WIDE:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _misread(text: str, pick: random.Random) -> str:
    return "".join(
        pick.choice("ilcer. ") if sign.isalpha() and pick.random() < 0.004 else sign
        for sign in text
    )


@dataclass
class Count:
    """Papers, those seen to begin; pages inside of papers, those wrongly taken for a first page."""

    begin: int = 0
    found: int = 0
    inside: int = 0
    split: int = 0


def count(seed: str, *, stacks: int, shows: bool = False) -> Count:
    total = Count()
    for number in range(stacks):
        write = Writer(f"{seed}-{number}")
        before: Cues | None = None
        previous = ""
        for _ in range(12):
            for at, text in enumerate(paper(write)):
                cues = cues_in(text, today=TODAY)
                on, why = goes_on(before, cues, is_same_file=True)
                if before is not None and at == 0:
                    total.begin += 1
                    total.found += not on
                elif before is not None:
                    total.inside += 1
                    total.split += not on
                if shows and before is not None and on == (at == 0):
                    what = "missed" if on else "split"
                    print(f"--- {what}: {why}\n{previous[-160:]}\n===\n{text[:200]}")
                before, previous = cues, text
    return total


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", default="unseen")
    parser.add_argument("--stacks", type=int, default=100)
    parser.add_argument("--show", action="store_true", help="print each page that is taken wrongly")
    chosen = parser.parse_args(arguments)
    total = count(chosen.seed, stacks=chosen.stacks, shows=chosen.show)
    seen, wrong = total.found / total.begin, total.split / total.inside
    print(f"papers seen to begin: {total.found} of {total.begin} ({seen:.1%})")
    print(f"pages wrongly taken for a first page: {total.split} of {total.inside} ({wrong:.1%})")


if __name__ == "__main__":
    main(sys.argv[1:])
