"""Addresses of the find box. A search is posted and kept; what stands in an address is opaque."""

from django.urls import path

from search import views

app_name = "search"

urlpatterns = [
    path("", views.ask, name="ask"),
    path("<uuid:pk>/", views.answer, name="answer"),
    path("<uuid:pk>/strip/<uuid:page>/", views.strip, name="strip"),
]
