"""The staff side of sharing: who of the family can be reached, the card that invites them, and a release prepared."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cases import access, sessions
from cases.actions import Problem
from cases.models import Person, Role, User
from cases.requests import SignedIn
from documents import compose, definitions, glossary, serving
from documents.actions import sharing
from documents.models import Record, Release, SealedEdition
from family_access import actions as door
from family_access import reading
from family_access.models import Invitation
from portal.sharing_forms import InviteForm, PrepareForm
from portal.views import case_file

_PREPARED = "portal.prepared"
_CARD = "portal.card"
_MOST_PREPARED = 20
_AS_FIRST = {
    "withheld": [],
    "put_in": [],
    "reasons": {},
    "language": "en",
    "asks_for_signature": True,
}


def share(request: SignedIn, pk: str) -> HttpResponse:
    child = access.get(request.user, Person, pk, "share")
    shareable = (
        access.scope(request.user, "share", Record)
        .filter(children=child)
        .order_by("-dated_on", "pk")
    )
    return render(
        request,
        "portal/share.html",
        {
            **case_file.frame(request.user, child),
            "rows": [
                _row(request.user, child, person, role) for person, role in _family(child).items()
            ],
            "records": [
                record for record in shareable if record.version.definition.get("shareable")
            ],
        },
    )


def _family(child: Person) -> dict[Person, str]:
    """Who is written down as related to `child` now, in what role, and the child; nobody else can be given anything."""
    found: dict[Person, str] = {}
    related = child.related_from.filter(until_on=None).select_related("person")
    for row in related.order_by("kind", "person__name"):
        before = found.get(row.person)
        kind = row.get_kind_display()
        found[row.person] = f"{before}, {kind}" if before else kind
    found[child] = "the child"
    return found


def _row(user: User, child: Person, person: Person, role: str) -> dict[str, Any]:
    invitation = (
        Invitation.objects.visible_to(user)
        .filter(person=person, used_at=None, withdrawn_at=None)
        .order_by("-made_at")
        .first()
    )
    releases = (
        Release.objects.visible_to(user)
        .filter(recipient=person, about=child)
        .prefetch_related("replies", "signatures")
        .order_by("-released_at")
    )
    return {
        "person": person,
        "role": role,
        "restriction": child.restrictions.filter(kept_from=person, lifted_at=None)
        .select_related("ask")
        .first(),
        "account": person.accounts.filter(role=Role.FAMILY).first(),
        "invitation": invitation,
        "invitation_state": _state_of(invitation),
        "releases": [
            {
                "release": release,
                "title": release.content.get("title", ""),
                "answers": len(release.replies.all()),
                "unseen": sum(reply.seen_at is None for reply in release.replies.all()),
                "signature": next(
                    (one for one in release.signatures.all() if one.decision != "not_yet"), None
                ),
            }
            for release in releases
        ],
    }


def _state_of(invitation: Invitation | None) -> str:
    if invitation is None:
        return ""
    if invitation.tries >= Invitation.MOST_TRIES:
        return "dead"
    return "ended" if invitation.expires_at <= timezone.now() else "open"


def _member(child: Person, pk: Any) -> tuple[Person, str]:
    """The person `pk` of the child's family, and their role. A stranger is as good as not there."""
    for person, role in _family(child).items():
        if str(person.pk) == str(pk):
            return person, role
    raise access.Refused("cases.person.share", "cases.person", pk)


def invite(request: SignedIn, pk: str, person: str) -> HttpResponse:
    """The card that was just made is shown once, after a redirect: loading the page again makes no other one."""
    child = access.get(request.user, Person, pk, "share")
    member, role = _member(child, person)
    if request.method == "GET" and (shown := _take_card(request, child, member)):
        return shown
    form = InviteForm(request.POST or None)
    open_card = _open_invitation(request.user, member)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            card, code = door.invite(
                by=request.user,
                child=child,
                person=member,
                relation=role[:60],
                identity_seen=data["identity_seen"],
                proof_question=data["proof_question"],
                proof_answer=data["proof_answer"],
                email=data["email"],
                lasts=timedelta(days=data["days"]),
            )
        except Problem as problem:
            form.add_error(None, str(problem))
        else:
            earlier = open_card.card if open_card else ""
            request.session[_CARD] = {"card": str(card.pk), "code": code, "earlier": earlier}
            return redirect("portal:invite", child.pk, member.pk)
    return render(
        request,
        "portal/share_invite.html",
        {
            **case_file.frame(request.user, child),
            "member": member,
            "role": role,
            "form": form,
            "open_card": open_card,
        },
        status=422 if form.is_bound else 200,
    )


