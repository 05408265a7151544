"""What came home on paper, as the pages of a record and of a release show it: strips, ticks, and what the machine read.

Rows come only as somebody may see them; nothing here decides anything.
"""

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cases.models import User
from documents import definitions, fields, readings, store
from documents.actions.records import Place
from documents.dates import date_in_words
from documents.definitions import Question
from documents.models import Document, FormSheet, PaperAnswer, PaperForm, Reading, Record, Release
from documents.paper_forms import DAY, NAME, SIGN, SIGNATURE, WORDS
from documents.paper_places import PAGE_MM, Spot, spots_from

# Dots a millimetre of a strip on the screen: about as many as the picture of the page has.
_DOTS = 7
# Millimetres across and down: a box and the beginning of its label.
_BESIDE_A_BOX = (64.0, 10.0)
YES, NO, UNCLEAR, WRITTEN = "yes", "no", "unclear", "written"


@dataclass(frozen=True, slots=True)
class Tick:
    """A box of the paper. `state`: yes, no or unclear. `name` is what a decision about it is posted as.

    `url`: a picture of the box with what stands beside it.
    """

    name: str
    key: str
    label: str
    state: str
    chosen: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """A frame that somebody wrote in; `text` is what the machine read there, or what a person has typed since."""

    name: str
    label: str
    url: str
    width: int
    height: int
    text: str
    rows: int


@dataclass(frozen=True, slots=True)
class OnPaper:
    """One question as it stands on one sheet. `token` names both in what is posted."""

    sheet: FormSheet
    question: Question
    place: Place
    token: str
    ticks: tuple[Tick, ...]
    strips: tuple[Strip, ...]
    decision: PaperAnswer | None
    is_single: bool
    proposed: Any
    page_url: str
    is_filed: bool

    @property
    def is_blank(self) -> bool:
        return not self.strips and all(tick.state == NO for tick in self.ticks)

    @property
    def unclear(self) -> bool:
        """Is a person asked which boxes are ticked?"""
        ticked = sum(tick.state == YES for tick in self.ticks)
        return any(tick.state == UNCLEAR for tick in self.ticks) or (self.is_single and ticked > 1)

    def raw(self, data: Mapping[str, Any]) -> Any:
        """What a person says stands here, as the widget of the question would post it; None for an unclear box that
        nobody decided about."""
        if self.is_single:
            return data.get(self.token, "")
        if self.ticks:
            said = [(tick, data.get(tick.name, "")) for tick in self.ticks]
            if any(tick.state == UNCLEAR and value not in (YES, NO) for tick, value in said):
                return None
            return [tick.key for tick, value in said if value == YES]
        return _assembled(
            self.question, {strip.name: data.get(strip.name, "") for strip in self.strips}
        )


def sheets_of(user: User, record: Record) -> list[FormSheet]:
    """Sheets of forms of `record`, or of the one it takes the place of, that `user` may see, in the order of pages."""
    ids = [pk for pk in (record.pk, record.supersedes_id) if pk]
    return list(
        FormSheet.objects.visible_to(user)
        .filter(form__record__in=ids, form__kind=PaperForm.Kind.FORM)
        .select_related("form__child", "form__record", "page")
        .prefetch_related("page__readings", "page__document_pages__document", "answers__by")
        .order_by("number", "came_at")
    )


def by_place(
    record: Record,
    sheets: Sequence[FormSheet],
    *,
    speakers: Mapping[str, str],
    data: Mapping[str, Any] | None = None,
) -> dict[Place, list[OnPaper]]:
    """What `sheets` hold for each place of the form of `record`. `data`: what was posted of it and is not kept yet."""
    found: dict[Place, list[OnPaper]] = defaultdict(list)
    asked = {question.key: question for question in record.version.read().questions()}
    for sheet in sheets:
        if sheet.form is None or not sheet.fit:
            continue
        decided = {row.question: row for row in sheet.answers.all() if row.record_id == record.pk}
        words = _words_on(sheet)
        grouped: dict[Place, list[tuple[int, Spot]]] = defaultdict(list)
        for number, spot in enumerate(spots_from(sheet.form.layout[sheet.number - 1])):
            grouped[spot.place].append((number, spot))
        for place, spots in grouped.items():
            question = asked.get(place[0])
            # A new version of the form may ask it in another way.
            if question is None or not _still_fits(question, [spot for _, spot in spots]):
                continue
            found[place].append(
                _on_sheet(sheet, question, place, spots, words, decided, speakers, data or {})
            )
    return found


