"""The families' paper: taken in box by box, read by the real readers, and filed as the clerk would file it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from io import BytesIO

from django.conf import settings

from cases.models import Family, Role, User
from documents.models import Document
from portal.demo import sample
from portal.demo.painting import paint_papers
from portal.demo.rows.cast import Cast, moment
from portal.demo.story import Key, Paper, day
from scanning.actions import desk, intake
from scanning.models import Batch, Filing, Image

Tell = Callable[[int, int], None]

_TAKEN_IN, _FILED, _POST_ON_DESK = time(10, 15), time(11, 40), time(15, 30)
#: A letter that came is on the file two days later, when nothing else is said.
_POST_TAKES = timedelta(days=2)
_FIRST_BOX, _SHELVES = 12, "CDEFGH"
_ROOM_SCANNER, _DESK_SCANNER = "Records room scanner", "Desk scanner 2"


@dataclass(frozen=True)
class Box:
    """Papers that lay together. Clerk, box and shelf are how the build finds their batch again."""

    box: str
    shelf: str
    papers: tuple[Paper, ...]
    on: date


@dataclass(frozen=True)
class Begun:
    """A document of the sample stack that is filed already. `pages` are numbers in the file."""

    file: str
    pages: tuple[int, ...]
    title: str
    kind: str
    sender: str
    dated: date
    telling: str


#: The clerk has begun with last Friday's post; everything else of the stack lies on her desk.
BEGUN = (
    Begun(
        sample.POST_PDF,
        (1, 2, 3, 4),
        "School's report for the conference",
        "letter",
        "Fellgate Primary School",
        day("2026-11-19"),
        "It's for if there isn't any. It's for Ivy. So Mum doesn't have to go out in the dark and leave us.",
    ),
    Begun(
        sample.MINUTES_PDF,
        (1, 2),
        "Core group minutes",
        "minutes",
        "Northmoor Council",
        day("2026-10-16"),
        "I want to know if Ivy is poorly or just small.",
    ),
)


def boxes(cast: Cast) -> tuple[Box, ...]:
    """A box for each family with paper; its volumes, and its loose post, each on a shelf."""
    found: list[Box] = []
    with_paper = [story for story in cast.stories if story.papers]
    for number, story in enumerate(with_paper, start=_FIRST_BOX):
        volumes = dict.fromkeys(paper.volume for paper in story.papers)
        for shelf, volume in zip(_SHELVES, volumes, strict=False):
            papers = tuple(paper for paper in story.papers if paper.volume == volume)
            found.append(Box(str(number), shelf, papers, max(map(_came_on, papers))))
    return tuple(found)


def _came_on(paper: Paper) -> date:
    return paper.received or paper.dated + _POST_TAKES


def file_name(paper: Paper) -> str:
    return f"{paper.key}.pdf"


def _clerk(cast: Cast) -> User:
    return next(user for user in cast.staff.values() if user.role == Role.SUPPORT)


def _batch_of(cast: Cast, box: Box) -> Batch | None:
    return Batch._base_manager.filter(
        operator=_clerk(cast), device=_ROOM_SCANNER, box=box.box, shelf=box.shelf
    ).first()


def _in_tray(cast: Cast) -> Batch | None:
    return Batch._base_manager.filter(operator=_clerk(cast), device=_DESK_SCANNER).first()


def take_in(cast: Cast, tell: Tell = lambda done, total: None) -> None:
    """Paint every paper and hand it in. What an earlier build took in, whole or in part, is passed over."""
    clerk = _clerk(cast)
    batches: list[Batch] = []
    waiting: list[tuple[Batch, Paper]] = []
    for box in boxes(cast):
        batch = _batch_of(cast, box) or intake.receive_batch(
            by=clerk,
            device=_ROOM_SCANNER,
            box=box.box,
            shelf=box.shelf,
            sheets_counted=sum(len(paper.pages) for paper in box.papers),
        )
        batches.append(batch)
        known = set(batch.uploads.values_list("name", flat=True))
        waiting += [(batch, paper) for paper in box.papers if file_name(paper) not in known]
    painted = paint_papers([paper for _, paper in waiting], painters=settings.KINFILE_READERS)
    for done, ((batch, paper), pdf) in enumerate(zip(waiting, painted, strict=True), start=1):
        intake.add_upload(
            by=clerk, batch=batch, stream=BytesIO(pdf), name=file_name(paper), size=len(pdf)
        )
        tell(done, len(waiting))
    for batch in batches:
        intake.finish_intake(by=clerk, batch=batch)


def take_in_sample(cast: Cast, files: dict[str, bytes]) -> None:
    """Hand the sample stack in as the post of last Friday, unless an earlier build did."""
    clerk = _clerk(cast)
    batch = _in_tray(cast) or intake.receive_batch(by=clerk, device=_DESK_SCANNER)
    known = set(batch.uploads.values_list("name", flat=True))
    for name, data in files.items():
        if name not in known:
            stream = BytesIO(data)
            intake.add_upload(by=clerk, batch=batch, stream=stream, name=name, size=len(data))
    intake.finish_intake(by=clerk, batch=batch)


def file_all(cast: Cast, tell: Tell = lambda done, total: None) -> None:
    """File what was read to whom it is about, under the title and day that stand on it. Blanks stay set aside."""
    total = sum(len(box.papers) for box in boxes(cast))
    done = 0
    for box in boxes(cast):
        batch = _batch_of(cast, box)
        if batch is None:
            raise LookupError(f"Box {box.box}, shelf {box.shelf} was never taken in.")
        for paper in box.papers:
            if images := _undecided(batch, file_name(paper)):
                _file(cast, batch, paper, images)
            done += 1
            tell(done, total)
        _date(batch, moment(box.on, _TAKEN_IN))


def _undecided(batch: Batch, name: str, pages: Iterable[int] | None = None) -> list[Image]:
    images = Image._base_manager.filter(
        batch=batch, upload__name=name, state__in=Image.DECIDABLE
    ).order_by("number_in_file")
    return list(images if pages is None else images.filter(number_in_file__in=pages))


def _file(cast: Cast, batch: Batch, paper: Paper, images: Sequence[Image]) -> None:
    filing = desk.file_images(
        by=batch.operator,
        batch=batch,
        images=images,
        about=[cast.people[key] for key in paper.about],
        title=paper.title,
        kind=paper.kind,
        dated_on=paper.dated,
        sender=paper.sender,
        family=_family_of(cast, paper.about) if paper.to_family else None,
        # The timeline puts it between quotation marks.
        telling=paper.telling.removeprefix("\u201c").removesuffix("\u201d"),
        is_in_confidence=paper.in_confidence or paper.privileged,
    )
    at = moment(_came_on(paper), _FILED)
    Filing._base_manager.filter(pk=filing.pk).update(at=at)
    Document._base_manager.filter(pk=filing.document_id).update(
        filed_at=at, filed_by=cast.staff[paper.filed_by]
    )


def _family_of(cast: Cast, about: Sequence[Key]) -> Family:
    return next(
        cast.families[family.key]
        for story in cast.stories
        for family in story.families
        if {member.person for member in family.members} >= set(about)
    )


def _date(batch: Batch, at: object) -> None:
    rows = Batch._base_manager.filter(pk=batch.pk)
    rows.update(started_at=at, handed_in_at=at)
    rows.filter(closed_at__isnull=False).update(closed_at=at)


def file_some_of_sample(cast: Cast, moved: Callable[[Begun], Begun], *, on: date) -> None:
    """What the clerk filed of the post of `on` can be found; the rest waits for whoever is clerk now."""
    batch = _in_tray(cast)
    if batch is None:
        raise LookupError("The sample stack was never taken in.")
    true = {(page.file, page.page): page for page in sample.TRUTH}
    for one in map(moved, BEGUN):
        if images := _undecided(batch, one.file, one.pages):
            desk.file_images(
                by=batch.operator,
                batch=batch,
                images=images,
                about=[cast.people[key] for key in true[one.file, one.pages[0]].about],
                title=one.title,
                kind=one.kind,
                dated_on=one.dated,
                sender=one.sender,
                telling=one.telling,
            )
    _date(batch, moment(on, _POST_ON_DESK))
