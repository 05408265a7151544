"""Checking what the machine read: doubtful words one by one, and pages that a person types.

Whoever may `check` a page may do so: the desk while it is not filed, afterwards whoever may read it and write or file
paper in a file it belongs to. Words of the kinds in `KINFILE_SECOND_READER` are settled when two people agree who did
not see each other's answer; where they do not, a third decides who sees both. Nothing changes in the text before that.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from difflib import SequenceMatcher
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cases import access, audit
from cases.actions import Problem
from cases.models import User
from documents import doubtful, placing, readings
from documents.models import CheckingTurn, DoubtfulWord, Page, Reading, Typing, WordCheck

State, Outcome, Verdict = DoubtfulWord.State, DoubtfulWord.Outcome, WordCheck.Verdict

# As long as somebody may think about one word before others are led to its page.
_TURN = timedelta(minutes=10)
_LONGEST_WORD = 300
# Answers on pages that are closed to whoever gave them by now are passed over, not searched through.
_LOOKED_BACK = 50
# A correction has more of the letters that were read than this; the next word's hardly ever.
_ALIKE = 0.35
LONGEST_PAGE = 60_000
# A4 at 200 dpi: a page of which no picture could be made still needs a size for its words to stand on.
_A4 = (1654, 2339, 200)


class Overtaken(Problem):
    """Somebody else, or a later reading, was quicker; what was typed is not lost, and nothing was overwritten."""


def waiting(by: User) -> QuerySet[DoubtfulWord]:
    """The words that wait for `by`: open, and not answered or left to others by the same person. Riskiest first."""
    mine = WordCheck._base_manager.filter(word=OuterRef("pk"), by=by, undone_at=None)
    return (
        access.scope(by, "check", DoubtfulWord)
        .filter(~Exists(mine), state=State.OPEN)
        .order_by("-risk", "page", "at")
    )


def left_to_others(by: User) -> QuerySet[DoubtfulWord]:
    """What `by` skipped and nobody has settled since."""
    skipped = WordCheck._base_manager.filter(
        word=OuterRef("pk"), by=by, undone_at=None, verdict=Verdict.SKIPPED
    )
    words = access.scope(by, "check", DoubtfulWord)
    return words.filter(Exists(skipped), state=State.OPEN)


def disputed(by: User) -> QuerySet[DoubtfulWord]:
    """Words that two people read differently and that wait for `by` to decide."""
    return (
        waiting(by)
        .annotate(answers=Count("checks", filter=_counts("checks__")))
        .filter(answers__gte=2)
    )


def next_word(by: User, *, page: Page | UUID | None = None) -> DoubtfulWord | None:
    """The word to look at next: `page` is finished first; then the riskiest on a page that nobody has in hand."""
    words = waiting(by)
    here = words.filter(page=page).first() if page else None
    if here:
        return here
    in_hand = CheckingTurn._base_manager.filter(until__gt=timezone.now()).exclude(by=by)
    return words.exclude(page__in=in_hand.values("page")).first() or words.first()


def answers_of(word: DoubtfulWord) -> list[WordCheck]:
    """What counts of what people said about `word`, in order."""
    found = WordCheck._base_manager.filter(_counts(), word=word)
    return list(found.select_related("by").order_by("at"))


def is_disputed(word: DoubtfulWord) -> bool:
    return len(answers_of(word)) >= 2


def needs_two(word: DoubtfulWord) -> bool:
    return word.kind in settings.KINFILE_SECOND_READER


@transaction.atomic
def open_page(by: User, pk: UUID) -> Page:
    """The page `pk` for somebody who checks its words. One row of the audit log a page and turn, not one a word."""
    page = access.scope(by, "check", Page).filter(pk=pk).first()
    if page is None or not _goes_on(by, pk):
        page = access.get(by, Page, pk, "check")
        _begin_turn(by, page)
    return page


@transaction.atomic
def open_word(by: User, pk: UUID) -> DoubtfulWord:
    """The word `pk` for somebody who checks it; what goes into the audit log is its page, once a turn."""
    words = access.scope(by, "check", DoubtfulWord).select_related("page")
    word = words.filter(pk=pk).first()
    if word is None:
        raise access.Refused("documents.doubtfulword.check", "documents.doubtfulword", pk)
    if not _goes_on(by, word.page_id):
        _begin_turn(by, access.get(by, Page, word.page_id, "check"))
    return word


def held_by_others(by: User, page: Page) -> list[User]:
    turns = CheckingTurn._base_manager.filter(page=page, until__gt=timezone.now()).exclude(by=by)
    return [turn.by for turn in turns.select_related("by")]


@transaction.atomic
def answer(
    *, by: User, word: DoubtfulWord, verdict: str, text: str = "", read: str | None = None
) -> WordCheck:
    """Write down what `by` says stands where `word` was read. `text`: the word as it should be, "" for nothing there.

    `read`: the word as it was shown to `by`. Raises `Overtaken` when the word was settled, or read as something else,
    in the meantime.
    """
    access.require(by, "check", word)
    _lock(word.page_id)
    word.refresh_from_db()
    if word.state != State.OPEN:
        raise Overtaken(_BY_NOW[word.state])
    if read is not None and read != word.read:
        raise Overtaken(
            f"The page was read again a moment ago, and this word now as “{word.read}”. "
            "Look once more; nothing was changed."
        )
    if verdict == Verdict.RIGHT:
        text = word.read
    elif verdict == Verdict.CORRECTED:
        text = _one_line(text)
        verdict = Verdict.RIGHT if text == word.read else verdict
    else:
        text = ""
    mine = WordCheck._base_manager.filter(word=word, by=by, undone_at=None)
    mine.filter(verdict=Verdict.SKIPPED).update(undone_at=timezone.now())
    if mine.exists():
        raise Overtaken("You have read this word already. Now it waits for somebody else.")
    check = WordCheck.objects.create(word=word, by=by, verdict=verdict, text=text)
    audit.record(
        by, "documents.word_checked", word, verdict=str(verdict), kind=word.kind, page=word.page_id
    )
    if verdict != Verdict.SKIPPED and (said := _decided(word)) is not None:
        _settle(word, said)
    return check


@transaction.atomic
def take_back(*, by: User, check: WordCheck) -> DoubtfulWord:
    """Undo what `by` said about a word, and return it. Where that had settled it, the text is as it was before."""
    word = check.word
    access.require(by, "check", word)
    if check.by_id != by.pk:
        raise access.Refused("documents.wordcheck.undo", "documents.wordcheck", check.pk)
    _lock(word.page_id)
    word.refresh_from_db()
    if word.state in {State.DROPPED, State.TYPED}:
        raise Overtaken(_BY_NOW[word.state])
    later = WordCheck._base_manager.filter(_counts(), word=word, at__gt=check.at)
    if word.state == State.SETTLED and later.exists():
        raise Problem(
            "Somebody else has read this word since and settled it. If it is wrong, open the whole page and type it."
        )
    if not WordCheck._base_manager.filter(pk=check.pk, undone_at=None).update(
        undone_at=timezone.now()
    ):
        raise Problem("This was undone already.")
    audit.record(by, "documents.word_check_undone", word, page=word.page_id)
    if word.state == State.SETTLED:
        _reopen(by, word)
    return word


@transaction.atomic
def take_up_skipped(*, by: User) -> int:
    """Bring back to `by` what they left to others; returns how many words."""
    words = list(left_to_others(by).values_list("pk", flat=True))
    mine = WordCheck._base_manager.filter(
        by=by, undone_at=None, verdict=Verdict.SKIPPED, word__in=words
    )
    return mine.update(undone_at=timezone.now())


def last_of(by: User, *, most: int = 1) -> list[WordCheck]:
    """What `by` said last and may take back, the latest first."""
    mine = list(
        WordCheck._base_manager.filter(by=by, undone_at=None)
        .select_related("word__page")
        .order_by("-at", "-pk")[: most + _LOOKED_BACK]
    )
    words = access.scope(by, "check", DoubtfulWord).filter(pk__in=[one.word_id for one in mine])
    may = set(words.values_list("pk", flat=True))
    return [one for one in mine if one.word_id in may][:most]


@transaction.atomic
def type_page(*, by: User, page: Page, text: str, seen: UUID | None) -> Reading:
    """Make `text`, typed from the picture, the reading of the whole page.

    `seen`: id of the reading it was typed beside, None where there was none. Raises `Overtaken` when another one is
    current by now: nothing is overwritten unseen.
    """
    access.require(by, "check", page)
    _lock(page.pk)
    current = _current(page)
    if (current.pk if current else None) != seen:
        raise Overtaken(
            "The text of this page was changed while you typed, so yours was not saved over it. "
            "It is kept in the box: compare it with the text beside it, then save again."
        )
    typed = _whole_text(text)
    if not typed:
        raise Problem("Type what stands on the page first. A page with nothing on it can be left.")
    if len(typed) > LONGEST_PAGE:
        raise Problem("That is more than one page can hold. Check what was pasted, and shorten it.")
    width, height, dpi = (current.width, current.height, current.dpi) if current else _A4
    over = readings.unpacked(current.words) if current else []
    lines = placing.spread(typed, over, width=width, height=height, engine=readings.PERSON)
    made = readings.replace(
        page,
        Reading(
            read_as=readings.TYPED,
            engine="a person",
            author=by,
            text=placing.text_of(lines),
            words=readings.packed(placing.words_of(lines)),
            confidence=100,
            width=width,
            height=height,
            dpi=dpi,
            angle_degrees=current.angle_degrees if current else 0,
            skew_degrees=current.skew_degrees if current else None,
            view=current.view if current else None,
            thumbnail=current.thumbnail if current else None,
            whole=current.whole if current else None,
            looks_like=current.looks_like if current else "",
        ),
    )
    Typing.objects.create(made=made, before=current)
    audit.record(by, "documents.page_typed", page)
    return made


@transaction.atomic
def take_back_typing(*, by: User, page: Page) -> Reading | None:
    """Show again what was shown before `by` typed the page; returns that reading, None where there was none."""
    access.require(by, "check", page)
    _lock(page.pk)
    current = _current(page)
    if current is None or current.read_as != readings.TYPED:
        raise Problem("This page shows no typed text now, so there is nothing to take back.")
    if current.author_id != by.pk:
        raise Problem(
            f"{current.author} typed this page. If something in it is wrong, correct the text instead."
        )
    typing = Typing._base_manager.select_related("before").get(made=current)
    Typing._base_manager.filter(pk=typing.pk).update(undone_at=timezone.now())
    readings.go_back(page, typing.before)
    doubtful.open_again(page, typing.before)
    audit.record(by, "documents.page_typing_undone", page)
    return typing.before


def history(page: Page) -> list[Reading]:
    """Every reading of `page` that was ever kept, the one that is shown first, then the latest first."""
    found = Reading._base_manager.filter(page=page).select_related("author")
    return list(found.defer("words").order_by("-is_current", "-made_at"))


def is_unlike(word: DoubtfulWord, text: str) -> bool:
    """Whether `text` has so little of what any engine read that it may belong to another word."""
    told = [each for each in (word.read, word.other) if each]
    return bool(told) and len(text) > 3 and max(_alike(text, each) for each in told) < _ALIKE


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()


def _goes_on(by: User, page_id: UUID) -> bool:
    """Prolong the turn of `by` at the page, if it has not run out."""
    now = timezone.now()
    turns = CheckingTurn._base_manager.filter(page=page_id, by=by, until__gt=now)
    return bool(turns.update(until=now + _TURN))


def _begin_turn(by: User, page: Page) -> None:
    now = timezone.now()
    CheckingTurn._base_manager.update_or_create(
        page=page, by=by, defaults={"began_at": now, "until": now + _TURN}
    )


_BY_NOW: dict[str, str] = {
    State.SETTLED: "Somebody else settled this word a moment ago, so nothing was changed twice.",
    State.DROPPED: "The page was read again a moment ago, and this word clearly. Nothing is left to check in it.",
    State.TYPED: "Somebody typed the whole page a moment ago, so this word needs no check any more.",
}


def _counts(path: str = "") -> Q:
    """Answers that count: not taken back, and not left to others."""
    return Q(**{f"{path}undone_at": None}) & ~Q(**{f"{path}verdict": Verdict.SKIPPED})


def _decided(word: DoubtfulWord) -> WordCheck | None:
    """The answer upon which `word` is settled now, if it is."""
    said = answers_of(word)
    if not needs_two(word):
        return said[-1]
    if len(said) < 2:
        return None
    # A third person sees what the two said, and decides.
    alike = len(said) > 2 or (_meaning(said[0]) == _meaning(said[1]))
    return said[-1] if alike else None


def _meaning(check: WordCheck) -> tuple[bool, str]:
    return check.verdict == Verdict.UNREADABLE, check.text


def _settle(word: DoubtfulWord, said: WordCheck) -> None:
    is_unreadable = said.verdict == Verdict.UNREADABLE
    word.text = "" if is_unreadable else said.text
    word.outcome = (
        Outcome.UNREADABLE
        if is_unreadable
        else Outcome.RIGHT
        if said.text == word.read
        else Outcome.WRONG
    )
    word.state, word.settled_at = State.SETTLED, timezone.now()
    word.save()
    _rewrite(said.by, word, lambda lines: doubtful.say(lines, word))


def _reopen(by: User, word: DoubtfulWord) -> None:
    """Put back what the machine had read."""
    word.state, word.outcome, word.text, word.settled_at = State.OPEN, "", "", None
    word.save()
    sure = float(word.confidence)
    _rewrite(
        by,
        word,
        lambda lines: placing.put(lines, word.box, word.read, confidence=sure, engine=word.engine),
    )


def _rewrite(by: User, word: DoubtfulWord, change: Callable[[placing.Lines], object]) -> None:
    """Let `change` have the lines of the page of `word`; keep them, as a new version where the text is another."""
    current = _current(word.page)
    lines = placing.laid(current) if current else None
    if current is None or lines is None:
        return
    before = placing.text_of(lines)
    change(lines)
    _keep(by, word.page, current, lines, is_new=placing.text_of(lines) != before)


def _keep(by: User, page: Page, current: Reading, lines: placing.Lines, *, is_new: bool) -> None:
    """Keep `lines` as the text of `page`: a version of its own where a word changed, else on the one that stands."""
    left = DoubtfulWord._base_manager.filter(page=page, state=State.OPEN)
    doubts = [doubtful.as_doubt(word) for word in left]
    if is_new:
        made = Reading._base_manager.get(pk=current.pk)
        made.pk, made.author, made.made_at = None, by, timezone.now()
        made._state.adding = True
        doubtful.write(made, lines, doubts)
        readings.replace(page, made)
    else:
        doubtful.write(current, lines, doubts)
        current.save(update_fields=["text", "words", "doubts", "doubt_risk"])


def _lock(page_id: UUID) -> None:
    """Two people who answer about one page in the same moment take turns."""
    Page._base_manager.select_for_update().get(pk=page_id)


def _current(page: Page) -> Reading | None:
    return Reading._base_manager.filter(page=page, is_current=True).first()


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())[:_LONGEST_WORD]


def _whole_text(text: str) -> str:
    lines = (" ".join(line.split()) for line in _clean(text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _clean(text: str) -> str:
    """`text` without signs that no screen shows and no search finds."""
    whole = unicodedata.normalize("NFC", text)
    return "".join(
        letter for letter in whole if letter in "\n\r\t" or unicodedata.category(letter)[0] != "C"
    )
