"""In which languages the paper of a batch may be written, and which of them the first engine here can read."""

import subprocess
from collections.abc import Sequence
from functools import cache

from django.conf import settings

from cases.actions import Problem
from scanning.child import TESSERACT
from scanning.engines import tesseract_program
from scanning.engines.contract import EngineMissing

NAMES = {"eng": "English", "cym": "Welsh"}
DEFAULT = "eng"


def checked_languages(asked: Sequence[str]) -> list[str]:
    """`asked` without repetition, or English. Raises `Problem` for one that cannot be read here."""
    wanted = list(dict.fromkeys(code.strip().lower() for code in asked if code.strip()))
    for code in wanted:
        if code not in NAMES:
            known = ", ".join(f"{code} ({name})" for code, name in NAMES.items())
            raise Problem(f"There is no language “{code[:20]}” to read in. Choose among {known}.")
        if code not in installed():
            raise Problem(
                f"{NAMES[code]} cannot be read on this machine yet. Ask whoever looks after the server to install "
                f"Tesseract's models tesseract-ocr-{code} and tesseract-ocr-eng, or leave {NAMES[code]} out."
            )
    return wanted or [DEFAULT]


@cache
def installed() -> frozenset[str]:
    """Of the languages that Kinfile offers, those that the first engine can read; asked of it once a process."""
    if settings.KINFILE_ENGINE != TESSERACT:
        return frozenset(NAMES)
    try:
        command, environment = tesseract_program.found()
        told = subprocess.run(  # noqa: S603 - the program that reads the pages
            [command, "--list-langs"],
            capture_output=True,
            text=True,
            timeout=20,
            env=environment,
            check=False,
        )
    except (EngineMissing, OSError, subprocess.TimeoutExpired):
        return frozenset({DEFAULT})
    return frozenset(told.stdout.split()) & frozenset(NAMES) | {DEFAULT}
