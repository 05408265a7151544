"""PDF pages through PDFium: opening, what lies on a page, and its picture at a chosen size."""

import ctypes
import io
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from scanning import pictures
from scanning.limits import Limits
from scanning.problems import ReadingFailed, Refused
from scanning.textlayer import TextLayer, read_layer

POINTS_PER_INCH = 72
BROKEN = "This PDF is damaged or only partly there. Save or scan it again and hand in the new file."
PICTURE_TOO_LARGE = (
    "A picture on this page is too large to open safely. Scan the sheet again at 300 dots an inch."
)
PAGE_BROKEN = (
    "This page of the PDF is damaged and cannot be shown. "
    "Scan the sheet again; the other pages are not affected."
)


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture on a page: its pixels, the share of the page that it covers, its place among the page's objects.

    `left`, `bottom`, `right`, `top` are the page's own points, cut off at the page's edge. `dpi` is across and down.
    """

    pixels: tuple[int, int]
    left: float
    bottom: float
    right: float
    top: float
    share: float
    order: int
    dpi: tuple[float, float]


def open_pdf(file: BinaryIO) -> pdfium.PdfDocument:
    """The document. Raises `Refused` if PDFium cannot make sense of it."""
    file.seek(0)
    try:
        document = pdfium.PdfDocument(file)
    except pdfium.PdfiumError as error:
        raise Refused(BROKEN) from error
    if document.get_formtype() == pdfium_c.FORMTYPE_NONE:
        return document
    drawn = _with_answers_drawn(file)
    if drawn is None:
        return document
    document.close()
    return pdfium.PdfDocument(drawn)


def _with_answers_drawn(file: BinaryIO) -> BinaryIO | None:
    """A copy of a form whose answers were stored without a look of their own; None if each has one."""
    file.seek(0)
    try:
        with pikepdf.open(file, suppress_warnings=True) as form:
            if not form.Root.AcroForm.get("/NeedAppearances", False):
                return None
            form.generate_appearance_streams()
            drawn = io.BytesIO()
            form.save(drawn)
    except (pikepdf.PdfError, AttributeError, RuntimeError, ValueError, TypeError):
        return None
    return drawn


def open_page(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """The page with form fields and notes drawn into it, so that they count as its text.

    Raises `ReadingFailed` if it is damaged.
    """
    try:
        page = document[index]
        if pdfium_c.FPDFPage_GetAnnotCount(page) > 0:
            pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
            page.close()
            page = document[index]
    except (pdfium.PdfiumError, IndexError) as error:
        raise ReadingFailed(PAGE_BROKEN, try_again=False) from error
    return page


def page_inches(page: pdfium.PdfPage) -> tuple[float, float]:
    """Width and height as shown, after the page's own rotation."""
    width, height = page.get_size()
    return max(width, 0.01) / POINTS_PER_INCH, max(height, 0.01) / POINTS_PER_INCH


def pictures_on(page: pdfium.PdfPage) -> list[PlacedPicture]:
    """The pictures that cover at least a hundredth of the page, in drawing order."""
    left, bottom, right, top = page.get_bbox()
    area = max((right - left) * (top - bottom), 1e-6)
    found = []
    for order in range(pdfium_c.FPDFPage_CountObjects(page)):
        for item, matrix in _images(pdfium_c.FPDFPage_GetObject(page, order), _Matrix(), depth=0):
            corners = [matrix.at(x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)]
            box = (
                max(left, min(x for x, _ in corners)),
                max(bottom, min(y for _, y in corners)),
                min(right, max(x for x, _ in corners)),
                min(top, max(y for _, y in corners)),
            )
            share = max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1]) / area
            wide, high = ctypes.c_uint(), ctypes.c_uint()
            if share < 0.01 or not pdfium_c.FPDFImageObj_GetImagePixelSize(item, wide, high):
                continue
            dpi = (
                wide.value * POINTS_PER_INCH / max(matrix.width, 1e-6),
                high.value * POINTS_PER_INCH / max(matrix.height, 1e-6),
            )
            found.append(PlacedPicture((wide.value, high.value), *box, min(share, 1.0), order, dpi))
    return found


