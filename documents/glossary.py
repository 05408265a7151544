"""Words of the trade in plain words, for the family and for whoever writes to them."""

import json
from functools import cache
from pathlib import Path


@cache
def entries(language: str) -> tuple[dict[str, str], ...]:
    """`term` and `meaning` of every explained word in `language` ("en", "cy"); empty where none are written yet."""
    file = Path(__file__).parent / "glossary" / f"{language}.json"
    if not file.exists():
        return ()
    return tuple(json.loads(file.read_text(encoding="utf-8")))
