"""My work: what waits, what is due, whose files one holds, and what came since one last looked."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from cases import access, lookalikes
from cases.known import status_of
from cases.models import (
    Assignment,
    AuditEvent,
    EmergencyLook,
    Event,
    LookAlike,
    Merge,
    Person,
    Restriction,
    Role,
    User,
)
from cases.requests import SignedIn
from documents import checking, locking, on_paper, scrubbing
from documents.models import (
    Document,
    FileCheck,
    FormSheet,
    Misfiling,
    PageLock,
    PaperForm,
    Record,
    Release,
    Reply,
    Signature,
)
from portal import dues, locked_pages
from scanning import urgent_pages
from scanning.actions import destroying
from scanning.models import Batch, Image, SecondLook
from search import saved


def my_work(request: SignedIn) -> HttpResponse:
    user = request.user
    if user.role == Role.SUPPORT and not user.is_safeguarding_lead:
        return redirect("scanning:desk")
    children = list(_children(user))
    return render(
        request,
        "portal/my_work.html",
        {
            "waiting": _waiting(user),
            "dues": _dues(children),
            "rows": [_row(user, child) for child in children],
            "damaged_files": _damaged_files(user),
            "no_lead": locking.unnamed_words() if user.role in {Role.RECORDS, Role.MANAGER} else "",
            "may_put_together": access.scope(user, "merge", Person).exists(),
            "look_alikes": lookalikes.offered(access.scope(user, "read", LookAlike)).count(),
            "may_see_files": user.role in {Role.RECORDS, Role.MANAGER},
            "is_manager": user.role == Role.MANAGER,
            "batches": access.scope(user, "desk", Batch).filter(closed_at=None),
        },
    )


def _children(user: User) -> Any:
    readable = Person.objects.visible_to(user).filter(reference__isnull=False)
    held = Q(assignments__worker=user, assignments__ended_at=None)
    if user.role == Role.PRACTITIONER:
        readable = readable.filter(held)
    else:
        # An emergency look makes nobody's file one's own.
        readable = readable.filter(held | Q(pk__in=access.scope(user, "write", Person)))
    return readable.distinct().prefetch_related("episodes").order_by("name")[:200]


def _waiting(user: User) -> list[dict[str, Any]]:
    """What somebody waits for from this person, urgent first. Each has a word, a line, an address and since when."""
    found = _urgent_pages(user) + _locked_pages(user)
    for image in (
        access.scope(user, "desk", Image)
        .filter(batch__is_urgent=True, state__in=Image.LEFT)
        .values("batch", "batch__number")
        .annotate(since=Max("batch__started_at"))
    ):
        found.append(
            {
                "word": "Urgent",
                "line": f"paper in batch {image['batch__number']}",
                "view": "scanning:batch",
                "pk": image["batch"],
                "since": image["since"],
            }
        )
    found += _second_looks(user) + _to_sign(user) + _forms_come_home(user) + _signed_on_paper(user)
    for reply in (
        access.scope(user, "write", Reply).filter(seen_at=None).select_related("author", "release")
    ):
        said = reply.get_stance_display() or (
            "asks something" if reply.is_question else "says it is wrong"
        )
        found.append(
            {
                "word": "Reply",
                "line": f"{reply.author.name}: “{said}” – {reply.release.content.get('title', '')}",
                "view": "documents:release",
                "pk": reply.release_id,
                "since": reply.said_at,
            }
        )
    for record in access.scope(user, "authorise", Record).select_related("written_by"):
        found.append(
            {
                "word": "Authorise",
                "line": f"{record.title} by {record.written_by_name or record.written_by}: {_names(record)}",
                "view": "documents:record",
                "pk": record.pk,
                "since": record.ready_at,
            }
        )
    mine = Record.objects.visible_to(user).filter(written_by=user)
    for record in mine.filter(state=Record.State.RETURNED):
        found.append(
            {
                "word": "Returned",
                "line": f"{record.title}: {_names(record)}",
                "view": "documents:record",
                "pk": record.pk,
                "since": record.decided_at,
            }
        )
    for record in mine.filter(state=Record.State.DRAFT):
        found.append(
            {
                "word": "Draft",
                "line": f"{record.title}: {_names(record)}",
                "view": "documents:record",
                "pk": record.pk,
                "since": record.started_at,
            }
        )
    found += _words_to_check(user)
    for search, new in saved.news_of(user):
        found.append(
            {
                "word": "Saved search",
                "line": f"{search.name}: {new} new",
                "view": "search:answer",
                "pk": search.pk,
                "since": search.looked_at,
            }
        )
    found += _merges_asked(user)
    if user.role == Role.MANAGER:
        managed = access.scope(user, "authorise", Person)
        for look in (
            EmergencyLook.objects.of(child__in=managed)
            .filter(reviewed_at=None)
            .select_related("user", "child")
        ):
            found.append(
                {
                    "word": "Emergency look",
                    "line": f"{look.user} at the file of {look.child.name}: “{Truncator(look.reason).words(20)}”",
                    "view": "portal:who_looked",
                    "pk": look.child_id,
                    "since": look.started_at,
                }
            )
        found += _looked_at_again(user)
        found += _misfilings(user)
    return found


def _second_looks(user: User) -> list[dict[str, Any]]:
    """Each by its batch, its pages and why somebody else must look."""
    waiting = access.scope(user, "check", SecondLook).filter(agreed=None, filing__undone_at=None)
    return [
        {
            "word": "Second look",
            "line": f"Batch {look.filing.batch.number}, {_pages(look)}: {look.reasons[0]}",
            "view": "scanning:second_look",
            "pk": look.pk,
            "since": look.asked_at,
        }
        for look in waiting.select_related("filing__batch").prefetch_related(
            "filing__document__images"
        )
    ]


def _merges_asked(user: User) -> list[dict[str, Any]]:
    """Two people whom somebody else takes for one, and of whom nobody has agreed yet."""
    return [
        {
            "word": "Same person?",
            "line": f"{merge.kept.name} and {merge.gone.name}, says {merge.asked_by}",
            "view": "portal:merge",
            "pk": merge.pk,
            "since": merge.asked_at,
        }
        for merge in access.scope(user, "agree", Merge).select_related("kept", "gone", "asked_by")
    ]


def _to_sign(user: User) -> list[dict[str, Any]]:
    return [
        {
            "word": "Sign",
            "line": f"Batch {one.batch.number}: whether its paper may be destroyed",
            "view": "scanning:paper",
            "pk": one.batch_id,
            "since": one.begun_at,
        }
        for one in destroying.to_sign(user)
    ]


def _pages(look: SecondLook) -> str:
    numbers = sorted(image.position for image in look.filing.document.images.all())
    if len(numbers) < 2:
        return f"page {numbers[0]}" if numbers else "no page"
    return f"pages {numbers[0]} to {numbers[-1]}"


def _forms_come_home(user: User) -> list[dict[str, Any]]:
    """Records of this person with answers that came back on paper, and that nobody accepted or left there yet."""
    # Two questions, each within the depth that SQLite can take.
    theirs = list(_theirs(user, access.scope(user, "write", Record), "children"))
    asked = {pk for record in theirs for pk in (record.pk, record.supersedes_id) if pk}
    came = set(
        FormSheet.objects.visible_to(user)
        .filter(form__record__in=asked, form__kind=PaperForm.Kind.FORM)
        .values_list("form__record", flat=True)
    )
    found = []
    for record in theirs:
        if not came & {record.pk, record.supersedes_id}:
            continue
        sheets = on_paper.sheets_of(user, record)
        if count := on_paper.undecided(record, sheets):
            found.append(
                {
                    "word": "Paper form",
                    "line": f"{record.title}, {_names(record)}: {count} answer{'s' if count > 1 else ''} "
                    f"on paper {'wait' if count > 1 else 'waits'} to be accepted",
                    "view": "documents:record",
                    "pk": record.pk,
                    "since": max(sheet.came_at for sheet in sheets),
                }
            )
    return found


def _signed_on_paper(user: User) -> list[dict[str, Any]]:
    """Copies that came back signed, and that nobody recorded as signed yet."""
    releases = access.scope(user, "witness", Release).filter(withdrawn_at=None)
    theirs = list(_theirs(user, releases, "about").values_list("pk", flat=True))
    sheets = FormSheet.objects.visible_to(user).filter(form__release__in=theirs, signature=None)
    return [
        {
            "word": "Signed copy",
            "line": f"{sheet.form.release.recipient.name}: “{sheet.form.release.content.get('title', '')}” "
            "came back signed on paper",
            "url": reverse("documents:release", args=[sheet.form.release_id])
            + f"#sheet-{sheet.pk}",
            "since": sheet.came_at,
        }
        for sheet in sheets.select_related("form__release__recipient").order_by("came_at")
        if sheet.form and sheet.form.release
    ]


def _theirs(user: User, rows: QuerySet[Any], children: str) -> QuerySet[Any]:
    """Those of `rows` about a child whose file `user` holds, and records that `user` wrote."""
    held = Assignment.objects.active().filter(worker=user)
    mine = Q(**{f"{children}__assignments__in": held})
    if rows.model is Record:
        mine |= Q(written_by=user)
    return rows.filter(mine).distinct()


def _misfilings(user: User) -> list[dict[str, Any]]:
    """Pages that lay in a file of the team and belonged to somebody else, and about which nothing is done yet."""
    return [
        {
            "word": "Wrong file",
            "line": f"{len(one.pages)} page{'s' if len(one.pages) > 1 else ''} lay in a wrong file and "
            f"{'was' if len(one.pages) == 1 else 'were'} seen there",
            "view": "portal:misfiling",
            "pk": one.pk,
            "since": one.found_at,
        }
        for one in access.scope(user, "settle", Misfiling).filter(settled_at=None)
    ]


def _words_to_check(user: User) -> list[dict[str, Any]]:
    """One line for all the words that a machine was not sure of and that this person may check."""
    words = checking.waiting(user)
    count, pages, since = (
        words.order_by()
        .aggregate(words=Count("pk"), pages=Count("page", distinct=True), since=Min("found_at"))
        .values()
    )
    if not count:
        return []
    return [
        {
            "word": "Check",
            "line": f"{count} word{'s' if count > 1 else ''} on {pages} page{'s' if pages > 1 else ''} "
            "that the machine was not sure of",
            "url": reverse("scanning:checking"),
            "since": since,
        }
    ]


def _urgent_pages(user: User) -> list[dict[str, Any]]:
    """Pages that the desk says cannot wait, filed or not, and that nobody has taken up yet."""
    return [
        {
            "word": "Urgent",
            "line": urgent_pages.line_of(image),
            "view": "scanning:urgent",
            "pk": image.pk,
            "since": image.urgent_at,
        }
        for image in urgent_pages.unanswered(user)
    ]


def _damaged_files(user: User) -> int:
    """How many stored files are damaged, for those who look after records."""
    return len(scrubbing.damaged()) if access.scope(user, "read", FileCheck).exists() else 0


def _locked_pages(user: User) -> list[dict[str, Any]]:
    """Pages that somebody locked, for whoever leads on safeguarding."""
    locked = access.scope(user, "unlock", PageLock).filter(unlocked_at=None)
    return [
        {
            "word": "Locked page",
            "line": f"{one['where']}, locked by {one['lock'].locked_by}"
            + (f": “{one['lock'].told}”" if one["lock"].told else ""),
            "view": "portal:unlock",
            "pk": one["lock"].pk,
            "since": one["lock"].locked_at,
        }
        for one in locked_pages.places(
            locked.select_related("locked_by", "page").order_by("locked_at")
        )
    ]


def _looked_at_again(user: User) -> list[dict[str, Any]]:
    """Files and restrictions whose day of review has come. Nothing opens by itself, so somebody must be asked."""
    today = timezone.localdate()
    managed = access.scope(user, "assign", Person)
    found = [
        {
            "word": "Closed file",
            "line": f"{child.name}: {child.get_closure_display().lower()}; look at it again",
            "view": "portal:who_can_see",
            "pk": child.pk,
            "since": child.closure_review_on,
        }
        for child in managed.filter(closure_review_on__lte=today)
    ]
    ended = Restriction.objects.of(child__in=managed).filter(
        lifted_at=None, order_ends_on__lt=today
    )
    for row in ended.select_related("child", "kept_from"):
        found.append(
            {
                "word": "Order ended",
                "line": f"{row.kept_from.name} is kept from everything about {row.child.name}; "
                "the restriction stays until you lift it",
                "view": "portal:who_can_see",
                "pk": row.child_id,
                "since": row.order_ends_on,
            }
        )
    return found


def _names(record: Record) -> str:
    return ", ".join(child.name for child in record.children.all())


def _dues(children: list[Person]) -> list[dict[str, Any]]:
    """What must happen in the next 14 days or is late, grouped as people say it."""
    today = timezone.localdate()
    soon = today + timedelta(days=14)
    return [
        {
            "line": line,
            "group": "Late"
            if line.on < today
            else "Today"
            if line.on == today
            else "Next two weeks",
        }
        for line in dues.of_children(children)
        if line.on and line.on <= soon
    ]


def _row(user: User, child: Person) -> dict[str, Any]:
    """One line of "my children": status, when last seen alone, and what came since one last looked."""
    events = Event.objects.visible_to(user).filter(about=child, kind=Event.Kind.VISIT)
    alone = events.filter(is_seen_alone=True).order_by("-happened_on").first()
    looked = (
        AuditEvent.objects.filter(actor=user, code="cases.person.read", object_id=child.pk)
        .order_by("-pk")
        .values_list("at", flat=True)
        .first()
    )
    news = []
    if looked:
        papers = Document.objects.visible_to(user).filter(about=child, filed_at__gt=looked).count()
        replies = (
            Reply.objects.visible_to(user).filter(release__about=child, said_at__gt=looked).count()
        )
        signed = (
            Signature.objects.visible_to(user)
            .filter(release__about=child, signed_at__gt=looked)
            .count()
        )
        news += [f"{papers} new paper{'s' if papers > 1 else ''}"] if papers else []
        news += ["the family replied"] if replies else []
        news += ["signed"] if signed else []
    return {
        "child": child,
        "status": status_of(child),
        "seen_alone": alone.happened_on if alone else None,
        "news": ", ".join(news),
        "alerts": child.alerts.filter(ended_on=None).count(),
        "worker": next(
            (
                row.worker
                for row in child.assignments.active().filter(capacity="allocated")
                if row.worker
            ),
            None,
        ),
    }
