from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self) -> None:
        from cases import access
        from documents import merging, policy

        access.register(policy.RULES)
        merging.register()
