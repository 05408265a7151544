"""StreamField blocks in which a council edits an exemplar, and the two ways between them and a
definition.

The names of the blocks are the names in the definition's JSON (`definitions.py`), so that a problem
found there is shown at the block where it stands.
"""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from documents import definitions
from documents.definitions import Definition, Problem

_NAMESPACE = uuid.UUID("5a3a1e0e-6f0b-5d5a-9a3c-2f5d6b1c7e40")
_KEY_WORDS = 4
_KEY_LENGTH = 28
_LONGEST = 56
_SMALL_WORDS = frozenset(
    "a an and are at be been can do does for from has have how in is it its of on or that the their "
    "them there they "
    "this to was were what when where which who will with would you your we us our".split()
)


class KeyBlock(blocks.CharBlock):
    """A key: shown, drawn once when the item is first published, never typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 120)
        kwargs.setdefault("label", "Key")
        kwargs.setdefault(
            "help_text",
            "Made when this is first published. It never changes, so that old answers stay readable.",
        )
        super().__init__(**kwargs)
        self.field.widget.attrs["readonly"] = True


class ConditionBlock(blocks.StructBlock):
    question = blocks.CharBlock(
        required=False,
        label="After the question",
        help_text="An earlier question: its key, or its wording.",
    )
    answers = blocks.CharBlock(
        required=False, label="is answered", help_text="One or more answers, parted by commas."
    )
    age_from = blocks.IntegerBlock(required=False, min_value=0, max_value=25, label="From age")
    age_to = blocks.IntegerBlock(required=False, min_value=0, max_value=25, label="To age")
    disabled = blocks.BooleanBlock(required=False, label="Only for disabled children")

    class Meta:
        label = "Show only"
        icon = "view"
        form_layout = BlockGroup(
            children=["question", "answers", "age_from", "age_to", "disabled"],
        )


class ChoiceTranslation(blocks.StructBlock):
    label = blocks.CharBlock(required=False, label="Answer")
    plain = blocks.CharBlock(required=False, label="In plain words")

    class Meta:
        label = "In the other language"
        icon = "globe"


class ChoiceItem(blocks.StructBlock):
    key = KeyBlock()
    label = blocks.CharBlock(label="Answer")
    plain = blocks.CharBlock(
        required=False, label="In plain words", help_text="What the family reads."
    )
    translation = ChoiceTranslation()

    class Meta:
        label = "Answer"
        icon = "list-ul"
        form_layout = BlockGroup(children=["label", "plain"], settings=["key", "translation"])


class QuestionTranslation(blocks.StructBlock):
    wording = blocks.CharBlock(required=False, label="Question")
    plain = blocks.CharBlock(required=False, label="In plain words")
    help = blocks.TextBlock(required=False, rows=3, label="Prompts")

    class Meta:
        label = "In the other language"
        icon = "globe"


def _choices(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return list(names.items())


class QuestionBlock(blocks.StructBlock):
    """What every kind of question has. The kind is the type of the block, so it can never be
    changed under old answers."""

    key = KeyBlock()
    wording = blocks.CharBlock(label="Question", help_text="What the worker is asked.")
    plain = blocks.CharBlock(
        required=False,
        label="In plain words",
        help_text="What the family reads above the answer. Leave it empty where the heading says enough. "
        "{child} becomes the child's name.",
    )
    help = blocks.TextBlock(
        required=False,
        rows=3,
        label="Prompts",
        help_text="Shown in the margin. They insert nothing.",
    )
    fact = blocks.ChoiceBlock(
        choices=[(key, kind.label) for key, kind in definitions.FACTS.items()],
        required=False,
        label="Known fact",
        help_text="The answer is drafted from what is known, with its age and where it came from.",
    )
    danger = blocks.BooleanBlock(
        required=False, label="Danger", help_text="Whoever confirms it says how they know."
    )
    audience = blocks.ChoiceBlock(
        choices=_choices(definitions.AUDIENCES),
        required=False,
        label="Who may read the answer",
        help_text="Empty: as this part says. It can be narrower than the part, never wider.",
    )
    sensitive = blocks.ChoiceBlock(
        choices=_choices(definitions.SENSITIVE),
        required=False,
        label="Left out unless put in",
        help_text="Left out of what other people get, unless the worker puts it in for that one person.",
    )
    short = blocks.BooleanBlock(required=False, label="Asked in the short form too")
    required_because = blocks.CharBlock(
        required=False,
        label="Needed by",
        help_text="The law or the return that needs it. Empty: leaving it blank is fine.",
    )
    show_if = ConditionBlock()
    translation = QuestionTranslation()

    class Meta:
        icon = "help"
        label_format = "{wording}"
        form_layout = BlockGroup(
            children=["wording", "plain", "help"],
            settings=[
                "key",
                "audience",
                "fact",
                "danger",
                "sensitive",
                "short",
                "required_because",
                "show_if",
                "translation",
            ],
        )


class ChoiceQuestionBlock(QuestionBlock):
    choices = blocks.ListBlock(ChoiceItem(), min_num=2, label="Answers")

    class Meta:
        label_format = "{wording}"
        form_layout = BlockGroup(
            children=["wording", "choices", "plain", "help"],
            settings=[
                "key",
                "audience",
                "fact",
                "danger",
                "sensitive",
                "short",
                "required_because",
                "show_if",
                "translation",
            ],
        )


_ICONS = {
    "text": "minus",
    "long_text": "pilcrow",
    "date": "date",
    "choice": "radio-full",
    "choices": "list-ul",
    "yes_no": "check",
    "actions": "tasks",
    "people": "group",
    "words": "openquote",
    "fact": "info-circle",
}


class SectionTranslation(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, label="Heading")
    plain_heading = blocks.CharBlock(required=False, label="Heading for the family")

    class Meta:
        label = "In the other language"
        icon = "globe"


class QuestionsBlock(blocks.StreamBlock):
    class Meta:
        collapsed = True


class SectionBlock(blocks.StructBlock):
    key = KeyBlock()
    heading = blocks.CharBlock(label="Heading")
    plain_heading = blocks.CharBlock(
        required=False,
        label="Heading for the family",
        help_text="{child} becomes the child's name.",
    )
    scope = blocks.ChoiceBlock(
        choices=_choices(definitions.SCOPES), default="shared", label="Written"
    )
    audience = blocks.ChoiceBlock(
        choices=_choices(definitions.AUDIENCES),
        default="staff",
        label="Who may read this part",
        help_text="No question in it can be read by more people than this.",
    )
    show_if = ConditionBlock()
    questions = QuestionsBlock(
        [
            (
                kind,
                (ChoiceQuestionBlock if kind in definitions.KINDS_WITH_CHOICES else QuestionBlock)(
                    label=label, icon=_ICONS[kind]
                ),
            )
            for kind, label in definitions.KINDS.items()
        ],
        label="Questions",
        min_num=1,
    )
    translation = SectionTranslation()

    class Meta:
        label = "Part"
        icon = "doc-full"
        label_format = "{heading}"
        form_layout = BlockGroup(
            children=["heading", "plain_heading", "questions"],
            settings=["key", "scope", "audience", "show_if", "translation"],
        )


SECTIONS = [("section", SectionBlock())]


def other_language(language: str) -> str:
    return "cy" if language == "en" else "en"


def sections_from(definition: Definition) -> list[dict[str, Any]]:
    """The raw StreamField value of a definition's sections. Block ids are made from the keys, so
    the same definition gives the same value."""
    other = other_language(definition.language)
    return [
        {
            "type": "section",
            "id": _block_id(definition.key, section.key),
            "value": {
                "key": section.key,
                "heading": section.heading,
                "plain_heading": section.plain_heading,
                "scope": section.scope,
                "audience": section.audience,
                "show_if": _raw_condition(section.show_if),
                "translation": _raw_translation(section, other, ("heading", "plain_heading")),
                "questions": [
                    {
                        "type": question.kind,
                        "id": _block_id(definition.key, section.key, question.key),
                        "value": _raw_question(definition, section, question, other),
                    }
                    for question in section.questions
                ],
            },
        }
        for section in definition.sections
    ]


def _raw_question(
    definition: Definition,
    section: definitions.Section,
    question: definitions.Question,
    other: str,
) -> dict[str, Any]:
    facts = definitions.FACTS.get(question.fact or "")
    raw: dict[str, Any] = {
        "key": question.key,
        "wording": question.wording,
        "plain": question.plain,
        "help": question.help,
        "fact": question.fact or "",
        "danger": question.danger,
        "audience": "" if question.audience == section.audience else question.audience,
        "sensitive": ""
        if facts and facts.sensitive == question.sensitive
        else question.sensitive or "",
        "short": question.short,
        "required_because": question.required_because or "",
        "show_if": _raw_condition(question.show_if),
        "translation": _raw_translation(question, other, ("wording", "plain", "help")),
    }
    if question.kind in definitions.KINDS_WITH_CHOICES:
        raw["choices"] = [
            {
                "type": "item",
                "id": _block_id(definition.key, question.key, choice.key),
                "value": {
                    "key": choice.key,
                    "label": choice.label,
                    "plain": "" if choice.plain == choice.label else choice.plain,
                    "translation": _raw_translation(choice, other, ("label", "plain")),
                },
            }
            for choice in question.choices
        ]
    return raw


def _block_id(*parts: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "\n".join(parts)))


def _raw_condition(condition: definitions.Condition | None) -> dict[str, Any]:
    condition = condition or definitions.Condition()
    return {
        "question": condition.question or "",
        "answers": ", ".join(condition.is_one_of),
        "age_from": condition.age_from,
        "age_to": condition.age_to,
        "disabled": condition.disabled,
    }


def _raw_translation(item: Any, language: str, names: Sequence[str]) -> dict[str, str]:
    texts = item.translations.get(language, {})
    return {name: texts.get(name, "") for name in names}


def definition_sections(sections: Iterable[Any], language: str) -> list[dict[str, Any]]:
    """The `sections` of a definition's JSON out of a StreamValue; not yet checked.

    In a condition a question or an answer may be named by its words; the JSON gets the key.
    """
    other = other_language(language)
    found: list[dict[str, Any]] = []
    named: dict[str, dict[str, Any]] = {}
    for section in sections:
        value = section.value
        questions: list[dict[str, Any]] = []
        condition = _condition(value["show_if"], named)
        for child in value["questions"]:
            question = _question(child, named, other)
            questions.append(question)
            named[question["key"]] = question
            named.setdefault(_plainly(question["wording"]), question)
        found.append(
            {
                "key": value["key"] or "",
                "heading": value["heading"] or "",
                "plain_heading": value["plain_heading"] or "",
                "scope": value["scope"] or "shared",
                "audience": value["audience"] or "staff",
                "show_if": condition,
                "translations": _translations(value["translation"], other),
                "questions": questions,
            }
        )
    return found


def _question(child: Any, named: Mapping[str, dict[str, Any]], other: str) -> dict[str, Any]:
    value = child.value
    question: dict[str, Any] = {
        "key": value["key"] or "",
        "wording": value["wording"] or "",
        "plain": value["plain"] or "",
        "help": value["help"] or "",
        "kind": child.block_type,
        "choices": [
            {
                "key": choice["key"] or "",
                "label": choice["label"] or "",
                "plain": choice["plain"] or "",
                "translations": _translations(choice["translation"], other),
            }
            for choice in value.get("choices", ())
        ],
        "fact": value["fact"] or None,
        "danger": bool(value["danger"]),
        "show_if": _condition(value["show_if"], named),
        "sensitive": value["sensitive"] or None,
        "short": bool(value["short"]),
        "required_because": value["required_because"] or None,
        "translations": _translations(value["translation"], other),
    }
    if value["audience"]:
        question["audience"] = value["audience"]
    return question


def _translations(value: Mapping[str, Any], other: str) -> dict[str, dict[str, str]]:
    texts = {name: text for name, text in value.items() if text}
    return {other: texts} if texts else {}


def _condition(
    value: Mapping[str, Any], named: Mapping[str, dict[str, Any]]
) -> dict[str, Any] | None:
    condition: dict[str, Any] = {}
    asked = (value["question"] or "").strip()
    question = named.get(asked) or named.get(_plainly(asked)) if asked else None
    if asked:
        condition["question"] = question["key"] if question else asked
    answers = [part.strip() for part in (value["answers"] or "").split(",") if part.strip()]
    if answers:
        condition["is"] = [_answer_key(answer, question) for answer in answers]
    condition |= {name: value[name] for name in ("age_from", "age_to") if value[name] is not None}
    if value["disabled"]:
        condition["disabled"] = True
    return condition or None


def _answer_key(answer: str, question: Mapping[str, Any] | None) -> str:
    if question is None:
        return answer
    labels = (
        definitions.YES_NO
        if question["kind"] == "yes_no"
        else {choice["key"]: choice["label"] for choice in question["choices"]}
    )
    if answer in labels:
        return answer
    wanted = _plainly(answer)
    return next((key for key, label in labels.items() if _plainly(label) == wanted), answer)


def _plainly(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def errors_from(problems: Sequence[Problem], block: blocks.Block | None = None) -> ValidationError:
    """The validation error that shows each problem at its block.

    Paths start inside `block`, or (None) with the index of a section; "translations" and "is" go by
    the names of the blocks.
    """
    if isinstance(block, blocks.StructBlock):
        return _struct_errors(problems, block)
    if isinstance(block, blocks.ListBlock):
        here, below = _split(problems)
        return ListBlockValidationError(
            block_errors={
                index: errors_from(inner, block.child_block) for index, inner in below.items()
            },
            non_block_errors=here,
        )
    if block is None or isinstance(block, blocks.StreamBlock):
        # Every kind of question has the same named blocks but for `choices`, which the
        # widest kind has too.
        child = SECTIONS[0][1] if block is None else block.child_blocks["choice"]
        here, below = _split(problems)
        return StreamBlockValidationError(
            block_errors={index: errors_from(inner, child) for index, inner in below.items()},
            non_block_errors=here,
        )
    return ValidationError([problem.message for problem in problems])


def _struct_errors(
    problems: Sequence[Problem], block: blocks.StructBlock
) -> StructBlockValidationError:
    renamed = [Problem(_block_path(problem.path), problem.message) for problem in problems]
    here, below = _split(renamed)
    named = {name: inner for name, inner in below.items() if name in block.child_blocks}
    here += [p.message for name, inner in below.items() if name not in named for p in inner]
    return StructBlockValidationError(
        block_errors={
            name: errors_from(inner, block.child_blocks[name]) for name, inner in named.items()
        },
        non_block_errors=here,
    )


def _block_path(path: definitions.Path) -> definitions.Path:
    if path[:1] == ("is",):
        return ("answers", *path[1:])
    if path[:1] == ("translations",):
        return ("translation", *path[2:])
    return path


def _split(problems: Sequence[Problem]) -> tuple[list[str], dict[Any, list[Problem]]]:
    here = [problem.message for problem in problems if not problem.path]
    below: dict[Any, list[Problem]] = {}
    for problem in problems:
        if problem.path:
            below.setdefault(problem.path[0], []).append(Problem(problem.path[1:], problem.message))
    return here, below


def keep_keys(sections: Iterable[Any], before: Iterable[Any]) -> None:
    """Give back, in place, the keys of what was saved `before` (found by the ids of the blocks),
    whatever was posted.

    A copy of a block comes with its original's key and loses it. Nothing new gets a key here: while
    a question is still being typed, a key made from its words would be made from half a word.
    """
    known = dict(_keys_by_block(before))
    for level in _levels(list(sections)):
        own = {known[block_id] for block_id, _, _ in level if block_id in known}
        for block_id, value, _ in level:
            if block_id in known:
                value["key"] = known[block_id]
            elif value["key"] in own:
                value["key"] = ""
            elif value["key"]:
                own.add(value["key"])


def draw_keys(sections: Iterable[Any], used: Iterable[str]) -> None:
    """Give every section, question and answer that has no key one made from its words, in place.

    `used` are the question keys of frozen versions, never drawn for something new.
    """
    sections = list(sections)
    drawn_before = set(used)
    for level in _levels(sections):
        is_question = bool(level) and "wording" in level[0][1]
        taken = {value["key"] for _, value, _ in level if value["key"]}
        for _, value, words in level:
            if not value["key"]:
                home = _home(sections, value) if is_question else ""
                value["key"] = _draw(home, words, taken | drawn_before if is_question else taken)
                taken.add(value["key"])


_Level = list[tuple[str | None, Any, str]]


def _levels(sections: Sequence[Any]) -> Iterator[_Level]:
    """Groups of (block id, value, words) within which keys are unique: sections, all questions, the
    answers of each question."""
    yield [(section.id, section.value, section.value["heading"] or "") for section in sections]
    questions = [child for section in sections for child in section.value["questions"]]
    yield [(child.id, child.value, child.value["wording"] or "") for child in questions]
    for child in questions:
        if "choices" in child.value:
            yield [
                (item.id, item.value, item.value["label"] or "")
                for item in child.value["choices"].bound_blocks
            ]


def _home(sections: Sequence[Any], value: Any) -> str:
    for section in sections:
        if any(child.value is value for child in section.value["questions"]):
            return f"{section.value['key']}."
    return ""


def _draw(home: str, words: str, taken: set[str]) -> str:
    key = f"{home}{_slug(words)}"[:_LONGEST]
    candidate, number = key, 1
    while candidate in taken:
        number += 1
        candidate = f"{key}_{number}"
    return candidate


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    found = re.findall(r"[a-z0-9]+", plain)
    telling = [word for word in found if word not in _SMALL_WORDS] or found or ["item"]
    slug = "_".join(telling[:_KEY_WORDS])[:_KEY_LENGTH].strip("_")
    return slug if slug[:1].isalpha() else f"n{slug}"


def _keys_by_block(sections: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for level in _levels(list(sections)):
        for block_id, value, _ in level:
            if block_id and value["key"]:
                yield block_id, value["key"]
