"""The rules about batches: paper that is not filed yet belongs to the desk that took it in.

`scan` is taking paper in for a team. `keep_ways`, and `keep` of one way in, is setting up where its paper comes from by
itself; `go_on` is sending the rest of a file that one began to send, `give_up` waiting for it no longer. `desk` is
working on a batch: seeing its pages, filing, setting aside. `compare` of a likeness is seeing that a page on it looks
like another one. `answer` is looking at a page that the desk found urgent, and saying that one acts on it. `check` is
putting right what the machine read on a page.

`paper` is caring for the paper itself once it is scanned: what is kept, given back or destroyed. `compare` is looking
at a page beside its paper, `sign_off` the last word before it is destroyed: of somebody who did neither of the two.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cases.access import Rule, allow, denied, deny, leads_to, leads_to_denied, scope
from cases.conditions import NOBODY, among, for_roles, for_staff, there_is, through
from cases.models import Assignment, Closure, Membership, Person, Role, Team, User
from cases.policy import kept_from
from documents.models import Document, DocumentPage, Page, PageEdit
from scanning.models import (
    Batch,
    Certificate,
    CoverSet,
    Filing,
    Image,
    Likeness,
    Original,
    PartialUpload,
    SampledPage,
    SecondLook,
    Upload,
    WayIn,
)

# An urgent page that nobody of its file has answered goes to duty as well.
_DUTY_STEPS_IN = timedelta(hours=1)


def _in_it(user: User, at: datetime) -> Q:
    return among("pk", user.memberships.active(at), "team")


_takes_in = for_roles(Role.SUPPORT, Role.RECORDS, Role.PRACTITIONER, Role.MANAGER, Role.DUTY)(
    _in_it
)
_keeps_ways = for_roles(Role.RECORDS, Role.MANAGER)(_in_it)


def _of_my_team(user: User, at: datetime) -> Q:
    return among("team", user.memberships.active(at), "team")


_way = for_roles(Role.SUPPORT, Role.RECORDS, Role.MANAGER)(_of_my_team)
_desk = for_roles(Role.SUPPORT, Role.RECORDS)(_of_my_team)
_manages_paper = for_roles(Role.MANAGER)(_of_my_team)
_signs_off = for_roles(Role.MANAGER, Role.RECORDS)(_of_my_team)


def _kept_way(user: User, at: datetime) -> Q:
    return leads_to("team", user, "keep_ways", Team, at)


def _begun(user: User, at: datetime) -> Q:
    """One's own, and only while its batch is still one's business."""
    return Q(begun_by=user) & leads_to("batch", user, "desk", Batch, at)


@for_staff
def _covers(user: User, at: datetime) -> Q:
    """Of one's own desk, unless the child they name is closed to whoever asks."""
    closed = leads_to_denied("child", user, "read", Person, at)
    return (_desk(user, at) | Q(made_by=user)) & ~closed


@for_staff
def _own(user: User, at: datetime) -> Q:
    return Q(operator=user)


def _in_batch(user: User, at: datetime) -> Q:
    # Asked of each row: a desk took in far more batches than any question is about.
    return there_is(scope(user, "desk", Batch, at=at), pk="batch")


def _page_on_desk(user: User, at: datetime) -> Q:
    """Pages of batches still open, and not withdrawn from the desk by being filed to somebody who is closed to it."""
    mine = _in_batch(user, at)
    if mine is NOBODY:
        return NOBODY
    shut = Document._base_manager.filter(leads_to_denied("about", user, "read", Person, at))
    on_desk = Image._base_manager.filter(mine, batch__closed_at=None)
    # Where it was filed to, and where it was moved to since.
    on_desk = on_desk.exclude(among("document", shut)).exclude(
        through(Image, among("page__document_pages__document", shut))
    )
    return among("pk", on_desk, "page")


def _colleague(user: User, at: datetime) -> Q:
    """Filed by somebody else of one's own desk."""
    return there_is(scope(user, "desk", Batch, at=at), pk="filing__batch") & ~Q(filing__by=user)


