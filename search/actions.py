"""Keeping a search, so that the address of its answer carries no words."""

from cases import access
from cases.models import Person, User
from search.asking import MOST_CHARACTERS
from search.models import Search

KEPT = 500


def ask(*, by: User, words: str, within: Person | None = None) -> Search:
    """Keep what `by` asked, cut to what a search can use. Family accounts have no search: raises `Refused`.

    Everybody's last 500 searches are kept; older ones go, as they hold case words.
    """
    if by.is_family:
        raise access.Refused("search.search.ask", "search.search", None)
    made = Search.objects.create(asked_by=by, words=words[: MOST_CHARACTERS * 2], within=within)
    old = (
        Search._base_manager.filter(asked_by=by)
        .order_by("-asked_at")
        .values_list("pk", flat=True)[KEPT:]
    )
    Search._base_manager.filter(pk__in=list(old)).delete()
    return made
