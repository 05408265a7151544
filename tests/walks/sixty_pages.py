"""`python -m tests.walks.sixty_pages FOLDER`: the cast, a scanner's folder, and a mixed stack of 60 pages beside it.

Two families, eleven papers behind numbered cover sheets of which one got lost. Prints what a walk needs as JSON.
"""

import io
import json
import sys
from pathlib import Path

DPI = 150


def main() -> None:
    import django

    django.setup()

    from django.core.management import call_command

    from scanning.actions import covers, ways
    from scanning.models import WayIn
    from tests.cast import make_council

    council = make_council()
    call_command("load_exemplars", stdout=sys.stderr)
    clerk, records = council.staff["clerk"], council.staff["records"]
    ways.set_up_way(
        by=records,
        team=council.intake,
        kind=WayIn.Kind.FOLDER,
        name="Scanner on the second floor",
        folder="second-floor",
    )
    people = {key: council.people[key] for key in ("rowan", "tia")}
    sets = {
        key: covers.make_covers(by=clerk, team=council.intake, count=3, child=child)
        for key, child in people.items()
    }
    pages = lay_out(Path(sys.argv[1]), people, sets)
    told = {key: {"name": one.name, "reference": one.reference} for key, one in people.items()}
    sys.stdout.write(json.dumps({"people": told, "pages": pages}))


def lay_out(folder: Path, people: dict, sets: dict) -> dict[str, int]:
    """The files of the stack, in `folder`; returns how many pages each holds."""
    import pypdfium2 as pdfium
    from PIL import Image, ImageDraw

    from portal.demo.paper import paint
    from portal.demo.story import PaperPage, Written
    from scanning import cover_sheets
    from tests import paper

    def sheets(key: str) -> list[Image.Image]:
        with pdfium.PdfDocument(cover_sheets.printed(sets[key])) as pdf:
            return [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in pdf]

    def letter(key: str, number: int, of: int, day: int, **look: object) -> Image.Image:
        child = people[key]
        born = f"{child.born_on.day} {child.born_on:%B %Y}"
        head = [
            "Northmoor Health Visiting Service",
            f"{day} March 2026",
            f"Page {number} of {of}",
            "",
            f"Re: {child.name}, born {born}, {child.reference}",
        ]
        body = [*paper.lines_of_text(6, seed=100 * day + number), "", "Yours sincerely"]
        lines = [*head, "", "Dear colleague", *body] if number == 1 else [head[2], "", *body]
        return paper.typed_page(lines, **{"dpi": DPI, "points": 12, **look})

    def handwritten(key: str) -> Image.Image:
        words = "Rang the surgery before lunch.\nWill ring again on Tuesday."
        return paint(PaperPage((Written(words),), dpi=DPI, seed=key)).convert("L")

    def photograph() -> Image.Image:
        picture = Image.radial_gradient("L").resize((1240, 1754)).convert("RGB")
        draw = ImageDraw.Draw(picture)
        for n in range(24):
            box = (90 + 40 * n, 200 + 50 * n, 330 + 40 * n, 480 + 50 * n)
            draw.ellipse(box, fill=(40 + 8 * n, 90, 230 - 8 * n))
        return picture

    blank = paper.blank_page("all", dpi=DPI, seed=3)
    first: list[Image.Image] = []
    for key, lost in (("rowan", None), ("tia", 1)):
        for number, sheet in enumerate(sheets(key)):
            if number != lost:
                first.append(sheet)
            if number == 0:
                first += [letter(key, n, 5, 3, turn=180 if n in (2, 4) else 0) for n in range(1, 6)]
                first.append(blank)
            elif number == 1:
                first += [letter(key, n, 4, 9, turn=90 if n == 3 else 0) for n in range(1, 5)]
                first += [letter(key, n, 3, 12, skew=2.5) for n in range(1, 4)]
            else:
                first += [handwritten(key), blank]
                first += [letter(key, n, 3, 20, noise=0.001) for n in range(1, 4)]
    assert len(first) == 5 + 2 * (6 + 7 + 5)
    stack = [*first, *(letter("tia", n, 6, 25) for n in range(1, 7)), photograph()]

    fax = io.BytesIO()
    # Black and white, twice as many dots across as down: what a fax machine sends.
    frames = [letter("rowan", n, 4, 27, dpi=204) for n in range(1, 5)]
    lines = [
        one.convert("1", dither=Image.Dither.NONE).resize((one.width, one.height * 98 // 204))
        for one in frames
    ]
    lines[0].save(
        fax, "TIFF", save_all=True, append_images=lines[1:], dpi=(204, 98), compression="group4"
    )
    child = people["rowan"]
    minutes = [
        [
            "Minutes of the core group",
            "2 April 2026",
            f"Page {n} of 8",
            f"Re: {child.name}, {child.reference}",
            *paper.lines_of_text(8, seed=900 + n),
        ]
        for n in range(1, 9)
    ]
    files = {
        "scan0001.pdf": (paper.pdf_of(stack, dpi=DPI), len(stack)),
        "scan0002.tif": (fax.getvalue(), len(frames)),
        "minutes.pdf": (paper.born_digital_pdf(minutes), len(minutes)),
    }
    for name, (data, _) in files.items():
        (folder / name).write_bytes(data)
    return {name: count for name, (_, count) in files.items()}


if __name__ == "__main__":
    main()
