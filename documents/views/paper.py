"""Records and releases on paper: printing them, and looking at what came home."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases import access
from cases.actions import Problem
from cases.models import Person
from cases.requests import SignedIn
from documents import definitions, on_paper, serving, store
from documents.actions import paper
from documents.forms import PaperFormForm, SignedOnPaperForm
from documents.models import FormSheet, PaperForm, Record, Release
from documents.views import releases


def paper_forms(request: SignedIn, pk: str) -> HttpResponse:
    """Make a paper form of a draft, and see which were made and what came back of them."""
    record = access.get(request.user, Record, pk)
    may_write = record.is_open and access.decide(request.user, "write", record)
    children = (
        access.scope(request.user, "write" if may_write else "read", Person)
        .filter(records=record)
        .order_by("born_on", "name")
    )
    definition = record.version.read()
    languages = {
        code: name
        for code, name in definitions.LANGUAGES.items()
        if code == definition.language or not definitions.missing_wording(definition, code)
    }
    form = None
    if may_write:
        form = PaperFormForm(request.POST or None, children=children, languages=languages)
    if form is not None and request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            made = paper.print_form(
                by=request.user,
                record=record,
                child=chosen["child"],
                language=chosen["language"],
                is_for_family=chosen["wording"] == "family",
                is_large=chosen["size"] == "18",
            )
        except Problem as problem:
            form.add_error(None, str(problem))
        else:
            pages = "1 page" if made.count == 1 else f"{made.count} pages"
            messages.success(request, f"Made, {pages}. Print it from the list below.")
            return redirect("documents:paper_forms", record.pk)
    sheets = on_paper.sheets_of(request.user, record)
    printed = (
        PaperForm.objects.visible_to(request.user)
        .filter(record=record, kind=PaperForm.Kind.FORM)
        .select_related("child", "made_by")
    )
    return render(
        request,
        "documents/paper_forms.html",
        {
            "record": record,
            "children": children,
            "form": form,
            "languages": len(languages),
            "only_language": next(iter(languages)),
            "paper_news": on_paper.news_of(record, sheets),
            "printed": [
                {"form": one, "sheets": [sheet for sheet in sheets if sheet.form_id == one.pk]}
                for one in printed
            ],
        },
        status=422 if form is not None and form.errors else 200,
    )


@require_safe
def print_form(request: SignedIn, pk: str) -> HttpResponse:
    """The paper, as a PDF; the same each time."""
    form = access.get(request.user, PaperForm, pk)
    try:
        pdf = paper.pdf_of(form)
    except Problem as problem:
        messages.error(request, str(problem))
        if form.release_id:
            return redirect("documents:release", form.release_id)
        return redirect("documents:paper_forms", form.record_id)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="form.pdf"'
    return answer


@require_safe
def sheet(request: SignedIn, pk: str) -> HttpResponse:
    shown = access.get(request.user, FormSheet, pk)
    form = shown.form
    if form is None:
        raise Http404
    back = ("documents:release", form.release_id) if form.release_id else None
    name, back_pk = back or ("documents:record", form.record_id)
    return render(
        request,
        "documents/form_sheet.html",
        {
            "sheet": shown,
            "record": form.record,
            "back_url": reverse(name, args=[back_pk]),
            "is_whole": bool(shown.fit),
            "document": next(iter(on_paper.documents_of(request.user, [shown])), None),
        },
    )


@require_safe
def picture(request: SignedIn, pk: str) -> HttpResponseBase:
    """The whole page: flat and upright where its corners were found, else as it came."""
    shown = access.get(request.user, FormSheet, pk, logged_as="documents.formsheet.glimpsed")
    if not shown.fit:
        reading = shown.page.reading
        if reading is None or reading.view is None:
            raise Http404
        return serving.send_picture(reading.view)
    return _png(shown, None)


@require_safe
def strip(request: SignedIn, pk: str, number: int) -> HttpResponseBase:
    """One frame of the page, cut out of its picture."""
    shown = access.get(request.user, FormSheet, pk, logged_as="documents.formsheet.glimpsed")
    return _png(shown, number)


def _png(shown: FormSheet, number: int | None) -> HttpResponseBase:
    try:
        data = on_paper.whole(shown) if number is None else on_paper.strip_of(shown, number)
    except store.Damaged as damage:
        return HttpResponse(str(damage), status=500, content_type="text/plain")
    if data is None:
        raise Http404
    return serving.send_made(data, media_type="image/png")


@require_POST
def release_paper(request: SignedIn, pk: str) -> HttpResponse:
    """Make a copy of the release for signing by hand."""
    release = access.get(request.user, Release, pk, "witness")
    try:
        paper.print_for_signing(
            by=request.user, release=release, is_large=request.POST.get("size") == "18"
        )
    except Problem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(
            request, "Made. Print it from “Signed on paper”, and scan it when it is signed."
        )
    return redirect("documents:release", release.pk)


@require_POST
def signed_on_paper(request: SignedIn, pk: str) -> HttpResponse:
    """Record a signed sheet that came home as the signature of its reader."""
    release = access.get(request.user, Release, pk, "witness")
    form = SignedOnPaperForm(request.POST)
    which = request.POST.get("sheet", "")
    found = next(
        (
            one.sheet
            for one in on_paper.signed_sheets(request.user, release)
            if str(one.sheet.pk) == which
        ),
        None,
    )
    if found is None:
        messages.error(request, "This page is not there any more. Nothing was recorded.")
        return redirect("documents:release", release.pk)
    if form.is_valid():
        try:
            made = paper.sign_on_paper(by=request.user, sheet=found, **form.cleaned_data)
        except Problem as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Recorded as signed on paper, receipt {made.receipt}.")
            return redirect("documents:release", release.pk)
    return releases.release_page(request, release, signed=form, sheet=which)
