"""Writing a record, deciding on it, reading it, and seeing who wrote what when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases import access
from cases.actions import Problem
from cases.models import Person, User
from cases.requests import SignedIn
from documents import compose, on_paper, wording
from documents.actions import paper, records, sharing
from documents.actions.records import Place, Saved
from documents.definitions import Question
from documents.fields import RecordForm, field_name
from documents.forms import CancelForm, DecisionForm, StartForm
from documents.models import Answer, AnswerVersion, Exemplar, PaperForm, Record, Release

_UNFINISHED = (Record.State.DRAFT, Record.State.RETURNED, Record.State.READY)
_DONE = (Record.State.AUTHORISED, Record.State.WITH_GAPS)
_HAND_IN = {"manager": "Hand in to the manager", "chair": "Hand in to the reviewing officer"}


@dataclass(frozen=True, slots=True)
class Rival:
    """What somebody else wrote in the same place at the same time, as the page shows it."""

    pk: UUID
    by: str
    at: datetime
    lines: list[str]


def start_record(request: SignedIn, child: str, exemplar: int) -> HttpResponse:
    """Asks for whom it is written before anything is made, so that sisters and brothers get one record together."""
    person = access.get(request.user, Person, child, "write")
    form_of_it = Exemplar.objects.offered().filter(pk=exemplar).first()
    version = form_of_it.current_version() if form_of_it else None
    if form_of_it is None or version is None:
        raise Http404
    siblings = (
        access.scope(request.user, "write", Person)
        .filter(families__members=person, reference__isnull=False)
        .exclude(pk=person.pk)
        .distinct()
    )
    form = StartForm(request.POST or None, siblings=siblings)
    if request.method == "POST" and form.is_valid():
        try:
            record = records.start_record(
                by=request.user,
                version=version,
                children=[person, *form.cleaned_data.get("also", [])],
                dated_on=form.cleaned_data["dated_on"],
            )
        except Problem as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("documents:record", record.pk)
    of_this_kind = (
        Record.objects.visible_to(request.user)
        .filter(children=person, version__exemplar=form_of_it)
        .prefetch_related("children")
    )
    return render(
        request,
        "documents/record_start.html",
        {
            "child": person,
            "exemplar": form_of_it,
            "definition": version.read(),
            "form": form,
            "unfinished": of_this_kind.filter(state__in=_UNFINISHED),
            "latest": of_this_kind.filter(state__in=_DONE).first(),
        },
        status=422 if form.is_bound else 200,
    )


def record(request: SignedIn, pk: str) -> HttpResponse:
    """The one page of a record: to write for whoever may write it while it is open, to read for everybody else."""
    shown = access.get(request.user, Record, pk)
    if request.method == "POST":
        return _write(request, shown)
    may_write = shown.is_open and access.decide(request.user, "write", shown)
    if may_write and "read" not in request.GET:
        return _writing_page(request, shown)
    return _reading_page(request, shown, may_write=may_write)


# Writing


def _form(
    request: SignedIn, shown: Record, *, data: Any = None, seen: dict[Place, str] | None = None
) -> RecordForm:
    """The record's form for this person. `seen`: versions to go by instead of those that stand now."""
    answers, versions = {}, {}
    for row in _answers(request.user, shown):
        if row.current is not None:
            place = records.place_of(row)
            answers[place] = row.current.value
            versions[place] = str(row.current.pk)
    definition = shown.version.read()
    disputed = records.disputed_answers(shown)
    speakers = _speakers(shown)
    return RecordForm(
        definition,
        children=records.children_of(shown, for_user=request.user, action="write"),
        answers=answers,
        on=shown.dated_on,
        prefilled=records.prefilled_for(shown, on=timezone.localdate()),
        speakers=speakers,
        versions=versions | (seen or {}),
        paper=on_paper.by_place(
            shown,
            on_paper.sheets_of(request.user, shown),
            speakers=dict(speakers),
            data=request.POST if data is not None else None,
        ),
        rivals={
            place: tuple(_rivals(definition.question(place[0]), found))
            for place, found in disputed.items()
            if place in answers
        },
        short=_is_short(request),
        data=data,
    )


def _answers(user: Any, shown: Record) -> Iterable[Answer]:
    readable = access.scope(user, "read", Answer).filter(record=shown)
    return readable.select_related("current__by", "child")


def _is_short(request: SignedIn) -> bool:
    return request.GET.get("form") == "short"


def _speakers(shown: Record) -> list[tuple[str, str]]:
    """People whose own words may stand in the record: the children, then who belongs to them."""
    children = [(records.ref_of(child), child.name) for child in shown.children.all()]
    family = [(records.ref_of(person), person.name) for person in sharing.family_of(shown)]
    return list(dict.fromkeys([*children, *family]))


