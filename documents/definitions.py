"""Exemplar definitions: how the JSON of an `ExemplarVersion` is shaped, read and checked.

Pure: no database, no settings.

The contract (every key is present once `Definition.to_json` has written it; while reading, a key
marked `= x` may be left out and then means x)::

    {"key": "childs-plan",                letters, digits, hyphens; never changes
     "name": "Child's Plan",              what staff call it
     "plain_name": "{child}'s plan",      what a family calls it; {child} becomes the children's names
     "purpose": "...",                    one or two sentences for staff
     "nation": "england",                 england | wales
     "language": "en",                    en | cy: the language of every text that is not under "translations"
     "authorised_by": null,               null | manager | chair
     "shareable": true,                   may a version of it be released to a family?
     "translations": {} = {},             {"cy": {"name", "plain_name", "purpose"}}
     "sections": [
       {"key": "worries",                 unique among sections, never changes
        "heading": "...",
        "plain_heading": "...",           what the family reads; {child} allowed
        "scope": "shared" = "shared",     shared: written once. per_child: once for each child
        "audience": "staff" = "staff",    see below; unlabelled means staff only
        "show_if": null = null,
        "translations": {} = {},          {"cy": {"heading", "plain_heading"}}
        "questions": [
          {"key": "worries.why",          unique in the whole definition, never changes,
                                          never used again for another meaning
           "wording": "...",              what the worker is asked
           "plain": "",                   what the family reads above the answer; "" where the heading says enough
           "help": "" = "",               prompts for the margin; they insert nothing
           "kind": "long_text",           one of KINDS
           "choices": [] = [],            for choice and choices: {"key", "label", "plain", "translations"}
           "fact": null = null,           the fact (see FACTS) that the answer is drafted from and written to
           "danger": false = false,       confirming it asks how one knows
           "show_if": null = null,
           "audience": "..." = the section's,
           "sensitive": null = the fact's, one of SENSITIVE: left out by default for everybody
                                           but the person it is about
           "short": false = false,        asked in the short form too
           "required_because": null = null,  the law or return that needs it; null: leaving it blank is legitimate
           "translations": {} = {}        {"cy": {"wording", "plain", "help"}}
          }]}]}

`show_if` holds when all of what it names holds: {"question": "x.y", "is": ["a", "b"]} (an earlier
question of kind choice, choices or yes_no), {"age_from": 10, "age_to": 15} (whole years on the day,
both included; either may be left out), {"disabled": true}. A shared item holds when it holds for
any child of the record; an unknown birth date holds for every age, because asking once too often is
better than never.

Audience: `everyone` (every person to whom a release is made), `by_choice` (only when the worker
puts it in for that one person), `staff` (never leaves the council). A section's audience is a
ceiling for its questions.

The JSON value of an answer, by kind:

    text, long_text   "words"; paragraphs are parted by an empty line
    date              "2026-11-03"
    choice            "choice key"
    choices           ["choice key", ...]
    yes_no            one of YES_NO: "yes", "no", "past" (in the past, not now), "not_known" (not known yet)
    actions           [{"what", "who", "by"}]; `by` is "2026-11-03", words such as "every Friday", or ""
    people            [{"name", "role"}]
    words             [{"who", "person", "on", "said", "for"}]: somebody's own words, never edited.
                      `person` is the reference of the speaker or "", `for` says who may read them:
                      one of READERS, "" is the speaker and staff only
    fact              {"value", "standing", "basis", "told_by"}: `standing` is one of STANDINGS,
                      `basis` one of BASES or ""

Any kind may instead hold {"gap": "..."} (left blank on purpose, why: one of GAPS) or {"unread":
"..."} (typed, but not yet readable, such as the date 31/02/2026; kept so that nothing typed is
lost). `None`, "" and [] are blank. Answers are passed around as a mapping of (question key, child
reference or None) to such a value.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

KINDS: Final = {
    "text": "One line",
    "long_text": "Free text",
    "date": "A date",
    "choice": "One of a list",
    "choices": "Several of a list",
    "yes_no": "Yes, no, in the past, not known yet",
    "actions": "Who does what by when",
    "people": "People",
    "words": "Somebody's own words",
    "fact": "A known fact",
}
KINDS_WITH_CHOICES: Final = frozenset({"choice", "choices"})
KINDS_FOR_CONDITIONS: Final = frozenset({"choice", "choices", "yes_no"})
YES_NO: Final = {
    "yes": "Yes",
    "no": "No",
    "past": "In the past, not now",
    "not_known": "Not known yet",
}
GAPS: Final = {
    "not_known_yet": "Not known yet",
    "not_relevant": "Does not apply here",
    "declined": "Asked, and they chose not to say",
    "not_safe": "Not safe to ask now",
}
STANDINGS: Final = {
    "known": "Known",
    "not_known_yet": "Not known yet",
    "declined": "Asked, and they chose not to say",
    "in_the_past": "In the past, not now",
    "disputed": "People do not agree about this",
}
BASES: Final = {"saw": "I saw it myself", "told": "Somebody told me", "assumed": "I assume it"}
READERS: Final = {
    "": "Only the person who said it, and staff",
    "family": "The family of this child too",
    "everyone": "Everyone who is given this record",
}
NATIONS: Final = {"england": "England", "wales": "Wales"}
LANGUAGES: Final = {"en": "English", "cy": "Welsh"}
AUTHORISERS: Final = {"manager": "A manager", "chair": "An independent chair"}
SCOPES: Final = {"shared": "Written once for all", "per_child": "Once for each child"}
AUDIENCES: Final = {
    "everyone": "Everyone it is released to",
    "by_choice": "Only a person the worker chooses",
    "staff": "Staff only",
}
SENSITIVE: Final = {
    "address": "Where somebody lives",
    "contact": "How to reach somebody",
    "school": "School or nursery",
    "health": "Health",
    "partner": "A new partner",
    "other_child": "Another child",
}
# Fewer prompts are read; the forms this project replaces had hundreds.
PROMPT_LIMIT: Final = 60

Answers = Mapping[tuple[str, str | None], Any]


@dataclass(frozen=True, slots=True)
class FactKind:
    """What is special about one key of a fact."""

    label: str
    sensitive: str | None = None
    danger: bool = False


FACTS: Final[dict[str, FactKind]] = {
    "pen_picture": FactKind("Pen picture"),
    "case_summary": FactKind("Case summary"),
    "household": FactKind("Who lives in the home", "address", danger=True),
    "address": FactKind("Home address", "address", danger=True),
    "phone": FactKind("Telephone", "contact"),
    "safe_contact": FactKind("How to reach them safely", "contact", danger=True),
    "partner": FactKind("A parent's partner", "partner", danger=True),
    "risk": FactKind("Danger to know of before a visit", danger=True),
    "parental_responsibility": FactKind("Who has parental responsibility"),
    "language": FactKind("First language"),
    "communication": FactKind("How they communicate"),
    "ethnicity": FactKind("Ethnic background"),
    "religion": FactKind("Faith"),
    "disability": FactKind("Disability", "health"),
    "health": FactKind("Health", "health"),
    "gp": FactKind("Doctor", "health"),
    "school": FactKind("School or nursery", "school"),
    "professionals": FactKind("Who else helps this family"),
}

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place of a definition; `path` leads there from the top, as in
    ("sections", 0, "questions", 2, "wording")."""

    path: Path
    message: str