def _still_fits(question: Question, spots: Sequence[Spot]) -> bool:
    keys = {spot.key for spot in spots if spot.kind == "tick"}
    if question.kind == "yes_no":
        return bool(keys)
    if question.kind in definitions.KINDS_WITH_CHOICES:
        return bool(keys) and keys <= {choice.key for choice in question.choices}
    return not keys


def _on_sheet(
    sheet: FormSheet,
    question: Question,
    place: Place,
    spots: Sequence[tuple[int, Spot]],
    words: Sequence[tuple[float, float, str]],
    decided: Mapping[str, PaperAnswer],
    speakers: Mapping[str, str],
    data: Mapping[str, Any],
) -> OnPaper:
    token = f"paper-{sheet.pk}-{spots[0][0]}"
    labels = {choice.key: choice.label for choice in question.choices} or definitions.YES_NO
    is_single = question.kind in {"choice", "yes_no"}
    ticks, strips, read = [], [], {}
    for number, spot in spots:
        state = _state(sheet, number)
        name = f"{token}-{spot.key}-{spot.row}"
        if spot.kind == "tick":
            chosen = data.get(name, "" if state == UNCLEAR else state)
            url = reverse("documents:form_strip", args=[sheet.pk, number])
            label = labels.get(spot.key, spot.key)
            ticks.append(Tick(name, spot.key, label, state, chosen, url))
        elif state == WRITTEN:
            read[name] = text_in(words, spot)
            strips.append(_strip(sheet, number, spot, name, data.get(name, read[name])))
    ticked = [tick.key for tick in ticks if tick.state == YES]
    is_clear = all(tick.state != UNCLEAR for tick in ticks)
    if is_single:
        proposed: Any = ticked[0] if is_clear and len(ticked) == 1 else ""
    elif ticks:
        proposed = ticked if is_clear else []
    else:
        proposed = _assembled(question, read)
    if is_single:
        chosen = data.get(token, proposed)
        ticks = [
            Tick(
                token, tick.key, tick.label, tick.state, YES if tick.key == chosen else NO, tick.url
            )
            for tick in ticks
        ]
    url, is_filed = _page_url(sheet)
    return OnPaper(
        sheet=sheet,
        question=question,
        place=place,
        token=token,
        ticks=tuple(ticks),
        strips=tuple(strips),
        decision=decided.get(place[0]),
        is_single=is_single,
        proposed=fields.read(question, proposed, speakers=speakers).value,
        page_url=url,
        is_filed=is_filed,
    )


_COLUMNS = {"what": "What", "who": "Who", "by": "By when", "name": "Name", "role": "Who they are"}


def _strip(sheet: FormSheet, number: int, spot: Spot, name: str, text: str) -> Strip:
    label = _COLUMNS.get(spot.key, "")
    return Strip(
        name=name,
        label="Whose words these are" if (spot.key, spot.width) == ("who", 174.0) else label,
        url=reverse("documents:form_strip", args=[sheet.pk, number]),
        width=round(spot.width * _DOTS),
        height=round(spot.height * _DOTS),
        text=text,
        rows=max(1, round(spot.height / 12)),
    )


def _assembled(question: Question, texts: Mapping[str, str]) -> Any:
    """What the widget of `question` would have posted for the words in its frames, by their names."""
    rows: dict[str, dict[str, str]] = defaultdict(dict)
    for name, text in texts.items():
        column, row = name.rsplit("-", 2)[-2:]
        rows[row][column] = text
    match question.kind:
        case "actions" | "people":
            return [rows[row] for row in sorted(rows)]
        case "words":
            merged = {column: text for row in sorted(rows) for column, text in rows[row].items()}
            return [merged]
        case "fact":
            text = " ".join(filter(None, texts.values()))
            return {"value": text, "standing": "known"}
    joined = "\n".join(filter(None, texts.values()))
    return joined if question.kind == "long_text" else " ".join(joined.split())


def _state(sheet: FormSheet, number: int) -> str:
    told = sheet.marks.get(str(number))
    return str(told[0]) if told else UNCLEAR


def _page_url(sheet: FormSheet) -> tuple[str, bool]:
    """Where the whole page is looked at: in its document once it is filed, else by itself."""
    for pointer in sheet.page.document_pages.all():
        if pointer.document.withdrawn_at is None:
            return reverse("portal:page", args=[pointer.document_id, pointer.number]), True
    return reverse("documents:form_sheet", args=[sheet.pk]), False


# What the machine read, where it stands on the paper.