def _rivals(question: Question, found: Iterable[AnswerVersion]) -> list[Rival]:
    return [Rival(one.pk, str(one.by), one.at, wording.lines(question, one.value)) for one in found]


def _based_on(request: SignedIn, places: Iterable[Place]) -> dict[Place, UUID]:
    found = {}
    for place in places:
        try:
            found[place] = UUID(request.POST.get(f"{field_name(place)}-version", ""))
        except ValueError:
            continue
    return found


def _writing_page(
    request: SignedIn,
    shown: Record,
    *,
    form: RecordForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    form = form or _form(request, shown)
    query = "?form=short" if _is_short(request) else ""
    here = reverse("documents:record", args=[shown.pk])
    is_open = access.decide(request.user, "write", shown)
    return render(
        request,
        "documents/record_write.html",
        {
            **_about(request.user, shown),
            "form": form,
            "problem": problem,
            "is_open": is_open,
            "save_url": here + query,
            "autosave_url": reverse("documents:autosave", args=[shown.pk]) + query
            if is_open
            else "",
            "saved_at": records.last_saved(shown),
            "is_short": _is_short(request),
            "long_url": here,
            "short_url": f"{here}?form=short",
            "read_url": f"{here}?read",
            "prompts": form.definition.prompts,
            "short_prompts": sum(question.short for question in form.definition.questions()),
            "hand_in_words": _HAND_IN.get(form.definition.authorised_by or "", "Finish"),
            "missing": _missing(request.user, shown),
            "cancel_form": CancelForm(),
            "paper_news": on_paper.news_of(shown, on_paper.sheets_of(request.user, shown)),
        },
        status=status,
    )


def _about(user: User, shown: Record) -> dict[str, Any]:
    """Which record this is, about whom, on which version of which form."""
    children = Person.objects.visible_to(user).filter(records=shown)
    current = shown.version.exemplar.current_version()
    return {
        "record": shown,
        "children": children.order_by("born_on", "name"),
        "version_number": shown.version.number,
        "newer_version": current.number
        if current and current.number != shown.version.number
        else None,
    }


def _missing(user: User, shown: Record) -> list[dict[str, Any]]:
    """What is missing and why it matters, of the children whose parts this person may see."""
    definition = shown.version.read()
    seen = {None, *(child.ref for child in records.children_of(shown, for_user=user))}
    found = []
    for place in records.disputed_answers(shown):
        if place[1] in seen:
            found.append(
                {
                    "text": definition.question(place[0]).wording,
                    "why": "Two people wrote here at the same time. Look at both and choose.",
                    "url": f"#question-{field_name(place)}",
                    "needed": False,
                }
            )
    for gap in records.gaps_of(shown):
        question, child = gap.asked.question, gap.asked.child
        if gap.asked.place[1] in seen:
            found.append(
                {
                    "text": f"{question.wording} ({child.name})" if child else question.wording,
                    "why": gap.because,
                    "url": f"#question-{field_name(gap.asked.place)}",
                    "needed": gap.because == question.required_because,
                }
            )
    return found


def _write(request: SignedIn, shown: Record) -> HttpResponse:
    form = _form(request, shown, data=request.POST)
    values = form.values()
    act, _, which = request.POST.get("act", "save").partition(":")
    query = "?form=short" if _is_short(request) else ""
    try:
        saved = records.save_answers(
            by=request.user, record=shown, values=values, based_on=_based_on(request, values)
        )
        if act in {"take", "keep"}:
            place = _settle(request, shown, which, values=values, take=act == "take")
            at = f"#question-{field_name(place)}"
            return redirect(reverse("documents:record", args=[shown.pk]) + query + at)
        if act in {"paper_take", "paper_leave"}:
            place = _paper(request, shown, form, which, take=act == "paper_take")
            at = f"#question-{field_name(place)}"
            return redirect(reverse("documents:record", args=[shown.pk]) + query + at)
        if form.errors:
            seen = {place: str(one.version.pk) for place, one in saved.items() if one.version}
            again = _form(request, shown, data=request.POST, seen=seen)
            return _writing_page(request, shown, form=again, status=422)
        if act == "hand_in":
            return _hand_in(request, shown)
    except Problem as problem:
        # The form still holds every word that was typed.
        return _writing_page(request, shown, form=form, problem=str(problem), status=409)
    if any(one.rivals for one in saved.values()):
        messages.warning(
            request, "Saved. Somebody else wrote in the same place: look at both below and choose."
        )
    return redirect(reverse("documents:record", args=[shown.pk]) + query)


def _settle(
    request: SignedIn, shown: Record, which: str, *, values: dict[Place, Any], take: bool
) -> Place:
    try:
        rival = records.version_at(UUID(which))
    except ValueError:
        rival = None
    if rival is None or rival.answer_id not in {row.pk for row in _answers(request.user, shown)}:
        raise Problem("These words are not part of this record any more. Load the page again.")
    place = records.place_of(rival.answer)
    now = rival.answer.current.value if rival.answer.current else None
    value = rival.value if take else values.get(place, now)
    records.settle(by=request.user, record=shown, rival=rival, value=value)
    messages.success(request, "Decided. The other words stay in the history of this answer.")
    return place


def _paper(request: SignedIn, shown: Record, form: RecordForm, which: str, *, take: bool) -> Place:
    """Take over what stands on the sheet and question that `which` names, or leave it there."""
    found = next((one for seen in form.paper.values() for one in seen if one.token == which), None)
    if found is None:
        raise Problem("This page of the paper is not there any more. Load the page again.")
    if not take:
        paper.leave(by=request.user, record=shown, sheet=found.sheet, place=found.place)
        messages.success(request, "Left on the paper. The page stays in the file.")
        return found.place
    raw = found.raw(request.POST)
    if raw is None or (found.is_single and not raw):
        raise Problem(
            f"Nothing was taken over yet. Look at the paper beside “{found.question.wording}”, "
            "say which boxes are ticked, then take it over."
        )
    paper.take(
        by=request.user,
        record=shown,
        sheet=found.sheet,
        place=found.place,
        raw=raw,
        proposed=found.proposed,
        speakers=form.speakers,
    )
    messages.success(request, "Taken over from the paper. You can go on changing it below.")
    return found.place


def _hand_in(request: SignedIn, shown: Record) -> HttpResponse:
    records.hand_in(by=request.user, record=shown)
    if shown.state == Record.State.READY:
        undo = reverse("documents:take_back", args=[shown.pk])
        messages.success(
            request, "Handed in. Whoever authorises it finds it waiting.", extra_tags=f"undo:{undo}"
        )
    else:
        messages.success(request, "Finished. It stands in the file now.")
    return redirect("documents:record", shown.pk)


@require_POST
def autosave(request: SignedIn, pk: str) -> JsonResponse:
    """What was typed in the last seconds. The action writes the audit row: a look every four seconds is none."""
    shown = Record.objects.visible_to(request.user).filter(pk=pk).first()
    if shown is None:
        raise access.Refused("documents.record.read", "documents.record", pk)
    form = _form(request, shown, data=request.POST)
    values = form.values()
    try:
        saved = records.save_answers(
            by=request.user, record=shown, values=values, based_on=_based_on(request, values)
        )
    except Problem as problem:
        return JsonResponse({"text": str(problem)}, status=409)
    return JsonResponse(
        {
            "saved": f"{timezone.localtime():%H:%M:%S}",
            "versions": {
                field_name(place): str(one.version.pk) if one.version else ""
                for place, one in saved.items()
            },
            "rivals": {
                field_name(place): _drawn_rivals(form.definition.question(place[0]), one)
                for place, one in saved.items()
            },
            "problems": {
                field_name(place): " ".join(
                    str(text) for text in form.errors.get(field_name(place), [])
                )
                for place in values
            },
            "missing": render_to_string(
                "components/missing.html", {"missing": _missing(request.user, shown)}
            ),
        }
    )


def _drawn_rivals(question: Question, saved: Saved) -> str:
    if not saved.rivals:
        return ""
    found = _rivals(question, saved.rivals)
    return render_to_string("documents/_rivals.html", {"rivals": found})


@require_POST
def take_back(request: SignedIn, pk: str) -> HttpResponse:
    shown = access.get(request.user, Record, pk)
    try:
        records.take_back(by=request.user, record=shown)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Taken back. It is a draft again.")
    return redirect("documents:record", shown.pk)


@require_POST
def cancel(request: SignedIn, pk: str) -> HttpResponse:
    shown = access.get(request.user, Record, pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was changed. Say why it is cancelled.")
        return redirect("documents:record", shown.pk)
    try:
        records.cancel(by=request.user, record=shown, reason=form.cleaned_data["reason"])
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Cancelled. Its words and your reason stay in the file.")
    return redirect("documents:record", shown.pk)


@require_POST
def revise(request: SignedIn, pk: str) -> HttpResponse:
    shown = access.get(request.user, Record, pk)
    try:
        draft = records.revise(by=request.user, record=shown)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("documents:record", shown.pk)
    messages.success(request, "This is a draft of the new version. The earlier one still stands.")
    return redirect("documents:record", draft.pk)


# Deciding


@require_POST
def decide(request: SignedIn, pk: str) -> HttpResponse:
    """Authorise it, or return it with a note."""
    shown = access.get(request.user, Record, pk)
    form = DecisionForm(request.POST)
    is_return = request.POST.get("act") == "return"
    if not form.is_valid():
        return _reading_page(request, shown, decision=form, status=422)
    data = form.cleaned_data
    try:
        act = records.return_record if is_return else records.authorise
        act(by=request.user, record=shown, note=data["note"], seen_at=data["ready_at"])
    except Problem as problem:
        fresh = DecisionForm(
            {"note": data["note"], "ready_at": shown.ready_at.isoformat() if shown.ready_at else ""}
        )
        fresh.add_error("note" if is_return and not data["note"].strip() else None, str(problem))
        return _reading_page(request, shown, decision=fresh, status=409)
    if is_return:
        messages.success(request, f"Returned to {shown.written_by} with your note.")
    else:
        messages.success(request, f"{shown.get_state_display()}. It stands in the file now.")
    return redirect("documents:record", shown.pk)


# Reading


def _reading_page(
    request: SignedIn,
    shown: Record,
    *,
    may_write: bool = False,
    decision: DecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    refs = [child.ref for child in records.children_of(shown, for_user=user)]
    text = compose.council_copy(sharing.council_content(shown), children=refs)
    sheets = on_paper.sheets_of(user, shown)
    may_decide = access.decide(user, "authorise", shown)
    may_share = access.decide(user, "share", shown) and shown.version.definition.get("shareable")
    if may_decide and decision is None and shown.ready_at:
        decision = DecisionForm(initial={"ready_at": shown.ready_at.isoformat()})
    writes = access.scope(user, "write", Person).filter(records=shown).distinct().count()
    writes_all = writes == shown.children.count()
    return render(
        request,
        "documents/record.html",
        {
            **_about(user, shown),
            "sections": _with_authors(text["sections"], _answers(user, shown)),
            "may_write": may_write,
            "may_take_back": shown.state == Record.State.READY and writes_all and not may_decide,
            "may_revise": shown.is_authorised and writes_all,
            "revision": records.being_revised(shown),
            "replaced_by": Record.objects.visible_to(user)
            .filter(supersedes=shown, state__in=[*_DONE, Record.State.SUPERSEDED])
            .first(),
            "decision": decision if may_decide else None,
            "is_own": shown.state == Record.State.READY and shown.written_by_id == user.pk,
            "missing": _missing(user, shown) if may_decide or may_write else None,
            "family": sharing.may_be_given(shown) if may_share else [],
            "may_share": may_share,
            "paper_news": on_paper.news_of(shown, sheets),
            "paper_documents": on_paper.documents_of(user, sheets),
            "paper_forms": PaperForm.objects.visible_to(user)
            .filter(record=shown, kind=PaperForm.Kind.FORM)
            .count(),
            "releases": Release.objects.visible_to(user)
            .filter(published__record=shown)
            .select_related("recipient"),
            "form": decision,
        },
        status=status,
    )


def _with_authors(
    sections: list[dict[str, Any]], answers: Iterable[Answer]
) -> list[dict[str, Any]]:
    """The sections with, at each block, the version whose words it is, so that the page can say who wrote it."""
    current = {field_name(records.place_of(row)): row.current for row in answers}
    return [
        {
            **section,
            "blocks": [
                {**block, "version": current.get(block["id"].split("~")[0])}
                for block in section["blocks"]
            ],
        }
        for section in sections
    ]


# Seconds between two saves of one person that count as one writing: autosave makes a version every few seconds.
_ONE_SITTING = 600


def answer_history(request: SignedIn, pk: str) -> HttpResponse:
    """Who wrote what when, at the place where the version `pk` stands."""
    version = records.version_at(pk)
    answer = access.get(request.user, Answer, version.answer_id if version else pk)
    definition = answer.record.version.read()
    question = definition.question(answer.question)
    rows: list[AnswerVersion] = []
    every = "all" in request.GET
    versions = list(answer.versions.select_related("by", "based_on__by").order_by("-at", "-id"))
    for one in versions:
        later = rows[-1] if rows else None
        is_same_sitting = (
            later is not None
            and one.by_id == later.by_id
            and not later.is_conflict
            and (later.at - one.at).total_seconds() < _ONE_SITTING
        )
        if every or not is_same_sitting or one.is_conflict:
            rows.append(one)
    return render(
        request,
        "documents/answer_history.html",
        {
            "record": answer.record,
            "answer": answer,
            "question": question,
            "rows": [{"version": one, "lines": wording.lines(question, one.value)} for one in rows],
            "hidden": len(versions) - len(rows),
        },
    )
