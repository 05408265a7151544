"""Legal holds: in whose file nothing is destroyed. Set and lifted by whoever looks after records or manages it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cases import access, actions
from cases.models import LegalHold, Person
from cases.requests import SignedIn
from scanning.models import Batch

_SHOWN = 20


def holds(request: SignedIn) -> HttpResponse:
    """Every hold that stands, and a box to find the child for another. What is looked for is posted, not an address."""
    people = access.scope(request.user, "hold", Person)
    if not people.exists():
        raise access.Refused("cases.person.hold", "cases.person", None)
    asked = request.POST.get("look_for", "").strip()
    found = people.none()
    if asked:
        found = people.filter(reference__iexact=asked) | people.filter(name__icontains=asked)
    standing = LegalHold.objects.of(child__in=people).filter(lifted_at=None)
    return render(
        request,
        "portal/holds.html",
        {
            "may_see_paper": access.scope(request.user, "paper", Batch).exists(),
            "standing": standing.select_related("child", "set_by"),
            "asked": asked,
            "found": found.order_by("name")[:_SHOWN],
        },
    )


def hold(request: SignedIn, pk: str) -> HttpResponse:
    """The holds of one child, and setting or lifting one."""
    child = access.get(request.user, Person, pk, "hold")
    rows = list(child.legal_holds.select_related("set_by", "lifted_by"))
    standing = next((one for one in rows if one.lifted_at is None), None)
    reason, problem = request.POST.get("reason", ""), ""
    if request.method == "POST":
        try:
            if standing is not None:
                actions.lift_legal_hold(by=request.user, hold=standing, reason=reason)
                messages.success(request, "Lifted. The ordinary periods count again.")
            else:
                actions.set_legal_hold(by=request.user, child=child, reason=reason)
                messages.success(
                    request, "Set. Nothing about this child is destroyed until it is lifted."
                )
        except actions.Problem as why:
            problem = str(why)
        else:
            return redirect("portal:hold", child.pk)
    return render(
        request,
        "portal/hold.html",
        {
            "child": child,
            "standing": standing,
            "past": [one for one in rows if one.lifted_at is not None],
            "reason": reason,
            "problem": problem,
            "may_read": access.decide(request.user, "read", child),
        },
    )
