"""Addresses of the find box. A search is posted and kept; what stands in an address is opaque."""

from django.urls import path

from search.views import alike, box, histories, saved

app_name = "search"

urlpatterns = [
    path("", box.ask, name="ask"),
    path("histories/", histories.begin, name="histories"),
    path("histories/<slug:kind>/", histories.first_condition, name="first_condition"),
    path("like/page/<uuid:pk>/", alike.begin, {"kind": "page"}, name="like_page"),
    path("like/record/<uuid:pk>/", alike.begin, {"kind": "record"}, name="like_record"),
    path("like/event/<uuid:pk>/", alike.begin, {"kind": "event"}, name="like_event"),
    path("like/reply/<uuid:pk>/", alike.begin, {"kind": "reply"}, name="like_reply"),
    path("<uuid:pk>/", box.answer, name="answer"),
    path("<uuid:pk>/strip/<uuid:page>/", box.strip, name="strip"),
    path("<uuid:pk>/and/<slug:kind>/", histories.another_condition, name="another_condition"),
    path("<uuid:pk>/without/", histories.without, name="without"),
    path("<uuid:pk>/words/", histories.with_words, name="with_words"),
    path("<uuid:pk>/in-file/<uuid:person>/", histories.in_file, name="in_file"),
    path("<uuid:pk>/list/", saved.export, name="export"),
    path("<uuid:pk>/save/", saved.save, name="save"),
    path("<uuid:pk>/remove/", saved.remove, name="remove"),
]
