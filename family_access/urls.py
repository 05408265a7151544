"""Addresses under /family/."""

from django.urls import URLPattern

app_name = "family_access"

urlpatterns: list[URLPattern] = []
