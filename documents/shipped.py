"""The exemplars that come with Kinfile: data files beside this module, loaded into the council's own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.db import transaction

from cases import audit
from documents import definitions
from documents.canonical import digest
from documents.definitions import Definition
from documents.models import Exemplar

if TYPE_CHECKING:
    from cases.models import User

FOLDER: Final = Path(__file__).parent / "exemplars"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one shipped form: `outcome` is added, updated, unchanged or kept (the
    council's own edit stands)."""

    key: str
    outcome: str
    sentence: str


def shipped_definitions() -> list[Definition]:
    """Every shipped form, by file name. Raises `definitions.DefinitionError` for a file that is not one."""
    return [
        definitions.read(json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(FOLDER.glob("*.json"))
    ]


def load_shipped_exemplars(by: User) -> list[Loaded]:
    """Add the shipped forms, and bring those up to date that the council never changed.

    Loading twice changes nothing. A form that the council edited, published or not, is left alone,
    also when a later release ships a new version of it.
    """
    return [_load(definition, by) for definition in shipped_definitions()]


@transaction.atomic
def _load(definition: Definition, by: User) -> Loaded:
    sha256 = digest(definition.to_json())
    exemplar = Exemplar.objects.select_for_update().filter(key=definition.key).first()
    if exemplar is None:
        exemplar = Exemplar(live=False, shipped_sha256=sha256)
        _publish(exemplar, definition, by)
        return Loaded(definition.key, "added", f"{definition.name} was added.")
    if exemplar.shipped_sha256 == sha256:
        return Loaded(definition.key, "unchanged", f"{definition.name} is up to date.")
    if not _is_as_shipped(exemplar):
        return Loaded(
            definition.key,
            "kept",
            f"{exemplar.name} was changed by this council, so the new shipped version was not put over it.",
        )
    exemplar.shipped_sha256 = sha256
    _publish(exemplar, definition, by)
    return Loaded(definition.key, "updated", f"{definition.name} was brought up to date.")


def _is_as_shipped(exemplar: Exemplar) -> bool:
    """Does every word, drafts included, still stand as it was last loaded?"""
    if not exemplar.shipped_sha256 or not exemplar.live:
        return False
    draft = exemplar.get_latest_revision_as_object()
    try:
        said = {digest(one.definition().to_json()) for one in (exemplar, draft)}
    except definitions.DefinitionError:
        return False
    return said == {exemplar.shipped_sha256}


def _publish(exemplar: Exemplar, definition: Definition, by: User) -> None:
    exemplar.take(definition)
    exemplar.save()
    exemplar.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    version = exemplar.current_version()
    audit.record(by, "documents.exemplar_loaded", number=version.number if version else None)
