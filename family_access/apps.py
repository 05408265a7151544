from django.apps import AppConfig


class FamilyAccessConfig(AppConfig):
    name = "family_access"

    def ready(self) -> None:
        from cases import access
        from documents.signals import page_locked, version_released
        from family_access import actions, policy, receivers

        access.register(policy.RULES)
        actions.follow_merges()
        page_locked.connect(receivers.tell_leads, dispatch_uid="family_access.tell_leads")
        version_released.connect(
            receivers.tell_recipient, dispatch_uid="family_access.tell_recipient"
        )
