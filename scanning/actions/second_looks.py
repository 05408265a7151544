"""Somebody else looks whose a paper is: before it comes into the file where there is doubt, afterwards for a sample."""

from django.db import transaction
from django.utils import timezone

from cases import access, audit
from cases.actions import Problem
from cases.models import User
from documents import filing as document_filing
from scanning.actions import desk
from scanning.models import Image, SecondLook
from scanning.sums import close_when_done


@transaction.atomic
def agree(*, by: User, look: SecondLook) -> None:
    """Say that the paper is filed rightly; one that was held back comes into the file."""
    _decide(by, look, agreed=True)
    document = look.filing.document
    audit.record(by, "scanning.second_look_agreed", look, about=document.concerns())
    if document.held_at is not None:
        document_filing.release(by=by, document=document)
    close_when_done(look.filing.batch)


@transaction.atomic
def disagree(*, by: User, look: SecondLook) -> list[Image]:
    """Say that the paper is filed wrongly: its pages lie on the desk again. Returns them in order."""
    _decide(by, look, agreed=False)
    audit.record(by, "scanning.second_look_wrong", look, about=look.filing.document.concerns())
    return desk.take_back(by, look.filing)


def _decide(by: User, look: SecondLook, *, agreed: bool) -> None:
    access.require(by, "check", look)
    if not SecondLook._base_manager.filter(pk=look.pk, agreed=None, filing__undone_at=None).update(
        agreed=agreed, decided_at=timezone.now(), decided_by=by
    ):
        raise Problem("Somebody else looked at this a moment ago, or it was taken back.")
