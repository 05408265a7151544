"""`python -m benchmarks.quality`: does Kinfile ask for a sheet to be scanned again when, and only when, it should?

Good pages are those of `benchmarks.reading`, worn, faxed and photographed ones among them; bad ones are clean pages
that were blurred, cut, shrunk, or had another page laid behind them. Every page comes from a new seed.
"""

import argparse
import secrets
from collections.abc import Callable
from functools import partial

import cv2
import numpy as np

from benchmarks.reading import CLASSES, Writer
from scanning.cleaning import Grey, lean_of, levelled
from scanning.quality import faults_of
from scanning.results import Fault

GOOD = ("clean typed", "skewed", "dirty copy", "fax", "photograph", "form with table", "worn form")
A4_INCHES = 11.69
Spoiled = Callable[[Grey, Grey], Grey]


def page(kind: str, seed: str) -> Grey:
    return np.asarray(CLASSES[kind](Writer(seed)).picture.convert("L"))


def dpi_of(grey: Grey) -> float:
    return max(grey.shape) / A4_INCHES


def blurred(grey: Grey, _: Grey, *, millimetres: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), millimetres * dpi_of(grey) / 25.4))


def cut_off(grey: Grey, _: Grey) -> Grey:
    return grey[:, round(30 / 25.4 * dpi_of(grey)) :]


def coarse(grey: Grey, _: Grey) -> Grey:
    scale = 100 / dpi_of(grey)
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def shining_through(grey: Grey, other: Grey, *, share: float) -> Grey:
    behind = cv2.resize(other, (grey.shape[1], grey.shape[0]))[:, ::-1].astype(np.float32)
    soft = cv2.GaussianBlur(behind, (0, 0), 0.12 * dpi_of(grey) / 25.4)
    return np.minimum(grey, 255 - (255 - soft) * share).astype(np.uint8)


BAD: dict[str, tuple[Fault, Spoiled]] = {
    "blurred by 0.25 mm": (Fault.BLURRED, partial(blurred, millimetres=0.25)),
    "blurred by 0.4 mm": (Fault.BLURRED, partial(blurred, millimetres=0.4)),
    "30 mm cut off": (Fault.CUT_OFF, cut_off),
    "100 dots an inch": (Fault.COARSE, coarse),
    "shines through, 20 %": (Fault.SHINES_THROUGH, partial(shining_through, share=0.2)),
    "shines through, 35 %": (Fault.SHINES_THROUGH, partial(shining_through, share=0.35)),
}


def found(grey: Grey) -> tuple[Fault, ...]:
    dpi = dpi_of(grey) if grey.shape[0] > 1200 else 100.0
    return faults_of(grey, dpi, skew_degrees=lean_of(levelled(grey, dpi), dpi).skew_degrees)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--pages", type=int, default=8, help="pages of each class")
    parser.add_argument("--seed", type=int, default=None, help="to see the same pages again")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else secrets.randbelow(1_000_000)
    lines = [f"Seed {seed}. Good pages that are wrongly asked for again:"]
    for kind in GOOD:
        wrong = sum(bool(found(page(kind, f"{seed}{kind}{n}"))) for n in range(options.pages))
        lines.append(f"  {kind:22} {wrong} of {options.pages}")
    lines.append("Bad pages whose fault is named:")
    clean = [page("clean typed", f"{seed}bad{n}") for n in range(options.pages + 1)]
    for name, (fault, spoil) in BAD.items():
        pairs = zip(clean, clean[1:], strict=False)
        named = sum(fault in found(spoil(one, other)) for one, other in pairs)
        lines.append(f"  {name:22} {named} of {options.pages}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
