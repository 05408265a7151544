"""Opening a new case file, once it is certain that the child has none."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cases import access, actions, known
from cases.requests import SignedIn
from portal.people_forms import LookForm, OpenFileForm


def open_file(request: SignedIn) -> HttpResponse:
    """First who it is and whether they are known, then the rest."""
    if not actions.may_open_files(request.user):
        raise access.Refused("cases.person.open", "cases.person", None)
    look = LookForm(request.POST or None)
    if not look.is_valid():
        return render(request, "portal/open_file.html", {"form": look, "is_look": True})
    data = look.cleaned_data
    has_file = known.find(by=request.user, **data) if data["born_on"] else []
    found = [one for one in known.alike(by=request.user, **data) if one.person.reference is None]
    form = OpenFileForm(
        request.POST if "reason" in request.POST else None,
        by=request.user,
        found=found,
        has_file=bool(has_file),
        initial=data,
    )
    if form.is_bound and form.is_valid():
        try:
            child = actions.open_file_for(by=request.user, **form.opening())
        except actions.Problem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"The case file {child.reference} is open.")
            return redirect("portal:case_file", child.pk)
    return render(
        request,
        "portal/open_file.html",
        {"form": form, "has_file": has_file, "found": found},
    )
