"""`python -m tests.walks.where_pages_stand`: how many filed pages each child has, as one JSON object."""

import json
import sys
from collections import Counter


def main() -> None:
    import django

    django.setup()

    from documents.models import DocumentPage
    from scanning.models import Image

    children: Counter[str] = Counter()
    for pointer in DocumentPage._base_manager.select_related("document"):
        children.update(person.name for person in pointer.document.about.all())
    lost = Image._base_manager.filter(state__in=Image.LEFT).count()
    sys.stdout.write(json.dumps({"children": children, "lost": lost}))


if __name__ == "__main__":
    main()
