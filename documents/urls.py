"""Addresses of records and releases. No case word stands in any of them; ids say nothing."""

from django.urls import path

from documents.views import paper, records, releases

app_name = "documents"

urlpatterns = [
    path("records/start/<uuid:child>/<int:exemplar>/", records.start_record, name="start_record"),
    path("records/<uuid:pk>/", records.record, name="record"),
    path("records/<uuid:pk>/autosave/", records.autosave, name="autosave"),
    path("records/<uuid:pk>/take-back/", records.take_back, name="take_back"),
    path("records/<uuid:pk>/decide/", records.decide, name="decide"),
    path("records/<uuid:pk>/cancel/", records.cancel, name="cancel"),
    path("records/<uuid:pk>/revise/", records.revise, name="revise"),
    path("records/versions/<uuid:pk>/", records.answer_history, name="answer_history"),
    path("records/<uuid:pk>/paper/", paper.paper_forms, name="paper_forms"),
    path("records/paper/<uuid:pk>/print/", paper.print_form, name="paper_form_print"),
    path("records/paper/sheets/<uuid:pk>/", paper.sheet, name="form_sheet"),
    path("records/paper/sheets/<uuid:pk>/picture/", paper.picture, name="form_sheet_picture"),
    path("records/paper/sheets/<uuid:pk>/<int:number>/", paper.strip, name="form_strip"),
    path("releases/<uuid:pk>/paper/", paper.release_paper, name="release_paper"),
    path("releases/<uuid:pk>/signed/", paper.signed_on_paper, name="signed_on_paper"),
    path("releases/<uuid:pk>/", releases.release, name="release"),
    path("releases/<uuid:pk>/undo/", releases.undo, name="release_undo"),
    path("releases/<uuid:pk>/withdraw/", releases.withdraw, name="release_withdraw"),
    path("releases/<uuid:pk>/seen/", releases.seen, name="release_seen"),
]
