"""The rules about documents, records and what is released of them.

Staff `read`; the person a release is for may `receive` it and what hangs on it. Nobody inherits: a mother's release is
not a father's, and a restriction takes every release of a child out of sight at the next request.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from cases.access import Rule, allow, deny, leads_to, scope
from cases.conditions import EVERYBODY, NOBODY, among, for_roles, for_staff, there_is, through
from cases.models import Person, Restriction, Role, User
from cases.policy import kept_from
from documents.models import (
    Answer,
    Document,
    DocumentPage,
    DoubtfulWord,
    FileCheck,
    FormSheet,
    Misfiling,
    Page,
    PageEdit,
    PageLock,
    PaperForm,
    Record,
    Redaction,
    Release,
    Reply,
    SealedEdition,
    Signature,
)


def _about(model, path: str, action: str = "read"):
    def rows(user: User, at: datetime) -> Q:
        return through(model, leads_to(path, user, action, Person, at))

    return rows


def _filed(user: User, at: datetime) -> Q:
    return Q(withdrawn_at=None, held_at=None) & _about(Document, "about")(user, at)


def _arrangeable(user: User, at: datetime) -> Q:
    """In the file, and every one of the people it is about has a file into which they may write."""
    return Q(withdrawn_at=None, held_at=None) & _all_writable(Document, "about", "documents")(
        user, at
    )


def _continuable(user: User, at: datetime) -> Q:
    """In the file, and about nobody for whom they may not file paper."""
    # Asked of each document and its few people: whoever files paper files it for nearly everybody.
    theirs = scope(user, "identify", Person, at=at) | scope(user, "write", Person, at=at)
    others = Person._base_manager.exclude(there_is(theirs, pk="pk"))
    return (
        Q(withdrawn_at=None, held_at=None)
        & there_is(theirs, documents="pk")
        & ~there_is(others, documents="pk")
    )


def _all_writable(model, path: str, back: str):
    """`path` leads from `model` to people, and `back` from them."""

    def rows(user: User, at: datetime) -> Q:
        writes = leads_to("pk", user, "write", Person, at)
        if writes is NOBODY:
            return NOBODY
        # Others are nearly everybody: asked of each row and its few people, and not listed.
        others = there_is(Person._base_manager.exclude(writes), **{back: "pk"})
        return through(model, leads_to(path, user, "write", Person, at)) & ~others

    return rows


@for_staff
def _found_out(user: User, at: datetime) -> Q:
    return Q(found_by=user)


def _managed_misfiling(user: User, at: datetime) -> Q:
    return _about(Misfiling, "about", "authorise")(user, at)


def _page_of_document(user: User, at: datetime) -> Q:
    return through(Page, leads_to("document_pages__document", user, "read", Document, at))


def _locked(user: User, at: datetime) -> Q:
    return Q(locked_at__isnull=False)


def _whole_file(user: User, at: datetime) -> Q:
    """Pages whose stored file holds nothing that is kept from `user`: a file is handed out whole or not at all."""
    documents = leads_to("document", user, "read", Document, at)
    beside = Page._base_manager.filter(file=OuterRef("file"))
    elsewhere = DocumentPage._base_manager.filter(page__file=OuterRef("file"))
    return (
        _page_of_document(user, at)
        & ~Q(Exists(beside.filter(locked_at__isnull=False)))
        & ~Q(Exists(beside.filter(document_pages=None)))
        & ~Q(Exists(elsewhere.exclude(documents)))
    )


def _whole_document(user: User, at: datetime) -> Q:
    """Documents of which `user` may read every page."""
    locked = DocumentPage._base_manager.filter(page__locked_at__isnull=False)
    documents = leads_to("pk", user, "read", Document, at)
    return documents & ~among("pk", locked, "document")


def _redactable(user: User, at: datetime) -> Q:
    """Documents of which `user` may read every page, and write in the file of everybody they are about."""
    writable = leads_to("person", user, "write", Person, at)
    closed = Document.about.through._base_manager.exclude(writable)
    return _whole_document(user, at) & ~there_is(closed, document="pk")


def _own_redaction(user: User, at: datetime) -> Q:
    return Q(begun_by=user) & leads_to("document", user, "redact", Document, at)


@for_staff
def _leads_safeguarding(user: User, at: datetime) -> Q:
    return EVERYBODY if user.is_safeguarding_lead else NOBODY


@for_staff
def _own_lock(user: User, at: datetime) -> Q:
    return Q(locked_by=user)


@for_roles(Role.RECORDS, Role.MANAGER)
def _keeps_records(user: User, at: datetime) -> Q:
    return EVERYBODY


def _page_to_check(user: User, at: datetime) -> Q:
    """Pages of documents that the user reads, about somebody into whose file they write or file paper."""
    people = scope(user, "write", Person, at=at) | scope(user, "identify", Person, at=at)
    if (theirs := there_is(people, documents="pk")) is NOBODY:
        return NOBODY
    documents = scope(user, "read", Document, at=at).filter(theirs)
    return through(Page, among("document_pages__document", documents))


def _on_page_to_check(user: User, at: datetime) -> Q:
    return leads_to("page", user, "check", Page, at)


def _open_record(user: User, at: datetime) -> Q:
    return Q(state__in=[Record.State.DRAFT, Record.State.RETURNED]) & _about(
        Record, "children", "write"
    )(user, at)


def _waiting_for_manager(user: User, at: datetime) -> Q:
    return (
        Q(state=Record.State.READY, version__definition__authorised_by="manager")
        & ~Q(written_by=user)
        & _about(Record, "children", "authorise")(user, at)
    )


@for_roles(Role.CHAIR)
def _waiting_for_chair(user: User, at: datetime) -> Q:
    return (
        Q(state=Record.State.READY, version__definition__authorised_by="chair")
        & ~Q(written_by=user)
        & _about(Record, "children")(user, at)
    )


def _shareable(user: User, at: datetime) -> Q:
    return Q(state__in=[Record.State.AUTHORISED, Record.State.WITH_GAPS]) & _about(
        Record, "children", "share"
    )(user, at)


def _answer(user: User, at: datetime) -> Q:
    return leads_to("record", user, "read", Record, at) & (
        Q(child=None) | leads_to("child", user, "read", Person, at)
    )


def _printed_for(user: User, at: datetime) -> Q:
    """Forms of records one may read; a child's part and a release only if one may read those too."""
    return (
        leads_to("record", user, "read", Record, at)
        & (Q(child=None) | leads_to("child", user, "read", Person, at))
        & (Q(release=None) | leads_to("release", user, "read", Release, at))
    )