@for_roles(Role.MANAGER)
def _lone_desk(user: User, at: datetime) -> Q:
    """Filed by the only person of a desk: the manager of its team looks."""
    theirs = user.memberships.active(at).values("team")
    others = Membership.objects.active(at).filter(
        team=OuterRef("filing__batch__team"), user__role__in=[Role.SUPPORT, Role.RECORDS]
    )
    alone = SecondLook._base_manager.filter(
        ~Exists(others.exclude(user=OuterRef("filing__by"))),
        filing__batch__team__in=theirs,
        filing__batch__operator=F("filing__by"),
    )
    return among("pk", alone) & ~Q(filing__by=user)


def _listed(user: User, at: datetime) -> Q:
    """For a restricted file: whoever is on its list, since the desk mostly is not."""
    theirs = leads_to("about", user, "write", Person, at)
    if theirs is NOBODY:
        return NOBODY
    filed = among("filing__document", Document._base_manager.filter(theirs))
    return Q(is_restricted=True) & filed & ~Q(filing__by=user)


def _second_look_page(user: User, at: datetime) -> Q:
    waiting = scope(user, "check", SecondLook, at=at).filter(agreed=None, filing__undone_at=None)
    return through(Page, among("document_pages__document__filing__second_look", waiting))


@for_staff
def _twin(user: User, at: datetime) -> Q:
    """Pages that one on the desk looks like, where they stand in a document to which the desk may add pages."""
    # Asked in two steps and not within each other, or SQLite could take no further question about pages: it gives up on
    # what is nested too deeply. The first mostly answers with nothing.
    on_desk = scope(user, "desk", Image, at=at).filter(batch__closed_at=None)
    alike = Likeness._base_manager.filter(image__in=on_desk)
    pages = set(alike.values_list("page", flat=True))
    if not pages:
        return NOBODY
    documents = there_is(scope(user, "continue", Document, at=at), pk="document")
    seen = DocumentPage._base_manager.filter(documents, page__in=pages)
    return Q(pk__in=set(seen.values_list("page", flat=True)))


def _comparable(user: User, at: datetime) -> Q:
    """Only where both pages may be seen: of a likeness with a page kept from them nobody learns."""
    # Spelt out and not asked of `Page`: SQLite takes no deeper questions than this.
    filed = there_is(DocumentPage._base_manager.all(), page="page")
    waiting = Image._base_manager.filter(leads_to("batch", user, "desk", Batch, at))
    return (
        among("image", scope(user, "desk", Image, at=at).filter(batch__closed_at=None))
        & Q(page__locked_at=None)
        & (
            there_is(scope(user, "continue", Document, at=at), document_pages__page="page")
            | (~filed & there_is(waiting, page="page"))
        )
    )


@for_staff
def _joined(user: User, at: datetime) -> Q:
    """Their own adding of a page from the desk."""
    documents = there_is(scope(user, "continue", Document, at=at), page_edits="pk")
    return documents & Q(kind=PageEdit.Kind.JOINED, by=user)


def _page_to_check(user: User, at: datetime) -> Q:
    """Pages that wait on the desk to be filed."""
    waiting = Q(batch__closed_at=None, state__in=Image.LEFT)
    return through(Image, _in_batch(user, at) & waiting, "page")


def _urgent(user: User, at: datetime) -> Q:
    """Urgent, and in no file yet: for whoever writes in the child's file. Filed: for whoever writes in the file it
    lies in now, so that nothing is forgotten because it was filed.

    For duty while nobody knows whose it is, while no worker holds the file, and when nobody has answered for an hour.
    """
    # What waits for a second person is filed, and in no file yet.
    waits = Q(state__in=Image.LEFT) | Q(state=Image.State.FILED, document__held_at__isnull=False)
    filed = Q(state=Image.State.FILED, document__held_at=None)
    # To say "seen" is to take it on: whoever only looks for an hour must not take it from the worker.
    writes = scope(user, "write", Person, at=at)
    theirs = (waits & among("urgent_for", writes)) | (filed & _lies_with(writes))
    if user.role == Role.DUTY:
        late = Q(urgent_at__lt=at - _DUTY_STEPS_IN) & (
            Q(urgent_seen_by=None) | Q(urgent_seen_by=user)
        )
        # Duty may glance at restricted files too, but their paper is for named people only.
        known = scope(user, "glance", Person, at=at).filter(closure=Closure.OPEN)
        held = Assignment._base_manager.filter(worker__is_active=True, ended_at=None).exclude(
            capacity=Assignment.Capacity.CHAIR
        )
        unheld = Person._base_manager.filter(reference__isnull=False).exclude(
            there_is(held, child="pk")
        )
        nobodys = Q(urgent_for=None)
        theirs |= waits & (nobodys | (_is_for(known) & (late | _is_for(unheld))))
        # Whoever was told of a page that was nobody's then keeps it until somebody answers.
        told = nobodys & (Q(urgent_seen_by=None) | Q(urgent_seen_by=user))
        theirs |= filed & _lies_with(known) & (late | told | _lies_with(unheld))
    shut = denied(user, "read", Person, at=at)
    # A short list, named as one, so that no database begins with the states, in which all pages ever filed are.
    marked = through(Image, Q(urgent_at__isnull=False))
    return marked & theirs & ~(filed & _lies_with(shut))


