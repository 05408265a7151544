"""Files of a form on their way in: a full disk costs the file it hits and never the rest of the form."""

import io
from contextlib import suppress
from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from documents import store


class _Lost(io.RawIOBase):
    """Stands for bytes that could not be kept: whoever reads them is told why."""

    def __init__(self, why: store.StoreError) -> None:
        super().__init__()
        self._why = why

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        raise self._why


class PatientUploadHandler(TemporaryFileUploadHandler):
    """As Django's, but a disk that takes no more does not end the request.

    The file comes out of the form all the same, with its name and size; reading it raises `store.StoreError`, which is
    the sentence for the sender. What had been written of it is gone at once, so that the next file may find room.
    """

    _why: store.StoreError | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self._why = None
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._give_up(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._why is None:
            try:
                super().receive_data_chunk(raw_data, start)
            except OSError as error:
                self._give_up(error)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self._why is None:
            try:
                # Going back to the start writes what was still held in memory.
                return super().file_complete(file_size)
            except OSError as error:
                self._give_up(error)
        assert self._why is not None  # noqa: S101  (given up, above or before)
        lost = cast("IO[Any]", _Lost(self._why))
        return UploadedFile(lost, self.file_name, self.content_type, file_size)

    def _give_up(self, error: OSError) -> None:
        self._why = store.refusal_of(error)
        if file := getattr(self, "file", None):
            with suppress(OSError):
                file.close()
