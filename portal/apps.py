from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from cases import access
        from portal import checks, unfiled  # noqa: F401  (checks register as they are imported)
        from search import sources

        sources.register(unfiled.SOURCE)
        access.freeze()
