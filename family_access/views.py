"""The family's side. Every view starts from what was released to this very person; nobody inherits anything."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cases import access, sessions
from cases.actions import Problem
from cases.requests import SignedIn
from documents import serving
from documents.actions import sharing
from documents.models import Release, Reply, SealedEdition, Signature
from family_access import actions, messages, reading
from family_access.forms import AccountForm, CardForm, ReadingForm, ReplyForm, SignForm
from family_access.models import Invitation

_CARD = "family_access.card"
_CARD_SECONDS = 20 * 60
STATEMENT = {
    "self": "I have read this text. Signing does not mean that I agree with everything in it.",
    "read_to": "This text was read to me. Signing does not mean that I agree with everything in it.",
}


def home(request: SignedIn) -> HttpResponse:
    mine = (
        Release.objects.visible_to(request.user, "receive")
        .prefetch_related("signatures", "replies")
        .order_by("-released_at")
    )
    shown = [
        {
            "release": release,
            "title": release.content.get("title", ""),
            "minutes": reading.minutes(release.content),
            "signature": next(
                (s for s in release.signatures.all() if s.decision != "not_yet"), None
            ),
            "answers": len(release.replies.all()),
        }
        for release in mine
    ]
    # What a newer one took the place of is theirs all the same, with what they said of it.
    return render(
        request,
        "family_access/home.html",
        {
            "shown": [one for one in shown if one["release"].replaced_by_id is None],
            "earlier": [one for one in shown if one["release"].replaced_by_id],
        },
    )


def read(request: SignedIn, pk: str) -> HttpResponse:
    release = access.get(request.user, Release, pk, "receive")
    sharing.opened(by=request.user, release=release)
    return _read(request, release)


def _read(
    request: SignedIn, release: Release, forms: dict[str, ReplyForm] | None = None
) -> HttpResponse:
    said = (
        Reply.objects.visible_to(request.user, "receive")
        .filter(release=release)
        .select_related("author")
    )
    signed = release.signatures.exclude(decision="not_yet").first()
    newer = release.replaced_by
    if newer is not None and not access.decide(request.user, "receive", newer):
        newer = None
    return render(
        request,
        "family_access/read.html",
        {
            **_text(release),
            "parts": reading.parts(release, replies=said, forms=forms),
            "reply_url": reverse("family_access:answer", args=[release.pk]),
            "signed": signed,
            "newer": newer,
            "copy": SealedEdition.objects.visible_to(request.user, "receive")
            .filter(release=release, signature=None)
            .exclude(file=None)
            .first(),
            "failed": next((one for one in (forms or {}).values() if one.errors), None),
            "listen": True,
        },
        status=422 if forms else 200,
    )


def _text(release: Release) -> dict[str, Any]:
    content = release.content
    return {
        "release": release,
        "content": content,
        "written_on": reading.day(content.get("written_on", ""), content.get("language", "en")),
        "minutes": reading.minutes(content),
        "reads_words": reading.promise(content),
    }


@require_POST
def answer(request: SignedIn, pk: str) -> HttpResponse:
    """Whatever was filled in anywhere on the page, kept together: nothing is left behind for the button pressed."""
    release = access.get(request.user, Release, pk, "receive")
    blocks = reading.blocks_by_key(release)
    pressed = request.POST.get("passage", "")
    forms = {key: ReplyForm(request.POST, prefix=key) for key in blocks}
    filled = {key: form for key, form in forms.items() if form.is_filled_in}
    if not filled and "then_sign" not in request.POST:
        filled = {key: form for key, form in forms.items() if key == (pressed or "1-1")}
    said = [
        {
            "block": blocks[key],
            "stance": form.cleaned_data["answer"],
            "words": form.cleaned_data["words"],
            "is_question": form.cleaned_data["asks"],
            "is_wrong": form.cleaned_data["wrong"],
        }
        for key, form in filled.items()
        if form.is_valid()
    ]
    if len(said) < len(filled):
        return _read(request, release, filled)
    if said:
        sharing.reply_to_each(by=request.user, release=release, said=said)
        _keep_place(request, release)
    if "then_sign" in request.POST:
        return redirect("family_access:sign", release.pk)
    place = pressed if pressed in filled else next(iter(filled), "1-1")
    return redirect(f"{reverse('family_access:read', args=[release.pk])}#passage-{place}")


def _keep_place(request: SignedIn, release: Release) -> None:
    actions.keep_place(by=request.user, release=release)


@sensitive_post_parameters("proof-password", "proof-code")
def sign(request: SignedIn, pk: str) -> HttpResponse:
    release = access.get(request.user, Release, pk, "receive")
    if not release.asks_for_signature:
        raise Http404
    answered = release.signatures.exclude(decision="not_yet").first()
    if request.method != "POST" and answered is not None:
        return redirect("family_access:receipt", answered.pk)
    person = release.recipient
    known_as = [person.name, *person.names.values_list("name", flat=True)]
    form = SignForm(request.POST or None, initial={"sha256": release.sha256}, known_as=known_as)
    newer = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        sessions.ask_for_proof(request)
        try:
            signature = sharing.sign(
                by=request.user,
                release=release,
                sha256=data["sha256"],
                decision=data["decision"],
                typed_name=data["typed_name"],
                words=data["words"],
                statement=STATEMENT[data["read"]],
                format=f"on the screen, {request.user.reading.get('size', 'standard')} letters",
                identity_shown=sessions.identity_shown(request),
            )
        except sharing.Replaced as why:
            form.add_error(None, str(why))
            if why.newer and access.decide(request.user, "receive", why.newer):
                newer = why.newer
        except Problem as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("family_access:receipt", signature.pk)
    return render(
        request,
        "family_access/sign.html",
        {
            **_text(release),
            "form": form,
            "newer": newer,
            "sign_url": reverse("family_access:sign", args=[release.pk]),
        },
        status=422 if form.is_bound else 200,
    )


def receipt(request: SignedIn, pk: str) -> HttpResponse:
    signature = access.get(request.user, Signature, pk, "receive")
    edition = (
        SealedEdition.objects.visible_to(request.user, "receive")
        .filter(signature=signature)
        .first()
    )
    ready = edition is not None and edition.file_id is not None
    return render(
        request,
        "family_access/receipt.html",
        {
            **_text(signature.release),
            "signature": signature,
            "is_coming": edition is not None and not ready,
            "receipt": {
                "title": "Your answer is kept",
                "lines": [
                    {"label": "Your answer", "value": signature.get_decision_display()},
                    {"label": "Your name", "value": signature.typed_name},
                    {
                        "label": "When",
                        "value": f"{timezone.localtime(signature.signed_at):%d %B %Y, %H:%M}",
                    },
                    {"label": "What you read", "value": signature.release.content.get("title", "")},
                    {"label": "How you read it", "value": signature.format},
                    {"label": "What this means", "value": signature.statement},
                ],
                "words": signature.words,
                "code": signature.receipt,
                "download_url": reverse("family_access:copy", args=[edition.pk])
                if edition and ready
                else "",
                "download_words": "Keep a copy (PDF)",
            },
        },
    )


def copy(request: SignedIn, pk: str) -> HttpResponseBase:
    edition = access.get(request.user, SealedEdition, pk, "receive")
    if edition.file is None:
        raise Http404
    return serving.send_file(edition.file, name="copy", as_download=True)


def who_sees(request: SignedIn, pk: str) -> HttpResponse:
    """Roles that can read the text and the answers, and which of them opened it; names stay with the council."""
    release = access.get(request.user, Release, pk, "receive")
    from cases.models import AuditEvent, User

    roles: dict[str, int] = {}
    for user in User.objects.filter(is_active=True).exclude(role="family"):
        if access.decide(user, "read", release):
            roles[user.title] = roles.get(user.title, 0) + 1
    looks = (
        AuditEvent.objects.filter(object_id=release.pk, is_allowed=True)
        .exclude(actor=request.user)
        .exclude(actor_role="family")
        .select_related("actor")
        .order_by("-pk")[:50]
    )
    return render(
        request,
        "family_access/who_sees.html",
        {
            **_text(release),
            "roles": sorted(roles.items()),
            "looks": [
                {"role": look.actor.title if look.actor else "The council", "at": look.at}
                for look in looks
            ],
        },
    )


def join(request: SignedIn) -> HttpResponse:
    """Two steps: the card with its code and the agreed answer, then a name and a password. A GET changes nothing."""
    if request.user.is_authenticated:
        return redirect("/")
    card = _card_of(request)
    if card is None:
        form: CardForm | AccountForm = CardForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                found = actions.check_card(**form.cleaned_data)
            except Problem as problem:
                form.add_error(None, str(problem))
            else:
                request.session.cycle_key()
                request.session[_CARD] = [str(found.pk), timezone.now().timestamp()]
                return redirect("family_access:join")
        return render(
            request,
            "family_access/join_card.html",
            {"form": form},
            status=422 if form.is_bound else 200,
        )
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.join(invitation=card, **form.cleaned_data)
        except Problem as problem:
            form.add_error(None, str(problem))
        else:
            request.session.flush()
            login(request, user, backend=sessions.BACKEND)
            sessions.stamp(request.session)
            return redirect("accounts:set_up")
    return render(
        request,
        "family_access/join_account.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


def _card_of(request: SignedIn) -> Invitation | None:
    kept = request.session.get(_CARD)
    if not kept or timezone.now().timestamp() - kept[1] > _CARD_SECONDS:
        return None
    return actions.open_card(kept[0])


@require_POST
def reading_settings(request: SignedIn) -> HttpResponse:
    form = ReadingForm(request.POST)
    if form.is_valid():
        actions.set_reading(by=request.user, **form.cleaned_data)
    wanted = request.POST.get("next", "")
    if not (wanted.startswith("/family/") and url_has_allowed_host_and_scheme(wanted, None)):
        wanted = reverse("family_access:home")
    return redirect(wanted)


def sent_messages(request: SignedIn) -> HttpResponse:
    """The demo's postbox for one asker. Nowhere else: in a council the messages are in people's own postboxes."""
    if not settings.KINFILE_DEMO:
        raise Http404
    sent = messages.newest(request.user)
    return render(request, "family_access/sent_messages.html", {"sent": sent})
