"""Certificates of destruction: the facts, and one page set of them, written with what they certify or not at all.

A certificate holds numbers, days, checksums and the names of staff; no name of a file, no child, no case word.
"""

import hashlib
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from cases.actions import Problem
from cases.models import Lease, User
from documents import printing
from documents.models import StoredFile
from scanning.models import Batch, Certificate, Destruction, Original, Upload

_TEMPLATE = Path(__file__).parent / "print" / "certificate.typ"
_NAME = "certificate number"


def of_paper(destruction: Destruction, *, reference: str, now: datetime) -> Certificate:
    """The certificate of paper that was destroyed. Call it in the transaction that says so."""
    batch = destruction.batch
    sample = list(destruction.sample.select_related("compared_by"))
    bad = sum(one.is_good is False for one in sample)
    compared_by = sorted({_who(one.compared_by) for one in sample if one.compared_by})
    originals = list(batch.originals.all())
    pages = sum(one.images.count() for one in originals)
    drawn = f"{len(sample)} of {destruction.images} pages"
    rule = (
        "every page, because a page of an earlier sample was bad"
        if destruction.is_full
        else f"drawn by lot: {destruction.percent} of 100 pages, and no fewer than {destruction.least}"
    )
    facts: dict[str, Any] = {
        "title": "Certificate of destruction: paper",
        "statement": (
            "The paper named here was scanned, its pictures were compared with it, and it was then destroyed. "
            "The pictures are kept."
        ),
        "rows": [
            *_batch_rows(batch),
            [
                "Sheets",
                f"{batch.sheets_counted}, {'two-sided' if batch.is_two_sided else 'one-sided'}",
            ],
            ["Pictures of it", _count(destruction.images, "page")],
            [
                "Taken out before",
                f"{_count(len(originals), 'original')} on {_count(pages, 'page')}: "
                f"{_count(sum(bool(one.returned_to) for one in originals), 'given back', '')}, "
                f"{_count(sum(bool(one.kept_in) for one in originals), 'kept', '')}"
                if originals
                else "Nothing",
            ],
            ["Compared with the paper", f"{drawn}, {rule}"],
            [
                "Found",
                "All good"
                if not bad
                else f"{_count(bad, 'page')} bad, and scanned again; the others good",
            ],
            ["Compared by", ", ".join(compared_by)],
            [
                "Signed by",
                f"{_who(destruction.signed_by)}, {_moment(destruction.signed_at)}",
            ],
            ["Method", destruction.method],
            ["Date of destruction", _day(destruction.destroyed_on)],
            ["Destruction confirmed by", _who(destruction.destroyed_by)],
            *([["Consignment", reference]] if reference else []),
        ],
        **_raw(list(batch.uploads.exclude(file=None).select_related("file").order_by("position"))),
    }
    return _kept(Certificate.Kind.PAPER, batch, facts, now)


def of_raw_files(batch: Batch, uploads: list[Upload], *, pages: int, now: datetime) -> Certificate:
    """The certificate of files as they were handed in. Call it in the transaction that destroys their keys."""
    size = sum(upload.file.size for upload in uploads if upload.file)
    days = settings.KINFILE_RAW_BATCH_KEPT.days
    facts: dict[str, Any] = {
        "title": "Certificate of destruction: files as they were handed in",
        "statement": (
            "Every page that was cut out of these files was read again and found as it was kept. The keys with which "
            "the files were encrypted were then destroyed, so that no copy of them can be read any more, once no older "
            "copy of the database holds the keys either."
        ),
        "rows": [
            *_batch_rows(batch),
            ["Files", f"{_count(len(uploads), 'file')}, {size:,} bytes"],
            ["Pages kept of it", f"{_count(pages, 'page')}, each checked against its SHA-256"],
            ["Kept for", f"{days} days after the batch was closed, {_moment(batch.closed_at)}"],
            [
                "Method",
                "The wrapped encryption key of each file was destroyed, then the file deleted",
            ],
            ["Date of destruction", _moment(now)],
            ["Destroyed by", f"Kinfile itself, by the rule of {settings.KINFILE_COUNCIL}"],
        ],
        **_raw(uploads),
    }
    return _kept(Certificate.Kind.RAW, batch, facts, now)


def is_as_it_was(certificate: Certificate) -> bool:
    return hashlib.sha256(bytes(certificate.pdf)).hexdigest() == certificate.sha256


def receipt(original: Original, *, by: User) -> bytes:
    """A page to sign for whoever is given an original back. It says what it is, as somebody has to read it."""
    facts = {
        "title": "Receipt",
        "statement": "I was given back the original named here.",
        "rows": [
            ["What", original.get_kind_display()],
            *([["Described as", original.description]] if original.description else []),
            ["From", f"Batch {original.batch.number}"],
            ["Given by", _who(by)],
        ],
        "signed": ["Name", "Signature", "Date"],
        "files": [],
        "list_sha256": "",
    }
    return _typeset(facts, "", timezone.now())


def _kept(kind: str, batch: Batch, facts: dict[str, Any], now: datetime) -> Certificate:
    # Two certificates of one moment must not ask for one number; the row is locked to the end of the transaction.
    Lease.objects.get_or_create(name=_NAME)
    Lease.objects.select_for_update().get(name=_NAME)
    highest = Certificate._base_manager.aggregate(highest=Max("number"))["highest"]
    number = (highest or 0) + 1
    pdf = _typeset(facts, f"No. {number}", now)
    made = Certificate(
        number=number,
        kind=kind,
        batch=batch,
        facts=facts,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
        made_at=now,
    )
    made.save(force_insert=True)
    return made


def _typeset(facts: dict[str, Any], number: str, now: datetime) -> bytes:
    document = {"signed": [], "number": number, "council": settings.KINFILE_COUNCIL, **facts}
    try:
        return printing.typeset(_TEMPLATE, {"document": json.dumps(document)}, now)
    except printing.CannotPrint as why:
        raise Problem(str(why)) from why


def _batch_rows(batch: Batch) -> list[list[str]]:
    from scanning.keeping import place_of

    place = place_of(batch)
    box, shelf = (place.box, place.shelf) if place else (batch.box, batch.shelf)
    where = ", ".join(
        part for part in (f"box {box}" if box else "", f"shelf {shelf}" if shelf else "") if part
    )
    return [
        [
            "Batch",
            f"{batch.number}, taken in by {_who(batch.operator)}, {_moment(batch.started_at)}",
        ],
        ["Box", where or "none was noted"],
    ]


def _raw(uploads: list[Upload]) -> dict[str, Any]:
    """The checksums of the files as they were handed in, one by one and as one, without their names."""
    files: list[StoredFile] = []
    for upload in uploads:
        # The same file handed in twice is kept once.
        if upload.file is not None and upload.file not in files:
            files.append(upload.file)
    lines = "".join(f"{file.sha256}\n" for file in files)
    return {
        "files": [[str(at), file.sha256, f"{file.size:,}"] for at, file in enumerate(files, 1)],
        "list_sha256": hashlib.sha256(lines.encode()).hexdigest(),
    }


def _who(user: User | None) -> str:
    return f"{user}, {user.title}" if user else "nobody"


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y, %H:%M}"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _count(count: int, noun: str, plural: str = "s") -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}{plural}"
