"""Builds a `Definition` from JSON that nobody has checked, and says at each place what is wrong."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from documents.definitions import (
    AUDIENCES,
    AUTHORISERS,
    FACTS,
    KINDS,
    KINDS_FOR_CONDITIONS,
    KINDS_WITH_CHOICES,
    LANGUAGES,
    NATIONS,
    SCOPES,
    SENSITIVE,
    YES_NO,
    Choice,
    Condition,
    Definition,
    Path,
    Problem,
    Question,
    Section,
    Translations,
)

# 60: a question's key, a child's reference and a mark for the row together name a block of a
# release in 120 characters.
_DEFINITION_KEY = re.compile(r"(?=.{1,60}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SECTION_KEY = re.compile(r"(?=.{1,60}\Z)[a-z][a-z0-9_]*")
_QUESTION_KEY = re.compile(r"(?=.{1,60}\Z)[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_CHOICE_KEY = re.compile(r"(?=.{1,60}\Z)[A-Za-z0-9][A-Za-z0-9_]*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}|[{}]")

_Add = Callable[[Path, str], None]


class Reader:
    """Builds the dataclasses from untrusted JSON and collects a problem at every place that does
    not fit."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, path: Path, message: str) -> None:
        self.problems.append(Problem(path, message))

    def definition(self, data: object) -> Definition | None:
        """As much of a definition as `data` holds; None when it is not even an object."""
        definition = self._definition(data)
        if definition is not None:
            _check_whole(definition, self.add)
        return definition

    def _definition(self, data: object) -> Definition | None:
        source = self.mapping(
            data,
            (),
            required=("key", "name", "plain_name", "nation", "language", "sections"),
            optional=("purpose", "authorised_by", "shareable", "translations"),
        )
        if source is None:
            return None
        shareable = self.boolean(source, "shareable", (), default=False)
        return Definition(
            key=self.key(source, (), _DEFINITION_KEY),
            name=self.text(source, "name", (), needed="Give the form a name."),
            plain_name=self.text(
                source, "plain_name", (), needed="Say what a family would call this form."
            ),
            purpose=self.text(source, "purpose", ()),
            nation=self.one_of(source, "nation", (), NATIONS),
            language=self.one_of(source, "language", (), LANGUAGES),
            authorised_by=self.maybe_one_of(source, "authorised_by", (), AUTHORISERS),
            shareable=shareable,
            translations=self.translations(source, (), ("name", "plain_name", "purpose")),
            sections=tuple(
                section
                for i, item in enumerate(self.sequence(source, "sections", ()))
                if (section := self.section(item, ("sections", i), shareable)) is not None
            ),
        )

    def section(self, data: object, path: Path, shareable: bool) -> Section | None:
        source = self.mapping(
            data,
            path,
            required=("key", "heading", "plain_heading", "questions"),
            optional=("scope", "audience", "show_if", "translations"),
        )
        if source is None:
            return None
        audience = self.one_of(source, "audience", path, AUDIENCES, default="staff")
        family_reads = shareable and audience != "staff"
        return Section(
            key=self.key(source, path, _SECTION_KEY),
            heading=self.text(source, "heading", path, needed="Give this part a heading."),
            plain_heading=self.text(
                source,
                "plain_heading",
                path,
                needed="Write the heading that the family will read." if family_reads else None,
            ),
            scope=self.one_of(source, "scope", path, SCOPES, default="shared"),
            audience=audience,
            show_if=self.condition(source, path),
            translations=self.translations(source, path, ("heading", "plain_heading")),
            questions=tuple(
                question
                for i, item in enumerate(self.sequence(source, "questions", path))
                if (question := self.question(item, (*path, "questions", i), audience)) is not None
            ),
        )

    def question(self, data: object, path: Path, ceiling: str) -> Question | None:
        source = self.mapping(
            data,
            path,
            required=("key", "wording", "kind"),
            optional=(
                "plain",
                "help",
                "choices",
                "fact",
                "danger",
                "show_if",
                "audience",
                "sensitive",
                "short",
                "required_because",
                "translations",
            ),
        )
        if source is None:
            return None
        kind = self.one_of(source, "kind", path, KINDS)
        fact = self.maybe_one_of(source, "fact", path, FACTS)
        facts = FACTS.get(fact or "")
        choices = tuple(
            choice
            for i, item in enumerate(self.sequence(source, "choices", path))
            if (choice := self.choice(item, (*path, "choices", i))) is not None
        )
        if kind in KINDS_WITH_CHOICES and len(choices) < 2:
            self.add((*path, "choices"), "Give at least two answers to choose from.")
        if kind not in KINDS_WITH_CHOICES and choices:
            self.add(
                (*path, "choices"),
                f"“{KINDS.get(kind, kind)}” has no list to choose from. Take the list out.",
            )
        _no_twice((choice.key for choice in choices), (*path, "choices"), self.add, "answer")
        if kind == "fact" and fact is None:
            self.add((*path, "fact"), "Say which known fact stands here.")
        danger = self.boolean(source, "danger", path, default=bool(facts and facts.danger))
        if danger and kind != "fact":
            if "danger" in source:
                self.add((*path, "danger"), "Only a known fact can be marked as danger.")
            danger = False
        because = source.get("required_because")
        return Question(
            key=self.key(source, path, _QUESTION_KEY),
            wording=self.text(source, "wording", path, needed="Write the question."),
            plain=self.text(source, "plain", path),
            help=self.text(source, "help", path),
            kind=kind,
            choices=choices,
            fact=fact,
            danger=danger,
            show_if=self.condition(source, path),
            audience=_narrower(
                ceiling, self.one_of(source, "audience", path, AUDIENCES, default=ceiling)
            ),
            sensitive=self.maybe_one_of(source, "sensitive", path, SENSITIVE)
            or (facts.sensitive if facts else None),
            short=self.boolean(source, "short", path, default=False),
            required_because=self.text(source, "required_because", path) or None
            if because is not None
            else None,
            translations=self.translations(source, path, ("wording", "plain", "help")),
        )

    def choice(self, data: object, path: Path) -> Choice | None:
        source = self.mapping(
            data, path, required=("key", "label"), optional=("plain", "translations")
        )
        if source is None:
            return None
        label = self.text(source, "label", path, needed="Write this answer.")
        return Choice(
            key=self.key(source, path, _CHOICE_KEY),
            label=label,
            plain=self.text(source, "plain", path) or label,
            translations=self.translations(source, path, ("label", "plain")),
        )

    def condition(self, source: Mapping[str, Any], path: Path) -> Condition | None:
        data = source.get("show_if")
        if data is None:
            return None
        path = (*path, "show_if")
        found = self.mapping(
            data, path, required=(), optional=("question", "is", "age_from", "age_to", "disabled")
        )
        if found is None:
            return None
        ages: dict[str, int | None] = {"age_from": None, "age_to": None}
        for name in ages:
            value = found.get(name)
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 25:
                self.add((*path, name), "Give an age in whole years, from 0 to 25.")
            else:
                ages[name] = value
        question = self.text(found, "question", path) or None
        values = tuple(str(value) for value in self.sequence(found, "is", path))
        condition = Condition(
            question=question,
            is_one_of=values,
            age_from=ages["age_from"],
            age_to=ages["age_to"],
            disabled=self.boolean(found, "disabled", path, default=False),
        )
        if question and not values:
            self.add((*path, "is"), "Say which answers to that question make this appear.")
        if values and not question:
            self.add((*path, "question"), "Say which question has to be answered like that.")
        if condition.age_from is not None and condition.age_to is not None:
            if condition.age_from > condition.age_to:
                self.add((*path, "age_to"), "The upper age is below the lower one. Exchange them.")
        if condition == Condition() and not self.problems_below(path):
            self.add(path, "Say when this appears, or take the condition out.")
        return condition

    def problems_below(self, path: Path) -> bool:
        return any(problem.path[: len(path)] == path for problem in self.problems)

    def mapping(
        self, data: object, path: Path, *, required: tuple[str, ...], optional: tuple[str, ...]
    ) -> Mapping[str, Any] | None:
        if not isinstance(data, Mapping):
            self.add(path, "An object with named values belongs here.")
            return None
        for name in required:
            if name not in data:
                self.add((*path, name), f"“{name}” is missing.")
        for name in data:
            if name not in required and name not in optional:
                self.add(
                    (*path, str(name)),
                    f"“{name}” is not part of a definition. Correct its name or take it out.",
                )
        return data

    def sequence(self, source: Mapping[str, Any], name: str, path: Path) -> Sequence[Any]:
        value = source.get(name, ())
        if isinstance(value, str | bytes) or not isinstance(value, Sequence):
            self.add((*path, name), "A list belongs here.")
            return ()
        return value

    def text(
        self, source: Mapping[str, Any], name: str, path: Path, *, needed: str | None = None
    ) -> str:
        value = source.get(name, "")
        if value is None:
            value = ""
        if not isinstance(value, str):
            self.add((*path, name), "Text belongs here.")
            return ""
        value = unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip()
        if needed and not value and name in source:
            self.add((*path, name), needed)
        for match in _PLACEHOLDER.finditer(value):
            if match[0] != "{child}":
                self.add(
                    (*path, name),
                    f"“{match[0]}” cannot be filled in. Only {{child}} can stand in braces.",
                )
        return value

    def boolean(self, source: Mapping[str, Any], name: str, path: Path, *, default: bool) -> bool:
        value = source.get(name, default)
        if not isinstance(value, bool):
            self.add((*path, name), "true or false belongs here.")
            return default
        return value

    def one_of(
        self,
        source: Mapping[str, Any],
        name: str,
        path: Path,
        allowed: Mapping[str, Any],
        *,
        default: str = "",
    ) -> str:
        value = source.get(name, default)
        if not isinstance(value, str) or (value not in allowed and name in source):
            self.add((*path, name), f"Choose one of: {', '.join(allowed)}.")
            return default
        return value

    def maybe_one_of(
        self, source: Mapping[str, Any], name: str, path: Path, allowed: Mapping[str, Any]
    ) -> str | None:
        return (
            self.one_of(source, name, path, allowed) or None
            if source.get(name) is not None
            else None
        )

    def key(self, source: Mapping[str, Any], path: Path, pattern: re.Pattern[str]) -> str:
        value = source.get("key", "")
        if not isinstance(value, str) or ("key" in source and not pattern.fullmatch(value)):
            self.add(
                (*path, "key"),
                "A key is made of small letters, digits and single marks between them, 60 at most.",
            )
            return str(value)
        return value

    def translations(
        self, source: Mapping[str, Any], path: Path, names: tuple[str, ...]
    ) -> Translations:
        data = source.get("translations") or {}
        path = (*path, "translations")
        if not isinstance(data, Mapping):
            self.add(path, "An object with named values belongs here.")
            return {}
        found: dict[str, dict[str, str]] = {}
        for language, texts in data.items():
            if language not in LANGUAGES:
                self.add((*path, str(language)), f"Choose one of: {', '.join(LANGUAGES)}.")
                continue
            inner = self.mapping(texts, (*path, language), required=(), optional=names) or {}
            written = {
                name: self.text(inner, name, (*path, language)) for name in names if name in inner
            }
            if kept := {name: text for name, text in written.items() if text}:
                found[language] = kept
        return found


