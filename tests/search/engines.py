"""The engines that a run can ask: the embedded one always, Elasticsearch where `TEST_SEARCH_URL` says where one is."""

import os
import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

from search.engines.contract import Engine
from search.engines.embedded.engine import EmbeddedEngine

ADDRESS = os.environ.get("TEST_SEARCH_URL", "")
NAMES = ("embedded",)


def another(engine: Engine) -> Engine:
    """The same index, as another process opens it."""
    assert isinstance(engine, EmbeddedEngine)
    return EmbeddedEngine(engine._folder)


def new(name: str, folder: Path) -> Engine:
    return EmbeddedEngine(folder / uuid4().hex)


def use(name: str, settings: Any, folder: Path) -> None:
    """Let the installation keep its index in an engine of this name."""
    settings.KINFILE_DATA = folder


def lose(engine: Engine) -> None:
    """Take the index away behind the engine's back."""
    assert isinstance(engine, EmbeddedEngine)
    shutil.rmtree(engine._folder)