class DefinitionError(ValueError):
    """The JSON is not a definition. `problems` names every place and what to do there."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            " ".join(f"{'.'.join(map(str, p.path)) or 'definition'}: {p.message}" for p in problems)
        )


class WordingMissing(LookupError):
    """The definition has no wording in the language asked for."""


Translations = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Condition:
    """When something is asked; every part that is given must hold."""

    question: str | None = None
    is_one_of: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    disabled: bool = False

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if self.question is not None:
            data |= {"question": self.question, "is": list(self.is_one_of)}
        if self.age_from is not None:
            data["age_from"] = self.age_from
        if self.age_to is not None:
            data["age_to"] = self.age_to
        if self.disabled:
            data["disabled"] = True
        return data


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: str
    plain: str
    translations: Translations = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "label": self.label,
            "plain": self.plain,
            "translations": _plain_dict(self.translations),
        }


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    wording: str
    plain: str
    help: str
    kind: str
    choices: tuple[Choice, ...]
    fact: str | None
    danger: bool
    show_if: Condition | None
    audience: str
    sensitive: str | None
    short: bool
    required_because: str | None
    translations: Translations = field(default_factory=dict)

    def choice(self, key: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.key == key), None)

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "wording": self.wording,
            "plain": self.plain,
            "help": self.help,
            "kind": self.kind,
            "choices": [choice.to_json() for choice in self.choices],
            "fact": self.fact,
            "danger": self.danger,
            "show_if": self.show_if.to_json() if self.show_if else None,
            "audience": self.audience,
            "sensitive": self.sensitive,
            "short": self.short,
            "required_because": self.required_because,
            "translations": _plain_dict(self.translations),
        }


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    heading: str
    plain_heading: str
    scope: str
    audience: str
    show_if: Condition | None
    questions: tuple[Question, ...]
    translations: Translations = field(default_factory=dict)

    @property
    def is_per_child(self) -> bool:
        return self.scope == "per_child"

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "heading": self.heading,
            "plain_heading": self.plain_heading,
            "scope": self.scope,
            "audience": self.audience,
            "show_if": self.show_if.to_json() if self.show_if else None,
            "translations": _plain_dict(self.translations),
            "questions": [question.to_json() for question in self.questions],
        }


@dataclass(frozen=True, slots=True)
class Definition:
    key: str
    name: str
    plain_name: str
    purpose: str
    nation: str
    language: str
    authorised_by: str | None
    shareable: bool
    sections: tuple[Section, ...]
    translations: Translations = field(default_factory=dict)

    @property
    def prompts(self) -> int:
        """How many questions a worker could be asked for one child."""
        return sum(len(section.questions) for section in self.sections)

    def questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions

    def question(self, key: str) -> Question:
        """Raises `KeyError` for a key that this definition does not have."""
        for question in self.questions():
            if question.key == key:
                return question
        raise KeyError(key)

    def section_of(self, key: str) -> Section:
        """The section that holds the question `key`. Raises `KeyError`."""
        for section in self.sections:
            if any(question.key == key for question in section.questions):
                return section
        raise KeyError(key)

    def text(
        self, item: "Definition | Section | Question | Choice", name: str, language: str
    ) -> str:
        """The text `name` of `item` in `language`. Raises `WordingMissing` where it was never
        written in that language."""
        original = str(getattr(item, name))
        if language == self.language or not original:
            return original
        translated = item.translations.get(language, {}).get(name, "")
        if not translated:
            raise WordingMissing(
                f"“{original}” has no {LANGUAGES.get(language, language)} wording. "
                "Ask the person who looks after the forms to add it."
            )
        return translated

    def to_json(self) -> dict[str, Any]:
        """The whole contract with every key present; reading it again gives an equal definition."""
        return {
            "key": self.key,
            "name": self.name,
            "plain_name": self.plain_name,
            "purpose": self.purpose,
            "nation": self.nation,
            "language": self.language,
            "authorised_by": self.authorised_by,
            "shareable": self.shareable,
            "translations": _plain_dict(self.translations),
            "sections": [section.to_json() for section in self.sections],
        }


def _plain_dict(translations: Translations) -> dict[str, dict[str, str]]:
    return {language: dict(texts) for language, texts in translations.items() if texts}


def read(data: object) -> Definition:
    """The definition that `data` (parsed JSON) describes. Raises `DefinitionError` with every
    problem at once."""
    definition, found = read_draft(data)
    if found or definition is None:
        raise DefinitionError(found)
    return definition


def read_draft(data: object) -> tuple[Definition | None, list[Problem]]:
    """As much of a definition as `data` holds, for showing it while it is being written, and what
    is still wrong."""
    # The reader builds the classes above, so it can only be imported once they stand.
    from documents.definition_reader import Reader

    reader = Reader()
    return reader.definition(data), reader.problems


def problems(data: object) -> list[Problem]:
    """Everything that keeps `data` from being a definition; empty when it is one."""
    try:
        read(data)
    except DefinitionError as error:
        return list(error.problems)
    return []


def advice(definition: Definition) -> list[Problem]:
    """What is worth saying to the designer without refusing anything."""
    found = []
    if definition.prompts > PROMPT_LIMIT:
        found.append(
            Problem(
                (),
                f"This form asks {definition.prompts} questions. Above {PROMPT_LIMIT}, people fill in less and less: "
                "take some out, or show them only when they are needed.",
            )
        )
    keys = {question.fact for question in definition.questions()}
    for fact in ("pen_picture", "case_summary"):
        if fact not in keys:
            found.append(
                Problem(
                    (),
                    f"The {FACTS[fact].label.lower()} does not head this form. Readers look for it first.",
                )
            )
    return found


def missing_wording(definition: Definition, language: str) -> list[str]:
    """The texts a family would read that were never written in `language`, in order; empty when it
    can be released in it."""
    wanted: list[tuple[Definition | Section | Question | Choice, str]] = [
        (definition, "plain_name")
    ]
    for section in definition.sections:
        if section.audience == "staff":
            continue
        wanted.append((section, "plain_heading"))
        for question in section.questions:
            if question.audience != "staff":
                wanted.append((question, "plain"))
                wanted.extend((choice, "plain") for choice in question.choices)
    lacking = []
    for item, name in wanted:
        try:
            definition.text(item, name, language)
        except WordingMissing:
            lacking.append(str(getattr(item, name)))
    return lacking


def changed_meaning(new: Definition, frozen: Sequence[Definition]) -> list[Problem]:
    """Keys that `new` uses for something else than the `frozen` definitions (oldest first) did, so
    that old answers would lie.

    A key of the last version may get new words (that is a better wording) but no other kind; a key
    given up earlier may come back only as it was.
    """
    if not frozen:
        return []
    found = []
    last = {question.key: question for question in frozen[-1].questions()}
    ever: dict[str, Question] = {}
    for definition in frozen:
        ever.update({question.key: question for question in definition.questions()})
    for s, section in enumerate(new.sections):
        for q, question in enumerate(section.questions):
            path = ("sections", s, "questions", q)
            old = ever.get(question.key)
            if old is None:
                continue
            if old.kind != question.kind:
                found.append(
                    Problem(
                        (*path, "key"),
                        f"“{old.wording}” was answered as “{KINDS[old.kind]}”. To ask it in another way, "
                        "take this question out and add a new one.",
                    )
                )
            elif question.key not in last and _same(old.wording) != _same(question.wording):
                found.append(
                    Problem(
                        (*path, "key"),
                        f"This key once belonged to “{old.wording}”, and old answers still stand under it. "
                        "Take this question out and add a new one, or bring the old wording back.",
                    )
                )
    return found


def _same(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


@dataclass(frozen=True, slots=True)
class Child:
    """A child of a record, as far as a form needs to know one. `ref` is the reference that answers
    are kept under."""

    ref: str
    name: str
    born: date | None = None
    disabled: bool | None = None
    known_as: str = ""

    @property
    def called(self) -> str:
        """What the child is called in a sentence: the name they go by, else the first of their
        names."""
        return self.known_as or (self.name.split() or [""])[0]

    def age_on(self, day: date) -> int | None:
        """Whole years on `day`; 0 before birth; None when the birth date is not known."""
        if self.born is None:
            return None
        had_birthday = (day.month, day.day) >= (self.born.month, self.born.day)
        return max(0, day.year - self.born.year - (0 if had_birthday else 1))


@dataclass(frozen=True, slots=True)
class Asked:
    """One place where an answer can stand: a question, for one child or (None) for all of them
    together."""

    section: Section
    question: Question
    child: Child | None

    @property
    def place(self) -> tuple[str, str | None]:
        return self.question.key, self.child.ref if self.child else None


def holds(
    condition: Condition | None,
    *,
    answers: Answers,
    child: Child | None,
    children: Sequence[Child],
    on: date,
) -> bool:
    """Does `condition` hold for `child`, or (None) for any of `children`? `on` is the day that ages
    are counted to."""
    if condition is None:
        return True
    if condition.question is not None:
        value = answers.get((condition.question, None))
        if value is None and child is not None:
            value = answers.get((condition.question, child.ref))
        given = (
            set(value) if isinstance(value, list) else {value} if isinstance(value, str) else set()
        )
        if not given & set(condition.is_one_of):
            return False
    concerned = [child] if child is not None else list(children)
    return any(_fits(condition, one, on) for one in concerned) or not _is_about_child(condition)


def _is_about_child(condition: Condition) -> bool:
    return condition.disabled or condition.age_from is not None or condition.age_to is not None


def _fits(condition: Condition, child: Child, on: date) -> bool:
    if condition.disabled and not child.disabled:
        return False
    age = child.age_on(on)
    if age is None:
        return True
    if condition.age_from is not None and age < condition.age_from:
        return False
    return condition.age_to is None or age <= condition.age_to


def places(
    definition: Definition, *, children: Sequence[Child], short: bool = False
) -> Iterator[Asked]:
    """Every place where an answer can stand, whether or not it is asked now, in the order of the
    form.

    A part for each child comes once per child, all its questions together.
    """
    for section in definition.sections:
        for child in children if section.is_per_child else (None,):
            for question in section.questions:
                if question.short or not short:
                    yield Asked(section, question, child)


def is_asked(asked: Asked, *, answers: Answers, children: Sequence[Child], on: date) -> bool:
    """Do the conditions of the part and of the question both hold?"""
    return all(
        holds(condition, answers=answers, child=asked.child, children=children, on=on)
        for condition in (asked.section.show_if, asked.question.show_if)
    )


def may_appear(asked: Asked, *, children: Sequence[Child], on: date) -> bool:
    """Could some answer make this be asked? Judged by age and disability alone."""
    return all(
        condition is None
        or holds(
            replace(condition, question=None, is_one_of=()),
            answers={},
            child=asked.child,
            children=children,
            on=on,
        )
        for condition in (asked.section.show_if, asked.question.show_if)
    )


def is_blank(value: Any) -> bool:
    """Has nobody written anything here? A reasoned gap and an unreadable date are not blank."""
    if value is None or value == "" or value == [] or value == {}:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, list):
        return all(is_blank(item) for item in value)
    if isinstance(value, dict):
        if "gap" in value or "unread" in value:
            return False
        if "standing" in value:
            return value["standing"] == "known" and is_blank(value.get("value"))
        return all(is_blank(item) for item in value.values())
    return False


def gap(value: Any) -> str | None:
    """Why it was left blank on purpose (a key of `GAPS`), or None."""
    return value.get("gap") if isinstance(value, dict) and value.get("gap") in GAPS else None


def unread(value: Any) -> str | None:
    """What was typed and could not be read yet, or None."""
    return (
        value["unread"]
        if isinstance(value, dict) and isinstance(value.get("unread"), str)
        else None
    )


def is_unproved(question: Question, value: Any) -> bool:
    """Was a danger stated without saying how one knows it? A known fact that nobody touched is not stated anew."""
    if not question.danger or not isinstance(value, dict) or "standing" not in value:
        return False
    if is_blank(value) or value.get("confirmed") is False or value.get("basis") in BASES:
        return False
    return value["standing"] in {"known", "in_the_past", "disputed"}


@dataclass(frozen=True, slots=True)
class Missing:
    """One line of “what is missing and why it matters”."""

    asked: Asked
    because: str

    @property
    def sentence(self) -> str:
        whose = f" ({self.asked.child.name})" if self.asked.child else ""
        return f"{self.asked.question.wording}{whose}: {self.because}"


def missing(
    definition: Definition, *, answers: Answers, children: Sequence[Child], on: date
) -> list[Missing]:
    """What a law or a return needs and is blank, and what was typed but cannot be read. It is told,
    it never blocks.

    A gap that was given a reason is not missing.
    """
    found = []
    for asked in places(definition, children=children):
        value = answers.get(asked.place)
        if (typed := unread(value)) is not None:
            found.append(Missing(asked, f"“{typed}” could not be read. Please write it again."))
        elif is_unproved(asked.question, value):
            found.append(
                Missing(asked, "Say how you know it. Until then it stays in this record only.")
            )
        elif (
            asked.question.required_because
            and is_blank(value)
            and is_asked(asked, answers=answers, children=children, on=on)
        ):
            found.append(Missing(asked, asked.question.required_because))
    return found
