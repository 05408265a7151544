"""Forms and releases that go out on paper, and what a person takes over from them when they come home."""

import io
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

import pikepdf
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cases import access, audit, outbox
from cases.actions import Problem
from cases.models import Person, User
from documents import definitions, fields, paper_forms, printing
from documents.actions import records, sharing
from documents.actions.records import Place
from documents.canonical import digest
from documents.dates import date_in_words
from documents.models import (
    Answer,
    FormSheet,
    PaperAnswer,
    PaperForm,
    Record,
    Release,
    SealedEdition,
    Signature,
)
from documents.paper_codes import new_form
from documents.signals import release_signed

# What stands in an answer already, and these words are added to instead of taking their place.
_ADDED = {"long_text", "words", "actions", "people"}


@transaction.atomic
def print_form(
    *,
    by: User,
    record: Record,
    child: Person,
    language: str = "en",
    is_for_family: bool = True,
    is_large: bool = False,
) -> PaperForm:
    """Remember a paper form of `record` for one of its children, with where everything lies on it.

    Raises `Problem` once the record is no draft any more, for another child, or for a language it was not written in.
    """
    record.refresh_from_db(from_queryset=Record._base_manager.select_for_update())
    access.require(by, "read", record)
    if not record.is_open:
        raise Problem(
            "This record is no longer a draft. Write a new version of it, and print that."
        )
    access.require(by, "write", record)
    access.require(by, "write", child)
    if not record.children.filter(pk=child.pk).exists():
        raise Problem("Choose a child that this record is about.")
    made = PaperForm(
        code=new_form(),
        record=record,
        version=record.version,
        child=child,
        language=language,
        is_for_family=is_for_family,
        is_large=is_large,
        made_by=by,
    )
    return _keep(by, made)


@transaction.atomic
def print_for_signing(*, by: User, release: Release, is_large: bool = False) -> PaperForm:
    """Remember a copy of exactly this release that goes out to be signed by hand."""
    access.require(by, "witness", release)
    if release.withdrawn_at is not None:
        raise Problem(
            "This was taken back, so it is not printed for signing. Release it again first."
        )
    if release.replaced_by_id is not None:
        raise Problem("A newer version was released since. Print that one for signing.")
    record = release.published.record
    made = PaperForm(
        kind=PaperForm.Kind.SIGNING,
        code=new_form(),
        record=record,
        version=record.version,
        release=release,
        language=release.language,
        is_large=is_large,
        made_by=by,
    )
    return _keep(by, made)


def _keep(by: User, made: PaperForm) -> PaperForm:
    paper = _set(made)
    made.layout, made.layout_sha256 = paper.layout, paper.sha256
    made.save(force_insert=True)
    audit.record(by, "documents.paper_form_made", made, kind=made.kind, pages=made.count)
    return made


def pdf_of(form: PaperForm) -> bytes:
    """The paper, as it was laid out when it was made. Raises `Problem` when it would come out otherwise by now."""
    paper = _set(form)
    if paper.sha256 != form.layout_sha256:
        raise Problem(
            "This form would be printed otherwise now than when it was made, and could not be read when it comes back. "
            "Print a new one."
        )
    if form.release is None:
        return paper.pdf
    copy = printing.print_release(
        form.release.content,
        format="large" if form.is_large else "standard",
        made_at=form.made_at,
    )
    return _joined(copy.pdf, paper.pdf)


def _joined(first: bytes, last: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(first)) as whole, pikepdf.open(io.BytesIO(last)) as more:
        whole.pages.extend(more.pages)
        whole.save(out, deterministic_id=True)
    return out.getvalue()


def _set(form: PaperForm) -> paper_forms.Typeset:
    names = printing.labels(form.language)
    author = form.record.written_by
    back = names["paper_back"].format(
        name=form.record.written_by_name or str(author),
        council=settings.KINFILE_COUNCIL,
        phone=author.phone or settings.KINFILE_PHONE,
    )
    if form.release is not None:
        content = form.release.content
        code = digest(content)[:8].upper()
        draft = paper_forms.signing_sheet(
            title=str(content["title"]),
            whose=form.release.recipient.name,
            language=form.language,
            is_large=form.is_large,
            code=f"{code[:4]}-{code[4:]}",
        )
        draft.intro.append(back)
    else:
        of_record = {one.ref: one for one in records.children_of(form.record)}
        child = of_record.get(records.ref_of(form.child)) if form.child else None
        if child is None:
            raise Problem("The record is not about this child any more. Print a new form.")
        try:
            draft = paper_forms.drafted(
                form.version.read(),
                child=child,
                on=form.record.dated_on,
                language=form.language,
                is_for_family=form.is_for_family,
                is_large=form.is_large,
                intro=[names["paper_how"], back],
            )
        except definitions.WordingMissing as lacking:
            raise Problem(str(lacking)) from lacking
    if not draft.spots:
        raise Problem("Nothing of this form is for the family to fill in. Print it for staff.")
    return paper_forms.typeset(
        draft, code=form.code, author=settings.KINFILE_COUNCIL, made_at=form.made_at
    )


