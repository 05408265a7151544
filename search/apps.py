from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from cases import access
        from search import checks as checks
        from search import policy

        access.register(policy.RULES)
