"""What somebody looks for, taken apart as text is, with the words that stand for one another in this field."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cases import names
from documents.languages import WELSH_MARK, radicals
from documents.misreadings import NEAR_LETTERS
from documents.words import Token, analyse, figures, is_date_term, stem


@dataclass(frozen=True)
class Want:
    """One thing a person looks for.

    `ways`: sequences of stems, any one of which answers it (one stem: that word or whole; several:
    these words side by side). `named`: the same in folded unstemmed words, for names. `loose`: the
    words that may also be misread, begun or misspelt, all of them; empty where only `ways` will do. A
    number among them is never another, only the same read as letters. `misread`: sequences of stems as
    in `ways`, any one of which answers with its words misread: a single one as `may_be_misread` says,
    several side by side as `misread_way` says.
    `begins`: the beginning of a word, in place of the others.
    """

    ways: tuple[tuple[str, ...], ...] = ()
    named: tuple[tuple[str, ...], ...] = ()
    loose: tuple[str, ...] = ()
    begins: str = ""
    misread: tuple[tuple[str, ...], ...] = ()

    @property
    def has_near_misses(self) -> bool:
        return bool(self.loose or self.misread) or len(self.begins) >= NEAR_LETTERS

    @property
    def mutated(self) -> tuple[str, ...]:
        """Under what a word of Welsh text answers it, whatever mutation either stands in."""
        return tuple(WELSH_MARK + radical for radical in self._radicals())

    def _radicals(self) -> Iterator[str]:
        for way in self.named:
            if len(way) == 1 and len(way[0]) > 2 and way[0].isalpha():
                yield from radicals(way[0])


# Each line: words that stand for one another in this field, on the side of the question only. A council switches a
# line off by its first words, so those stay; `search.field_words` adds the council's own.
SHIPPED_GROUPS = (
    ("mum", "mother", "mam", "mummy"),
    ("dad", "father", "daddy"),
    ("gran", "grandmother", "granny", "nan", "nana"),
    ("grandad", "grandfather", "granddad"),
    ("social worker", "sw"),
    ("health visitor", "hv"),
    ("midwife", "mw"),
    ("general practitioner", "gp"),
    ("team manager", "tm"),
    ("independent reviewing officer", "iro"),
    ("child protection", "cp"),
    ("child protection plan", "cpp"),
    ("initial child protection conference", "icpc"),
    ("review child protection conference", "rcpc"),
    ("child in need", "children in need", "cin"),
    ("looked after", "looked after child", "looked after children", "lac", "cla"),
    ("children looked after", "cla", "lac"),
    ("team around the family", "taf"),
    ("family group conference", "fgc"),
    ("family group decision making", "fgdm"),
    ("parental responsibility", "pr"),
    ("special guardianship order", "special guardianship", "sgo"),
    ("emergency protection order", "epo"),
    ("interim care order", "ico"),
    ("child arrangements order", "cao"),
    ("public law outline", "plo"),
    ("section 17", "s17"),
    ("section 20", "s20"),
    ("section 31", "s31"),
    ("section 47", "s47"),
    ("section 76", "s76"),
    ("domestic abuse", "domestic violence", "dv"),
    ("child sexual exploitation", "cse"),
    ("child sexual abuse", "csa"),
    ("child criminal exploitation", "cce"),
    ("foetal alcohol spectrum disorder", "fetal alcohol spectrum disorder", "fasd"),
    ("no further action", "nfa"),
    ("personal education plan", "pep"),
    ("education health and care plan", "ehcp"),
    ("special educational needs", "sen"),
    ("additional learning needs", "aln"),
    ("special educational needs coordinator", "senco"),
    ("child and adolescent mental health", "camhs"),
    ("strengths and difficulties questionnaire", "sdq"),
    ("multi agency safeguarding hub", "mash"),
    ("designated safeguarding lead", "dsl"),
    ("emergency duty team", "edt"),
    ("unaccompanied asylum seeking child", "unaccompanied asylum seeking children", "uasc"),
    ("date of birth", "dob"),
    ("young person", "yp"),
    ("local authority", "la"),
)


class Synonyms:
    """Groups of words or phrases that answer for one another.

    A phrase may stand in several groups; then each of them answers for it.
    """

    def __init__(self, groups: Iterable[Iterable[str]]) -> None:
        self._known: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
        self._written: dict[tuple[str, ...], str] = {}
        for group in groups:
            ways = tuple(map(stems_of, written := tuple(group)))
            for way, words in zip(ways, written, strict=True):
                self._written.setdefault(way, words)
            for way in ways:
                known = self._known.get(way, (way,))
                self._known[way] = tuple(dict.fromkeys((*known, *ways)))
        self._longest = max(map(len, self._known), default=0)

    def at(self, stems: Sequence[str]) -> tuple[int, tuple[tuple[str, ...], ...]]:
        """How many of the first `stems` are a known phrase (0: none), and all its ways."""
        for length in range(min(self._longest, len(stems)), 0, -1):
            if ways := self._known.get(tuple(stems[:length])):
                return length, ways
        return 0, ()

    def written(self, way: tuple[str, ...]) -> str:
        """The words of a known phrase as somebody wrote them; its stems where it is not known."""
        return self._written.get(way) or " ".join(way)

    def ways_of(self, way: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        """All that answers for a known phrase, itself among it."""
        return self._known.get(way, ())


def stems_of(phrase: str) -> tuple[str, ...]:
    return tuple(word.stem for word in analyse(phrase).words)


FIELD_WORDS = Synonyms(SHIPPED_GROUPS)
NO_SYNONYMS = Synonyms(())

STOP_WORDS = frozenset(
    "a an and are as at be been but by for from had has have he her his i in is it its of on or "
    "our she so that the their them then there they this to was we were which with you".split()
)


def wants(text: str, synonyms: Synonyms = FIELD_WORDS) -> tuple[Want, ...]:
    """What somebody who typed `text`, plain words without signs, is looking for.

    Small words such as "of" are left out unless there is nothing else.
    """
    found = analyse(text)
    words, stems = found.words, [word.stem for word in found.words]
    starting: dict[int, Token] = {}
    for whole in found.wholes:
        # The longest whole that starts here comes first; a day before its month.
        starting.setdefault(whole.start, whole)
    small = all(word.surface in STOP_WORDS for word in words)
    asked: list[Want] = []
    at = 0
    while at < len(words):
        word = words[at]
        length, ways = synonyms.at(stems[at:])
        longest = starting.get(word.start)
        together = (
            names.joined(word.surface, words[at + 1].surface) if at + 1 < len(words) else None
        )
        if longest and longest.end >= word.end:
            parts = sum(1 for other in words[at:] if other.end <= longest.end)
            asked.append(_whole_want(longest, words[at : at + parts], synonyms))
            at += parts
        elif length:
            surfaces = tuple(other.surface for other in words[at : at + length])
            loose = tuple(s for s in surfaces if s not in STOP_WORDS)
            asked.append(Want(ways, (surfaces,), loose, misread=ways))
            at += length
        elif together:
            asked.append(_name_want((word, words[at + 1]), together))
            at += 2
        else:
            if small or word.surface not in STOP_WORDS:
                asked.append(_name_want((word,), word.surface))
            at += 1
    return tuple(dict.fromkeys(asked))


def _name_want(parts: Sequence[Token], together: str) -> Want:
    """Any word may be a name: then its other spellings answer as well."""
    apart = tuple(part.surface for part in parts)
    ways = [tuple(part.stem for part in parts)]
    ways.extend((stem(spelling),) for spelling in names.spellings(together))
    named = [apart, *((spelling,) for spelling in names.spellings(together))]
    loose = (together,) if together.isalpha() or len(figures(together)) > 2 else ()
    return Want(tuple(dict.fromkeys(ways)), tuple(dict.fromkeys(named)), loose)


def _whole_want(whole: Token, parts: Sequence[Token], synonyms: Synonyms) -> Want:
    surfaces = tuple(part.surface for part in parts)
    if is_date_term(whole.stem) and len(whole.stem) > 4:
        return Want(((whole.stem,),))
    stems = tuple(part.stem for part in parts)
    length, known = synonyms.at(stems)
    ways = ((whole.stem,), stems, *(known if length == len(stems) else ()))
    if len(parts) == 1:
        # A line-end hyphen or an apostrophe: the word itself comes before any part of it.
        ways = (stems,)
    loose = surfaces if whole.surface.isalpha() else ()
    if len(whole.surface) > 4 and any(map(str.isdigit, whole.surface)):
        loose = (whole.surface,)
    misread = tuple(way for way in ways if len(way) > 1)
    return Want(tuple(dict.fromkeys(ways)), ((whole.surface,), surfaces), loose, misread=misread)


def phrase(text: str) -> Want | None:
    """`text` word for word, as somebody means it who puts it in quotation marks."""
    found = analyse(text).words
    if not found:
        return None
    stems = tuple(t.stem for t in found)
    return Want((stems,), (tuple(t.surface for t in found),), misread=(stems,))
