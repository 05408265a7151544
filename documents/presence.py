"""Whether this machine sees the stored files: of several machines, one may lack the folder that they share."""

import socket
from uuid import UUID

from django.conf import settings

from documents import store
from documents.models import StoredFile

_ASKED = 8
# A file that was there at the last look. As long as it is, the folder is.
_seen: list[UUID] = []


def sees_files() -> bool:
    """Whether any of some stored files lies where it should on this machine, or none was ever kept.

    Mostly a single look at the disk; one query when the file last seen is gone.
    """
    if _seen and store.path_of(_seen[0]).exists():
        return True
    _seen.clear()
    kept = StoredFile._base_manager.exclude(wrapped_key=b"").order_by("pk")
    ids = list(kept.values_list("pk", flat=True)[:_ASKED])
    _seen.extend([id for id in ids if store.path_of(id).exists()][:1])
    return bool(_seen) or not ids


def sentence() -> str:
    """What is wrong on this machine, and what to do."""
    return (
        f"The machine {socket.gethostname()} does not see the files of Kinfile: {settings.KINFILE_DATA} is not the "
        "folder that the others use, or its disk or network drive is not connected. It takes no work, and nothing is "
        "lost. Connect the folder there; the worker goes on by itself."
    )
