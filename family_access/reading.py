"""A release as its reader sees it: parts, blocks, explained words, and what was said beside each."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.dates import date_from, date_in_words
from documents.models import Release, Reply
from family_access.forms import ReplyForm

WORDS_A_MINUTE = 150
# Above words that were written in the other language only: said in the language of the reader.
ONLY_IN = {"en": "Yn Saesneg yn unig", "cy": "In Welsh only"}


def parts(
    release: Release,
    *,
    replies: Iterable[Reply] = (),
    forms: Mapping[str, ReplyForm] | None = None,
    may_answer: bool = True,
) -> list[dict[str, Any]]:
    """The parts of `release` with their blocks; each block has its replies and, if `may_answer`, a form.

    `forms`: those that came back with an error among them, by the keys of their blocks, words and all.
    """
    said: dict[str, list[dict[str, Any]]] = {}
    for row in replies:
        said.setdefault(row.block, []).append(told(row))
    shown = forms or {}
    glossary = release.content.get("words", [])
    found = []
    for section in release.content.get("sections", []):
        blocks = []
        for at, block in enumerate(section["blocks"]):
            key = _key(section, at)
            blocks.append(
                {
                    **block,
                    "key": key,
                    **_said_on(block, release.content.get("language", "en")),
                    "paragraphs": [
                        text for text in block.get("text", "").split("\n\n") if text.strip()
                    ],
                    "written_in": block.get("lang") or release.content.get("language", "en"),
                    # Somebody's own words are in whatever language they chose.
                    "only_in": "" if block.get("verbatim") else ONLY_IN.get(block.get("lang"), ""),
                    "replies": said.get(block["id"], []),
                    "form": (shown.get(key) or ReplyForm(prefix=key)) if may_answer else None,
                }
            )
        found.append({**section, "blocks": blocks, "words": glossary})
    return found


def blocks_by_key(release: Release) -> dict[str, str]:
    """The id of each block of `release` by its key: where it stands on the page, and what its fields begin with."""
    return {
        _key(section, at): block["id"]
        for section in release.content.get("sections", [])
        for at, block in enumerate(section["blocks"])
    }


def _key(section: Mapping[str, Any], at: int) -> str:
    return f"{section['number']}-{at + 1}"


def _said_on(block: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Somebody's own words with their day as people write it."""
    own = block.get("verbatim")
    return {"verbatim": {**own, "on": day(own.get("on", ""), language)}} if own else {}


def day(text: str, language: str = "en") -> str:
    """“3 November 2026” for 2026-11-03; any other words as they are."""
    found = date_from(text)
    return date_in_words(found, language) if found else text


def promise(content: Mapping[str, Any]) -> str:
    """Who reads an answer, and by when: the council's promise, `KINFILE_ANSWERS_READ_WITHIN`."""
    days = settings.KINFILE_ANSWERS_READ_WITHIN
    within = ngettext("one working day", "%(days)d working days", days) % {"days": days}
    return _("%(who)s reads this within %(within)s.") % {
        "who": content.get("written_by", "").split(",")[0],
        "within": within,
    }


def told(row: Reply) -> dict[str, Any]:
    """One earlier answer as `components/reply.html` shows it."""
    says = [row.get_stance_display() if row.stance else ""]
    says += ["I want to ask something"] if row.is_question else []
    says += ["Something here is wrong"] if row.is_wrong else []
    return {
        "answer_words": ", ".join(word for word in says if word),
        "words": row.words,
        "at": row.said_at,
        "author": row.author,
        "seen_at": row.seen_at,
    }


def minutes(content: Mapping[str, Any]) -> int:
    """How long reading takes at a calm pace, in whole minutes, one at least."""
    count = 0
    for section in content.get("sections", []):
        for block in section["blocks"]:
            count += len(block.get("text", "").split()) + sum(
                len(item.split()) for item in block.get("items", [])
            )
            count += sum(
                len(str(value).split()) for row in block.get("rows", []) for value in row.values()
            )
    return max(1, math.ceil(count / WORDS_A_MINUTE))