def _words_on(sheet: FormSheet) -> list[tuple[float, float, str]]:
    """The words of the page in reading order, each with its middle in millimetres of the printed page."""
    reading = sheet.page.reading
    if reading is None or not sheet.fit or not reading.width or not reading.height:
        return []
    back = _inverse(sheet.fit)
    found = []
    for word in readings.unpacked(reading.words):
        x, y = _through(
            back,
            (word.left + word.width / 2) / reading.width,
            (word.top + word.height / 2) / reading.height,
        )
        found.append((x, y, word.text))
    return found


def text_in(words: Sequence[tuple[float, float, str]], spot: Spot) -> str:
    """The words whose middle lies in the frame."""
    return " ".join(
        text
        for x, y, text in words
        if spot.x <= x <= spot.x + spot.width and spot.y <= y <= spot.y + spot.height
    )


def _through(fit: Sequence[float], x: float, y: float) -> tuple[float, float]:
    over = fit[6] * x + fit[7] * y + fit[8] or 1e-9
    return (fit[0] * x + fit[1] * y + fit[2]) / over, (fit[3] * x + fit[4] * y + fit[5]) / over


def _inverse(fit: Sequence[float]) -> list[float]:
    """Up to a factor, which a map of points does not feel."""
    a, b, c, d, e, f, g, h, i = fit
    return [
        e * i - f * h, c * h - b * i, b * f - c * e,
        f * g - d * i, a * i - c * g, c * d - a * f,
        d * h - e * g, b * g - a * h, a * e - b * d,
    ]  # fmt: skip


# Pictures.


def strip_of(sheet: FormSheet, number: int) -> bytes | None:
    """The frame `number` of the sheet, flat and upright, as a PNG; None for a frame that it does not have.

    Raises `store.Damaged` when the picture of the page is not as it was kept.
    """
    if sheet.form is None or not sheet.fit:
        return None
    spots = spots_from(sheet.form.layout[sheet.number - 1])
    if not 0 <= number < len(spots):
        return None
    spot = spots[number]
    if spot.kind == "tick":
        return _cut(sheet, spot.x - 2, spot.y - 2, *_BESIDE_A_BOX)
    return _cut(sheet, spot.x - 1, spot.y - 1, spot.width + 2, spot.height + 2)


def whole(sheet: FormSheet) -> bytes | None:
    """The whole page as it was printed, flat and upright; None where its corners were not found."""
    return _cut(sheet, 0, 0, *PAGE_MM) if sheet.fit else None


def _cut(sheet: FormSheet, x: float, y: float, width: float, height: float) -> bytes | None:
    reading: Reading | None = sheet.page.reading
    if reading is None or reading.view is None:
        return None
    data = store.read_all(reading.view.pk, reading.view.wrapped_key)
    with Image.open(io.BytesIO(data), formats=["WEBP", "JPEG", "PNG"]) as picture:
        wide, high = picture.size
        a, b, c, d, e, f, g, h, i = sheet.fit
        # Dots of the strip -> millimetres -> dots of the picture, divided through by the last of nine.
        rows = [
            (a * wide, b * wide, c * wide),
            (d * high, e * high, f * high),
            (g, h, i),
        ]
        maps = [(p / _DOTS, q / _DOTS, p * x + q * y + r) for p, q, r in rows]
        last = maps[2][2]
        factors = [value / last for row in maps for value in row][:8]
        size = (round(width * _DOTS), round(height * _DOTS))
        cut = picture.convert("L").transform(
            size,
            Image.Transform.PERSPECTIVE,
            factors,
            resample=Image.Resampling.BICUBIC,
            fillcolor=255,
        )
    out = io.BytesIO()
    cut.save(out, "PNG")
    return out.getvalue()


# What is missing, and what came that should not.


def undecided(record: Record, sheets: Sequence[FormSheet]) -> int:
    """How many answers of `sheets` nobody took into `record` or left on the paper; what is blank asks for nothing."""
    found = by_place(record, sheets, speakers={})
    return sum(not one.decision and not one.is_blank for seen in found.values() for one in seen)


