"""Who saw pages in a file they did not belong to, told from the audit log and kept until a manager acted on it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases import access, audit
from cases.actions import Problem
from cases.models import AuditEvent, Person, User
from documents.models import Document, Misfiling, Sighting

# Looks at the paper itself; whatever else is written about it (filing, turning) shows it to nobody.
_LOOKS = (".read", ".glimpsed", ".downloaded")
_OPENED_THE_FILE = "cases.person.read"
_FOUND_BY_SEARCHING = "search.asked"
# The desk looks at paper in order to file it, and does so before it lies in any file.
_OF_THE_DESK = "scanning."


@transaction.atomic
def note(
    *,
    by: User,
    document: Document,
    pages: Mapping[UUID, int],
    about: Collection[UUID],
    since: datetime,
) -> Misfiling | None:
    """Keep who saw `pages` (page id to number) in the files of `about` since then; None when nobody did.

    Those who opened one of the files count: its list shows titles.
    """
    seen: dict[tuple[UUID, str, int | None], Sighting] = {}
    for event in _looks(document, pages, about, since):
        number = pages.get(event.object_id) if event.object_id else None
        if event.code == _FOUND_BY_SEARCHING:
            found = [pages[id] for id in pages if str(id) in event.detail.get("pages", ())]
            if not found:
                continue
            number = found[0]
        if event.actor_id is None:
            continue
        key = (event.actor_id, event.code, number)
        if key not in seen:
            seen[key] = Sighting(user_id=event.actor_id, at=event.at, how=event.code, number=number)
    if not seen:
        return None
    kept = Misfiling(document=document, pages=[str(id) for id in pages], since=since, found_by=by)
    kept.save(force_insert=True)
    kept.about.set(Person._base_manager.filter(pk__in=about))
    for sighting in seen.values():
        sighting.misfiling = kept
    Sighting._base_manager.bulk_create(seen.values())
    audit.record(by, "documents.misfiling_found", kept, seen=len(seen), pages=list(pages))
    return kept


@transaction.atomic
def settle(*, by: User, misfiling: Misfiling, words: str) -> None:
    """Write down what was done about it: who was told, whether it was reported."""
    access.require(by, "settle", misfiling)
    if not words.strip():
        raise Problem("Write what was done: who was told, and whether it was reported.")
    if not Misfiling._base_manager.filter(pk=misfiling.pk, settled_at=None).update(
        settled_at=timezone.now(), settled_by=by, settled_words=words.strip()[:1000]
    ):
        raise Problem("Somebody wrote down a moment ago what was done about this.")
    audit.record(by, "documents.misfiling_settled", misfiling)


def _looks(
    document: Document, pages: Mapping[UUID, int], about: Collection[UUID], since: datetime
) -> list[AuditEvent]:
    of_the_paper = Q(object_id__in=[document.pk, *pages])
    is_look = Q()
    for ending in _LOOKS:
        is_look |= Q(code__endswith=ending)
    of_the_file = Q(code__in=[_OPENED_THE_FILE, _FOUND_BY_SEARCHING]) & Q(
        subjects__person_id__in=about
    )
    return list(
        AuditEvent.objects.filter((of_the_paper & is_look) | of_the_file)
        .filter(at__gte=since, is_allowed=True, actor__isnull=False)
        .exclude(rule__startswith=_OF_THE_DESK)
        .order_by("pk")
        .distinct()
    )