def _no_twice(keys: Iterable[str], path: Path, add: _Add, noun: str) -> None:
    seen: set[str] = set()
    for i, key in enumerate(keys):
        if key and key in seen:
            add(
                (*path, i, "key"),
                f"Another {noun} already has the key “{key}”. Take this one out and add a new one.",
            )
        seen.add(key)


def _narrower(ceiling: str, audience: str) -> str:
    order = list(AUDIENCES)
    if ceiling not in order or audience not in order:
        return audience
    return max(ceiling, audience, key=order.index)


def _check_whole(definition: Definition, add: _Add) -> None:
    if not definition.sections:
        add(("sections",), "Add at least one part with a question.")
    _no_twice((section.key for section in definition.sections), ("sections",), add, "part")
    seen: dict[str, Section] = {}
    for s, section in enumerate(definition.sections):
        path: Path = ("sections", s)
        if not section.questions:
            add(
                (*path, "questions"),
                "Add at least one question to this part, or take the part out.",
            )
        _check_condition(definition, section.show_if, (*path, "show_if"), section, seen, add)
        for q, question in enumerate(section.questions):
            here: Path = (*path, "questions", q)
            _check_condition(definition, question.show_if, (*here, "show_if"), section, seen, add)
            if question.key in seen:
                add(
                    (*here, "key"),
                    f"Another question already has the key “{question.key}”. Take this one out and add a new one.",
                )
            seen[question.key] = section


def _check_condition(
    definition: Definition,
    condition: Condition | None,
    path: Path,
    section: Section,
    seen: Mapping[str, Section],
    add: _Add,
) -> None:
    if condition is None or condition.question is None:
        return
    home = seen.get(condition.question)
    if home is None:
        add((*path, "question"), "This must be a question that stands earlier in the form.")
        return
    asked = definition.question(condition.question)
    if home.is_per_child and not section.is_per_child:
        add(
            (*path, "question"),
            "That question is answered once for each child, and this part is written once for all.",
        )
    if asked.kind not in KINDS_FOR_CONDITIONS:
        add((*path, "question"), "Only a question with fixed answers can decide what appears.")
        return
    allowed = set(YES_NO) if asked.kind == "yes_no" else {choice.key for choice in asked.choices}
    for value in condition.is_one_of:
        if value not in allowed:
            add(
                (*path, "is"),
                f"“{value}” is not an answer to that question. Choose from: {', '.join(sorted(allowed))}.",
            )
