"""Judged questions: does each search engine find what it should, and little else, on text that a machine misread?

`python -m benchmarks.judged [--seed 1 2] [--error 5] [--engines embedded,elastic] [--misses]`
Writes a small shelf from a seed: children with former names and aliases, and scanned pages whose words are misread, one
character in twenty. What answers a question is known from what was written on which page, before anything is read
wrongly or indexed; the analysis of the product has no part in it. Every question is put to both engines, with the
rights of somebody from whom one child is kept; what is listed differently by the two is named.

*Recall* is the share of the right things that is found. *Precision at 5* is the share of right things among the first
five, or among the first so many as there are right ones. A question that nothing answers has precision 1 where nothing
is listed, and no recall. The first seed is the one that the product was improved with, the second is kept aside.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from search.answers import DEEPEST
from search.asking import parse
from search.engines.contract import Engine
from search.engines.elastic.connection import Address
from search.engines.elastic.engine import ElasticEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.entries import Entry
from search.rights import Rights
from tests.services import search_server

SEEDS = (1, 2)
ENGINES = ("embedded", "elastic")
PAGES = 700
WORDS_A_PAGE = 110

GIVEN = (
    "Siân Stephen Catherine Mohammed Bryce Philip Geoffrey Sean Niamh Siobhan Llewellyn Rhys Zoë Łukasz Aisha Chloe "
    "Isobel Alison Jonathan Lewis Rowan Kai Tia Megan Harvey Imogen Tobias Felicity Gareth Bronwen Declan Orla"
).split()
SURNAMES = (
    "O'Brien McDonald Clarke Thompson Leigh Evans Nguyen Hussain Smith Davies Reid Gray Hughes Stewart Whitfield "
    "Fothergill Kowalczyk Pemberton Okonkwo Llewelyn Ashworth Brannigan Cartwright Dunleavy Entwistle Featherstone "
    "Gallagher Hepworth Ivanov Jankowski Kirkbride Lockwood"
).split()
# As it is recorded, and as others write it who only heard it.
HEARD = {
    "Siân": ("Shan", "Sian"), "Stephen": ("Steven",), "Catherine": ("Kathryn", "Katherine"), "Bryce": ("Brice",),
    "Mohammed": ("Muhammad", "Mohamed"), "Philip": ("Phillip", "Filip"), "Geoffrey": ("Jeffrey",),
    "Sean": ("Shaun", "Shawn"), "Niamh": ("Neve", "Neeve"), "Siobhan": ("Shivaun", "Shevaun"),
    "Rhys": ("Reece", "Rees"),
    "Zoë": ("Zoe", "Zoey"), "Łukasz": ("Lukasz",), "Aisha": ("Ayesha",), "Chloe": ("Khloe", "Cloe"),
    "Isobel": ("Isabel", "Izobel"), "Alison": ("Allison", "Alyson"), "Lewis": ("Louis",), "Megan": ("Meghan",),
    "O'Brien": ("OBrien", "O Brien", "O’Brian"), "McDonald": ("MacDonald", "Mc Donald"), "Clarke": ("Clark",),
    "Thompson": ("Tomson", "Thomson"), "Leigh": ("Lee",), "Hussain": ("Hussein",), "Smith": ("Smyth",),
    "Davies": ("Davis",), "Reid": ("Reed",), "Gray": ("Grey",), "Hughes": ("Hewes",), "Stewart": ("Stuart",),
    "Kowalczyk": ("Kovalchik",), "Llewelyn": ("Llewellyn",), "Gallagher": ("Galagher",), "Jankowski": ("Yankowski",),
}  # fmt: skip
SHORT = {
    "Catherine": "Kate", "Stephen": "Steve", "Philip": "Phil", "Jonathan": "Jon", "Isobel": "Izzy", "Mohammed": "Mo",
    "Alison": "Ali", "Lewis": "Lou", "Tobias": "Toby",
}  # fmt: skip
NICKNAMES = "Spud Bibi Jinx Rooster Pixie Dodger Skip Tigger Moose Bambi Smudge Pebbles".split()
# People who are only spoken of: teachers, doctors, neighbours.
SPOKEN_OF = (
    "Winterbottom Ramsbottom Postlethwaite Abercrombie Cholmondeley Drinkwater Eastwood Farnsworth "
    "Greenhalgh Halliwell "
    "Illingworth Kettlewell Lumsden Micklethwaite Nightingale Oldershaw Pickersgill Quarmby Ravenscroft Shackleton"
).split()
WORDS = (
    "asthma trampoline eviction epilepsy insulin caravan allotment greyhound methadone interpreter "
    "wheelchair tribunal "
    "bailiff inhaler orthodontist chickenpox nightmares paracetamol stairgate cannabis bereavement mortgage lodger "
    "scaffolding passport wardrobe bonfire swimming karate trumpet dentist eczema anorexia mosque chapel probation "
    "overcrowding laptop bicycle hamster balcony fracture concussion vaccine"
).split()
SHORT_WORDS = "rash debt lice gang knee cane bleach scald".split()
FORMS = (
    ("bruise", "bruises bruising bruised"), ("argue", "argued arguing argues"),
    ("threaten", "threatened threatening"),
    ("absence", "absences"), ("shout", "shouting shouted shouts"), ("smack", "smacked smacking"),
    ("stumble", "stumbled stumbling"), ("burglary", "burglaries"), ("whisper", "whispered whispering"),
    ("relapse", "relapsed relapsing"),
)  # fmt: skip
PHRASES = (
    "left ear", "burn mark", "back door", "cut above the eye", "new partner", "school uniform", "locked bedroom",
    "cold water", "broken window", "empty fridge", "wet bed", "night shift", "kitchen knife", "front room floor",
)  # fmt: skip
EXCLUSIONS = (("garden", "shed"), ("dog", "puppy"), ("market", "stall"), ("football", "training"), ("birthday", "cake"),
              ("river", "bridge"), ("cinema", "ticket"), ("library", "book"))  # fmt: skip
BEGINNINGS = (
    ("electr*", "electricity electrician electrical"), ("photo*", "photograph photographer photocopy"),
    ("hydro*", "hydrotherapy hydrogen"), ("physio*", "physiotherapist physiology"),
    ("psych*", "psychologist psychiatrist"),
    ("immun*", "immunised immunity"), ("violen*", "violently violence"), ("alcohol*", "alcoholic alcoholism"),
    ("sleepw*", "sleepwalking sleepwalks"), ("homew*", "homework homewards"),
)  # fmt: skip
FIELD = (
    ("LAC", ("looked after child", "children looked after", "LAC", "CLA")), ("mum", ("mother", "mummy", "mum")),
    ("grandmother", ("granny", "nan", "grandmother")), ("social worker", ("SW", "social worker")),
    ("HV", ("health visitor", "HV")), ("s47", ("section 47", "s47")), ("section 20", ("s20", "section 20")),
    ("domestic violence", ("domestic abuse", "domestic violence")), ("IRO", ("independent reviewing officer", "IRO")),
    ("CAMHS", ("child and adolescent mental health", "CAMHS")), ("EHCP", ("education health and care plan", "EHCP")),
    ("child in need", ("CIN", "children in need")), ("PLO", ("public law outline", "PLO")),
    ("dad", ("father", "daddy")),
    ("no further action", ("NFA", "no further action")), ("SGO", ("special guardianship order", "SGO")),
)  # fmt: skip
WELSH = (
    ("plentyn", "plentyn blentyn phlentyn mhlentyn"), ("ysgol", "ysgol hysgol"), ("tad", "tad dad nhad thad"),
    ("cartref", "cartref gartref nghartref chartref"), ("brawd", "brawd frawd mrawd"),
    ("teulu", "teulu deulu theulu"),
    ("gwely", "gwely wely ngwely"), ("meddyg", "meddyg feddyg"), ("rhieni", "rhieni rieni"),
    ("pryder", "pryder bryder"),
    ("ddiogelwch", "diogelwch ddiogelwch"), ("gyfarfod", "cyfarfod gyfarfod chyfarfod"), ("llaw", "llaw law"),
)  # fmt: skip
WELSH_TEXT = (
    "yn yr ac wedi mae roedd ei fy gyda nid oes ond hefyd hwn hon gan bod eto heddiw ddoe bore prynhawn "
    "wythnos gweld "
    "siarad dweud gofyn hapus trist tawel newydd mawr bach cerdded bwyta cysgu darllen chwarae ffrind tref stryd"
).split()
COMMON = (
    "the and of to was in that she he they with for had were on at this said from not her his been which "
    "there also when "
    "has could would about more other what some then only after very before over again because still while "
    "during where "
    "appeared during asked talked walked looked agreed noted written shared visit meeting family child "
    "school home worker "
    "health report plan contact support review week month morning afternoon evening kitchen room house road "
    "town people"
).split()
NOWHERE = (
    "Zebedee Quimby",
    "Xanthippe",
    "K-00017",
    "01999 555 123",
    '"purple elephant"',
    "zzzqq",
    "kryptonite",
)
MONTHS = (
    "January February March April May June July August September October November December".split()
)


@dataclass(frozen=True)
class Judged:
    """One question and what answers it: `right` must be found, `also` may be, nothing else should."""

    kind: str
    typed: str
    right: frozenset[str]
    also: frozenset[str] = frozenset()


@dataclass
class Child:
    id: UUID
    name: str
    other_names: list[str]
    reference: str
    is_kept_from_asker: bool = False

    @property
    def key(self) -> str:
        return f"person:{self.id}"


@dataclass
class Paper:
    key: str
    child: Child
    on: date
    sentences: list[str] = field(default_factory=list)
    is_welsh: bool = False


class Shelf:
    """`entries` to index, `questions` about them, `rights` of the one who asks; `hidden` are keys kept from them."""

    def __init__(self, seed: int, error: float) -> None:
        self._chance = random.Random(seed)
        self._error = error
        self._said: dict[object, set[str]] = defaultdict(set)
        self._invented = self._words(3_000)
        self.children = self._children()
        self._papers = [self._paper(number) for number in range(PAGES)]
        self._free = [paper for paper in self._papers if not paper.is_welsh]
        self.questions = tuple(self._judged())
        self.entries = [*map(self._person, self.children), *map(self._page, self._papers)]
        kept = frozenset(child.id for child in self.children if child.is_kept_from_asker)
        self.rights = Rights.everyone_but(kept)
        self.hidden = frozenset(entry.key for entry in self.entries if entry.about & kept)

    def samples(self, pages: int) -> Iterator[tuple[str, str]]:
        """The text of some pages as it was written and as it was read."""
        read = {entry.key: entry.body for entry in self.entries}
        for paper in self._papers[:pages]:
            yield " ".join(paper.sentences), read[paper.key]

    def _words(self, size: int) -> list[str]:
        starts = "b br c ch d f g gr h l m n p pl r s st t tr w".split()
        ends = "a e i o u ea ou ai".split()
        # What a question looks for stands where it was written and nowhere else.
        taken = {
            word
            for pairs in (FORMS, BEGINNINGS, WELSH, EXCLUSIONS)
            for pair in pairs
            for word in " ".join(pair).split()
        }
        taken.update((*WORDS, *SHORT_WORDS, *" ".join(PHRASES).split()))
        taken.update(
            word for asked, forms in FIELD for word in f"{asked} {' '.join(forms)}".lower().split()
        )
        found: dict[str, None] = {}
        while len(found) < size:
            syllables = self._chance.choices((1, 2, 3), (1, 4, 3))[0]
            word = "".join(
                self._chance.choice(starts) + self._chance.choice(ends) for _ in range(syllables)
            ) + self._chance.choice(("", "n", "s", "t", "r", "ing", "ed"))
            # Nor as a form that the stemmer would take for it: three letters are the longest ending.
            if not any(word[: len(word) - ending] in taken for ending in range(4)):
                found[word] = None
        return list(found)

    def _children(self) -> list[Child]:
        pick = self._chance
        given, surnames = pick.sample(GIVEN, len(GIVEN)), pick.sample(SURNAMES, len(SURNAMES))
        former, nicknames = (
            pick.sample(surnames, len(surnames)),
            pick.sample(NICKNAMES, len(NICKNAMES)),
        )
        children = []
        for number, (first, last) in enumerate(zip(given, surnames, strict=True)):
            others = []
            if number % 2 and former[number] != last:
                others.append(f"{first} {former[number]}")
            if number % 3 == 0 and nicknames:
                others.append(f"{nicknames.pop()} {last}")
            reference = f"K-{pick.randrange(10_000, 99_999)}"
            children.append(
                Child(UUID(int=pick.getrandbits(128)), f"{first} {last}", others, reference)
            )
        children[-1].is_kept_from_asker = True
        return children

    def _paper(self, number: int) -> Paper:
        pick = self._chance
        day = date(2009, 1, 1) + timedelta(days=pick.randrange(17 * 365))
        paper = Paper(f"page:{number}", pick.choice(self.children), day, is_welsh=number % 8 == 0)
        self._said["about", paper.child.key].add(paper.key)
        self._said["day", day].add(paper.key)
        self._said["month", day.year, day.month].add(paper.key)
        while sum(len(one.split()) for one in paper.sentences) < WORDS_A_PAGE:
            paper.sentences.append(self._sentence(paper.is_welsh))
        return paper

    def _filling(self, count: int, is_welsh: bool = False) -> list[str]:
        if is_welsh:
            return self._chance.choices(WELSH_TEXT, k=count)
        return [
            self._chance.choice(COMMON if self._chance.random() < 0.6 else self._invented)
            for _ in range(count)
        ]

    def _sentence(self, is_welsh: bool = False, around: str = "") -> str:
        before, after = (
            self._filling(self._chance.randint(4, 8), is_welsh),
            self._filling(5, is_welsh),
        )
        words = " ".join(filter(None, (*before, around, *after)))
        return words[0].upper() + words[1:] + "."

    def _write(
        self, about: object, forms: Sequence[str], times: int, papers: list[Paper] | None = None
    ) -> frozenset[str]:
        """Write one of `forms` on `times` pages that do not say it yet; the keys of those the asker may find."""
        chosen = self._chance.sample(
            [p for p in papers or self._free if p.key not in self._said[about]], times
        )
        for number, paper in enumerate(chosen):
            text = forms[number] if number < len(forms) else self._chance.choice(forms)
            at = self._chance.randint(0, len(paper.sentences))
            paper.sentences.insert(at, self._sentence(paper.is_welsh, text))
            self._said[about].add(paper.key)
        return self._open(self._said[about])

    def _open(self, keys: Iterable[str]) -> frozenset[str]:
        kept = {c.key for c in self.children if c.is_kept_from_asker}
        for child in tuple(kept):
            kept |= self._said["about", child]
        return frozenset(keys) - kept

    def _judged(self) -> Iterator[Judged]:
        yield from self._asked_by_name()
        yield from self._asked_by_word()
        yield from self._asked_by_date()
        yield from self._asked_by_number()
        yield from self._asked_in_welsh()
        for typed in NOWHERE:
            yield Judged("nothing to find", typed, frozenset())

    def _asked_by_name(self) -> Iterator[Judged]:
        pick = self._chance
        children = [child for child in self.children if not child.is_kept_from_asker]
        for child in pick.sample(children, 10):
            pages = self._open(self._said["about", child.key])
            yield Judged("name as recorded", child.name, pages | {child.key})
            yield Judged(
                "reference",
                child.reference.replace("-", pick.choice(("-", "", " "))),
                frozenset({child.key}),
            )
        heard = [child for child in children if any(part in HEARD for part in child.name.split())]
        for child in pick.sample(heard, min(16, len(heard))):
            words = [
                pick.choice(HEARD[part]) if part in HEARD else part for part in child.name.split()
            ]
            also = self._open(self._said["about", child.key])
            yield Judged("name by sound or spelling", " ".join(words), frozenset({child.key}), also)
        for child in [child for child in children if child.name.split()[0] in SHORT][:8]:
            first, last = child.name.split()
            also = self._open(self._said["about", child.key])
            yield Judged("short form", f"{SHORT[first]} {last}", frozenset({child.key}), also)
        for child in pick.sample(
            [child for child in children if len(child.name.split()[1]) > 5], 10
        ):
            first, last = child.name.split()
            also = self._open(self._said["about", child.key])
            yield Judged(
                "name misspelt", f"{first} {self._slip(last)}", frozenset({child.key}), also
            )
        for child in pick.sample([child for child in children if child.other_names], 12):
            also = self._open(self._said["about", child.key])
            yield Judged(
                "former name or alias", pick.choice(child.other_names), frozenset({child.key}), also
            )
        for name in pick.sample(SPOKEN_OF, 10):
            forms = [f"{title} {name}" for title in ("Mr", "Mrs", "Dr", "Miss")]
            yield Judged("name in the text", name, self._write(name, forms, 5))

    def _slip(self, word: str) -> str:
        at = self._chance.randrange(1, len(word) - 1)
        left_out, twice = word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return self._chance.choice((left_out, twice, swapped if swapped != word else left_out))

    def _asked_by_word(self) -> Iterator[Judged]:
        pick = self._chance
        chosen = pick.sample(WORDS, 32)
        for word in chosen[:16]:
            yield Judged("word", word, self._write(word, [word], pick.randint(4, 8)))
        for one, two in zip(chosen[16::2], chosen[17::2], strict=True):
            self._write(one, [one], 8)
            both = [paper for paper in self._free if paper.key in self._said[one]]
            self._write(two, [two], 5, pick.sample(both, 5))
            self._write(two, [two], 3)
            yield Judged("two words", f"{one} {two}", self._open(self._said[one] & self._said[two]))
        for word in pick.sample(SHORT_WORDS, 6):
            yield Judged("short word", word, self._write(word, [word], 6))
        for asked, forms in FORMS:
            yield Judged("other form of a word", asked, self._write(asked, forms.split(), 5))
        for typed, forms in BEGINNINGS:
            yield Judged("beginning", typed, self._write(typed, forms.split(), 5))
        for phrase in pick.sample(PHRASES, 12):
            words = phrase.split()
            self._write(("apart", phrase), [" and then the ".join(reversed(words))], 6)
            yield Judged("phrase", f'"{phrase}"', self._write(phrase, [phrase], 6))
        for word, but in EXCLUSIONS:
            self._write(word, [word], 8)
            self._write(
                but, [but], 3, [paper for paper in self._free if paper.key in self._said[word]]
            )
            yield Judged(
                "exclusion", f"{word} -{but}", self._open(self._said[word] - self._said[but])
            )
        for asked, forms in FIELD:
            yield Judged("field word", asked, self._write(asked, forms, 6))

    def _asked_by_date(self) -> Iterator[Judged]:
        pick = self._chance
        days = [date(2010, 1, 1) + timedelta(days=pick.randrange(15 * 365)) for _ in range(14)]
        for day in days:
            self._write(("day", day), _written(day), 4)
            self._said["month", day.year, day.month] |= self._said["day", day]
        for number, day in enumerate(days):
            form = _written(day)[number % len(_written(day))]
            yield Judged("date", form, self._open(self._said["day", day]))
        for day in days[:4]:
            right = self._open(self._said["month", day.year, day.month])
            yield Judged("month", f"{MONTHS[day.month - 1]} {day.year}", right)

    def _asked_by_number(self) -> Iterator[Judged]:
        pick = self._chance
        for number in range(12):
            digits = "".join(pick.choices("0123456789", k=6))
            if number % 3 == 0:
                written = [f"01632 {digits}", f"01632 {digits[:3]} {digits[3:]}", f"01632{digits}"]
            elif number % 3 == 1:
                letters = "".join(pick.choices("ABEFHJLNPRSTUWXY", k=2))
                place = f"NM{pick.randint(1, 9)}"
                written = [f"{place} {digits[0]}{letters}", f"{place}{digits[0]}{letters}"]
            else:
                whole = "943" + digits + str(pick.randrange(10))
                written = [f"{whole[:3]} {whole[3:6]} {whole[6:]}", whole]
            yield Judged(
                "number",
                written[number % len(written)],
                self._write(("number", digits), written, 4),
            )

    def _asked_in_welsh(self) -> Iterator[Judged]:
        welsh = [paper for paper in self._papers if paper.is_welsh]
        for asked, forms in WELSH:
            yield Judged("Welsh", asked, self._write(("welsh", asked), forms.split(), 6, welsh))

    def _person(self, child: Child) -> Entry:
        return Entry(
            key=child.key,
            kind="person",
            object_id=child.id,
            document_id=None,
            about=frozenset((child.id,)),
            closure="open",
            on=date(2012, 1, 1) + timedelta(days=int(child.id) % 3000),
            title=child.name,
            names="\n".join((child.name, *child.other_names)),
            body=child.reference,
            label="child",
        )

    def _page(self, paper: Paper) -> Entry:
        return Entry(
            key=paper.key,
            kind="page",
            object_id=UUID(int=self._chance.getrandbits(128)),
            document_id=UUID(int=self._chance.getrandbits(128)),
            about=frozenset((paper.child.id,)),
            closure="open",
            on=paper.on,
            title=self._chance.choice(("Letter", "Report", "Minutes", "Form")),
            names=paper.child.name,
            body=misread(" ".join(paper.sentences), self._error, self._chance),
            label="letter",
            page_number=1,
        )


def _written(day: date) -> list[str]:
    month = MONTHS[day.month - 1]
    end = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return [
        f"{day.day} {month} {day.year}",
        f"{day.day:02}/{day.month:02}/{day.year}",
        f"{day.day}{end} {month[:3]} {day.year}",
        f"{day.day}.{day.month}.{day.year % 100:02}",
        f"{day.day}{end} of {month} {day.year}",
        f"{month} {day.day}, {day.year}",
    ]


# What machines take for what, on worn paper. Measured on no page of this project: it is the list that everybody meets.
_TAKEN = {
    "rn": "m", "m": "rn", "cl": "d", "d": "cl", "vv": "w", "w": "vv", "li": "h", "h": "b", "b": "h", "e": "c",
    "c": "e",
    "o": "0", "0": "O", "l": "1", "1": "l", "i": "l", "I": "l", "s": "5", "5": "S", "u": "n", "n": "u",
    "t": "f", "f": "t",
    "a": "o", "g": "q", "q": "g", "B": "8", "8": "B", "S": "5", "O": "0", "Z": "2", "2": "Z", "y": "v",
    "v": "y", "r": "t",
    "k": "h", "6": "G", "3": "8", "4": "A", "7": "1", "9": "g",
}  # fmt: skip
_SPACES = 1.11
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def misread(text: str, rate: float, chance: random.Random) -> str:
    """`text` with so large a share of its characters read wrongly.

    Six in ten are taken for what looks like them, two for anything, one is lost and one is put in. A space is lost
    five times as seldom as a letter is misread.
    """
    read: list[str] = []
    at = 0
    # Counted over all characters, spaces included.
    rate *= _SPACES
    while at < len(text):
        sign = text[at]
        if chance.random() >= (rate if sign.isalnum() else rate / 5):
            read.append(sign)
            at += 1
            continue
        kind = chance.choices(("look", "any", "lost", "put in"), (6, 2, 1, 1))[0]
        if not sign.isalnum():
            kind = "lost"
        if kind == "look" and (taken := _TAKEN.get(text[at : at + 2])):
            read.append(taken)
            at += 2
            continue
        if kind == "look":
            read.append(_TAKEN.get(sign, chance.choice(_LETTERS)))
        elif kind == "any":
            read.append(chance.choice("0123456789" if sign.isdigit() else _LETTERS))
        elif kind == "put in":
            read.append(sign + chance.choice((" ", ".", "i", "'", sign)))
        at += 1
    return "".join(read)


def distance(first: str, second: str) -> int:
    """How many characters must be changed, taken out or put in to make one of the other."""
    above = list(range(len(second) + 1))
    for at, one in enumerate(first, start=1):
        row = [at]
        for place, other in enumerate(second, start=1):
            row.append(min(row[-1] + 1, above[place] + 1, above[place - 1] + (one != other)))
        above = row
    return above[-1]


@dataclass(frozen=True)
class Verdict:
    question: Judged
    listed: tuple[str, ...]

    @property
    def precision(self) -> float:
        right = self.question.right | self.question.also
        if not self.question.right:
            return float(not self.listed)
        first = self.listed[: min(5, len(self.question.right))]
        return sum(key in right for key in first) / min(5, len(self.question.right))

    @property
    def recall(self) -> float | None:
        if not self.question.right:
            return None
        return len(self.question.right.intersection(self.listed)) / len(self.question.right)


def ask(engine: Engine, shelf: Shelf) -> list[Verdict]:
    """The shelf put into an index of `engine`, and every question asked of it."""
    generation = engine.begin()
    with engine.filling(generation) as writer:
        writer.apply(shelf.entries)
    engine.switch_to(generation)
    found = []
    for question in shelf.questions:
        answer = engine.search(parse(question.typed), shelf.rights, limit=DEEPEST)
        found.append(Verdict(question, tuple(hit.key for hit in answer.hits)))
    return found


def means(verdicts: Iterable[Verdict]) -> tuple[float, float]:
    """Mean precision at 5, and mean recall over those questions that something answers."""
    verdicts = list(verdicts)
    recalls = [one.recall for one in verdicts if one.recall is not None]
    return sum(one.precision for one in verdicts) / len(verdicts), sum(recalls) / max(
        1, len(recalls)
    )


def report(seed: int, judged: dict[str, list[Verdict]], *, misses: bool) -> list[str]:
    kinds = list(dict.fromkeys(one.question.kind for one in next(iter(judged.values()))))
    lines = [
        f"{'':28}{'questions':>10}" + "".join(f"{f'{name}: P@5, recall':>26}" for name in judged)
    ]
    for kind in [*kinds, "all together"]:
        line = ""
        for verdicts in judged.values():
            some = [one for one in verdicts if one.question.kind == kind] or verdicts
            precision, recall = means(some)
            line += f"{precision:19.3f}{recall:7.3f}"
        lines.append(f"{kind:28}{len(some):10}{line}")
    first, *others = judged.items()
    for name, verdicts in others:
        different = [a for a, b in zip(first[1], verdicts, strict=True) if a.listed != b.listed]
        lines.append(f"Questions that {first[0]} and {name} answer differently: {len(different)}")
        lines.extend(f"  {one.question.typed}" for one in different)
    if misses:
        for one in first[1]:
            wrong = len(set(one.listed) - one.question.right - one.question.also)
            if one.precision < 1 or (one.recall or 1) < 1:
                lines.append(
                    f"  {one.question.kind}: {one.question.typed}  "
                    f"P@5 {one.precision:.2f} recall {one.recall or 0:.2f} of {len(one.question.right)}, "
                    f"{wrong} wrong of {len(one.listed)}"
                )
    return lines


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--seed", type=int, nargs="+", default=list(SEEDS))
    options.add_argument(
        "--error", type=float, default=5.0, help="characters in a hundred that are misread"
    )
    options.add_argument("--engines", default=",".join(ENGINES), help="which to ask")
    options.add_argument(
        "--misses", action="store_true", help="name every question that is not answered fully"
    )
    chosen = options.parse_args()
    wanted = chosen.engines.split(",")
    if unknown := set(wanted) - set(ENGINES):
        options.error(
            f"There is no {', '.join(sorted(unknown))}: choose from {', '.join(ENGINES)}."
        )
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = stack.enter_context(search_server()) if "elastic" in wanted else None
        if "elastic" in wanted and not address:
            print("Elasticsearch cannot be started here: it is left out.")
        for seed in chosen.seed:
            shelf = Shelf(seed, chosen.error / 100)
            judged: dict[str, list[Verdict]] = {}
            if "embedded" in wanted:
                judged["embedded"] = ask(EmbeddedEngine(folder / str(seed)), shelf)
            if address:
                elastic = ElasticEngine(
                    Address(tuple(address.split(",")), index=f"judged-{time.time_ns()}")
                )
                try:
                    judged["elastic"] = ask(elastic, shelf)
                finally:
                    for name in elastic._generations():
                        elastic._patient().indices.delete(index=name)
            wrong, total = 0, 0
            for clean, read in shelf.samples(30):
                wrong, total = wrong + distance(clean, read), total + len(clean)
            print(f"Seed {seed}: {100 * wrong / total:.1f} % of the characters are misread.")
            print("\n".join(report(seed, judged, misses=chosen.misses)), flush=True)


if __name__ == "__main__":
    main()
