from typing import Any

from django.contrib.auth.backends import BaseBackend

from cases.models import Role


class ByRole(BaseBackend):
    """Designers may enter Wagtail: by role, so that no group can ever be given that by accident."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return (
            perm == "wagtailadmin.access_admin"
            and user_obj.is_active
            and getattr(user_obj, "role", None) == Role.DESIGNER
        )
