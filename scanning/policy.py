"""The rules about batches: paper that is not filed yet belongs to the desk that took it in.

`desk` is working on a batch: seeing its pages, filing, setting aside.
"""

from datetime import datetime

from django.db.models import Q

from cases.access import Rule, allow, scope
from cases.models import Role, User
from documents.models import Document, Page
from scanning.models import Batch, Image, Upload


def _desk(user: User, at: datetime) -> Q:
    if user.role not in {Role.SUPPORT, Role.RECORDS}:
        return Q(pk__in=[])
    return Q(team__in=user.memberships.active(at).values("team"))


def _own(user: User, at: datetime) -> Q:
    return Q(pk__in=[]) if user.is_family else Q(operator=user)


def _in_batch(user: User, at: datetime) -> Q:
    return Q(batch__in=scope(user, "desk", Batch, at=at))


def _page_on_desk(user: User, at: datetime) -> Q:
    """Pages of batches still open, and not withdrawn from the desk by being filed to a file that is closed."""
    on_desk = Image._base_manager.filter(
        batch__in=scope(user, "desk", Batch, at=at), batch__closed_at=None
    ).exclude(document__in=Document._base_manager.exclude(about__closure="open").values("pk"))
    return Q(pk__in=on_desk.values("page"))


RULES: tuple[Rule, ...] = (
    allow("scanning.batch.desk", Batch, "desk", _desk, "Your desk took this paper in."),
    allow("scanning.batch.operator", Batch, "desk", _own, "You took this paper in."),
    allow("scanning.upload.desk", Upload, "desk", _in_batch, "Your desk took this paper in."),
    allow("scanning.image.desk", Image, "desk", _in_batch, "Your desk took this paper in."),
    allow("scanning.page.desk", Page, "read", _page_on_desk, "The page lies on your desk."),
)
