"""Cover sheets: printed before papers are scanned, laid between them, and recognised when they come through."""

from datetime import date

from django.db import transaction

from cases import access, audit
from cases.actions import Problem
from cases.models import Person, Team, User
from documents.filing import people_to_file_for
from scanning import covers
from scanning.models import CoverSet


@transaction.atomic
def make_covers(
    *,
    by: User,
    team: Team,
    count: int,
    child: Person | None = None,
    kind: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
) -> CoverSet:
    """A set of `count` numbered sheets for the desk of `team`, with what is known of the papers behind them.

    Raises `Problem` for a count that is not 1 to `covers.MOST_SHEETS` or a period that ends before it begins.
    """
    if not access.scope(by, "scan", Team).filter(pk=team.pk).exists():
        raise access.Refused("cases.team.scan", "cases.team", team.pk)
    if child is not None and not people_to_file_for(by).filter(pk=child.pk).exists():
        raise access.Refused("cases.person.identify", "cases.person", child.pk)
    if not 1 <= count <= covers.MOST_SHEETS:
        raise Problem(f"Ask for 1 to {covers.MOST_SHEETS} sheets; print a second set for more.")
    if from_on and until_on and until_on < from_on:
        raise Problem("The period ends before it begins. Change one of the two days.")
    made = CoverSet.objects.create(
        code=covers.new_set(),
        team=team,
        made_by=by,
        count=count,
        child=child,
        kind=kind,
        from_on=from_on,
        until_on=until_on,
    )
    audit.record(by, "scanning.covers_made", made, about=[child.pk] if child else (), count=count)
    return made
