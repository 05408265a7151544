"""Paper forms that come home: known by their code, laid on their corners, their boxes read, and kept with the page.

Nothing that is wrong with one stops the page: it is read, found and filed like any other paper.
"""

import io
from dataclasses import dataclass, field

import cv2
import numpy as np
from PIL import Image as Picture

from cases import audit
from cases.models import User
from documents import paper_codes
from documents.filing import people_to_file_for
from documents.models import FormSheet, Page, PaperForm
from documents.paper_codes import SheetCode
from documents.paper_places import spots_from
from scanning import form_marks
from scanning.models import Image
from scanning.results import PageReading


@dataclass(frozen=True)
class Found:
    """A sheet as it was recognised; `form` is None for a code that was not printed here."""

    code: SheetCode
    form: PaperForm | None = None
    fit: list[float] = field(default_factory=list)
    marks: dict[str, list[object]] = field(default_factory=dict)


def look_for(found: PageReading) -> Found | None:
    """The sheet of a paper form that `found` shows, by its square code or else by the line at its foot. One query."""
    code = next(filter(None, map(paper_codes.sheet_in, found.separators)), None)
    code = code or paper_codes.sheet_in(found.text)
    if code is None:
        return None
    form = PaperForm._base_manager.filter(code=code.form).first()
    if form is None or code.of != form.count:
        return Found(code)
    try:
        # The reading child encoded this picture a moment ago, and its size is that of a screen.
        with Picture.open(io.BytesIO(found.view), formats=["WEBP"]) as picture:
            view = np.asarray(picture.convert("L"))
        fit = form_marks.fit_of(view)
        if fit is None:
            return Found(code, form)
        marks = form_marks.read_spots(view, fit, spots_from(form.layout[code.number - 1]))
    except (OSError, ValueError, cv2.error):
        return Found(code, form)
    return Found(code, form, fit.parts(view.shape[1], view.shape[0]), marks)


def keep(page: Page, found: Found | None) -> None:
    """Write down what `found` says of `page`, in place of what an earlier reading said. Decisions on it stay."""
    before = FormSheet._base_manager.filter(page=page).first()
    if found is None:
        # A person who has decided about a sheet knew better than a later reading without a code.
        if before is not None and not before.answers.exists() and before.signature_id is None:
            before.delete()
        return
    told = {
        "form": found.form,
        "number": found.code.number,
        "fit": found.fit,
        "marks": found.marks,
    }
    sheet, is_new = FormSheet._base_manager.update_or_create(page=page, defaults=told)
    if is_new:
        audit.record(None, "documents.form_sheet_came", sheet, number=sheet.number)


def note_for(user: User, image: Image) -> str:
    """What whoever files `image` should know of the paper form it belongs to; "" where there is nothing to say.

    Names nobody whom `user` may not file paper for.
    """
    sheet = (
        FormSheet._base_manager.filter(page=image.page_id).select_related("form__made_by").first()
    )
    if sheet is None:
        return ""
    form = sheet.form
    if form is None:
        return (
            "The code on this page is that of a paper form that was not printed here: by another council, or on a copy "
            "of this one. File it as any other paper; nothing of it goes into a record."
        )
    asker = form.made_by
    people = form.release.about.all() if form.release else [form.child] if form.child else []
    known = set(people_to_file_for(user).values_list("pk", flat=True))
    said = f"Page {sheet.number} of {form.count} of a paper form that {asker} printed"
    if not all(one.pk in known for one in people):
        return (
            f"{said}. You may not file for whom it was printed, so hand it to {asker}"
            f"{f', {asker.phone}' if asker.phone else ''}; it is kept here meanwhile."
        )
    lines = [f"{said}."]
    if not form.record.is_open and form.release is None:
        lines.append(
            "The record it was printed for has been decided on since: file it all the same, nothing of it is lost."
        )
    closed = [one for one in people if not one.involvements.filter(ended_on=None).exists()]
    if closed:
        lines.append(f"The case is closed. File it all the same, and tell {asker} that it came.")
    if not sheet.fit:
        lines.append(
            "Its black corners were not found, so no ticks were read. Scan it again, flat and whole, if you can."
        )
    twins = FormSheet._base_manager.filter(form=form, number=sheet.number).exclude(pk=sheet.pk)
    if twins.exists():
        lines.append("The same page came before: look whether it was copied, or scanned twice.")
    return " ".join(lines)
