"""Addresses of records and releases. No case word stands in any of them; ids say nothing."""

from django.urls import path

from documents.views import records, releases

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
    path("releases/<uuid:pk>/", releases.release, name="release"),
    path("releases/<uuid:pk>/undo/", releases.undo, name="release_undo"),
    path("releases/<uuid:pk>/withdraw/", releases.withdraw, name="release_withdraw"),
    path("releases/<uuid:pk>/seen/", releases.seen, name="release_seen"),
]
