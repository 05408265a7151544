"""Whose file is opened and whose page is read next, when many batches wait.

Each piece of work gets a number when it joins the line. A batch that joins begins one behind whoever is served now, and
its own pieces count on from there, so that batches take turns: a single page never stands behind all of a large stack,
and nobody who joins later overtakes a piece twice. To take the next one is a step along an index, however long it is.
"""

from cases import work
from scanning.models import Batch, Image, Upload

# Of so many pieces, one is taken from behind the urgent ones, so that those never wait for ever.
_SOMETIMES = 10


def next_turn(model: type[Image] | type[Upload], batch: Batch) -> int:
    """The turn of the next piece of `batch` to join the line. At most three queries."""
    line = model._base_manager.filter(state="waiting", goes_first=batch.is_urgent)
    turns = line.values_list("turn", flat=True)
    own = turns.filter(batch=batch).order_by("-turn").first()
    served = turns.filter(work.free()).order_by("turn").first()
    if served is None:
        served = turns.order_by("turn").first()
    return max(-1 if own is None else own, -1 if served is None else served) + 1


def lines(taken: int) -> tuple[bool, bool]:
    """Which line comes first, that of the urgent or the other, for whoever took `taken` pieces so far."""
    is_sometimes = taken % _SOMETIMES == _SOMETIMES - 1
    return (False, True) if is_sometimes else (True, False)
