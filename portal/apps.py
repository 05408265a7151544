from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from cases import access
        from portal import checks  # noqa: F401  (registers as it is imported)

        access.freeze()
