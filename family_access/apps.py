from django.apps import AppConfig


class FamilyAccessConfig(AppConfig):
    name = "family_access"

    def ready(self) -> None:
        from cases import access
        from family_access import policy

        access.register(policy.RULES)
