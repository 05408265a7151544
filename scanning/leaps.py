"""Where the printed page numbers of a stack leave a page out: two sheets went through the scanner as one.

A pure core over what the pages say of themselves. Only a warning: numbers are misread, and papers lack pages.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanning.cues import Cues
from scanning.models import Image

# A number without "of 6" that leaps further was misread, or is none of a page.
_FURTHEST = 5
_PARTS = (Image.State.WAITING, Image.State.SEPARATOR)


@dataclass(frozen=True)
class Leap:
    """At `image` it shows that pages are not there. `sentence` says which, and what to do at the scanner."""

    image: Image
    sentence: str


@dataclass
class _Numbered:
    image: Image
    number: int
    # None: the page does not say of how many.
    of: int | None
    # Pages without a number that stand between it and the one before.
    skipped: int = 0


def leaps_in(images: Sequence[Image], *, is_all: bool) -> list[Leap]:
    """The leaps in `images`, a batch in its order. Pages that stand elsewhere in the batch are not missing.

    `is_all`: no more pages are to come, so that a paper which breaks off lacks its end.
    """
    runs = list(_runs(images))
    strays = Counter((page.number, page.of) for run in runs for page in _strays(run))
    found = []
    for run in runs:
        gaps = [
            (behind, wanted)
            for before, behind in zip(run, run[1:], strict=False)
            if (wanted := _between(before, behind))
            and not _taken(strays, [(number, behind.of) for number in wanted])
        ]
        if len(gaps) > 1 and len(gaps) == len(run) - 1 and all(len(w) == 1 for _, w in gaps):
            found.append(Leap(gaps[0][0].image, _fronts_alone([page.number for page in run])))
        else:
            found += [Leap(behind.image, _missing(wanted, behind.of)) for behind, wanted in gaps]
        last = run[-1]
        end = list(range(last.number + 1, (last.of or 0) + 1))
        # One page alone is often an extract; where its end was cut off nobody can tell.
        is_paper = len(run) > 1 or last.number == 1
        if is_all and is_paper and end and not _taken(strays, [(n, last.of) for n in end]):
            found.append(Leap(last.image, _breaks_off(last, end)))
    return found


def _runs(images: Sequence[Image]) -> Iterator[list[_Numbered]]:
    """Pages whose numbers go up, of the same whole. Blank sides and what was set aside are passed over."""
    run: list[_Numbered] = []
    skipped = 0
    for image in images:
        cues = Cues.from_json(image.cues)
        if image.state in _PARTS:
            if run:
                yield run
            run, skipped = [], 0
        elif image.state in Image.SET_ASIDE:
            continue
        elif not cues.number:
            skipped += 1
        # The same sheet scanned twice.
        elif run and (run[-1].number, run[-1].of) == (cues.number, cues.of):
            continue
        else:
            page = _Numbered(image, cues.number, cues.of, skipped)
            if run and not (run[-1].of == page.of and run[-1].number < page.number):
                yield run
                run = []
            run.append(page)
            skipped = 0
    if run:
        yield run


def _strays(run: Sequence[_Numbered]) -> Iterator[_Numbered]:
    """Pages whose own paper, as far as it lies here, does not hold the page before."""
    for before, page in zip([None, *run], run, strict=False):
        if page.number > 1 and (before is None or before.number + 1 < page.number):
            yield page


def _between(before: _Numbered, behind: _Numbered) -> list[int]:
    wanted = list(range(before.number + 1, behind.number))
    if behind.of is None and len(wanted) > _FURTHEST:
        return []
    return wanted if len(wanted) > behind.skipped else []


def _taken(
    strays: Counter[tuple[int, int | None]], wanted: Sequence[tuple[int, int | None]]
) -> bool:
    """Whether all that is wanted lies elsewhere, where each page serves one paper only."""
    if any(strays[one] < 1 for one in wanted):
        return False
    strays.subtract(wanted)
    return True


def _missing(wanted: Sequence[int], of: int | None) -> str:
    return (
        f"The printed numbers before it leave out {_listed(wanted, of)}. Two sheets may have gone through "
        "together: look in the stack, and scan into this batch what is missing."
    )


def _fronts_alone(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:4]))
    return (
        f"The printed numbers go {shown}: every other page is missing. Scan the backs into this batch as well, "
        "and lay fronts and backs together."
    )


def _breaks_off(last: _Numbered, end: Sequence[int]) -> str:
    return (
        f"The paper breaks off here: {_listed(end, last.of)} did not come. Look in the stack, and scan into this "
        "batch what is missing."
    )


def _listed(numbers: Sequence[int], of: int | None) -> str:
    whole = f" of {of}" if of else ""
    if len(numbers) == 1:
        return f"page {numbers[0]}{whole}"
    return f"pages {numbers[0]} to {numbers[-1]}{whole}"
