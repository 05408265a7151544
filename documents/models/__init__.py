from documents.models.exemplars import Exemplar, ExemplarVersion
from documents.models.files import Document, DocumentPage, Page, Reading, StoredFile
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
    "Page",
    "PublishedVersion",
    "Reading",
    "Record",
    "Release",
    "Reply",
    "SealedEdition",
    "Signature",
    "StoredFile",
]
