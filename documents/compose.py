"""From the answers of a record to the council's published content, and from there to what ONE named
person gets. Pure.

`publish_content` makes the content of a `PublishedVersion`: everything the record says, staff-only
parts included, with a stable id for every block: the question's key, then `@` and the child's
reference for an answer about one child, then `~` and a mark made from the words for each of
somebody's own words. `release_content` makes the content of a `Release`. Its shape is fixed::

    {"kinfile": 1, "kind": "childs-plan", "title": "Rowan's plan", "language": "en",
     "written_by": "Jo Adeyemi, social worker", "written_on": "2026-11-03",
     "for": "Kerry Moss", "about": ["Rowan Moss"],
     "council": {"name": "Northmoor Council", "phone": "01632 960001"},
     "sections": [{"id": "worries", "number": 1, "heading": "...", "blocks": [
         {"id": "worries.why", "kind": "text", "question": null, "text": "para\\n\\npara"},
         {"id": "...", "kind": "list", "question": null, "items": ["..."]},
         {"id": "...", "kind": "actions", "question": "...", "rows": [{"what": "", "who": "", "by": ""}]},
         {"id": "...", "kind": "facts", "question": null, "rows": [{"label": "", "value": ""}]}]}],
     "next": "...", "contacts": [{"who": "", "phone": "", "when": ""}],
     "words": [{"term": "", "meaning": ""}]}

Two keys may be added to a block: "lang" where its words are in another language than the release,
and "verbatim" ({"who", "on"}) where they are somebody's own and must never be edited, simplified or
checked for style.

What a person gets is decided closed: a staff-only answer never, an answer `by_choice` and a
sensitive one only when the worker put it in for this person, a child's part only with that child,
somebody's own words only as the speaker allowed. Nothing in a release shows that something was left
out: sections are numbered anew, only words that occur are explained, and the title names only the
children it is about.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from documents import definitions
from documents.dates import date_from, date_in_words
from documents.definitions import Answers, Asked, Child, Definition
from documents.gate import Forbidden, Hint, Leak, address_parts, jargon, leaks, occurs, texts

__all__ = [
    "CannotRelease",
    "Forbidden",
    "Hint",
    "Imprint",
    "Leak",
    "Offer",
    "Recipient",
    "address_parts",
    "council_copy",
    "jargon",
    "leaks",
    "offers",
    "publish_content",
    "release_content",
]

YES_NO: Final = {
    "en": definitions.YES_NO,
    "cy": {
        "yes": "Ie",
        "no": "Na",
        "past": "Yn y gorffennol, nid nawr",
        "not_known": "Ddim yn hysbys eto",
    },
}
_STANDINGS: Final = {
    "en": {
        "known": "{value}",
        "not_known_yet": "We do not know this yet",
        "declined": "Not given to us",
        "in_the_past": "{value} (in the past, not now)",
        "disputed": "{value} (people do not agree about this)",
    },
    "cy": {
        "known": "{value}",
        "not_known_yet": "Nid ydym yn gwybod hyn eto",
        "declined": "Heb ei roi i ni",
        "in_the_past": "{value} (yn y gorffennol, nid nawr)",
        "disputed": "{value} (nid yw pobl yn cytuno am hyn)",
    },
}
_OWN_WORDS: Final = {"en": "{who} said", "cy": "Geiriau {who}"}
# Before a text that stands under a release and was written in the other language only.
_ONLY_IN: Final = {"en": "In Welsh only: {text}", "cy": "Yn Saesneg yn unig: {text}"}
_LANGUAGES: Final = tuple(definitions.LANGUAGES)


class CannotRelease(ValueError):
    """This content cannot be given to this person; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who wrote it, when, on which form, for which council; and what stands under every release.

    `next_steps`, and in each of `contacts` what is said under `when`: by language, or plain text, which is English.
    """

    written_by: str
    written_on: date
    council_name: str
    council_phone: str
    version: int = 0
    version_sha256: str = ""
    next_steps: str | Mapping[str, str] = ""
    contacts: Sequence[Mapping[str, str | Mapping[str, str]]] = ()
    glossary: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """One named person. `children`: references of the children that this person may learn about;
    nothing is inherited.

    `ref` is the person's own reference, the same that own words are kept under. `is_family` is
    False for an invited professional.
    """

    ref: str
    name: str
    children: frozenset[str]
    is_family: bool = True


def publish_content(
    definition: Definition, answers: Answers, children: Sequence[Child], imprint: Imprint
) -> dict[str, Any]:
    """Everything the record says, as canonical content. Blank answers, and answers that nothing
    asks for, make no block."""
    sections: list[dict[str, Any]] = []
    for section in definition.sections:
        for child in children if section.is_per_child else (None,):
            blocks = [
                block
                for question in section.questions
                for block in _blocks(
                    definition,
                    Asked(section, question, child),
                    answers,
                    children,
                    imprint.written_on,
                )
            ]
            if blocks:
                sections.append(
                    {
                        "id": section.key if child is None else f"{section.key}@{child.ref}",
                        "child": child.ref if child else None,
                        "audience": section.audience,
                        "heading": _texts(definition, section, "heading"),
                        "plain_heading": _texts(definition, section, "plain_heading"),
                        "blocks": blocks,
                    }
                )
    return {
        "kinfile": 1,
        "kind": definition.key,
        "form": {
            "key": definition.key,
            "version": imprint.version,
            "sha256": imprint.version_sha256,
        },
        "shareable": definition.shareable,
        "language": definition.language,
        "title": _texts(definition, definition, "name"),
        "plain_title": _texts(definition, definition, "plain_name"),
        "written_by": imprint.written_by,
        "written_on": imprint.written_on.isoformat(),
        "children": [{"ref": c.ref, "name": c.name, "called": c.called} for c in children],
        "council": {"name": imprint.council_name, "phone": imprint.council_phone},
        "sections": sections,
        "next": _kept(imprint.next_steps),
        "contacts": [
            {name: _kept(contact.get(name, "")) for name in ("who", "phone", "when")}
            for contact in imprint.contacts
        ],
        "glossary": [
            {"term": str(word["term"]), "meaning": str(word["meaning"])}
            for word in imprint.glossary
        ],
    }


def _blocks(
    definition: Definition,
    asked: Asked,
    answers: Answers,
    children: Sequence[Child],
    on: date,
) -> Iterator[dict[str, Any]]:
    question, value = asked.question, answers.get(asked.place)
    if definitions.is_blank(value):
        return
    if not definitions.is_asked(asked, answers=answers, children=children, on=on):
        return
    subject = asked.child or (children[0] if len(children) == 1 else None)
    ident = question.key if asked.child is None else f"{question.key}@{asked.child.ref}"
    block = {
        "id": ident,
        "child": asked.child.ref if asked.child else None,
        "kind": question.kind,
        "audience": question.audience,
        "sensitive": question.sensitive,
        "subject": subject.ref if subject else None,
        "wording": _texts(definition, question, "wording"),
        "plain": _texts(definition, question, "plain"),
        "value": value,
    }
    if question.kind in definitions.KINDS_WITH_CHOICES:
        keys = value if isinstance(value, list) else [value]
        block["choices"] = {
            choice.key: {
                "label": _texts(definition, choice, "label"),
                "plain": _texts(definition, choice, "plain"),
            }
            for choice in question.choices
            if choice.key in keys
        }
    if question.kind == "words" and isinstance(value, list):
        for row in value:
            if not definitions.is_blank(row.get("said")):
                yield {**block, "id": f"{ident}~{_mark(row)}", "value": row}
    else:
        yield block


def _mark(row: Mapping[str, str]) -> str:
    """Names one of somebody's own words by what was said, so that taking out another one renames
    nothing."""
    said = "\n".join(str(row.get(name, "")) for name in ("person", "who", "on", "said"))
    return hashlib.sha256(said.encode()).hexdigest()[:10]


def _texts(definition: Definition, item: Any, name: str) -> dict[str, str]:
    original = str(getattr(item, name))
    found = {definition.language: original}
    for language, translated in item.translations.items():
        if translated.get(name):
            found[language] = translated[name]
    return found


@dataclass(frozen=True, slots=True)
class Offer:
    """One block of the content, as the worker decides about it for one person."""

    id: str
    heading: str
    question: str
    excerpt: str
    is_given: bool
    can_change: bool
    reason: str


def offers(content: Mapping[str, Any], recipient: Recipient) -> list[Offer]:
    """What this person would get and not get, block by block, with the reason; in the language of
    the content.

    `can_change`: the worker may withhold what is given, or put in what is not. Parts of children
    whom this person must not learn about are not even listed.
    """
    found = []
    language = str(content["language"])
    called = {
        child["ref"]: child["called"]
        for child in content["children"]
        if child["ref"] in recipient.children
    }
    for section in content["sections"]:
        child = section["child"]
        if child is not None and child not in called:
            continue
        name = called[child] if child is not None else _joined([*called.values()], language)
        heading = _in(section["plain_heading"], language) or _in(section["heading"], language)
        if child is not None and len(called) > 1 and "{child}" not in heading:
            heading = f"{heading}: {name}"
        for block in section["blocks"]:
            reason, can_change = _kept_back(block, recipient)
            drawn = _draw(block, language, language, plain=True, name=name)
            question = _in(block["plain"], language) or _in(block["wording"], language)
            found.append(
                Offer(
                    id=block["id"],
                    heading=heading.replace("{child}", name),
                    question=question.replace("{child}", name),
                    excerpt=_excerpt(drawn) if drawn else "",
                    is_given=not reason and drawn is not None,
                    can_change=can_change,
                    reason=reason,
                )
            )
    return found


def _kept_back(block: Mapping[str, Any], recipient: Recipient) -> tuple[str, bool]:
    """Why `recipient` does not get this block by default ("" when they do), and whether the worker
    may decide otherwise."""
    if block["audience"] == "staff":
        return "Only staff read this.", False
    if definitions.gap(block["value"]) is not None:
        return "It was left blank on purpose.", False
    if block["kind"] == "words" and isinstance(block["value"], Mapping):
        row = block["value"]
        said_it = bool(row.get("person")) and row["person"] == recipient.ref
        readers = row.get("for", "")
        if (
            not said_it
            and readers != "everyone"
            and not (readers == "family" and recipient.is_family)
        ):
            return (
                "The person who said it has not agreed that others read it. "
                "Ask them, and note their answer in the record.",
                False,
            )
    if block["sensitive"] and block["subject"] != recipient.ref:
        kind = definitions.SENSITIVE[block["sensitive"]].lower()
        return f"Left out because it says: {kind}. Put it in only if it is safe.", True
    if block["audience"] == "by_choice":
        return "Given only to people you choose.", True
    return "", True


def release_content(
    content: Mapping[str, Any],
    recipient: Recipient,
    withheld: Iterable[str] = (),
    language: str = "en",
    *,
    put_in: Iterable[str] = (),
) -> dict[str, Any]:
    """What `recipient` gets of `content`. `withheld`: ids of blocks or sections to leave out;
    `put_in`: ids of blocks to give although they are left out by default.

    Raises `CannotRelease` when it may not be given at all, nothing would be left, a block may not
    be put in, an id is not in the content (a slip there would let something through), or a text was
    never written in `language`.
    """
    if not content["shareable"]:
        raise CannotRelease("What is written on this form is not given to families.")
    children = [child for child in content["children"] if child["ref"] in recipient.children]
    if not children:
        raise CannotRelease(f"{recipient.name} may not learn about any of these children.")
    withheld, put_in = frozenset(withheld), frozenset(put_in)
    _check_ids(content, recipient, withheld, put_in)
    names = _joined([child["called"] for child in children], language)
    called = {child["ref"]: child["called"] for child in children}
    sections: list[dict[str, Any]] = []
    for section in content["sections"]:
        child = section["child"]
        if (child is not None and child not in called) or section["id"] in withheld:
            continue
        name = called[child] if child is not None else names
        blocks = []
        for block in section["blocks"]:
            reason, _ = _kept_back(block, recipient)
            if block["id"] in withheld or (reason and block["id"] not in put_in):
                continue
            drawn = _draw(block, language, str(content["language"]), plain=True, name=name)
            if drawn is not None:
                blocks.append(drawn)
        if blocks:
            heading = _needed(section["plain_heading"], language)
            if child is not None and len(children) > 1 and "{child}" not in heading:
                heading = f"{heading}: {name}"
            sections.append(
                {
                    "id": section["id"],
                    "number": len(sections) + 1,
                    "heading": heading.replace("{child}", name),
                    "blocks": blocks,
                }
            )
    if not sections:
        raise CannotRelease(f"Nothing would be left for {recipient.name} to read.")
    release = {
        "kinfile": 1,
        "kind": content["kind"],
        "title": _needed(content["plain_title"], language).replace("{child}", names),
        "language": language,
        "written_by": content["written_by"],
        "written_on": content["written_on"],
        "for": recipient.name,
        "about": [child["name"] for child in children],
        "council": dict(content["council"]),
        "sections": sections,
        "next": _told(content["next"], language),
        "contacts": _contacts(content, language),
        "words": [],
    }
    release["words"] = _words_used(release, content["glossary"])
    return release


def council_copy(
    content: Mapping[str, Any], *, children: Iterable[str] | None = None
) -> dict[str, Any]:
    """The same shape for staff: professional headings, nothing left out, for the named children's
    files (None: all).

    Each child's file shows the shared parts and its own, never a brother's or sister's.
    """
    wanted = {c["ref"] for c in content["children"]} if children is None else set(children)
    kept = [child for child in content["children"] if child["ref"] in wanted]
    called = {child["ref"]: child["called"] for child in kept}
    language = str(content["language"])
    names = _joined([child["called"] for child in kept], language)
    sections: list[dict[str, Any]] = []
    for section in content["sections"]:
        child = section["child"]
        if child is not None and child not in called:
            continue
        name = names if child is None else called[child]
        heading = _in(section["heading"], language)
        if child is not None and len(content["children"]) > 1 and "{child}" not in heading:
            heading = f"{heading}: {name}"
        drawn = [
            block
            for source in section["blocks"]
            if (block := _draw(source, language, language, plain=False, name=name)) is not None
        ]
        sections.append(
            {
                "id": section["id"],
                "number": len(sections) + 1,
                "heading": heading.replace("{child}", name),
                "blocks": drawn,
            }
        )
    copy = {
        "kinfile": 1,
        "kind": content["kind"],
        "title": f"{_in(content['title'], language)}: {names}",
        "language": language,
        "written_by": content["written_by"],
        "written_on": content["written_on"],
        "for": "",
        "about": [child["name"] for child in kept],
        "council": dict(content["council"]),
        "sections": sections,
        "next": _told(content["next"], language),
        "contacts": _contacts(content, language),
        "words": [],
    }
    copy["words"] = _words_used(copy, content["glossary"])
    return copy


def _check_ids(
    content: Mapping[str, Any],
    recipient: Recipient,
    withheld: frozenset[str],
    put_in: frozenset[str],
) -> None:
    blocks = {block["id"]: block for section in content["sections"] for block in section["blocks"]}
    known = set(blocks) | {section["id"] for section in content["sections"]}
    if strange := (withheld - known) | (put_in - set(blocks)):
        raise CannotRelease(
            f"This record has no passage called {', '.join(sorted(strange))}. "
            "It may have changed: look at it again before releasing it."
        )
    for ident in put_in - withheld:
        reason, can_change = _kept_back(blocks[ident], recipient)
        if not can_change:
            raise CannotRelease(f"This passage cannot be put in. {reason}")


def _draw(
    block: Mapping[str, Any],
    language: str,
    written_in: str,
    *,
    plain: bool,
    name: str = "",
) -> dict[str, Any] | None:
    """A block of the fixed shape; None where there is nothing that this reader could read."""
    question = _in(block["plain"], language) if plain else _in(block["wording"], language)
    if plain and _in(block["plain"], written_in) and not question:
        question = _needed(block["plain"], language)
    base: dict[str, Any] = {
        "id": block["id"],
        "question": question.replace("{child}", name) if question else None,
    }
    value = block["value"]
    # Labels and dates are drawn in the reader's language; what people wrote stays in their own.
    foreign = {"lang": written_in} if language != written_in else {}
    if (typed := definitions.unread(value)) is not None:
        return {**base, "kind": "text", "text": typed, **foreign}
    if (gap := definitions.gap(value)) is not None:
        return None if plain else {**base, "kind": "text", "text": definitions.GAPS[gap]}
    match block["kind"]:
        case "date":
            day = date_from(str(value))
            return {
                **base,
                "kind": "text",
                "text": date_in_words(day, language) if day else str(value),
            }
        case "yes_no":
            return {
                **base,
                "kind": "text",
                "text": YES_NO[language if plain else written_in].get(str(value), str(value)),
            }
        case "choice":
            return {
                **base,
                "kind": "text",
                "text": _label(block, str(value), language, plain, name),
            }
        case "choices":
            return {
                **base,
                "kind": "list",
                "items": [_label(block, str(key), language, plain, name) for key in value],
            }
        case "actions":
            rows = [
                {
                    "what": row.get("what", ""),
                    "who": row.get("who", ""),
                    "by": _day(row.get("by", ""), language),
                }
                for row in value
            ]
            return {**base, "kind": "actions", "rows": rows, **foreign}
        case "people":
            items = [
                ", ".join(part for part in (row.get("name"), row.get("role")) if part)
                for row in value
            ]
            return {**base, "kind": "list", "items": items, **foreign}
        case "words":
            return {**base, **_own_words(value, language), **foreign}
        case "fact":
            label = base["question"] or _in(block["wording"], language)
            shown = _fact(value, language if plain else written_in, plain)
            rows = [{"label": label, "value": shown}]
            return {**base, "question": None, "kind": "facts", "rows": rows, **foreign}
        case _:
            return {**base, "kind": "text", "text": _paragraphs(str(value)), **foreign}


def _own_words(row: Mapping[str, str], language: str) -> dict[str, Any]:
    who, on = row.get("who", ""), _day(row.get("on", ""), language)
    asked = _OWN_WORDS[language].format(who=who) if who else None
    return {
        "question": f"{asked} ({on})" if asked and on else asked,
        "kind": "text",
        "text": row["said"],
        "verbatim": {"who": who, "on": row.get("on", "")},
    }


def _fact(value: Mapping[str, Any], language: str, plain: bool) -> str:
    standing = value.get("standing", "known")
    shown = _STANDINGS[language].get(standing, "{value}").replace("{value}", value.get("value", ""))
    if plain:
        return shown
    told = value.get("told_by", "")
    basis = definitions.BASES.get(value.get("basis", ""), "")
    known = [f"{basis} ({told})" if told and basis else basis, value.get("source", "")]
    if value.get("as_of"):
        known.insert(0, f"as of {_day(value['as_of'], language)}")
    if value.get("confirmed") is False:
        known.append("not confirmed for this record")
    said = "; ".join(part for part in known if part)
    return f"{shown} [{said}]" if said else shown


def _label(block: Mapping[str, Any], key: str, language: str, plain: bool, name: str) -> str:
    texts = block.get("choices", {}).get(key)
    if texts is None:
        return key
    label = _needed(texts["plain"], language) if plain else _in(texts["label"], language)
    return label.replace("{child}", name)


def _day(text: str, language: str) -> str:
    day = date_from(text)
    return date_in_words(day, language) if day else text


def _paragraphs(text: str) -> str:
    return re.sub(r"\n\s*\n+", "\n\n", text.strip())


def _kept(texts: str | Mapping[str, str]) -> str | dict[str, str]:
    return (
        {code: str(text) for code, text in texts.items()} if isinstance(texts, Mapping) else texts
    )


def _told(texts: str | Mapping[str, str], language: str) -> str:
    """What is said in `language`; where it was written in the other only, that, and that it is so."""
    by_language = texts if isinstance(texts, Mapping) else {"en": texts}
    text = by_language.get(language) or ""
    other = next((one for one in by_language.values() if one), "")
    return text or (_ONLY_IN[language].format(text=other) if other else "")


def _contacts(content: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    # Names and numbers are the same in every language.
    return [
        {**contact, "when": _told(contact["when"], language)} for contact in content["contacts"]
    ]


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language, "")


def _needed(texts: Mapping[str, str], language: str) -> str:
    if text := texts.get(language):
        return text
    original = next((text for text in texts.values() if text), "")
    if not original:
        return ""
    raise CannotRelease(
        f"“{original}” has no {definitions.LANGUAGES.get(language, language)} wording yet. "
        "Ask the person who looks after the forms to add it, or release it in the other language."
    )


def _joined(names: Sequence[str], language: str) -> str:
    if len(names) < 2:
        return "".join(names)
    last = names[-1]
    joint = "and" if language == "en" else "ac" if last[:1].casefold() in "aeiouwy" else "a"
    return f"{', '.join(names[:-1])} {joint} {last}"


def _excerpt(block: Mapping[str, Any]) -> str:
    # What it is about stands beside the excerpt already; with own words it says whose they are.
    said = (
        text
        for where, text in texts(block)
        if ("verbatim" in block or where != "question") and not where.endswith(", label")
    )
    text = " · ".join(part for part in said if part)
    return text if len(text) <= 160 else f"{text[:157].rstrip()}…"


def _words_used(
    release: Mapping[str, Any], glossary: Iterable[Mapping[str, str]]
) -> list[dict[str, str]]:
    """Words of the glossary that occur in the release, in the order of the glossary. A word that
    was only in what was left out would tell of it."""
    shown = "\n".join(
        text
        for section in release["sections"]
        for text in (
            section["heading"],
            *(text for block in section["blocks"] for _, text in texts(block)),
        )
    )
    text = f"{shown}\n{release['next']}"
    return [dict(word) for word in glossary if occurs(word["term"], text)]