def _came_home(user: User, at: datetime) -> Q:
    return leads_to("form", user, "read", PaperForm, at) & Q(page__locked_at=None)


def _addressed(user: User, at: datetime) -> Q:
    if not user.is_family:
        return NOBODY
    return Q(recipient=user.person_id, withdrawn_at=None)


def restricted_from(person_id) -> Q:
    """Releases about a child of whom the person must learn nothing."""
    held = Restriction._base_manager.filter(
        kept_from=person_id, lifted_at=None, child__in=OuterRef("about")
    )
    kept = Release._base_manager.filter(Exists(held)).values("pk")
    return Q(pk__in=kept)


def _hangs_on(model, action: str):
    def rows(user: User, at: datetime) -> Q:
        return leads_to("release", user, action, Release, at)

    return rows


def _answers_to(user: User, at: datetime) -> Q:
    theirs = Release._base_manager.filter(leads_to("about", user, "write", Person, at))
    return _hangs_on(Reply, "read")(user, at) & among("release", theirs)


def _said_by_me(user: User, at: datetime) -> Q:
    return Q(author=user.person_id) & leads_to("release", user, "receive", Release, at)


def _signed_by_me(user: User, at: datetime) -> Q:
    return Q(signer=user.person_id) & leads_to("release", user, "receive", Release, at)


