"""Names as people write them: folded for comparing, by sound, and in their short forms.

Nothing here decides that two people are one. It only lets a person be found under a spelling that
another hand used, and warns where two names could be taken for each other.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

# Letters that Unicode does not take apart into a base and an accent.
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("’‘ʼʹ′`´", "'"),
        **dict.fromkeys("‐‑‒–—−", "-"),
        **{"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"},
        **{"đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i"},
    }
)
# Marks, joiners, direction marks and soft hyphens are ink that no reader sees or types.
_UNSEEN = frozenset(("Mn", "Me", "Cf"))


def fold_letters(text: str) -> str:
    """`text` in lower case without accents, its apostrophes and hyphens made plain.

    Welsh ŵ and ŷ become w and y. Length may change (ﬁ becomes fi, ß becomes ss).
    """
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold())
    if not parts.isascii():
        parts = "".join(c for c in parts if unicodedata.category(c) not in _UNSEEN)
        parts = parts.translate(_LETTERS)
    return parts


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# A particle written apart belongs to the word after it: O Brien, Mc Donald, D' Arcy.
_PARTICLES = frozenset(("o", "d", "mc", "mac"))


def name_words(name: str) -> tuple[str, ...]:
    """The words of one name in order, folded: "Siân O'Brien-Hughes" gives sian, obrien, hughes."""
    return tuple(word.replace("'", "") for word in _WORD.findall(fold_letters(name)))


def name_terms(name: str) -> tuple[str, ...]:
    """What else one name is found by, beside its words: parts run together, or taken apart.

    "Mary-Ann O'Brien" gives maryann and brien; "Ronald Mc Donald" gives mcdonald.
    """
    folded = fold_letters(name)
    found: list[str] = []
    for chunk in folded.split():
        words = _WORD.findall(chunk)
        if len(words) > 1:
            found.append("".join(words).replace("'", ""))
        for word in words:
            found.extend(part for part in word.split("'")[1:] if len(part) > 2)
    words = list(name_words(name))
    for first, second in zip(words, words[1:], strict=False):
        if first in _PARTICLES:
            found.append(first + second)
    return tuple(dict.fromkeys(found))


def joined(first: str, second: str) -> str | None:
    """One word made of two folded ones, where the first is a particle such as mc or o; else None."""
    return first + second if first in _PARTICLES else None


def spellings(word: str) -> tuple[str, ...]:
    """A folded word and the spellings that are the same name to any reader: mcdonald, macdonald."""
    if len(word) > 4 and word.startswith("mac"):
        return (word, "mc" + word[3:])
    if len(word) > 3 and word.startswith("mc"):
        return (word, "mac" + word[2:])
    return (word,)


# Rewritten in this order, from the start of the word to its end; then vowels go.
_SOUNDS = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"^ma?c(?=[^aeiouyh]|i[nv])", "mak"),
        (r"^mc", "mak"),
        (r"^[kgp]n", "n"),
        (r"^wr", "r"),
        (r"^wh", "w"),
        (r"^ps", "s"),
        (r"^x", "z"),
        (r"^sean$", "shon"),
        (r"^si(?=[ao])", "sh"),
        (r"^loui", "lewi"),
        (r"^eua", "ewa"),
        (r"eigh$", "ee"),
        (r"igh", "i"),
        (r"ugh", "u"),
        (r"gh(?=[aeiou])", "g"),
        (r"(?<=[aeiouy])gh", ""),
        (r"ydd$", "ith"),
        (r"ph", "f"),
        (r"[bm]h(?!$)|(?<=[iao])[bm]h$", "v"),
        (r"tch|cz|cs(?=[aeiou])", "ch"),
        (r"sch", "sh"),
        (r"^ch(?=[lr])|(?<=i)ch(?=ae|ol)", "k"),
        (r"kh", "k"),
        (r"ch", "C"),
        (r"sh", "X"),
        (r"sz", "s"),
        (r"^g(?=[eiy])|dg(?=[eiy])|g(?=e$)", "j"),
        (r"s?c(?=[eiy])", "s"),
        (r"ck|c|q", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"v", "f"),
        (r"mp(?=[st])", "m"),
        (r"w(?![aeiouy])", ""),
        (r"(?<=.)h", ""),
        (r"^y(?=[aeiou])", "Y"),
        (r"(.)\1+", r"\1"),
        (r"^[aeiouy]+", "A"),
        (r"[aeiouy]", ""),
    )
)
_NOT_LETTERS = re.compile(r"[^a-z]")


@lru_cache(maxsize=65_536)
def can_be_said(word: str) -> bool:
    """Whether `word` has a vowel; W counts, as in Welsh."""
    return any(letter in "aeiouwy" for letter in fold_letters(word))


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """The sound key of one word: equal for names that are said alike (Siân, Shan; Steven, Stephen).

    Consonants in the order said, any vowel at the start as A, at most 8 signs; C stands for ch and
    X for sh. A word of other letters than Latin ones has the empty key, which is like nothing.
    """
    key = _NOT_LETTERS.sub("", fold_letters(word))
    for pattern, by in _SOUNDS:
        key = pattern.sub(by, key)
    return key.upper()[:8]


_SHORT_FORMS = (
    "abigail abi abbie abby gail",
    "alexander alex alec sandy lex sasha xander",
    "alexandra alex lexi sandra sasha",
    "alfred alf alfie fred",
    "alison ali",
    "amanda mandy",
    "amelia amy millie",
    "andrew andy drew",
    "anthony tony ant",
    "archibald archie",
    "arthur art",
    "barbara babs barb",
    "benjamin ben benji benny",
    "bethany beth",
    "bridget bridie biddy",
    "cameron cam",
    "caroline carol carrie caz",
    "catherine katherine kathryn katharine catrin kate katie kathy cath cathy kat kitty kath",
    "charles charlie chas chuck",
    "charlotte charlie lottie lotty",
    "christina christine chris chrissie tina",
    "christopher chris kit topher",
    "daniel dan danny",
    "danielle dani",
    "david dave davey davy dafydd dai",
    "deborah debra debbie deb",
    "dominic dom",
    "dorothy dot dotty",
    "edward ed eddie ted teddy ned",
    "edmund ed eddie",
    "edwin ed eddie",
    "eleanor ellie nell elinor",
    "elizabeth elisabeth liz lizzie lizzy eliza beth betty betsy bess libby elsie lisa",
    "emily em emmie",
    "eugene gene",
    "florence flo flossie",
    "frances francesca fran frankie",
    "francis frank frankie",
    "frederick fred freddie freddy",
    "gabriel gabe",
    "gabrielle gabriella gabby",
    "geoffrey jeffrey geoff jeff",
    "george georgie",
    "georgina georgia georgie",
    "gerald gerry jerry",
    "gerard gerry",
    "gillian jillian gill jill",
    "gregory greg",
    "gwendolen gwen",
    "harold harry hal",
    "harriet hattie",
    "helen nell ellen",
    "henry harry hal",
    "isabel isobel isabelle isabella izzy bella belle",
    "jacob jake",
    "jacqueline jackie jacqui",
    "james jim jimmy jamie",
    "janet jan",
    "jasmine jas jaz",
    "jennifer jen jenny jenni",
    "jeremy jerry jem",
    "jessica jess jessie",
    "joanna joanne jo",
    "john jack johnny jon ieuan",
    "jonathan jon jonny",
    "joseph joe joey jo",
    "josephine jo josie",
    "joshua josh",
    "judith judy",
    "julia julie jules",
    "kenneth ken kenny",
    "kimberley kim",
    "laurence lawrence larry laurie",
    "leigh lee",
    "leonard len lenny leo",
    "lewis louis lew lou",
    "louise lou lulu",
    "lucinda lucy",
    "madeleine maddie maddy",
    "margaret maggie meg megan mags peggy madge marged",
    "martin marty",
    "mary molly polly may mair",
    "matthew matt matty",
    "maximilian max",
    "melanie mel",
    "melissa mel lissa",
    "michael mike mick mickey micky mikey",
    "mohammed muhammad mohamed mohammad muhammed mohamad mo",
    "montgomery monty",
    "natalie nat",
    "nathan nathaniel nat nate",
    "nicholas nick nicky nico",
    "nicola nicky nicki nikki",
    "oliver ollie olly",
    "olivia liv livvy ollie",
    "oscar ossie",
    "pamela pam",
    "patricia pat patsy trish tricia patti",
    "patrick paddy pat",
    "penelope penny",
    "peter pete",
    "philip phil pip",
    "philippa pippa pip",
    "rachel rach",
    "raymond ray",
    "rebecca becky becca beck",
    "reginald reg reggie",
    "rhiannon rhi",
    "richard rick ricky rich richie dick",
    "robert rob robbie bob bobby bert",
    "rodney rod",
    "roger rodge",
    "ronald ron ronnie",
    "rosemary rosie rose",
    "samantha sam sammy",
    "samuel sam sammy",
    "sarah sally sadie",
    "sebastian seb",
    "sidney sydney sid",
    "simon si",
    "sophia sophie",
    "stephanie steph",
    "stephen steven steve",
    "stuart stewart stu",
    "susan suzanne sue susie suzie",
    "tamara tammy",
    "tamsin tammy",
    "terence terry",
    "theodore theo ted teddy",
    "theresa teresa terry tess tessa",
    "thomas tom tommy twm",
    "timothy tim timmy",
    "tobias toby",
    "valerie val",
    "veronica ronnie",
    "victor vic",
    "victoria vicky vicki tori",
    "vincent vince vinny",
    "vivienne viv",
    "walter wally walt",
    "wilfred wilf",
    "william will bill billy willy liam wil gwilym",
    "winifred win winnie",
    "zachary zac zach zak",
)


def _groups() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in _SHORT_FORMS:
        names = frozenset(group.split())
        for name in names:
            found[name] = found.get(name, frozenset()) | names
    return found


_SAME = _groups()


def short_forms(word: str) -> frozenset[str]:
    """Given names that stand for the same one as a folded word (kate: katherine, cathy), without it."""
    return _SAME.get(word, frozenset()) - {word}


def within_one(first: str, second: str) -> bool:
    """Whether one letter changed, left out, put in, or swapped with its neighbour makes them equal."""
    return is_within(1, first, second)


def is_within(edits: int, first: str, second: str) -> bool:
    """Whether so many such changes as `within_one` names make them equal, none at a place changed before."""
    return OSA.distance(first, second, score_cutoff=edits) <= edits


def _words_alike(first: str, second: str) -> bool:
    if first == second or second in spellings(first) or second in short_forms(first):
        return True
    if min(len(first), len(second)) > 3 and within_one(first, second):
        return True
    # A key of one sign says too little: Jo and Jay, Lee and Lou.
    return len(sound(first)) > 1 and sound(first) == sound(second)


def is_alike(first: str, second: str) -> bool:
    """Whether the two names could be taken for each other by somebody filing in a hurry.

    Every word of the shorter name must have its like in the longer one, in any order: so a middle
    name left out, a short form, a misspelling or surname first are all alike. One word alone (a
    surname, "Baby") is like another single word only.
    """
    ours, theirs = sorted((_whole_words(first), _whole_words(second)), key=len)
    if not ours or (len(ours) == 1) != (len(theirs) == 1):
        return False
    return _paired(ours, theirs)


class Likeness(StrEnum):
    """How two names are alike, the surest first."""

    SAME = "same"
    ORDER = "order"
    PART = "part"
    SHORT = "short"
    SOUND = "sound"
    LETTER = "letter"


def likeness(first: str, second: str) -> Likeness | None:
    """In which way two names `is_alike`, by what is least sure of it; None where they are not."""
    if not is_alike(first, second):
        return None
    ours, theirs = sorted((_whole_words(first), _whole_words(second)), key=len)
    if ours == theirs:
        return Likeness.SAME
    if sorted(ours) == sorted(theirs):
        return Likeness.ORDER
    left = [word for word in ours if word not in theirs]
    if not left:
        return Likeness.PART
    order = list(Likeness)
    others = [word for word in theirs if word not in ours] or theirs
    return max(
        (min((_word_likeness(word, other) for other in others), key=order.index) for word in left),
        key=order.index,
    )


def _word_likeness(first: str, second: str) -> Likeness:
    if second in spellings(first) or second in short_forms(first):
        return Likeness.SHORT
    return Likeness.SOUND if sound(first) == sound(second) else Likeness.LETTER


def _whole_words(name: str) -> tuple[str, ...]:
    """The words of a name, with a particle written apart joined to its word."""
    found: list[str] = []
    for word in name_words(name):
        if found and (whole := joined(found[-1], word)):
            found[-1] = whole
        else:
            found.append(word)
    return tuple(found)


def _paired(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether each of `ours` can be given a partner of its own among `theirs`."""
    partner: dict[int, int] = {}

    def finds(at: int, asked: set[int]) -> bool:
        for other, word in enumerate(theirs):
            if other not in asked and _words_alike(ours[at], word):
                asked.add(other)
                # Taken already: can the one who has it find another?
                if other not in partner or finds(partner[other], asked):
                    partner[other] = at
                    return True
        return False

    return all(finds(at, set()) for at in range(len(ours)))
