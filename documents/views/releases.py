"""What one person was given and what they said: each answer beside the text, the signature, the sealed copy."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases import access
from cases.actions import Problem
from cases.requests import SignedIn
from documents import editions, on_paper, store
from documents.actions import sharing
from documents.canonical import digest
from documents.forms import SignedOnPaperForm, WithdrawForm
from documents.models import PaperForm, Release, Reply, SealedEdition, Signature

_UNDONE = "Taken back straight after it was released."


@dataclass(frozen=True, slots=True)
class Copy:
    """A sealed copy as the page tells of it. `trouble`: somebody should look at it."""

    edition: SealedEdition
    what: str
    sentence: str
    evidence_sha256: str
    is_ready: bool = False
    trouble: bool = False


def release(request: SignedIn, pk: str) -> HttpResponse:
    shown = access.get(request.user, Release, pk)
    return release_page(request, shown)


def release_page(
    request: SignedIn,
    shown: Release,
    *,
    form: WithdrawForm | None = None,
    signed: SignedOnPaperForm | None = None,
    sheet: str = "",
) -> HttpResponse:
    """`signed`: what was typed about the signed sheet `sheet`, with what is wrong with it."""
    user = request.user
    may_witness = access.decide(user, "witness", shown)
    replies = list(
        Reply.objects.visible_to(user)
        .filter(release=shown)
        .select_related("author", "seen_by")
        .order_by("said_at")
    )
    by_block: dict[str, list[Reply]] = {}
    for reply in replies:
        by_block.setdefault(reply.block, []).append(reply)
    may_withdraw = shown.withdrawn_at is None and access.decide(user, "withdraw", shown)
    return render(
        request,
        "documents/release.html",
        {
            "release": shown,
            "record": shown.published.record,
            "content": shown.content,
            "children": shown.about.order_by("born_on", "name"),
            "sections": [
                {
                    **section,
                    "blocks": [
                        {**block, "replies": by_block.get(block["id"], [])}
                        for block in section["blocks"]
                    ],
                }
                for section in shown.content.get("sections", [])
            ],
            "replies": replies,
            "unseen": access.scope(user, "write", Reply)
            .filter(release=shown, seen_at=None)
            .count(),
            "signatures": Signature.objects.visible_to(user)
            .filter(release=shown)
            .select_related("signer"),
            "copies": [_copy(edition) for edition in _editions(user, shown)],
            "left_out": _left_out(shown),
            "replaced": shown.release_set.first(),
            "form": form or signed,
            "may_witness": may_witness,
            "printed": PaperForm.objects.visible_to(user).filter(release=shown),
            "signed_sheets": [
                {
                    "found": one,
                    "form": signed
                    if str(one.sheet.pk) == sheet
                    else SignedOnPaperForm(
                        initial={
                            "decision": one.decision,
                            "words": one.words,
                            "typed_name": shown.recipient.name,
                        }
                    ),
                }
                for one in on_paper.signed_sheets(user, shown)
            ],
            "withdraw_form": (form or WithdrawForm()) if may_withdraw else None,
        },
        status=422 if form is not None or signed is not None else 200,
    )


def _editions(user: Any, shown: Release) -> Any:
    return (
        SealedEdition.objects.visible_to(user)
        .filter(release=shown)
        .select_related("signature", "file", "release")
        .order_by("asked_at")
    )


def _copy(edition: SealedEdition) -> Copy:
    what = "With the answer and the signature" if edition.signature_id else "As it was given"
    evidence = digest(edition.evidence)
    if edition.file_id is None or edition.made_at is None:
        if edition.attempts >= editions.MOST_ATTEMPTS:
            why = edition.problem or "The reason is not known."
            sentence = f"It could not be made. {why} Tell whoever looks after this service."
            return Copy(edition, what, sentence, evidence, trouble=True)
        return Copy(edition, what, "It is being made. Look again in a minute.", evidence)
    made = f"Made {timezone.localtime(edition.made_at):%d %b %Y, %H:%M}"
    try:
        pdf = editions.copy_of(edition)
    except store.StoreError as damage:
        return Copy(edition, what, f"{made}. {damage}", evidence, trouble=True)
    # pyHanko takes most of a second to load, which no other page should pay.
    from documents import sealing

    verdict = sealing.check_copy(pdf)
    if not verdict.is_sound:
        sentence = f"{made}. {verdict.sentence}"
        return Copy(edition, what, sentence, evidence, is_ready=True, trouble=True)
    return Copy(edition, what, f"{made}, checked just now: sound.", evidence, is_ready=True)


def _left_out(shown: Release) -> list[dict[str, Any]]:
    """What a worker decided for this person, block by block, with the question it belongs to."""
    wordings = {
        block["id"]: block["wording"].get(shown.published.content["language"], "")
        for section in shown.published.content.get("sections", [])
        for block in section["blocks"]
    }
    return [{**row, "what": wordings.get(row["block"], row["block"])} for row in shown.withheld]


@require_POST
def undo(request: SignedIn, pk: str) -> HttpResponse:
    shown = access.get(request.user, Release, pk, "withdraw")
    return _take_back(request, shown, _UNDONE)


@require_POST
def withdraw(request: SignedIn, pk: str) -> HttpResponse:
    shown = access.get(request.user, Release, pk, "withdraw")
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return release_page(request, shown, form=form)
    return _take_back(request, shown, form.cleaned_data["reason"])


def _take_back(request: SignedIn, shown: Release, reason: str) -> HttpResponse:
    name = shown.recipient.first_name
    try:
        sharing.withdraw(by=request.user, release=shown, reason=reason)
    except Problem as problem:
        messages.error(request, str(problem))
        return redirect("documents:release", shown.pk)
    opened = (
        f"{name} had opened it on {timezone.localtime(shown.first_opened_at):%d %b %Y at %H:%M}."
        if shown.first_opened_at
        else f"{name} had not opened it."
    )
    messages.success(request, f"Taken back. {opened}")
    return redirect("documents:release", shown.pk)


@require_POST
def seen(request: SignedIn, pk: str) -> HttpResponse:
    """Note that somebody at the council has read the answers that stand on the page they came from."""
    shown = access.get(request.user, Release, pk)
    waiting = Reply.objects.visible_to(request.user).filter(release=shown, seen_at=None)
    for reply in waiting.filter(pk__in=request.POST.getlist("reply")):
        sharing.mark_reply_seen(by=request.user, reply=reply)
    messages.success(request, f"Noted that you have read what {shown.recipient.first_name} says.")
    return redirect("documents:release", shown.pk)
