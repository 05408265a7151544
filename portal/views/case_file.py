"""The case file: the story first, with who the child is, what is dangerous, and who can see it."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases import access, actions
from cases.known import status_of
from cases.models import AuditEvent, Event, Fact, Person, User
from cases.requests import SignedIn
from documents.models import Exemplar, Record
from portal import comparing, dues, family_drawing, looks, story
from portal.forms import EventForm, FactForm, FileFactForm

SUMMARY_FACTS = ("pen_picture", "case_summary")


def case_file(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk)
    only = request.GET.get("show", "all")
    only = only if only in story.FILTERS else "all"
    told = story.tell(
        request.user,
        child,
        only=only,
        until=_day(request.GET.get("until")),
        since_looked=_looked_before(request.user, child),
    )
    here = reverse("portal:case_file", args=[child.pk])
    return render(
        request,
        "portal/case_file.html",
        {
            **frame(request.user, child),
            "timeline": told.years,
            "everything_url": f"{here}#story",
            "tabs": [
                {
                    "label": label,
                    "url": f"{here}?show={name}#story",
                    "current": name == only,
                    "count": told.counts.get(name, 0),
                }
                for name, label in story.FILTERS.items()
            ],
            "years": [
                {**year, "url": f"{here}?show={only}&until={year['year']}-12-31#story"}
                for year in told.rail
            ],
            "more_url": f"{here}?show={only}&until={told.older:%Y-%m-%d}#story"
            if told.older
            else "",
            "until": _day(request.GET.get("until")),
            "whole_url": f"{here}?show={only}#story",
            "summary_facts": [_summary(child, key) for key in SUMMARY_FACTS],
            "facts": _facts(child),
            "dues": dues.of_child(request.user, child),
            "around": family_drawing.around(request.user, child),
            "maybe_same": comparing.beside(request.user, child),
            "readers": readers_of(child),
            "open_records": Record.objects.visible_to(request.user).filter(
                children=child,
                state__in=[Record.State.DRAFT, Record.State.RETURNED, Record.State.READY],
            ),
            "exemplars": Exemplar.objects.offered(),
        },
    )


def frame(user: User, child: Person) -> dict[str, Any]:
    """What stands above every page of a child's file; see `portal/_file_frame.html`."""
    return {
        "child": child,
        "status": status_of(child),
        "alerts": child.alerts.filter(ended_on=None),
        "restrictions": child.restrictions.filter(lifted_at=None).select_related(
            "kept_from", "ask"
        ),
        "may_write": access.decide(user, "write", child),
        "may_share": access.decide(user, "share", child),
        "may_assign": access.decide(user, "assign", child),
    }


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _looked_before(user: Any, child: Person) -> datetime | None:
    """When `user` opened this file before this look; looks within the same hour count as one."""
    looks = AuditEvent.objects.filter(
        actor=user,
        code="cases.person.read",
        object_id=child.pk,
        at__lt=timezone.now() - timedelta(hours=1),
    )
    return looks.order_by("-pk").values_list("at", flat=True).first()


def _summary(child: Person, key: str) -> dict[str, Any]:
    fact = child.facts.filter(key=key).order_by("-as_of", "-recorded_at").first()
    return {
        "key": key,
        "label": {"pen_picture": "Pen picture", "case_summary": "Case summary"}[key],
        "fact": fact,
        "form": FactForm(initial={"value": fact.value if fact else ""}, prefix=key),
    }


# Facts whose confirmation asks how one knows: a wrong one can put a child in danger.
DANGER_FACTS = {"household", "partner", "address", "risk"}
# Where the key with a capital in front is not what people say.
_FACT_NAMES = {"gp": "GP"}


def _facts(child: Person) -> list[dict[str, Any]]:
    newest: dict[str, Fact] = {}
    for fact in child.facts.exclude(key__in=SUMMARY_FACTS).order_by("as_of", "recorded_at"):
        newest[fact.key] = fact
    return [
        {
            "label": _FACT_NAMES.get(fact.key) or fact.key.replace("_", " ").capitalize(),
            "value": fact.value,
            "as_of": fact.as_of,
            "source": fact.source,
            "standing": fact.standing,
            "standing_words": ""
            if fact.standing == Fact.Standing.KNOWN
            else fact.get_standing_display(),
            "danger": fact.key in DANGER_FACTS,
            "confirm_url": reverse("portal:confirm_fact", args=[child.pk, fact.pk]),
            "confirmed": fact.as_of == timezone.localdate(),
        }
        for fact in sorted(newest.values(), key=lambda fact: fact.key)
    ]


def access_tabs(child: Person, here: str) -> list[dict[str, Any]]:
    """The two pages about access to a file; `here` is the name of the address that is shown."""
    pages = {
        "portal:who_can_see": "Who can see this file",
        "portal:who_looked": "Who looked, and what was done",
    }
    return [
        {"label": label, "url": reverse(name, args=[child.pk]), "current": name == here}
        for name, label in pages.items()
    ]


