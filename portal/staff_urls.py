"""Addresses of the staff screens that join several apps."""

from django.urls import path

from portal.views import health

app_name = "portal"

urlpatterns = [
    path("health/", health.health, name="health"),
]
