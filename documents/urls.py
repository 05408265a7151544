"""Addresses under /documents/ and /records/; the module is included at the root, so each path names its folder."""

from django.urls import URLPattern

app_name = "documents"

urlpatterns: list[URLPattern] = []