def readers_of(child: Person) -> list[dict[str, Any]]:
    """Who can read the file this moment, and why; the policy itself answers, account by account."""
    found = []
    for user in User.objects.filter(is_active=True).exclude(role="family").order_by("last_name"):
        if code := access.rule_for(user, "read", child):
            found.append({"user": user, "why": code})
    return found


def who_looked(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk)
    period = request.GET.get("period", "all")
    period = period if period in looks.PERIODS else "all"
    who = _uuid(request.GET.get("who"))
    only_apart = request.GET.get("show") == "apart"

    def address(**changed: Any) -> str:
        asked = {"period": period, "who": who, "show": "apart" if only_apart else "", **changed}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    events = looks.of(child, period=period, actor=who)
    apart = looks.standing_out(events, child)
    if only_apart:
        events = apart
    page = looks.pages_of(events).get_page(request.GET.get("page"))
    first = None if only_apart or page.number > 1 else looks.pages_of(apart)
    first_keys = list(first.object_list[: looks.FIRST_LINES]) if first else []
    return render(
        request,
        "portal/who_looked.html",
        {
            **frame(request.user, child),
            "tabs": access_tabs(child, "portal:who_looked"),
            "lines": looks.lines(request.user, child, events, page.object_list),
            "first": looks.lines(request.user, child, apart, first_keys),
            "first_count": first.count if first else 0,
            "page": page,
            "newer_url": address(page=page.previous_page_number()) if page.has_previous() else "",
            "older_url": address(page=page.next_page_number()) if page.has_next() else "",
            "oldest_url": address(page=page.paginator.num_pages) if page.has_next() else "",
            "only_apart": only_apart,
            "apart_url": address(show="apart"),
            "everything_url": address(show=""),
            "is_narrowed": bool(who) or period != "all",
            "whole_url": address(who="", period="", show=""),
            "periods": [
                {"label": label, "url": address(period=name), "current": name == period}
                for name, (label, _) in looks.PERIODS.items()
            ],
            "whose": [
                {
                    "label": str(user),
                    "url": address(who=user.pk),
                    "current": str(user.pk) == who,
                }
                for user in looks.people(looks.of(child))
            ],
            "looks": child.emergency_looks.select_related("user", "reviewed_by").order_by(
                "-started_at"
            ),
        },
    )


def _uuid(text: str | None) -> str:
    try:
        return str(UUID(text or ""))
    except ValueError:
        return ""


@require_POST
def review_look(request: SignedIn, pk: str, look: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "assign")
    row = child.emergency_looks.filter(pk=look).first()
    if row is None:
        raise access.Refused("cases.emergencylook.review", "cases.emergencylook", look)
    try:
        actions.review_emergency_look(by=request.user, look=row)
    except actions.Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Noted that you reviewed it.")
    return redirect("portal:who_looked", child.pk)


@require_POST
def save_summary(request: SignedIn, pk: str, key: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    if key not in SUMMARY_FACTS:
        raise access.Refused("cases.fact.write", "cases.person", child.pk)
    form = FactForm(request.POST, prefix=key)
    if form.is_valid() and form.cleaned_data["value"].strip():
        actions.record_fact(
            by=request.user,
            person=child,
            key=key,
            value=form.cleaned_data["value"].strip(),
            source=f"written by {request.user}",
        )
        messages.success(request, "Saved. The words that stood here before are kept in the file.")
    else:
        messages.error(request, "Nothing was changed: write something first.")
    return redirect("portal:case_file", child.pk)


@require_POST
def confirm_fact(request: SignedIn, pk: str, fact: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    row = child.facts.filter(pk=fact).first()
    if row is None:
        raise access.Refused("cases.fact.read", "cases.fact", fact)
    form = FileFactForm(request.POST, is_danger=row.key in DANGER_FACTS)
    if not form.is_valid():
        messages.error(
            request, "Say how you know: you saw it, somebody told you, or you assume it."
        )
        return redirect("portal:case_file", child.pk)
    actions.confirm_fact(by=request.user, fact=row, how_known=form.how_known())
    messages.success(request, "Noted as still true today.")
    return redirect("portal:case_file", child.pk)


def write_event(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "write")
    siblings = access.scope(request.user, "write", Person).filter(
        families__members=child, reference__isnull=False
    )
    form = EventForm(request.POST or None, child=child, siblings=siblings)
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.record_event(by=request.user, **form.event())
        except actions.Problem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Written into the file.")
            return redirect("portal:event", event.pk)
    return render(request, "portal/write_event.html", {**frame(request.user, child), "form": form})


def event(request: SignedIn, pk: str) -> HttpResponse:
    row = access.get(request.user, Event, pk)
    children = Person.objects.visible_to(request.user).filter(events=row)
    return render(request, "portal/event.html", {"event": row, "children": children})
