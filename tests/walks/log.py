"""`python -m tests.walks.log`: the audit log of an installation, oldest first: who did what, and was it allowed."""

import json
import sys


def main() -> None:
    import django

    django.setup()

    from cases.models import AuditEvent

    rows = [
        [event.actor.username if event.actor else "", event.code, event.is_allowed]
        for event in AuditEvent.objects.select_related("actor").order_by("pk")
    ]
    sys.stdout.write(json.dumps({"rows": rows}))


if __name__ == "__main__":
    main()
