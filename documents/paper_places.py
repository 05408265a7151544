"""Where things lie on a paper form, in millimetres from the top left corner of an A4 page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

# What a printer leaves unprinted and a scanner cuts off is 5 mm at most.
PAGE_MM: Final = (210.0, 297.0)
MARK_MM: Final = 7.0
# The middles of the marks, clockwise from the top left.
CORNERS_MM: Final = ((13.0, 13.0), (197.0, 13.0), (197.0, 284.0), (13.0, 284.0))
# Left, top and side of the square code with the white around it.
SQUARE_MM: Final = (159.0, 10.0, 30.0)
TICK_MM: Final = 6.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A box to tick or a frame to write in, and what it stands for.

    `key`: of a tick the answer, of a frame the column. `row`: the line of a table, from 0.
    """

    kind: Literal["tick", "strip"]
    question: str
    child: str | None
    key: str = ""
    row: int = 0
    x: float = 0.0
    y: float = 0.0
    width: float = TICK_MM
    height: float = TICK_MM

    @property
    def place(self) -> tuple[str, str | None]:
        return self.question, self.child


def spots_from(rows: Iterable[Mapping[str, Any]]) -> list[Spot]:
    """The spots of one page of `PaperForm.layout`."""
    return [Spot(**row) for row in rows]
