"""Pages found by the keys they share, in as many steps as there are keys, however many pages there are."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

# A key that more pages share says nothing: the printed part of a form, the letterhead of a school.
_COMMON = 100


def pages_with(keys: Sequence[int]) -> Counter[UUID]:
    """The pages that share any of `keys`, by how many; keys that very many share are passed over. One query."""
    if not keys:
        return Counter()
    one = "SELECT * FROM (SELECT key, page_id FROM scanning_pagekey WHERE key = %s LIMIT %s) AS k"
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join([one] * len(keys)),
            [value for key in keys for value in (key, _COMMON + 1)],
        )
        rows = cursor.fetchall()
    sizes = Counter(key for key, _ in rows)
    return Counter(UUID(str(page)) for key, page in rows if sizes[key] <= _COMMON)
