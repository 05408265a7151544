"""How near a text comes to what was painted: letters to put right, words found, words made up."""

import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Tally:
    """Sums over the pages of a class, for one reader."""

    edits: int = 0
    letters: int = 0
    right: int = 0
    wanted: int = 0
    given: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, truth: str, text: str, seconds: float) -> None:
        truth, text = " ".join(truth.split()), " ".join(text.split())
        self.edits += edits(truth, text)
        self.letters += len(truth)
        wanted, given = (Counter(re.findall(r"\w+", written.lower())) for written in (truth, text))
        self.right += (wanted & given).total()
        self.wanted += wanted.total()
        self.given += given.total()
        self.seconds.append(seconds)

    @property
    def cer(self) -> float:
        return self.edits / self.letters

    @property
    def recall(self) -> float:
        return self.right / self.wanted

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 0.0


def edits(truth: str, text: str) -> int:
    """Letters to put in, take out or exchange until `text` is `truth`."""
    wanted = np.frombuffer(truth.encode("utf-32-le"), np.uint32)
    given = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    steps = np.arange(given.size + 1)
    row = steps.copy()
    for letter in wanted:
        following = row + 1
        following[1:] = np.minimum(following[1:], row[:-1] + (given != letter))
        # What a cell may owe to its left neighbour, for the whole row at once.
        row = np.minimum.accumulate(following - steps) + steps
    return int(row[-1])