def _open_invitation(user: User, member: Person) -> Invitation | None:
    standing = Invitation.objects.visible_to(user).filter(
        person=member, used_at=None, withdrawn_at=None
    )
    return next((card for card in standing if _state_of(card) == "open"), None)


def _take_card(request: SignedIn, child: Person, member: Person) -> HttpResponse | None:
    """The card that waits in the session for its one showing. Its code is kept nowhere afterwards."""
    kept = request.session.get(_CARD)
    if not kept:
        return None
    card = Invitation.objects.visible_to(request.user).filter(pk=kept["card"]).first()
    if card is None or (card.child_id, card.person_id) != (child.pk, member.pk):
        return None
    del request.session[_CARD]
    return render(
        request,
        "portal/share_card.html",
        {
            "child": child,
            "member": member,
            "card": card,
            "code": kept["code"],
            "earlier": kept["earlier"],
            "address": request.build_absolute_uri(reverse("family_access:join")),
        },
    )


@require_POST
def withdraw_invitation(request: SignedIn, pk: str) -> HttpResponse:
    card = access.get(request.user, Invitation, pk, "withdraw")
    door.withdraw_invitation(by=request.user, invitation=card)
    messages.success(request, "The card no longer opens anything.")
    return redirect("portal:share", card.child_id)


# A release, before it is one


# Its stubs know only views without arguments.
@csp_replace({"frame-src": [SELF]})  # type: ignore[arg-type]
@sensitive_post_parameters("proof-password", "proof-code")
def prepare_release(request: SignedIn, pk: str, person: str) -> HttpResponse:
    """Exactly what one person will read, and what is left out and why, before anything leaves the council."""
    record = access.get(request.user, Record, pk, "share")
    member = _recipient(record, person)
    content = sharing.council_content(record)
    offers = compose.offers(content, sharing.recipient_of(record, member))
    chosen = _still_decisions(_chosen(request, record, member), offers)
    form = PrepareForm(
        request.POST or None,
        initial=PrepareForm.initial_of(chosen),
        offers=offers,
        languages=_languages(record),
        first_name=member.first_name,
    )
    stops: list[compose.Leak] = []
    if request.method == "POST" and form.is_valid():
        looked_at, chosen = chosen, form.chosen()
        _keep(request, record, member, chosen)
        is_release = request.POST.get("act") == "release"
        if is_release and chosen != looked_at:
            messages.warning(
                request,
                "Nothing was released yet: you decided something that the text did not show. "
                "This is how it reads now. Look at it, then release it.",
            )
        if not is_release or chosen != looked_at:
            return redirect("portal:prepare_release", record.pk, member.pk)
        sessions.ask_for_proof(request)
        try:
            made = sharing.release(by=request.user, record=record, recipient=member, **chosen)
        except sharing.WouldLeak as leak:
            form.add_error(None, str(leak))
            stops = leak.places
        except Problem as problem:
            form.add_error(None, str(problem))
        else:
            _forget(request, record, member)
            undo = reverse("documents:release_undo", args=[made.pk])
            messages.success(
                request,
                f"Released to {member.name}. {_told(member)}",
                extra_tags=f"undo:{undo}",
            )
            return redirect("documents:release", made.pk)
    shown: dict[str, Any] | None = None
    refusal = ""
    try:
        shown = _preview(request.user, record, member, chosen)
    except Problem as problem:
        refusal = str(problem)
    if shown is not None:
        stops = stops or sharing.leaks(record=record, recipient=member, content=shown)
    return render(
        request,
        "portal/share_prepare.html",
        {
            "record": record,
            "children": Person.objects.visible_to(request.user).filter(records=record),
            "member": member,
            "role": _role(record, member),
            "refusal": refusal,
            "may_invite": not member.accounts.filter(role=Role.FAMILY).exists(),
            "form": form if shown is not None or form.is_bound else None,
            "decisions": [row for row in form.decisions() if row.offer.is_given or row.change],
            "never": [row for row in form.decisions() if not (row.offer.is_given or row.change)],
            "shown": shown,
            "minutes": reading.minutes(shown) if shown else 0,
            "stops": _longest(stops),
            "hints": compose.jargon(shown, glossary.entries(chosen["language"])) if shown else [],
            "earlier": _standing(request.user, record, member),
        },
        status=422 if form.is_bound else 200,
    )


def _longest(stops: list[compose.Leak]) -> list[compose.Leak]:
    """Without a leak whose words stand inside those of another at the same place: a street inside its address."""
    return [
        stop
        for stop in stops
        if not any(
            other is not stop
            and (other.block, other.what) == (stop.block, stop.what)
            and stop.found in other.found
            and stop.found != other.found
            for other in stops
        )
    ]


