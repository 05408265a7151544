"""How well ticks on paper forms that come home are told apart, on sheets that nobody has looked at.

`python -m benchmarks.forms [--seed N] [--sheets 6] [--json]`
Prints forms of 48 boxes, fills it in at random with pens and pencils, wears it as a scanner of 300, 200 or
150 dots an inch, a fax or a camera does, and has each page found by its code and its corners and read. The seed decides
everything about a sheet; without one it is drawn and printed.

right: ticked told as ticked, empty as empty. wrong: one told as the other. asked: said to be unclear, so that a person
is asked. A dot or a blot is meant to be asked about; one that is taken for a tick or for nothing counts as told.
"""

import argparse
import io
import json
import random
import secrets
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from documents import definitions, paper_forms
from documents.definitions import Child
from documents.paper_codes import new_form, sheet_in
from documents.paper_places import spots_from
from scanning import form_marks, pipeline
from scanning.engines.contract import ReadingContext
from tests import by_hand

WAYS = ("300", "200", "150", "fax", "photo")
TICKED = ("tick", "cross", "slash", "scribble")
DOUBTFUL = ("dot", "blot")
FORM = {
    "key": "choices",
    "name": "Choices",
    "plain_name": "What {child} likes",
    "purpose": "",
    "nation": "england",
    "language": "en",
    "authorised_by": None,
    "shareable": True,
    "sections": [
        {
            "key": "a",
            "heading": "Likes",
            "plain_heading": "Likes",
            "audience": "everyone",
            "questions": [
                {
                    "key": f"a.q{number}",
                    "wording": f"Question {number}?",
                    "plain": f"Question {number}?",
                    "kind": "choices",
                    "choices": [
                        {"key": letter, "label": f"Answer {letter}", "plain": f"Answer {letter}"}
                        for letter in "abcdef"
                    ],
                }
                for number in range(1, 9)
            ],
        }
    ],
}


def measured(seed: int, sheets: int) -> dict[str, Counter[str]]:
    definition = definitions.read(FORM)
    found: dict[str, Counter[str]] = {way: Counter() for way in WAYS}
    for number in range(sheets):
        rng = random.Random(f"{seed} {number}")
        draft = paper_forms.drafted(
            definition,
            child=Child("K-1", "Robin Vale", date(2015, 1, 1)),
            on=date(2026, 1, 1),
            language="en",
            is_for_family=True,
            is_large=number % 2 == 1,
        )
        made = paper_forms.typeset(
            draft, code=new_form(), author="", made_at=datetime(2026, 1, 1, tzinfo=UTC)
        )
        for page, rows in zip(by_hand.printed_pages(made.pdf), made.layout, strict=True):
            spots = spots_from(rows)
            truth = [rng.choice(("", "", "", *TICKED, rng.choice(DOUBTFUL))) for _ in spots]
            for spot, how in zip(spots, truth, strict=True):
                by_hand.tick(page, spot, how, rng)
            for way in WAYS:
                _judge(by_hand.worn(page, way, rng), way, spots, truth, found[way])
    return found


def _judge(page: Image.Image, way: str, spots: Any, truth: list[str], count: Counter[str]) -> None:
    paper = pipeline.Paper(np.asarray(page), float(way) if way.isdigit() else 200.0)
    reading = pipeline.read_paper(paper, ReadingContext(dpi=0), None)
    view = np.asarray(Image.open(io.BytesIO(reading.view)).convert("L"))
    count["pages"] += 1
    code = any(map(sheet_in, reading.separators))
    count["code read"] += code
    began = time.perf_counter()
    fit = form_marks.fit_of(view)
    if fit is None:
        count["corners missing"] += 1
        count["asked"] += len(spots)
        return
    read = form_marks.read_spots(view, fit, spots)
    count["milliseconds"] += round(1000 * (time.perf_counter() - began))
    for number, how in enumerate(truth):
        state = read[str(number)][0]
        if how in DOUBTFUL:
            count["doubtful asked" if state == form_marks.UNCLEAR else "doubtful told"] += 1
        elif state == form_marks.UNCLEAR:
            count["asked"] += 1
        else:
            count["right" if (state == form_marks.YES) == bool(how) else "wrong"] += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--sheets", type=int, default=6)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    found = measured(seed, given.sheets)
    if given.json:
        print(json.dumps({"seed": seed, **found}))
        return
    print(f"seed {seed}, {given.sheets} forms")
    print(
        f"{'':6}{'pages':>7}{'code':>6}{'right':>8}{'wrong':>7}{'asked':>7}{'doubtful asked':>16}{'ms':>6}"
    )
    for way, count in found.items():
        doubtful = count["doubtful asked"] + count["doubtful told"]
        print(
            f"{way:6}{count['pages']:>7}{count['code read']:>6}{count['right']:>8}{count['wrong']:>7}"
            f"{count['asked']:>7}{count['doubtful asked']:>9} of {doubtful:<4}"
            f"{count['milliseconds'] / max(1, count['pages']):>6.0f}"
        )


if __name__ == "__main__":
    main()
