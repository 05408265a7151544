"""Taking apart what a rebuild reads, in other processes while it reads on: that is most of the work."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from search import entries
from search.contents import Portion
from search.entries import Entry, Terms

# So many entries go to another process at once.
_AT_ONCE = 500

Heap = list[Portion]


def ahead(heaps: Iterable[Heap]) -> Iterator[tuple[Heap, list[Terms]]]:
    """Each heap with its entries taken apart; the next one is read and taken apart meanwhile.

    One process a core but one, and none where a single heap is all there is. A process that dies raises
    `BrokenProcessPool`: nothing of that heap is lost, as a rebuild goes on where it stopped.
    """
    left = iter(heaps)
    first, second = next(left, None), next(left, None)
    if first is not None:
        yield first, entries.all_terms(_entries(first))
    if second is None:
        return
    # Begun anew and not copied: a copy would share the connections of this process.
    with ProcessPoolExecutor(_processes(), get_context("spawn")) as others:
        begun = deque([(second, _hand_out(others, second))])
        for heap in left:
            begun.append((heap, _hand_out(others, heap)))
            if len(begun) > 2:
                yield _taken_in(*begun.popleft())
        while begun:
            yield _taken_in(*begun.popleft())


def _processes() -> int:
    return max(1, len(os.sched_getaffinity(0)) - 1)


def _hand_out(others: ProcessPoolExecutor, heap: Heap) -> list[Future[list[Terms]]]:
    told = list(_entries(heap))
    return [
        others.submit(entries.all_terms, told[start : start + _AT_ONCE])
        for start in range(0, len(told), _AT_ONCE)
    ]


def _taken_in(heap: Heap, parts: list[Future[list[Terms]]]) -> tuple[Heap, list[Terms]]:
    return heap, [terms for part in parts for terms in part.result()]


def _entries(heap: Heap) -> Iterator[Entry]:
    return (entry for portion in heap for entry in portion.entries)
