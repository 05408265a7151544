from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        from cases import access, lookalikes, name_words, policy

        access.register(policy.RULES)
        name_words.follow(self)
        lookalikes.follow(self)