@dataclass(frozen=True, slots=True)
class _Matrix:
    a: float = 1
    b: float = 0
    c: float = 0
    d: float = 1
    e: float = 0
    f: float = 0

    @property
    def width(self) -> float:
        return float(np.hypot(self.a, self.b))

    @property
    def height(self) -> float:
        return float(np.hypot(self.c, self.d))

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def inside(self, outer: "_Matrix") -> "_Matrix":
        o = outer
        return _Matrix(
            self.a * o.a + self.b * o.c,
            self.a * o.b + self.b * o.d,
            self.c * o.a + self.d * o.c,
            self.c * o.b + self.d * o.d,
            self.e * o.a + self.f * o.c + o.e,
            self.e * o.b + self.f * o.d + o.f,
        )


def _images(item: Any, outer: _Matrix, depth: int) -> list[tuple[Any, _Matrix]]:
    kind = pdfium_c.FPDFPageObj_GetType(item)
    raw = pdfium_c.FS_MATRIX()
    if kind not in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM):
        return []
    if not pdfium_c.FPDFPageObj_GetMatrix(item, raw):
        return []
    matrix = _Matrix(raw.a, raw.b, raw.c, raw.d, raw.e, raw.f).inside(outer)
    if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
        return [(item, matrix)]
    if depth >= 5:
        return []
    found = []
    for place in range(max(0, pdfium_c.FPDFFormObj_CountObjects(item))):
        found += _images(pdfium_c.FPDFFormObj_GetObject(item, place), matrix, depth + 1)
    return found


def picture_of(page: pdfium.PdfPage, width: int, height: int) -> NDArray[np.uint8]:
    """The page on white as `height` x `width` x 3 (red, green, blue), or without the last where it is all grey.

    At the size of the one picture that fills a page the result is that picture, pixel for pixel.
    """
    bitmap = pdfium.PdfBitmap.new_native(width, height, pdfium_c.FPDFBitmap_BGR, rev_byteorder=True)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        flags = pdfium_c.FPDF_ANNOT | pdfium_c.FPDF_REVERSE_BYTE_ORDER
        pdfium_c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
        pixels = bitmap.to_numpy()
        grey = pictures.grey_of(pixels)
        return np.array(pixels, dtype=np.uint8) if grey is None else grey
    finally:
        bitmap.close()


def box_on_picture(
    page: pdfium.PdfPage, width: int, height: int, box: tuple[float, float, float, float]
) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in pixels of `picture_of(page, width, height)` for a box in the page's own points."""
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for page_x, page_y in ((box[0], box[1]), (box[2], box[3])):
        pdfium_c.FPDF_PageToDevice(page, 0, 0, width, height, 0, page_x, page_y, x, y)
        corners.append((x.value, y.value))
    (x0, y0), (x1, y1) = corners
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


@dataclass(frozen=True)
class PageLook:
    """What lies on a page. `covered` is the share that pictures cover, 0 to 1."""

    layer: TextLayer
    pictures: tuple[PlacedPicture, ...]
    covered: float
    is_empty: bool

    @property
    def is_over_picture(self) -> bool:
        return self.covered >= 0.8


def look_at(page: pdfium.PdfPage, limits: Limits, *, with_boxes: bool = True) -> PageLook:
    """Pictures and text of the page, `with_boxes` as of `textlayer.read_layer`.

    Raises `ReadingFailed` if a picture on it is too large to open.
    """
    placed = tuple(pictures_on(page))
    if any(picture.pixels[0] * picture.pixels[1] > limits.pixels for picture in placed):
        raise ReadingFailed(PICTURE_TOO_LARGE, try_again=False)
    covered = min(1.0, sum(picture.share for picture in placed))
    large = [picture.order for picture in placed if picture.share >= 0.5]
    layer = read_layer(
        page,
        hidden_below=max(large, default=-1),
        behind_picture=covered >= 0.5,
        with_boxes=with_boxes,
    )
    return PageLook(layer, placed, covered, pdfium_c.FPDFPage_CountObjects(page) == 0)