def _recipient(record: Record, pk: Any) -> Person:
    for person in sharing.family_of(record):
        if str(person.pk) == str(pk):
            return person
    raise access.Refused("documents.record.share", "documents.record", record.pk)


def _role(record: Record, member: Person) -> str:
    rows = member.relationships.filter(other__in=record.children.all(), until_on=None)
    return ", ".join(dict.fromkeys(row.get_kind_display() for row in rows)) or "the child"


def _languages(record: Record) -> dict[str, str]:
    """Languages in which every text that a family reads was written."""
    definition = record.version.read()
    return {
        code: name
        for code, name in definitions.LANGUAGES.items()
        if not definitions.missing_wording(definition, code)
    }


def _told(member: Person) -> str:
    account = member.accounts.filter(role=Role.FAMILY).first()
    if account and account.email:
        return f"{member.first_name} gets a message that says only that something waits."
    return f"{member.first_name} has no safe e-mail address: tell them that something waits."


def _preview(user: User, record: Record, member: Person, chosen: dict[str, Any]) -> dict[str, Any]:
    return sharing.preview(
        by=user,
        record=record,
        recipient=member,
        withheld=chosen["withheld"],
        put_in=chosen["put_in"],
        language=chosen["language"],
    )


def _standing(user: User, record: Record, member: Person) -> Release | None:
    """What this person was given of this record and sees now."""
    given = Release.objects.visible_to(user).filter(recipient=member, published__record=record)
    return given.filter(withdrawn_at=None, replaced_by=None).first()


# What is decided before a release waits in the session, so that the look inside the frame shows the same.


def _chosen(request: SignedIn, record: Record, member: Person) -> dict[str, Any]:
    kept = request.session.get(_PREPARED, {}).get(f"{record.pk} {member.pk}")
    if kept:
        return kept
    earlier = _standing(request.user, record, member)
    if earlier is None:
        return dict(_AS_FIRST)
    return {
        "withheld": [row["block"] for row in earlier.withheld if row["decision"] == "left out"],
        "put_in": [row["block"] for row in earlier.withheld if row["decision"] == "put in"],
        "reasons": {row["block"]: row["why"] for row in earlier.withheld},
        "language": earlier.language,
        "asks_for_signature": earlier.asks_for_signature,
    }


def _still_decisions(chosen: dict[str, Any], offers: Sequence[compose.Offer]) -> dict[str, Any]:
    """`chosen` without what is no decision any more: leaving out what is not given, putting in what is given anyway.

    Taken as a change, "put in" of a passage that is given by now would leave it out.
    """
    given = {offer.id: offer.is_given for offer in offers}
    withheld = [one for one in given if given[one] and one in chosen["withheld"]]
    put_in = [one for one in given if not given[one] and one in chosen["put_in"]]
    reasons = {one: chosen["reasons"].get(one, "") for one in given if one in withheld + put_in}
    return {**chosen, "withheld": withheld, "put_in": put_in, "reasons": reasons}


def _keep(request: SignedIn, record: Record, member: Person, chosen: dict[str, Any]) -> None:
    kept = dict(request.session.get(_PREPARED, {}))
    kept.pop(f"{record.pk} {member.pk}", None)
    newest = list(kept.items())[-(_MOST_PREPARED - 1) :]
    request.session[_PREPARED] = {**dict(newest), f"{record.pk} {member.pk}": chosen}


def _forget(request: SignedIn, record: Record, member: Person) -> None:
    kept = dict(request.session.get(_PREPARED, {}))
    kept.pop(f"{record.pk} {member.pk}", None)
    request.session[_PREPARED] = kept


@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]
def look(request: SignedIn, pk: str, person: str) -> HttpResponse:
    """The release as its reader will see it, drawn by the family's own templates; shown inside a frame."""
    record = access.get(request.user, Record, pk, "share")
    member = _recipient(record, person)
    try:
        content = _preview(request.user, record, member, _chosen(request, record, member))
    except Problem as problem:
        raise Http404 from problem
    account = member.accounts.filter(role=Role.FAMILY).first()
    return render(
        request,
        "portal/release_look.html",
        {
            "content": content,
            "parts": reading.parts(Release(content=content), may_answer=False),
            "minutes": reading.minutes(content),
            "written_on": reading.day(content["written_on"], content["language"]),
            "reading": account.reading if account else {},
        },
    )


def release_copy(request: SignedIn, pk: str) -> HttpResponseBase:
    """The sealed PDF of a release, as a download."""
    edition = access.get(request.user, SealedEdition, pk)
    if edition.file is None:
        raise Http404
    return serving.send_file(edition.file, name="copy", as_download=True)
