from typing import Any

from django.contrib.auth.backends import BaseBackend

from cases.models import Role

# Wagtail asks for these by name in some of its buttons; the editor's own policy has the last word.
# Nothing is ever deleted there, so that right is not among them.
DESIGNERS_MAY = frozenset(
    {
        "wagtailadmin.access_admin",
        "documents.view_exemplar",
        "documents.add_exemplar",
        "documents.change_exemplar",
        "documents.publish_exemplar",
        "documents.lock_exemplar",
        "documents.unlock_exemplar",
    }
)


class ByRole(BaseBackend):
    """Designers may enter Wagtail: by role, so that no group can ever be given that by accident."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return (
            perm in DESIGNERS_MAY
            and user_obj.is_active
            and getattr(user_obj, "role", None) == Role.DESIGNER
        )