@transaction.atomic
def take(
    *,
    by: User,
    record: Record,
    sheet: FormSheet,
    place: Place,
    raw: Any,
    proposed: Any,
    speakers: Mapping[str, str],
) -> PaperAnswer:
    """Put what a person says stands on the paper at `place` into the draft, and remember from which page it came.

    `raw`: what they posted, as the widget of the question would; `proposed`: the answer as the machine read it. Longer
    answers are added to what stands there, others take its place; what stood there stays in the history.
    """
    question = record.version.read().question(place[0])
    said = fields.read(question, raw, speakers=speakers).value
    if definitions.is_blank(said):
        raise Problem(
            "Nothing stands there yet. Type what the paper says, or leave it on the paper."
        )
    answer = _answer_at(record, place)
    now = answer.current.value if answer and answer.current else None
    value = _with(now, said) if question.kind in _ADDED else said
    saved = records.save_answers(
        by=by,
        record=record,
        values={place: value},
        based_on={place: answer.current.pk} if answer and answer.current else {},
    )
    decision = PaperAnswer.Decision.TAKEN if said == proposed else PaperAnswer.Decision.CHANGED
    made = _decide(by, record, sheet, place, decision=decision, version=saved[place].version)
    audit.record(by, "documents.answer_taken_from_paper", sheet, number=sheet.number)
    return made


@transaction.atomic
def leave(*, by: User, record: Record, sheet: FormSheet, place: Place) -> PaperAnswer:
    """Note that somebody looked at the paper and takes nothing over at `place`."""
    access.require(by, "write", record)
    made = _decide(by, record, sheet, place, decision=PaperAnswer.Decision.LEFT, version=None)
    audit.record(by, "documents.answer_left_on_paper", sheet, number=sheet.number)
    return made


def _decide(by: User, record: Record, sheet: FormSheet, place: Place, **told: Any) -> PaperAnswer:
    made, _ = PaperAnswer._base_manager.update_or_create(
        sheet=sheet,
        record=record,
        question=place[0],
        defaults={**told, "by": by, "at": timezone.now()},
    )
    return made


def _answer_at(record: Record, place: Place) -> Answer | None:
    rows = record.answers.filter(question=place[0]).select_related("current", "child")
    return next((row for row in rows if records.place_of(row) == place), None)


def _with(now: Any, said: Any) -> Any:
    if definitions.is_blank(now) or definitions.gap(now) is not None:
        return said
    if isinstance(now, str) and isinstance(said, str):
        return now if said in now else f"{now}\n\n{said}"
    if isinstance(now, list) and isinstance(said, list):
        return now + [row for row in said if row not in now]
    return said


@transaction.atomic
def sign_on_paper(
    *,
    by: User,
    sheet: FormSheet,
    decision: str,
    typed_name: str,
    signed_on: date,
    known_by: str,
    words: str = "",
) -> Signature:
    """Record what somebody decided by hand, as their signature on exactly the release that the paper was printed from.

    A release that was replaced meanwhile takes it all the same: it belongs to what was read. Raises `Problem` for a
    release that was taken back, for a second decision, or for a day before the paper was printed.
    """
    form = sheet.form
    if form is None or form.release is None:
        raise Problem("This page is no copy to sign. Load the page again.")
    release = Release._base_manager.select_for_update().get(pk=form.release.pk)
    access.require(by, "witness", release)
    access.require(by, "read", sheet)
    if release.withdrawn_at is not None:
        raise Problem(
            "This text was taken back, so no signature is recorded on it. The page stays in the file as paper."
        )
    if sheet.signature_id is not None:
        raise Problem("This page was recorded already. Load the page again.")
    if decision not in Signature.Decision.values:
        raise Problem("Choose one of the four answers, as it stands on the paper.")
    if not typed_name.strip():
        raise Problem("Write the name as it stands under the signature.")
    if not timezone.localdate(form.made_at) <= signed_on <= timezone.localdate():
        raise Problem(
            "The day of signing lies between the day of printing and today. Look at it again."
        )
    if release.signatures.filter(signer=release.recipient).exclude(decision="not_yet").exists():
        raise Problem(
            f"{release.recipient.first_name} has answered this text already. The page stays in the file as paper."
        )
    made = sharing.signature_of(
        release,
        signer=release.recipient,
        decision=decision,
        typed_name=typed_name.strip(),
        statement=" ".join(
            [
                f"Signed by hand on {date_in_words(signed_on)}, on a printed copy of this text.",
                printing.labels(release.language)["paper_sign_means"],
            ]
        ),
        format="paper",
        identity_shown=f"{known_by.strip()}; recorded by {by}"[:200],
        words=words,
    )
    sheet.signature = made
    sheet.save(update_fields=["signature"])
    if decision != Signature.Decision.NOT_YET:
        SealedEdition.objects.create(
            release=release, signature=made, evidence=sharing.evidence_of(release, made)
        )
    audit.record(by, "documents.release_signed", made, decision=decision, format="paper")
    outbox.changed(release.published.record)
    transaction.on_commit(partial(release_signed.send, sender=Signature, signature=made))
    return made


def origin_of(record: Record) -> dict[Place, tuple[int, datetime]]:
    """Places whose standing answer was taken over from paper: from which page, and when that came back."""
    rows = PaperAnswer._base_manager.filter(record=record, version__current_of__record=record)
    found: dict[Place, tuple[int, datetime]] = {}
    for row in rows.select_related("sheet", "version__answer__child"):
        if row.version is not None:
            place = records.place_of(row.version.answer)
            found[place] = (row.sheet.number, row.sheet.came_at)
    return found
