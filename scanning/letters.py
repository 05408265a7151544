"""An e-mail as paper: who says it is from whom, its text, and the files that came with it.

Nothing here is decoded beyond the e-mail's own wrapping: a file goes to the reading child like any other. Bounds keep a
message that was made to do harm from costing more than its size.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

from django.utils import timezone

MOST_PARTS = 200
MOST_DEPTH = 8
MOST_TEXT = 200_000
# Logos and tracking dots that a signature brings along are smaller; a photograph or a scan never is.
_SMALL_PICTURE = 12_000
_CALENDAR = {"SUMMARY": "Invitation", "DTSTART": "Begins", "DTEND": "Ends", "LOCATION": "Where"}


class TooMuch(Exception):
    """More parts, or deeper in each other, than any honest message has."""


@dataclass
class Letter:
    """`files`: name and bytes of each file that came along, in order. `left_out`: names of small pictures."""

    sender: str
    subject: str
    sent_at: datetime | None
    message_id: str
    text: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """What makes this message this message, whichever way it came: its id, and everything it brings.

        Not the id alone, which its sender chooses: somebody else's message must not hide behind it.
        """
        found = hashlib.sha256()
        for part in (self.message_id, self.sender, self.subject, self.text):
            found.update(part.encode("utf-8", "replace") + b"\0")
        for name, data in self.files:
            found.update(name.encode("utf-8", "replace") + b"\0" + hashlib.sha256(data).digest())
        return found.hexdigest()


def letter_from(message: Message) -> Letter:
    """Raises `TooMuch`, or whatever a parser raises on a message that is none."""
    letter = Letter(
        sender=_plain(message.get("From")),
        subject=_plain(message.get("Subject")),
        sent_at=_moment(message.get("Date")),
        message_id=_plain(message.get("Message-ID")),
    )
    texts: list[str] = []
    for part in _parts(message):
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                texts.append(_forwarded(inner[0]))
            continue
        _sort(part, letter, texts)
    text = "\n\n".join(filter(None, (one.strip() for one in texts)))
    if len(text) > MOST_TEXT:
        text = f"{text[:MOST_TEXT]}\n\nThe rest is longer than can be printed. It stands in the mailbox."
    letter.text = text
    return letter


def _parts(message: Message) -> Iterator[Message]:
    """The leaves in order, and before what a forwarded message holds that message itself."""
    waiting, count = [(message, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if count > MOST_PARTS or depth > MOST_DEPTH:
            raise TooMuch
        inner = part.get_payload()
        if not isinstance(inner, list):
            yield part
            continue
        if part.get_content_type() == "message/rfc822":
            yield part
        chosen = _alternative(inner) if part.get_content_subtype() == "alternative" else inner
        waiting += [(one, depth + 1) for one in reversed(chosen) if isinstance(one, Message)]


def _alternative(offered: list) -> list:
    """Of the same text in several forms the plain one; what is no text at all stays."""
    parts = [one for one in offered if isinstance(one, Message)]
    plain = [one for one in parts if one.get_content_type() == "text/plain" and _text(one).strip()]
    if not plain:
        return parts
    # The other forms of the text may come wrapped with their pictures.
    others = [
        one for one in parts if one.get_content_type() not in ("text/html", "multipart/related")
    ]
    pictures = [
        inner
        for one in parts
        if one.get_content_type() == "multipart/related"
        for inner in one.get_payload()
        if isinstance(inner, Message) and inner.get_content_type() != "text/html"
    ]
    return others + pictures


def _sort(part: Message, letter: Letter, texts: list[str]) -> None:
    kind, name = part.get_content_type(), _plain(part.get_filename())
    disposition = (part.get_content_disposition() or "").lower()
    if kind == "text/calendar":
        texts.append(_invitation(_text(part)))
    elif kind in ("text/plain", "text/html") and disposition != "attachment" and not name:
        texts.append(_text(part) if kind == "text/plain" else words_of_html(_text(part)))
    else:
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes):
            return
        is_inline = disposition == "inline" or bool(part.get("Content-ID"))
        if part.get_content_maintype() == "image" and is_inline and len(data) < _SMALL_PICTURE:
            letter.left_out.append(name or "picture")
        elif data or name:
            letter.files.append((name or f"attachment {len(letter.files) + 1}", data))


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset() or "utf-8", "replace").replace("\0", "")
    except LookupError:
        return data.decode("utf-8", "replace").replace("\0", "")


def _forwarded(inner: Message) -> str:
    head = [
        f"{title}: {told}"
        for title, told in (
            ("Forwarded message from", _plain(inner.get("From"))),
            ("Subject", _plain(inner.get("Subject"))),
            ("Date", _plain(inner.get("Date"))),
        )
        if told
    ]
    return "\n".join(head) or "Forwarded message"


def _invitation(text: str) -> str:
    """What a person needs of an invitation to a meeting, from its lines."""
    lines = text.replace("\r\n ", "").replace("\n ", "").splitlines()
    found = []
    for line in lines[:2000]:
        key, _, value = line.partition(":")
        title = _CALENDAR.get(key.partition(";")[0].upper())
        if title and value.strip():
            found.append(
                f"{title}: {value.replace(chr(92) + ',', ',').replace(chr(92) + 'n', ' ')}"
            )
    return "\n".join(found)


def _plain(value: object) -> str:
    """A header in letters, on one line, whatever its encoding claims."""
    if value is None:
        return ""
    try:
        told = str(make_header(decode_header(str(value))))
    except Exception:  # noqa: BLE001  (the standard library raises many kinds on headers made to harm)
        told = str(value)
    told = told.encode("utf-8", "replace").decode()
    return " ".join("".join(sign if sign.isprintable() else " " for sign in told).split())


def _moment(value: object) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(value))
        return found if timezone.is_aware(found) else timezone.make_aware(found)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def words_of_html(html: str) -> str:
    """What a person would read of a page, a line for each paragraph."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).split("\n"))
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    _HIDDEN = frozenset({"script", "style", "head", "title", "template"})
    _BREAKS = frozenset(
        "p div br tr li h1 h2 h3 h4 h5 h6 table blockquote hr section article".split()
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._hidden and tag in self._HIDDEN:
            self._hidden = tag
        elif tag in self._BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""
        elif tag in self._BREAKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data.replace("\n", " "))
