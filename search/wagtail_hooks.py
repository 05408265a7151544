"""The words that stand for one another in searching, edited under /cms/ by designers only."""

from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search.views import field_words


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("words/", field_words.groups, name="field_words"),
        path("words/add/", field_words.add, name="field_words_add"),
        path("words/act/", field_words.act, name="field_words_act"),
        path("words/versions/", field_words.versions, name="field_words_versions"),
        path("words/<str:group>/", field_words.change, name="field_words_change"),
    ]


@hooks.register("register_admin_menu_item")
def in_menu() -> Any:
    return MenuItem("Words for searching", reverse("field_words"), icon_name="search", order=110)
