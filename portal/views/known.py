"""Is this child known? And the reasoned look at a file that one does not hold."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cases import actions, known, sessions
from cases.requests import SignedIn
from portal.forms import EmergencyForm, KnownForm


def is_known(request: SignedIn) -> HttpResponse:
    form = KnownForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = known.find(by=request.user, **form.cleaned_data)
    return render(
        request,
        "portal/known.html",
        {
            "form": form,
            "found": found,
            "emergency_form": EmergencyForm(),
            "may_open_files": actions.may_open_files(request.user),
            "may_take_emergency_look": request.user.role in actions.MAY_TAKE_EMERGENCY_LOOK,
        },
    )


@require_POST
@sensitive_post_parameters("proof-password", "proof-code")
def emergency_look(request: SignedIn, pk: UUID) -> HttpResponse:
    form = EmergencyForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why you must look now; a manager will read it.")
        return redirect("portal:known")
    sessions.ask_for_proof(request)
    try:
        actions.take_emergency_look(
            by=request.user, child_id=pk, reason=form.cleaned_data["reason"]
        )
    except actions.Problem as problem:
        messages.error(request, str(problem))
        return redirect("portal:known")
    messages.warning(
        request,
        "You may read this file for 60 minutes. The manager has been told and reads your reason.",
    )
    return redirect("portal:case_file", pk)
