"""Fits how far each engine is to be believed, on painted pages of a seed of their own.

`python -m benchmarks.calibrating [--seed N] [--pages 4]`
Prints the curves for `scanning/trust.py`. Report no figures of pages with the same seed.
"""

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
import django

django.setup()

from benchmarks.pages import CLASSES, Writer
from documents.readings import lines_in
from scanning import merging, trust
from scanning.child import Reader
from scanning.engines.contract import Line, ReadingContext
from scanning.limits import FOR_SECOND_ENGINE

_RIDGE = 0.05
Case = tuple[str, tuple[float, ...], float]


def cases_of(truth: str, first: Sequence[Line], second: Sequence[Line]) -> Iterator[Case]:
    """Curve, features and how far it is true, for each block of a page that stands in two readings."""
    blocks = [block for row in merging.rows_of(first, second) for block in row]
    agreement = merging.agreement_of(blocks)
    bag = Counter(_tokens(truth))
    seen = [
        Counter(_tokens(" ".join(word.text for line in lines for word in line)))
        for lines in (first, second)
    ]
    for block in blocks:
        for who, own, other, counted in (
            ("first", block.first, block.second, seen[0]),
            ("second", block.second, block.first, seen[1]),
        ):
            tokens = _tokens(" ".join(word.text for word in own))
            if not tokens:
                continue
            right = min(min(1.0, bag[one] / max(1, counted[one])) for one in tokens)
            curve = "both" if block.agrees else f"{who} {'contested' if other else 'alone'}"
            letters = sum(len(word.text) for word in own)
            given = trust.features(
                block.first, block.second, agreement, letters, is_common=block.is_in_common_line
            )
            yield curve, given, right


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def fitted(rows: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights of a logistic curve through the cases, by Newton's method with a little ridge."""
    weights = np.zeros(rows.shape[1])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (right - chance) - _RIDGE * weights
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + _RIDGE * np.eye(rows.shape[1])
        step = np.linalg.solve(bend, slope)
        weights += step
        if float(np.abs(step).max()) < 1e-6:
            break
    return weights


def read_both(
    first: Reader, second: Reader, file: bytes
) -> tuple[tuple[Line, ...], tuple[Line, ...]] | None:
    """What each engine alone reads on the one page of `file`; None where no engine is needed."""
    context = ReadingContext()
    found = first.read(file, 0, context)
    if found.read_as != "scan":
        return None
    picture = first.picture(file, 0, context, found.angle_degrees)
    return lines_in(found.text, found.words), second.recognise(picture, context).found.lines


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--seed", default="calibration 1")
    options.add_argument("--pages", type=int, default=4, help="pages of each class")
    chosen = options.parse_args()
    cases: list[Case] = []
    with (
        Reader() as first,
        Reader("scanning.engines.rapid.RapidOcr", limits=FOR_SECOND_ENGINE) as second,
    ):
        for kind, make in CLASSES.items():
            for number in range(chosen.pages):
                sample = make(Writer(f"{chosen.seed} {kind} {number}"))
                if both := read_both(first, second, sample.file):
                    cases += cases_of(sample.truth, *both)
    for line in curves(cases):
        print(line)


def curves(cases: Sequence[Case]) -> Iterator[str]:
    for name in trust.CURVES:
        mine = [(given, right) for curve, given, right in cases if curve == name]
        if not mine:
            continue
        rows = np.array([given for given, _ in mine])
        right = np.array([value for _, value in mine])
        weights = ", ".join(f"{weight:.2f}" for weight in fitted(rows, right))
        yield f'    "{name}": ({weights}),  # {len(mine)} words, {right.mean():.0%} right'


if __name__ == "__main__":
    main()
