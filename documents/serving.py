"""Stored bytes as answers of the web server. Call only with a file that the policy has just handed out."""

import io

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from PIL import Image

from documents import store
from documents.metadata import without_metadata
from documents.models import StoredFile

# Whatever a browser could run or lay out as a page (HTML, SVG, PDF) is only ever handed out as a download.
SHOWN = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/tiff": ".tif",
    "application/pdf": ".pdf",
}


def send_file(file: StoredFile, *, name: str = "", as_download: bool = False) -> HttpResponseBase:
    """`file` as it was kept: pictures to look at, anything else as a download called `name`.

    What a camera wrote beside a picture is left out.

    Damage found at the start answers 500 with its sentence; found later, the connection breaks off.
    """
    shown = file.media_type in SHOWN and not as_download
    size = file.size
    try:
        if file.media_type in {"image/jpeg", "image/png"}:
            # Where and when a phone took the picture is nobody's business; the kept file stays as it came.
            data = without_metadata(store.read_all(file.pk, file.wrapped_key))
            size = len(data)
            answer: HttpResponseBase = FileResponse(io.BytesIO(data))
        else:
            answer = FileResponse(store.open(file.pk, file.wrapped_key))
    except store.Damaged as damage:
        return _locked(HttpResponse(str(damage), status=500, content_type="text/plain"))
    answer.headers["Content-Type"] = file.media_type if shown else "application/octet-stream"
    answer.headers["Content-Length"] = str(size)
    answer.headers["Content-Disposition"] = str(
        content_disposition_header(not shown, safe_name(name, file.media_type))
    )
    return _locked(answer)


def send_picture(file: StoredFile, *, turned_degrees: int = 0) -> HttpResponseBase:
    """A picture of a page, turned clockwise by a multiple of 90 degrees. The kept file stays as it is."""
    if not turned_degrees % 360 or file.media_type not in SHOWN:
        return send_file(file)
    try:
        data = store.read_all(file.pk, file.wrapped_key)
    except store.Damaged as damage:
        return _locked(HttpResponse(str(damage), status=500, content_type="text/plain"))
    answer = HttpResponse(turned(data, turned_degrees), content_type=file.media_type)
    answer.headers["Content-Disposition"] = str(
        content_disposition_header(False, safe_name("", file.media_type))
    )
    return _locked(answer)


def send_made(data: bytes, media_type: str) -> HttpResponseBase:
    """A picture that was made this moment, to look at."""
    return _locked(HttpResponse(data, content_type=media_type))


def turned(data: bytes, degrees: int) -> bytes:
    """A JPEG, PNG or WebP picture turned clockwise by `degrees`, a multiple of 90."""
    turn = {
        90: Image.Transpose.ROTATE_270,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_90,
    }.get(degrees % 360)
    if turn is None:
        return data
    with Image.open(io.BytesIO(data), formats=list(SHOWN.values())) as picture:
        out = io.BytesIO()
        picture.transpose(turn).save(out, format=picture.format, quality=85)
    return out.getvalue()


def safe_name(name: str, media_type: str) -> str:
    """`name` with nothing that a file system or a browser could take for more than a name."""
    kept = "".join(letter if letter.isalnum() or letter in " ._-()" else "_" for letter in name)
    kept = kept.strip(" .")[:120] or "page"
    ending = ENDINGS.get(media_type, "")
    return kept if kept.lower().endswith(ending) else kept + ending


def _locked(answer: HttpResponseBase) -> HttpResponseBase:
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store, private"
    # A validator would let somebody ask whether a file they may not see equals one they have.
    for name in ("ETag", "Last-Modified"):
        if name in answer.headers:
            del answer.headers[name]
    return answer
