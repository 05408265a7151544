"""Doubtful words as rows, kept in step with the current reading of their page."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from documents import placing
from documents.models import DoubtfulWord, Page, Reading, WordCheck
from documents.placing import Lines
from documents.readings import PERSON, TYPED, Box, packed

State, Outcome = DoubtfulWord.State, DoubtfulWord.Outcome


def take_over(page: Page, current: Reading | None, reading: Reading) -> bool:
    """Put what people found on `page` into `reading`, which a machine made; False where that cannot be done.

    Then what people found must stay the current reading, and the machine's be kept beside it.
    """
    if current is None:
        return True
    if current.read_as == TYPED:
        return False
    found = list(DoubtfulWord._base_manager.filter(page=page, state=State.SETTLED))
    if not found:
        return True
    lines = placing.laid(reading)
    if lines is None or _ground(current) != _ground(reading):
        return False
    for word in found:
        say(lines, word)
    settled = [word.box for word in found]
    write(reading, lines, [told for told in reading.doubts if not _is_in(_box(told), settled)])
    return True


def say(lines: Lines, word: DoubtfulWord) -> None:
    """Let `lines` hold what people found where `word` stands."""
    if word.outcome == Outcome.UNREADABLE:
        placing.mark(lines, word.box, confidence=0.0, engine=PERSON)
    else:
        placing.put(lines, word.box, word.text, confidence=100.0, engine=PERSON)


def write(reading: Reading, lines: Lines, doubts: Iterable[dict[str, Any]]) -> None:
    """Make `lines` the words of `reading`, and `doubts` what is doubtful among them. It is not saved by this."""
    reading.text = placing.text_of(lines)
    reading.words = packed(placing.words_of(lines))
    reading.doubts = [{**told, "at": placing.number_at(lines, _box(told))} for told in doubts]
    reading.doubt_risk = max((told["risk"] for told in reading.doubts), default=0)


def keep_step(page: Page, reading: Reading) -> None:
    """Make the open words of `page` those that its new current `reading` doubts.

    A word that somebody has answered already stays open, whatever a machine now thinks of it.
    """
    standing = list(DoubtfulWord._base_manager.filter(page=page, state=State.OPEN))
    if reading.read_as == TYPED:
        DoubtfulWord._base_manager.filter(pk__in=[word.pk for word in standing]).update(
            state=State.TYPED
        )
        return
    new = []
    for told in reading.doubts:
        box = _box(told)
        same = next((w for w in standing if _is_same(w.box, box)), None)
        word = same or DoubtfulWord(page=page)
        if same:
            standing.remove(same)
        for name in ("at", "kind", "risk", "confidence"):
            setattr(word, name, told[name])
        for name, most in (("read", 300), ("other", 300), ("engine", 80), ("other_engine", 80)):
            setattr(word, name, str(told[name])[:most])
        word.left, word.top, word.width, word.height = box
        if same:
            word.save()
        else:
            new.append(word)
    DoubtfulWord._base_manager.bulk_create(new)
    answered = WordCheck._base_manager.filter(word=OuterRef("pk"), undone_at=None).exclude(
        verdict=WordCheck.Verdict.SKIPPED
    )
    DoubtfulWord._base_manager.filter(
        ~Exists(answered), pk__in=[word.pk for word in standing]
    ).update(state=State.DROPPED)


def open_again(page: Page, reading: Reading | None) -> None:
    """Open what was put away when `page` was typed, now that `reading` is shown again."""
    if reading is not None:
        DoubtfulWord._base_manager.filter(page=page, state=State.TYPED).update(state=State.OPEN)


def as_doubt(word: DoubtfulWord) -> dict[str, Any]:
    """`word` as `Reading.doubts` tells it."""
    names = ("at", "kind", "read", "other", "engine", "other_engine", "confidence", "risk")
    return {**{name: getattr(word, name) for name in names}, "box": list(word.box)}


def told_of(reading: Reading | None) -> str:
    """A sentence on who read the page and how far it can be trusted. One query for what a machine read."""
    if reading is None:
        return "Not read yet."
    if reading.read_as == TYPED:
        return f"Typed by {reading.author} from the paper. The picture is what counts."
    if reading.read_as == "text layer":
        return "Text as it was typed in the file."
    found = Counter(
        DoubtfulWord._base_manager.filter(page=reading.page_id).values_list("state", flat=True)
    )
    left = found[State.OPEN]
    if left:
        stands = f"not verified: {left} word{'s' if left > 1 else ''} to check"
    else:
        stands = "checked by a person" if found[State.SETTLED] else "not verified"
    what = "Handwriting, read" if reading.looks_like == Reading.Looks.HANDWRITING else "Read"
    return f"{what} by machine, {stands}. The picture is what counts."


def pages_to_check() -> QuerySet[DoubtfulWord]:
    """Open words, to be joined by their page; counts of them alone say nothing of what they are."""
    return DoubtfulWord._base_manager.filter(state=State.OPEN)


def _box(told: dict[str, Any]) -> Box:
    left, top, width, height = told["box"]
    return left, top, width, height


def _is_same(one: Box, other: Box) -> bool:
    return min(placing.share(one, other), placing.share(other, one)) >= 0.5


def _is_in(box: Box, others: Iterable[Box]) -> bool:
    return any(max(placing.share(box, one), placing.share(one, box)) >= 0.5 for one in others)


def _ground(reading: Reading) -> tuple[int, int, int]:
    """The picture that boxes count in: two readings of the same one may share them."""
    return reading.width, reading.height, reading.angle_degrees % 360
