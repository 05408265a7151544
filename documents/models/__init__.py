from documents.models.exemplars import Exemplar, ExemplarVersion
from documents.models.files import (
    Document,
    DocumentPage,
    Misfiling,
    Page,
    PageEdit,
    Reading,
    Sighting,
    StoredFile,
)
from documents.models.records import Answer, AnswerVersion, Evidence, Record
from documents.models.sharing import PublishedVersion, Release, Reply, SealedEdition, Signature

__all__ = [
    "Answer",
    "AnswerVersion",
    "Document",
    "DocumentPage",
    "Evidence",
    "Exemplar",
    "ExemplarVersion",
    "Misfiling",
    "Page",
    "PageEdit",
    "PublishedVersion",
    "Reading",
    "Record",
    "Release",
    "Reply",
    "SealedEdition",
    "Sighting",
    "Signature",
    "StoredFile",
]
