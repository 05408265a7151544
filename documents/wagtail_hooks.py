"""The editor of exemplars under /cms/, for designers only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cases.models import Role, User
from documents import definitions
from documents.models import Exemplar


class DesignerPolicy(BasePermissionPolicy):
    """Designers may do everything with an exemplar but delete it; nobody else may do anything.

    By role and not by Django's permissions, so that no group can ever be given the forms by accident.
    Withdrawing ("unpublish") takes a form out of use; its versions stay, because records are written
    on them.
    """

    actions = frozenset({"add", "change", "publish", "lock", "unlock", "view"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        is_designer = user.is_active and getattr(user, "role", None) == Role.DESIGNER
        return is_designer and not self.actions.isdisjoint(actions)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Any
    ) -> bool:
        return self.user_has_any_permission(user, actions)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Exemplar]:
        may = self.user_has_any_permission(user, actions)
        return Exemplar.objects.all() if may else Exemplar.objects.none()

    def users_with_any_permission(
        self, actions: Iterable[str], include_superusers: bool = True
    ) -> QuerySet[User]:
        designers = User.objects.filter(role=Role.DESIGNER, is_active=True)
        return designers if not self.actions.isdisjoint(actions) else designers.none()

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any, include_superusers: bool = True
    ) -> QuerySet[User]:
        return self.users_with_any_permission(actions)


class ExemplarViewSet(SnippetViewSet):
    model = Exemplar
    icon = "form"
    menu_order = 100
    add_to_admin_menu = True
    copy_view_enabled = True
    inspect_view_enabled = False
    list_display = [
        "name",
        Column("current_number", label="Version in use"),
        "nation",
        "language",
        UpdatedAtColumn(),
    ]
    list_filter = ["nation", "language", "live"]
    search_fields = ["name", "purpose"]

    @property
    def permission_policy(self) -> DesignerPolicy:
        return DesignerPolicy(self.model)


register_snippet(ExemplarViewSet)


@hooks.register("after_publish")
def advise(request: HttpRequest, instance: Any) -> None:
    """Say, after publishing, what is worth changing; nothing of it stops a form."""
    if not isinstance(instance, Exemplar):
        return
    exemplar = Exemplar.objects.get(pk=instance.pk)
    version = exemplar.current_version()
    if version is None:
        return
    messages.info(
        request,
        f"Version {version.number} is what new records are written on from now on. "
        "Records that were begun before stay on the version they were begun on.",
    )
    for advice in definitions.advice(version.read()):
        messages.warning(request, advice.message)
