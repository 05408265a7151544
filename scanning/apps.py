from django.apps import AppConfig


class ScanningConfig(AppConfig):
    name = "scanning"

    def ready(self) -> None:
        from cases import access
        from scanning import policy

        access.register(policy.RULES)
