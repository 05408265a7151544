"""Pages that must not be seen: locking one from its document, and the list from which the lead opens it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import access
from cases.actions import Problem
from cases.requests import SignedIn
from documents import locking
from documents.models import Page, PageLock
from portal.locked_pages import places
from scanning.actions.locking import unlock_page

_OPENED = "Opened. Whoever could see the page before sees it again."
_OPENED_ON_DESK = (
    f"{_OPENED} It lies on the desk again, to be filed or set aside; its batch is open until then."
)


@require_POST
def lock_page(request: SignedIn, pk: str) -> HttpResponse:
    """Lock a filed page. The way back to it leads to the words that say so."""
    page = access.get(request.user, Page, pk)
    pointer = page.document_pages.first()
    try:
        locking.lock(by=request.user, page=page)
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"The page is locked. {locking.locked_words(request.user)}")
    if pointer is None:
        return redirect("portal:my_work")
    return redirect("portal:page", pointer.document_id, pointer.number)


@require_safe
def locks(request: SignedIn) -> HttpResponse:
    """Every locked page, without its picture or words: who locked it, when, and where it came from."""
    if not request.user.is_safeguarding_lead or request.user.is_family:
        raise access.Refused("documents.pagelock.unlock", "documents.pagelock", None)
    rows = access.scope(request.user, "unlock", PageLock).select_related(
        "locked_by", "unlocked_by", "page"
    )
    return render(
        request,
        "portal/locks.html",
        {
            "locked": places(rows.filter(unlocked_at=None)),
            "opened": places(rows.exclude(unlocked_at=None).order_by("-unlocked_at")[:50]),
        },
    )


def unlock(request: SignedIn, pk: str) -> HttpResponse:
    lock = access.get(request.user, PageLock, pk, "unlock")
    reason, problem = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            lies_on_desk = unlock_page(by=request.user, lock=lock, reason=reason)
        except Problem as why:
            problem = str(why)
        else:
            messages.success(request, _OPENED_ON_DESK if lies_on_desk else _OPENED)
            return redirect("portal:locks")
    return render(
        request,
        "portal/unlock.html",
        {
            "lock": lock,
            "where": places([lock])[0]["where"],
            "reason": reason,
            "problem": problem,
        },
    )