RULES: tuple[Rule, ...] = (
    allow(
        "documents.document.about",
        Document,
        "read",
        _filed,
        "You may read the file of one of them.",
    ),
    allow(
        "documents.document.arrange",
        Document,
        "arrange",
        _arrangeable,
        "You may write into the file of each of them.",
    ),
    allow(
        "documents.document.continue",
        Document,
        "continue",
        _continuable,
        "You may file paper for each of them.",
    ),
    deny(
        "documents.document.kept",
        Document,
        "read continue",
        kept_from(Document, "about"),
        "One of the people it is about is kept from you.",
    ),
    allow(
        "documents.page_edit.writer",
        PageEdit,
        "undo",
        _all_writable(PageEdit, "documents__about", "documents__page_edits"),
        "You may write into the file of each of them.",
    ),
    allow(
        "documents.misfiling.finder", Misfiling, "read", _found_out, "You found that it lay wrong."
    ),
    allow(
        "documents.misfiling.manager",
        Misfiling,
        "read settle",
        _managed_misfiling,
        "You manage the team that holds the file in which it lay.",
    ),
    allow(
        "documents.document.copy",
        Document,
        "copy originals",
        _whole_document,
        "You may read every page of it.",
    ),
    allow(
        "documents.document.redact",
        Document,
        "redact",
        _redactable,
        "You may write in the file of everybody it is about.",
    ),
    allow(
        "documents.page.filed",
        Page,
        "read",
        _page_of_document,
        "It stands in a document you may read.",
    ),
    deny("documents.page.locked", Page, "read check", _locked, "The page is locked."),
    allow(
        "documents.page.original",
        Page,
        "original",
        _whole_file,
        "You may read every page of the stored file.",
    ),
    allow(
        "documents.pagelock.lead",
        PageLock,
        "unlock",
        _leads_safeguarding,
        "You are a safeguarding lead.",
    ),
    allow("documents.pagelock.own", PageLock, "tell", _own_lock, "You locked it yourself."),
    allow(
        "documents.redaction.own",
        Redaction,
        "write",
        _own_redaction,
        "You began it, and may write in the file.",
    ),
    allow(
        "documents.filecheck.records",
        FileCheck,
        "read",
        _keeps_records,
        "You look after records.",
    ),
    allow(
        "documents.page.check",
        Page,
        "check",
        _page_to_check,
        "You read it, and file paper in a file it stands in.",
    ),
    allow(
        "documents.word.check",
        DoubtfulWord,
        "check",
        _on_page_to_check,
        "You may check the page it stands on.",
    ),
    allow(
        "documents.record.about",
        Record,
        "read",
        _about(Record, "children"),
        "You may read the file of one of the children.",
    ),
    allow("documents.record.open", Record, "write", _open_record, "You may write into this file."),
    allow(
        "documents.record.manager",
        Record,
        "authorise",
        _waiting_for_manager,
        "You manage the team that holds this file.",
    ),
    allow(
        "documents.record.chair",
        Record,
        "authorise",
        _waiting_for_chair,
        "The reviewing officer owns this record.",
    ),
    allow("documents.record.share", Record, "share", _shareable, "You may share from this file."),
    deny(
        "documents.record.kept",
        Record,
        "read write authorise share",
        kept_from(Record, "children"),
        "One of the children is kept from you.",
    ),
    allow("documents.answer.child", Answer, "read", _answer, "You may read that child's part."),
    allow(
        "documents.paper_form.record",
        PaperForm,
        "read",
        _printed_for,
        "You may read the record it was printed for.",
    ),
    allow(
        "documents.form_sheet.record",
        FormSheet,
        "read",
        _came_home,
        "You may read the record it was printed for.",
    ),
    allow(
        "documents.release.staff",
        Release,
        "read",
        _about(Release, "about"),
        "You may read the file it was released from.",
    ),
    allow(
        "documents.release.withdraw",
        Release,
        "withdraw witness",
        _about(Release, "about", "share"),
        "You may share from this file.",
    ),
    deny(
        "documents.release.kept",
        Release,
        "read withdraw witness",
        kept_from(Release, "about"),
        "One of the people it is about is kept from you.",
    ),
    allow("documents.release.recipient", Release, "receive", _addressed, "It was released to you."),
    deny(
        "documents.release.restricted",
        Release,
        "receive",
        lambda user, at: restricted_from(user.person_id),
        "A restriction is in force.",
    ),
    allow(
        "documents.reply.staff", Reply, "read", _hangs_on(Reply, "read"), "You may read the file."
    ),
    allow("documents.reply.note", Reply, "write", _answers_to, "You may write into the file."),
    allow("documents.reply.author", Reply, "receive", _said_by_me, "You said it."),
    allow(
        "documents.signature.staff",
        Signature,
        "read",
        _hangs_on(Signature, "read"),
        "You may read the file.",
    ),
    allow("documents.signature.signer", Signature, "receive", _signed_by_me, "You signed it."),
    allow(
        "documents.edition.staff",
        SealedEdition,
        "read",
        _hangs_on(SealedEdition, "read"),
        "You may read the file.",
    ),
    allow(
        "documents.edition.recipient",
        SealedEdition,
        "receive",
        _hangs_on(SealedEdition, "receive"),
        "It is your copy.",
    ),
)
