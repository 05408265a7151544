"""`python -m tests.walks.families`: the cast in an installation of its own, with two mothers not invited yet.

Prints the ids that a walk needs as one JSON object.
"""

import json
import sys
from datetime import date


def main() -> None:
    import django

    django.setup()

    from django.core.management import call_command

    from cases.models import Person, Relationship
    from tests.cast import hold, make_council

    council = make_council()
    call_command("load_exemplars", stdout=sys.stderr)
    council.family["mother"].delete()
    ivy = council.people["ivy"] = Person.objects.create(
        name="Ivy Barrow", born_on=date(2018, 6, 21), sex="F"
    )
    della = council.people["della"] = Person.objects.create(
        name="Della Barrow", born_on=date(1990, 1, 9), sex="F"
    )
    Relationship.objects.create(person=della, other=ivy, kind="mother")
    hold(council, "ivy", council.north, "worker")
    people = {
        key: {"id": str(one.pk), "name": one.name, "reference": one.reference}
        for key, one in council.people.items()
    }
    sys.stdout.write(json.dumps({"people": people}))


if __name__ == "__main__":
    main()