def _lies_with(people: QuerySet[Person]) -> Q:
    """Urgent pages that lie in the file of one of `people` now, wherever they were filed first."""
    # Asked of each page: duty may be told of nearly everybody.
    theirs = there_is(people, documents__document_pages__page="page")
    return through(Image, theirs & Q(urgent_at__isnull=False))


def _is_for(people: QuerySet[Person]) -> Q:
    """Urgent pages that were marked for one of `people`."""
    return there_is(people, pk="urgent_for")


def _urgent_page(user: User, at: datetime) -> Q:
    return through(Image, _urgent(user, at), "page")


def _of_locked_page(user: User, at: datetime) -> Q:
    return through(Image, Q(page__locked_at__isnull=False))


def _with_locked_page(user: User, at: datetime) -> Q:
    locked = Image._base_manager.filter(page__locked_at__isnull=False)
    return among("pk", locked, "upload")


def _of_locked_document(user: User, at: datetime) -> Q:
    locked = Document._base_manager.filter(document_pages__page__locked_at__isnull=False)
    return among("document", locked)


def _has_compared(user: User, at: datetime) -> Q:
    compared = SampledPage._base_manager.filter(compared_by=user, destruction__ended_at=None)
    return among("pk", compared, "destruction__batch")


def _paper_of(user: User, at: datetime) -> Q:
    return leads_to("batch", user, "paper", Batch, at)


@for_roles(Role.SUPPORT, Role.RECORDS, Role.MANAGER)
def _sampled(user: User, at: datetime) -> Q:
    batches = Batch._base_manager.filter(_of_my_team(user, at))
    return among("destruction__batch", batches) & Q(destruction__ended_at=None)


def _sampled_by_list(user: User, at: datetime) -> Q:
    """Of a closed file: whoever is on its list compares, since the desk mostly is not."""
    listed = scope(user, "write", Person, at=at).exclude(closure="open")
    pages = among("document_pages__document__about", listed)
    if pages is NOBODY:
        return NOBODY
    shown = among("image__page", Page._base_manager.filter(pages))
    return Q(destruction__ended_at=None) & shown


def _own_sample(user: User, at: datetime) -> Q:
    return Q(destruction__batch__operator=user)


def _sampled_page(user: User, at: datetime) -> Q:
    waiting = scope(user, "compare", SampledPage, at=at).filter(is_good=None)
    return through(Image, among("samples", waiting), "page")


def _original_in_file(user: User, at: datetime) -> Q:
    shown = leads_to("page__document_pages__document", user, "read", Document, at)
    return through(Image, shown, "original")


def _original_locked(user: User, at: datetime) -> Q:
    locked = Image._base_manager.filter(page__locked_at__isnull=False, original__isnull=False)
    return among("pk", locked, "original")


