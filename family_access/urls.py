"""Addresses of the family's side. No case word stands in any of them."""

from django.urls import path

from family_access import views

app_name = "family_access"

urlpatterns = [
    path("", views.home, name="home"),
    path("join/", views.join, name="join"),
    path("settings/", views.reading_settings, name="reading_settings"),
    path("messages/", views.sent_messages, name="sent_messages"),
    path("<uuid:pk>/", views.read, name="read"),
    path("<uuid:pk>/answer/", views.answer, name="answer"),
    path("<uuid:pk>/sign/", views.sign, name="sign"),
    path("<uuid:pk>/who/", views.who_sees, name="who_sees"),
    path("receipt/<uuid:pk>/", views.receipt, name="receipt"),
    path("copy/<uuid:pk>/", views.copy, name="copy"),
]
