"""Pages on the filing desk, for the index: found by the desk that took them in, and by who must answer an urgent one.

An entry is held by the batch, never about anybody: whose page it is, nobody has said yet. An urgent page is held by
itself as well, and found by whoever may answer it at the moment of asking.
"""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from cases import access
from cases.models import User
from documents.models import Reading
from documents.readings import TEXT_LAYER
from scanning.models import Batch, Image
from search.asking import Asked
from search.entries import Entry
from search.finding import Found, told_by
from search.sources import Source

NOT_FILED = "Not filed yet"


def _ids() -> Iterable[UUID]:
    lying = Image._base_manager.filter(state=Image.State.READ, page__locked_at=None)
    return lying.values_list("pk", flat=True).iterator(chunk_size=2000)


def _tell(pk: UUID) -> Iterator[Entry]:
    image = (
        Image._base_manager.filter(pk=pk, state=Image.State.READ, page__locked_at=None)
        .select_related("batch", "urgent_for")
        .first()
    )
    if image is None:
        return
    reading = Reading._base_manager.filter(page=image.page_id, is_current=True).first()
    if reading is None:
        return
    child = image.urgent_for if image.urgent_at else None
    held_by = {image.batch_id}
    if image.urgent_at:
        held_by.add(image.pk)
    yield Entry(
        key=f"image:{image.pk}",
        kind="page",
        object_id=image.pk,
        # Pages of one file stand together and in order.
        document_id=image.upload_id,
        about=frozenset({child.pk} if child else ()),
        # Says nothing here: what is held is found by its holders alone.
        closure="open",
        on=timezone.localdate(image.batch.started_at),
        title="",
        names="",
        body=reading.text,
        label="unfiled",
        page_number=image.number_in_file,
        held_by=frozenset(held_by),
        medium="electronic" if reading.read_as == TEXT_LAYER else "paper",
    )


def _holders(user: User) -> Collection[UUID]:
    """The open batches on the user's desk, and the urgent pages that they may answer."""
    batches = access.scope(user, "desk", Batch).filter(closed_at=None).order_by()
    # On most days hardly a page is urgent, and who may answer it is a long question.
    urgent = Image._base_manager.filter(urgent_at__isnull=False, state__in=Image.LEFT)
    pks = set(urgent.order_by().values_list("pk", flat=True))
    return {*batches.values_list("pk", flat=True), *access.which(user, "answer", Image, pks)}


def _draw(user: User, keys: list[str], asked: Asked) -> dict[str, Found]:
    pks = [key.partition(":")[2] for key in keys]
    lying = (
        Image._base_manager.filter(pk__in=pks, state=Image.State.READ)
        .select_related("batch", "page")
        .prefetch_related("page__readings")
    )
    on_desk = access.scope(user, "desk", Image).filter(pk__in=pks, batch__closed_at=None)
    to_answer = access.scope(user, "answer", Image).filter(pk__in=pks)
    desk_pks = set(on_desk.values_list("pk", flat=True))
    answer_pks = set(to_answer.values_list("pk", flat=True))
    found = {}
    for image in lying.filter(pk__in=desk_pks | answer_pks):
        reading = image.page.reading
        if reading is None:
            continue
        pieces, strip = told_by(reading, asked)
        name = "scanning:filing" if image.pk in desk_pks else "scanning:urgent"
        found[f"image:{image.pk}"] = Found(
            kind="page",
            title=f"Batch {image.batch.number}",
            case=NOT_FILED,
            case_id=None,
            on=timezone.localdate(image.batch.started_at),
            pk=image.pk,
            page=image.position,
            page_id=image.page_id,
            pieces=pieces,
            strip=strip,
            url=reverse(name, args=[image.pk]),
        )
    return found


SOURCE = Source(kind="image", ids=_ids, tell=_tell, holders=_holders, draw=_draw)
