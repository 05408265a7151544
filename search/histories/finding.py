"""Facts and words together: the children of whom all is true and whose files have the words."""

from dataclasses import dataclass, field
from uuid import UUID

from cases.models import User
from search import field_words, finding
from search.engines.contract import IndexUnavailable
from search.histories.asking import Histories, ask
from search.histories.spans import counted
from search.models import Search


@dataclass
class Found:
    """What a history search answers; `notes` are full sentences.

    `is_unanswered` where the words could not be looked for, or not be counted child by child.
    """

    histories: Histories
    notes: tuple[str, ...] = ()
    is_unanswered: bool = False
    with_words: dict[UUID, int] = field(default_factory=dict)


def find(user: User, asked: Search) -> Found:
    """The children of whom all facts are true and, with words, whose files have them."""
    found = ask(user, asked.facts)
    if not asked.words.strip():
        return Found(found, found.problems)
    notes = (*found.problems, *field_words.understood(asked.words).notes)
    try:
        having = finding.children_with(user, asked.words, found.children)
    except IndexUnavailable as why:
        return Found(found.only({}), (*notes, str(why)), is_unanswered=True)
    if having is None:
        return Found(found.only({}), (*notes, _TOO_MANY), is_unanswered=True)
    lines = {pk: f"{counted(number, 'thing')} with these words" for pk, number in having.items()}
    return Found(found.only(lines), notes, with_words=having)


_TOO_MANY = (
    "These words stand on so many things that they cannot be counted child by child. "
    "Add a word, or take these out."
)
