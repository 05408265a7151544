"""Pages for when something is not there, not allowed, out of date or broken. Each says what to do next."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from cases.sessions import ProofNeeded
from portal import doors, kept
from portal.views import accounts

# Where an old form is simply shown anew.
_SHOWN_ANEW = ("accounts:sign_in", "family_access:join")
_TO_SCRIPT = {
    "signed_out": "You are signed out. Your words are still here. Sign in again in another tab, then come back.",
    "out_of_date": "You signed in again since this page was loaded. Your words are being sent once more.",
    "prove": "Too much time has passed. Open “Your account” in another tab and show that it is you.",
}


def nothing_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """The same words for what does not exist and for what this person may not see."""
    if doors.asks_by_script(request):
        return _to_script("There is nothing at this address for you.", status=404)
    return render(request, "404.html", status=404)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    if isinstance(exception, ProofNeeded):
        prove = reverse("accounts:prove")
        if request.method in {"GET", "HEAD"} and not doors.asks_by_script(request):
            return redirect(f"{prove}?{urlencode({'next': request.get_full_path()})}")
        if doors.asks_by_script(request):
            return _to_script(_TO_SCRIPT["prove"], token=get_token(request), link=prove)
        return accounts.ask_for_proof(request)
    if doors.asks_by_script(request):
        return _to_script("Your account does not allow this. Nothing was changed.")
    return render(request, "403.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    return _without_context("400.html", 400)


def our_fault(request: HttpRequest) -> HttpResponseBase:
    return _without_context("500.html", 500)


def form_out_of_date(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form whose token is old, as after signing in again in another tab, or one that another site forged.

    What this site's own page sent comes back with a fresh token; what another site sent gets a plain refusal.
    """
    found = doors.match(request.path_info)
    own_page = request.headers.get("Sec-Fetch-Site") == "same-origin" or (
        request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    )
    if own_page and found and found.view_name in _SHOWN_ANEW:
        return redirect(request.get_full_path())
    if own_page and request.user.is_authenticated:
        return _words_kept(request, why="out_of_date")
    refusal = "This form did not come from a page of this site. Nothing was changed."
    return render(request, "403.html", {"reason": refusal}, status=403)


def signed_out(request: HttpRequest) -> HttpResponseBase:
    """The answer to a form or a script of somebody who is no longer signed in: words that were typed are not lost."""
    return _words_kept(request, why="signed_out", link=reverse("accounts:sign_in"))


def _words_kept(request: HttpRequest, *, why: str, link: str = "") -> HttpResponseBase:
    """A page that holds everything `request` sent, ready to be sent again with a fresh token.

    `why`: "signed_out" or "out_of_date"; `link`: where to put that right, in another tab.
    """
    if doors.asks_by_script(request):
        return _to_script(_TO_SCRIPT[why], token=get_token(request), link=link)
    is_kept = kept.is_small(request) and (why == "out_of_date" or kept.has_valid_token(request))
    context: dict[str, Any] = {
        "why": why,
        "link": link,
        "is_kept": is_kept,
        "fields": kept.fields(request) if is_kept else [],
        "has_files": bool(is_kept and request.FILES),
        "address": request.get_full_path(),
    }
    return render(request, "accounts/words_kept.html", context, status=403)


def _to_script(text: str, *, status: int = 403, **more: str) -> JsonResponse:
    return JsonResponse({"text": text, **more}, status=status)


def _without_context(template: str, status: int) -> HttpResponse:
    # No request: the page must come even when the session or the database cannot be read.
    words = {"council_phone": settings.KINFILE_PHONE}
    return HttpResponse(render_to_string(template, words), status=status)
