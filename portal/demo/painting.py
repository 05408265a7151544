"""Paints papers on every processor. Imports nothing of Django: the painters are processes of their own."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

from PIL import Image

from portal.demo.paper import PageOverflow, Painted, as_pdf, paint
from portal.demo.story import Paper, PaperPage

#: Fewer than this are painted sooner than painters start.
_WORTH_A_POOL = 6
# A moved date can be a letter longer than the sheet was set for.
_SMALLER, _MOST_TRIES = 0.96, 5


def paint_paper(paper: Paper) -> bytes:
    """The paper as the PDF that the scanner would have made."""
    return as_pdf([Painted(_painted(page), page.dpi) for page in paper.pages])


def _painted(page: PaperPage) -> Image.Image:
    for _ in range(_MOST_TRIES):
        try:
            return paint(page)
        except PageOverflow:
            page = replace(page, points=page.points * _SMALLER)
    return paint(page)


def paint_papers(papers: Sequence[Paper], *, painters: int) -> Iterator[bytes]:
    """The PDF of each paper, in order, as soon as it is there."""
    if len(papers) < _WORTH_A_POOL or painters < 2:
        yield from map(paint_paper, papers)
        return
    # Not forked: the painters must not share a connection to the database. Ctrl-C is for the one who waits for them.
    pool = ProcessPoolExecutor(
        max_workers=painters,
        mp_context=get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )
    try:
        yield from pool.map(paint_paper, papers)
    finally:
        pool.shutdown(cancel_futures=True)
