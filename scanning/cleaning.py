"""The picture of a page made fit to be read: is anything on it, an even ground, no specks, level lines, which way up.

Pure functions on grey pictures (`uint8`, rows x columns, 255 is white). Sizes are millimetres of paper, so that a fax
and a fine scan are judged alike.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Numbers = NDArray[np.floating]
Labels = NDArray[np.int32]
Choice = NDArray[np.bool_]

JUDGING_DPI = 150
LEANING_DPI = 100
PRINT_DPI = 200
WIDEST_LEAN = 12.0
# Loose dots a square centimetre from which removing them helps; clean print has less than half of one.
DIRTY = 1.0
# So many letters of a page, evenly spread, tell of all: whether they stand on a line, and which way up.
LETTERS_ASKED = 800
_NEIGHBOURS = 60
# How much darker than its paper ink is.
_IN_INK = 70


@dataclass(frozen=True)
class Lean:
    """How the lines of a page lie.

    A quarter turn if `is_sideways`, then `skew_degrees` anticlockwise, makes them level. `certainty` says how many
    times better that axis explains the ink than the other one; 1.0 is a coin toss.
    """

    is_sideways: bool
    skew_degrees: float
    certainty: float


def at_dpi(grey: Grey, dpi: float, wanted: float, *, is_rough: bool = False) -> Grey:
    """The picture at `wanted` dots an inch if it has more; never enlarged. `is_rough` as of `reduced`."""
    if wanted >= dpi:
        return grey
    times = round(dpi / wanted)
    if times > 1 and abs(dpi / wanted - times) < 0.001 * times and min(grey.shape[:2]) >= times:
        # A whole number of dots each: ten times as fast, for at most so many dots at two edges.
        height, width = (side // times * times for side in grey.shape[:2])
        return reduced(grey[:height, :width], (width // times, height // times))
    size = (round(grey.shape[1] * wanted / dpi), round(grey.shape[0] * wanted / dpi))
    return reduced(grey, size, is_rough=is_rough)


def reduced(
    picture: NDArray[np.uint8], size: tuple[int, int], *, is_rough: bool = False
) -> NDArray[np.uint8]:
    """The picture made smaller, to `size`: width and height.

    `is_rough`: down to half the size, where every dot still counts, not as means of areas but five times as fast.
    """
    width, height = max(1, size[0]), max(1, size[1])
    is_half = 2 * width > picture.shape[1] and 2 * height > picture.shape[0]
    way = cv2.INTER_LINEAR if is_rough and is_half else cv2.INTER_AREA
    return np.asarray(cv2.resize(picture, (width, height), interpolation=way), dtype=np.uint8)


def background(grey: Grey, dpi: float) -> Grey:
    """The paper without what is written on it: shadows, stains and yellowing, at the size of `grey`."""
    step = max(1, min(round(dpi / 25), *grey.shape))
    high, wide = (side // step for side in grey.shape)
    # Whole points alone: as means of so many dots each they take a seventh of the time, and the paper is the same.
    small = cv2.resize(
        grey[: high * step, : wide * step], (wide, high), interpolation=cv2.INTER_AREA
    )
    # 9 points of 1 mm: wider than the stroke of a headline, narrower than the shadow of a spine.
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 9)
    paper = cv2.GaussianBlur(paper, (0, 0), 3)
    return _grey(cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR))


def levelled(grey: Grey, dpi: float) -> Grey:
    """The page on an even white ground, ink as dark as it was against its own paper."""
    return _grey(cv2.divide(grey, background(grey, dpi), scale=255))


def specks(level: Grey, dpi: float) -> float:
    """Loose dots of dirt a square centimetre, counted on four strips across the page."""
    strip = max(1, level.shape[0] // 16)
    tops = [round(level.shape[0] * place) for place in (0.12, 0.37, 0.62, 0.87)]
    sample = np.concatenate([level[top : top + strip] for top in tops])
    _, _, is_dot = _dots(sample, dpi)
    return int(np.count_nonzero(is_dot)) / (sample.size * (2.54 / dpi) ** 2)


def despeckled(level: Grey, dpi: float) -> Grey:
    """The page without loose dots that are smaller than any full stop."""
    dark, labels, is_dot = _dots(level, dpi)
    dots = is_dot[labels]
    around = np.ones((3, 3), np.uint8)
    # A dot takes its grey rim along, but never the rim of a letter beside it.
    dirt = cv2.dilate(dots.astype(np.uint8), around)
    letters = cv2.dilate(((dark > 0) & ~dots).astype(np.uint8), around)
    clean = level.copy()
    clean[(dirt > 0) & (letters == 0)] = 255
    return clean


def _dots(level: Grey, dpi: float) -> tuple[Grey, Labels, Choice]:
    """What is dark, the number of each dark part, and which parts are too little ink to be a full stop.

    Ink is counted with its grey rim: in a coarse scan a full stop is one black pixel among grey ones, dirt is one
    black pixel alone.
    """
    dark = _dark(level)
    labels, stats = parts_of(dark)
    if not dark.any():
        return dark, labels, np.zeros(len(stats), bool)
    left, top = np.maximum(stats[:, 0] - 1, 0), np.maximum(stats[:, 1] - 1, 0)
    right = np.minimum(stats[:, 0] + stats[:, 2] + 1, level.shape[1])
    bottom = np.minimum(stats[:, 1] + stats[:, 3] + 1, level.shape[0])
    sums = cv2.integral(255 - level)
    ink = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    black = 255 - float(np.percentile(level[dark > 0], 20))
    # A full stop of 6-point type is 0.25 mm across.
    full_stop = (0.2 / 25.4 * dpi) ** 2
    is_dot = (ink <= black * max(1.7, full_stop)) & (
        stats[:, cv2.CC_STAT_AREA] <= max(2.0, full_stop)
    )
    is_dot[0] = False
    return dark, labels, is_dot


def coarse_level(grey: Grey, dpi: float) -> Grey:
    """The levelled page at `JUDGING_DPI`, or at its own dots an inch if it has fewer."""
    return levelled(at_dpi(grey, dpi, JUDGING_DPI, is_rough=True), min(dpi, JUDGING_DPI))


def is_blank(grey: Grey, dpi: float, coarse_page: Grey | None = None) -> bool:
    """True when nothing was written, drawn, stamped or printed on the page.

    Dirt, the other side shining through, punch holes and shadows at the edges are nothing; two small letters beside
    each other, or one thin pencil stroke of 5 mm, are something. `coarse_page`: its `coarse_level`, if that is known.
    """
    coarse = min(dpi, JUDGING_DPI)
    level = coarse_level(grey, dpi) if coarse_page is None else coarse_page
    # The fullest quarter of most pages answers it.
    if any(_marks(part, coarse).inked > 60 for part in (_fullest_quarter(level), level)):
        return False
    marks = _marks(at_dpi(despeckled(levelled(grey, dpi), dpi), dpi, JUDGING_DPI), coarse)
    return not marks.has_stroke and marks.inked == 0 and marks.lined_up < 3


def _fullest_quarter(level: Grey) -> Grey:
    """The quarter of the page, across its whole width, with the most dark dots."""
    size = max(1, level.shape[0] // 4)
    _, dark = cv2.threshold(level, 255 - _IN_INK, 1, cv2.THRESH_BINARY_INV)
    so_far = np.concatenate([[0], np.cumsum(cv2.reduce(dark, 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S))])
    top = int(np.argmax(so_far[size:] - so_far[:-size]))
    return level[top : top + size]


@dataclass(frozen=True)
class _Marks:
    """`inked`: square millimetres of words in dark ink. `lined_up`: faint letters in rows, beyond chance."""

    inked: float
    lined_up: float
    has_stroke: bool


def _marks(level: Grey, dpi: float) -> _Marks:
    """What stands on the page with sharp edges: letters that have a neighbour on their line, and longer strokes."""
    millimetre = dpi / 25.4
    dark = (255 - level.astype(np.float32)).clip(0)
    # What shines through is soft, as is every shadow: it is about as dark as its surroundings of half a millimetre.
    edge = cv2.GaussianBlur(dark, (0, 0), 0.55) - cv2.GaussianBlur(dark, (0, 0), 0.6 * millimetre)
    some = edge[::3, ::3]
    grain = 1.48 * float(np.median(np.abs(some - np.median(some))))
    found = (edge > max(9.0, 5 * grain)).astype(np.uint8)
    found = _grey(cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)))
    labels, stats = parts_of(found)
    left, top, width, height = (
        stats[:, column].astype(np.float64) / millimetre for column in range(4)
    )
    right, bottom = left + width, top + height
    page_width, page_height = level.shape[1] / millimetre, level.shape[0] / millimetre
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    from_edge = np.minimum.reduce([left, top, page_width - right, page_height - bottom])

    is_mark = (longer >= 0.9) & (from_edge > 1.5)
    is_mark &= ~((longer > 20) & (shorter < 1.5) & (from_edge < 10))
    is_mark &= ~_are_holes(stats, labels, level, millimetre, from_edge)
    is_mark[0] = False

    is_letter = is_mark & (longer <= 12)
    inked = np.bincount(labels[dark > _IN_INK], minlength=len(stats)) / millimetre**2
    lying = _rows_of(labels, is_letter, millimetre)
    standing = _rows_of(np.ascontiguousarray(labels.T), is_letter, millimetre)
    words = np.bincount(lying, weights=np.where(is_letter & (inked > 0.15), inked, 0.0))
    in_rows, in_columns = (np.bincount(rows[is_letter]) for rows in (lying, standing))
    with_neighbours = [int(sizes[sizes >= 2].sum()) for sizes in (in_rows, in_columns)]
    lined_up = float(abs(with_neighbours[0] - with_neighbours[1]))
    if np.count_nonzero(is_letter) > 10:
        # Dirt has neighbours too, but as many above and below as beside.
        lined_up -= 3 * sum(with_neighbours) ** 0.5
    # 1.9 square millimetres: two small letters, or a smudge as large.
    return _Marks(float(words[words >= 1.9].sum()), lined_up, bool(np.any(is_mark & (longer >= 5))))


def _rows_of(labels: Labels, is_letter: Choice, millimetre: float) -> Labels:
    """For each mark the number of its row: letters with at most 2 mm between them, side by side, share one."""
    kernel = np.ones((1, max(1, round(2.0 * millimetre))), np.uint8)
    joined = cv2.morphologyEx(is_letter[labels].astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    _, row_labels = cv2.connectedComponents(joined, connectivity=8)
    flat = labels.ravel()
    marked = np.flatnonzero(flat)
    a_pixel = np.zeros(is_letter.size, np.int64)
    a_pixel[flat[marked]] = marked
    return np.asarray(row_labels.ravel()[a_pixel], dtype=np.int32)


def _are_holes(
    stats: Labels, labels: Labels, level: Grey, millimetre: float, from_edge: Numbers
) -> Choice:
    """Which marks are punch holes: round, 4 to 9 mm across, within 20 mm of an edge."""
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    across = np.maximum(width, height) / millimetre
    found = (
        (across > 4)
        & (across < 10)
        & (np.minimum(width, height) / millimetre > 0.75 * across)
        & (from_edge < 20)
    )
    for label in np.flatnonzero(found):
        left, top, wide, high = stats[label, :4]
        rows, columns = np.nonzero(labels[top : top + high, left : left + wide] == label)
        radii = np.hypot((rows + 0.5) / high - 0.5, (columns + 0.5) / wide - 0.5)
        inside = level[
            top + high // 4 : top + high - high // 4, left + wide // 4 : left + wide - wide // 4
        ]
        found[label] = float(np.percentile(radii, 5)) > 0.25 and float(inside.std()) < 40
    return found


def lean_of(level: Grey, dpi: float) -> Lean:
    """Which way the lines run and by how much they lean, from how sharply the ink gathers in rows."""
    small = at_dpi(level, dpi, LEANING_DPI)
    millimetre = min(dpi, LEANING_DPI) / 25.4
    dark = _dark(small)
    labels, stats = parts_of(dark)
    longer = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) / millimetre
    shorter = np.minimum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) / millimetre
    # Words, not rules, frames, pictures or dirt.
    is_word = (longer < 40) & (shorter < 9) & (longer > 0.7)
    is_word[0] = False
    rows, columns = np.nonzero(is_word[labels])
    if rows.size < 400:
        rows, columns = np.nonzero(dark)
    if rows.size < 50:
        return Lean(False, 0.0, 1.0)
    if rows.size > 30_000:
        chosen = np.linspace(0, rows.size - 1, 30_000).astype(np.int64)
        rows, columns = rows[chosen], columns[chosen]
    down, across = rows.astype(np.float64), columns.astype(np.float64)
    level_angle, level_score = _sharpest(down, across)
    sideways_angle, sideways_score = _sharpest(across, -down)
    if sideways_score > level_score:
        return Lean(True, sideways_angle, sideways_score / max(level_score, 1e-9))
    return Lean(False, level_angle, level_score / max(sideways_score, 1e-9))


def _sharpest(down: Numbers, across: Numbers) -> tuple[float, float]:
    """The lean in degrees at which rows of ink stand out most, and how much they do."""
    coarse = np.arange(-WIDEST_LEAN, WIDEST_LEAN + 0.01, 0.5)
    # Fewer dots tell the half degree.
    some = slice(None, None, 1 + down.size // 10_000)
    scores = [_row_contrast(down[some], across[some], angle) for angle in coarse]
    best = float(coarse[int(np.argmax(scores))])
    fine = np.arange(best - 0.5, best + 0.51, 0.05)
    scores = [_row_contrast(down, across, angle) for angle in fine]
    return round(float(fine[int(np.argmax(scores))]), 2), max(scores)


def _row_contrast(down: Numbers, across: Numbers, degrees: float) -> float:
    radians = np.deg2rad(degrees)
    rows = np.rint(down * np.cos(radians) - across * np.sin(radians)).astype(np.int64)
    filled = np.bincount(rows - rows.min())
    steps = np.diff(filled.astype(np.float64))
    return float((steps * steps).sum()) / rows.size**2


@dataclass(frozen=True)
class Print:
    """What is dark on a level page, at `PRINT_DPI` or at its own dots an inch if it has fewer, part by part.

    `boxes`: left, top, width, height and area of each part of `dark`; the first is the paper.
    """

    dark: Grey
    boxes: Labels
    millimetre: float

    def on_its_head(self) -> "Print":
        height, width = self.dark.shape
        boxes = self.boxes.copy()
        boxes[:, 0] = width - boxes[:, 0] - boxes[:, 2]
        boxes[:, 1] = height - boxes[:, 1] - boxes[:, 3]
        return Print(np.ascontiguousarray(np.rot90(self.dark, 2)), boxes, self.millimetre)


def print_on(level: Grey, dpi: float) -> Print:
    dark = _dark(at_dpi(level, dpi, PRINT_DPI, is_rough=True))
    return Print(dark, parts_of(dark)[1], min(dpi, PRINT_DPI) / 25.4)


def stands_on_its_head(page: Print) -> float:
    """How much the letters of level lines look upside down: above 1 they do, below 1 they do not.

    Latin print has two to four letters with a stem above (b, d, h, capitals) for each one with a tail below (g, p, y).
    1.0 when there is too little to tell.
    """
    left, top, width, height = (page.boxes[1:, column].astype(np.float32) for column in range(4))
    keep = (height > 0.9 * page.millimetre) & (height < 9 * page.millimetre) & (width < 4 * height)
    left, top, width, height = left[keep], top[keep], width[keep], height[keep]
    if left.size < 40:
        return 1.0
    order = np.argsort(left)
    left, top, height = left[order], top[order], height[order]
    bottom = top + height
    at, near, is_there = neighbours(left.size)
    beside = (
        is_there
        & (np.abs(left[near] - left[at]) < 8 * height[at])
        & (
            np.minimum(bottom[near], bottom[at]) - np.maximum(top[near], top[at])
            > 0.5 * np.minimum(height[near], height[at])
        )
    )
    asked = np.count_nonzero(beside, axis=1) >= 4
    at, near, beside = at[asked, 0], near[asked], beside[asked]
    usual_top, usual_bottom = medians(top[near], beside), medians(bottom[near], beside)
    usual = usual_bottom - usual_top
    over, under = usual_top - top[at], bottom[at] - usual_bottom
    has_stem = (0.2 * usual < over) & (over < usual) & (np.abs(under) < 0.15 * usual)
    has_tail = (0.2 * usual < under) & (under < usual) & (np.abs(over) < 0.15 * usual)
    stems, tails = np.count_nonzero(has_stem), np.count_nonzero(has_tail & ~has_stem)
    if stems + tails < 12:
        return 1.0
    return (tails + 1) / (stems + 1)


def neighbours(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Choice]:
    """Some of `count` letters in order, a column; those before and after each, a row; and which of these there are."""
    at = np.arange(0, count, 1 + count // LETTERS_ASKED)[:, None]
    near = at + np.arange(-_NEIGHBOURS, _NEIGHBOURS)
    is_there = (near >= 0) & (near < count)
    return at, near.clip(0, max(0, count - 1)), is_there


def medians(values: Numbers, chosen: Choice) -> Numbers:
    """Of each row of `values` the median of the `chosen` ones, of which there is at least one."""
    ordered = np.sort(np.where(chosen, values, np.float32(np.inf)), axis=1)
    count, row = np.count_nonzero(chosen, axis=1), np.arange(len(values))
    return np.asarray((ordered[row, (count - 1) // 2] + ordered[row, count // 2]) / 2)


def _dark(level: Grey) -> Grey:
    # Otsu on a nearly empty page drifts into the grain of the paper; ink is at least this much darker than its ground.
    limit, _ = cv2.threshold(level, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return _grey(cv2.threshold(level, min(limit, 225), 255, cv2.THRESH_BINARY_INV)[1])


def parts_of(marked: Grey) -> tuple[Labels, Labels]:
    """The connected parts: for each pixel the number of its part, for each part left, top, width, height and area."""
    # Measured: a third of the time of the algorithm that is chosen otherwise.
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        marked, 8, cv2.CV_32S, cv2.CCL_GRANA
    )
    return np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32)


def _grey(array: object) -> Grey:
    return np.asarray(array, dtype=np.uint8)