_ABOUT = "page__document_pages__document__about"
RULES: tuple[Rule, ...] = (
    allow("scanning.team.takes_in", Team, "scan", _takes_in, "You work in this team."),
    allow("scanning.team.ways", Team, "keep_ways", _keeps_ways, "You lead this team's desk."),
    allow("scanning.way.desk", WayIn, "desk", _way, "Your team's paper comes this way."),
    allow("scanning.way.keeps", WayIn, "keep", _kept_way, "You lead this team's desk."),
    allow("scanning.partial.own", PartialUpload, "go_on", _begun, "You began to send this file."),
    allow(
        "scanning.partial.desk",
        PartialUpload,
        "give_up",
        _in_batch,
        "The batch it was to come to lies on your desk.",
    ),
    allow("scanning.batch.desk", Batch, "desk paper", _desk, "Your desk took this paper in."),
    allow("scanning.batch.operator", Batch, "desk paper", _own, "You took this paper in."),
    allow("scanning.covers.desk", CoverSet, "desk", _covers, "Your desk printed these sheets."),
    allow("scanning.upload.desk", Upload, "desk", _in_batch, "Your desk took this paper in."),
    allow("scanning.image.desk", Image, "desk", _in_batch, "Your desk took this paper in."),
    allow("scanning.filing.desk", Filing, "desk", _in_batch, "Your desk took this paper in."),
    deny("scanning.image.locked", Image, "desk answer", _of_locked_page, "The page is locked."),
    deny("scanning.upload.locked", Upload, "desk", _with_locked_page, "A page of it is locked."),
    deny("scanning.filing.locked", Filing, "desk", _of_locked_document, "A page of it is locked."),
    allow("scanning.page.desk", Page, "read", _page_on_desk, "The page lies on your desk."),
    allow("scanning.page.check", Page, "check", _page_to_check, "The page waits on your desk."),
    allow("scanning.page.likeness", Page, "read", _twin, "A page on your desk looks like it."),
    allow(
        "scanning.likeness.desk", Likeness, "compare", _comparable, "You may see both of the pages."
    ),
    allow("scanning.page_edit.desk", PageEdit, "undo", _joined, "You added the page yourself."),
    allow("scanning.image.urgent", Image, "answer", _urgent, "The desk says it cannot wait."),
    allow("scanning.page.urgent", Page, "read", _urgent_page, "The desk says it cannot wait."),
    allow(
        "scanning.second_look.desk",
        SecondLook,
        "check",
        _colleague,
        "Somebody else of your desk filed it.",
    ),
    allow(
        "scanning.second_look.manager",
        SecondLook,
        "check",
        _lone_desk,
        "You manage a desk of one person.",
    ),
    allow(
        "scanning.second_look.listed",
        SecondLook,
        "check",
        _listed,
        "You are on the list of this file.",
    ),
    deny(
        "scanning.second_look.kept",
        SecondLook,
        "check",
        kept_from(SecondLook, "filing__document__about"),
        "One of the people it is about is kept from you.",
    ),
    allow(
        "scanning.page.second_look",
        Page,
        "read",
        _second_look_page,
        "It waits for you as the second person.",
    ),
    allow("scanning.batch.manager", Batch, "paper", _manages_paper, "You manage this desk."),
    allow("scanning.batch.sign_off", Batch, "sign_off", _signs_off, "You answer for its paper."),
    deny("scanning.batch.own", Batch, "sign_off", _own, "You took this paper in."),
    deny("scanning.batch.compared", Batch, "sign_off", _has_compared, "You compared its sample."),
    allow("scanning.original.desk", Original, "paper", _paper_of, "Your desk has its paper."),
    allow("scanning.original.file", Original, "read", _original_in_file, "You read the paper."),
    deny(
        "scanning.original.kept",
        Original,
        "paper read",
        kept_from(Original, f"images__{_ABOUT}"),
        "One of the people it is about is kept from you.",
    ),
    deny("scanning.original.locked", Original, "paper read", _original_locked, "A page is locked."),
    allow("scanning.certificate.desk", Certificate, "read", _paper_of, "Your desk had the paper."),
    allow("scanning.sample.desk", SampledPage, "compare", _sampled, "Your desk has its paper."),
    deny("scanning.sample.own", SampledPage, "compare", _own_sample, "You took this paper in."),
    allow(
        "scanning.sample.listed", SampledPage, "compare", _sampled_by_list, "You are on the list."
    ),
    deny(
        "scanning.sample.kept",
        SampledPage,
        "compare",
        kept_from(SampledPage, f"image__{_ABOUT}"),
        "One of the people it is about is kept from you.",
    ),
    allow("scanning.page.sampled", Page, "read", _sampled_page, "You compare it with its paper."),
)