def news_of(record: Record, sheets: Sequence[FormSheet]) -> list[str]:
    """Sentences about what came home of each form of `record`: pages missing, come twice, or not to be read."""
    found = []
    for form in {sheet.form for sheet in sheets if sheet.form}:
        came: dict[int, list[FormSheet]] = defaultdict(list)
        for sheet in sheets:
            if sheet.form == form:
                came[sheet.number].append(sheet)
        printed = f"The form printed on {_day(form.made_at)}"
        if form.record_id != record.pk or not record.is_open:
            found.append(
                f"{printed} came back after this record was decided on. "
                + (
                    "Its answers can be taken into this new version."
                    if record.is_open
                    else "Nothing of it was lost: write a new version, and take its answers into that."
                )
            )
        missing = [number for number in range(1, form.count + 1) if number not in came]
        if missing:
            found.append(
                f"{printed} has {form.count} pages; {_listed(missing)} {'has' if len(missing) == 1 else 'have'} "
                "not come back. Ask whoever filled it in, or scan it again."
            )
        for number, twins in sorted(came.items()):
            if len(twins) > 1:
                found.append(_twice(number, twins))
        for number in sorted(number for number, all_of in came.items() if _unfitted(all_of)):
            found.append(
                f"The black corners of page {number} were not found, so nothing was cut out of it. "
                "Scan it again, flat and whole, or read it from the page itself."
            )
    return sorted(found)


def _unfitted(sheets: Sequence[FormSheet]) -> bool:
    return not any(sheet.fit for sheet in sheets)


def _twice(number: int, twins: Sequence[FormSheet]) -> str:
    said = [
        {at: told[0] for at, told in sheet.marks.items() if told[0] != UNCLEAR} for sheet in twins
    ]
    differ = any(
        one.get(at) != other.get(at)
        for one in said
        for other in said
        for at in one.keys() & other.keys()
    )
    if differ:
        return (
            f"Page {number} came {len(twins)} times, and not filled in alike: the form may have been copied and filled "
            "in by several people. Look at each, and take over only what belongs here."
        )
    return f"Page {number} came {len(twins)} times, filled in alike: it was probably scanned twice. One is enough."


def _listed(numbers: Sequence[int]) -> str:
    words = [str(number) for number in numbers]
    pages = ", ".join(words[:-1]) + (" and " if words[1:] else "") + words[-1]
    return f"page{'s' if words[1:] else ''} {pages}"


def _day(moment: Any) -> str:
    return date_in_words(timezone.localdate(moment))


# Copies to sign.


@dataclass(frozen=True, slots=True)
class SignedSheet:
    """A signed copy that came home, waiting to be recorded or recorded."""

    sheet: FormSheet
    ticks: tuple[Tick, ...]
    strips: tuple[Strip, ...]
    decision: str
    words: str
    page_url: str
    is_filed: bool


_SIGNING = {
    WORDS: "In their own words",
    NAME: "Name",
    SIGNATURE: "Signature",
    DAY: "The day",
}
_DECISIONS = {"yes": "Yes", "partly": "Partly", "no": "No", "not_yet": "Not yet"}


def signed_sheets(user: User, release: Release) -> list[SignedSheet]:
    """Copies of exactly this release that came home, as `user` may see them."""
    rows = (
        FormSheet.objects.visible_to(user)
        .filter(form__release=release)
        .select_related("form", "page", "signature")
        .prefetch_related("page__readings", "page__document_pages__document")
        .order_by("came_at")
    )
    return [_signed(sheet) for sheet in rows]


def _signed(sheet: FormSheet) -> SignedSheet:
    ticks: list[Tick] = []
    strips: list[Strip] = []
    words = ""
    read = _words_on(sheet)
    if sheet.form is not None and sheet.fit:
        for number, spot in enumerate(spots_from(sheet.form.layout[sheet.number - 1])):
            state = _state(sheet, number)
            if spot.question == SIGN:
                ticks.append(Tick("", spot.key, _DECISIONS[spot.key], state, ""))
            elif state == WRITTEN or spot.question == SIGNATURE:
                strip = _strip(sheet, number, spot, "", text_in(read, spot))
                strips.append(
                    Strip(
                        "",
                        _SIGNING[spot.question],
                        strip.url,
                        strip.width,
                        strip.height,
                        strip.text,
                        strip.rows,
                    )
                )
                words = strip.text if spot.question == WORDS else words
    ticked = [tick.key for tick in ticks if tick.state == YES]
    is_clear = len(ticked) == 1 and all(tick.state != UNCLEAR for tick in ticks)
    url, is_filed = _page_url(sheet)
    return SignedSheet(
        sheet, tuple(ticks), tuple(strips), ticked[0] if is_clear else "", words, url, is_filed
    )


def documents_of(user: User, sheets: Sequence[FormSheet]) -> list[Document]:
    """Filed papers in which `sheets` stand, as `user` may see them."""
    pages = [sheet.page_id for sheet in sheets]
    return list(Document.objects.visible_to(user).filter(document_pages__page__in=pages).distinct())
