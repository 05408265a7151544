from documents.models.checking import CheckingTurn, DoubtfulWord, Typing, WordCheck
from documents.models.copies import ArchiveCopy, FileCheck, FileDamage, PageLock, Redaction
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
from documents.models.paper import FormSheet, PaperAnswer, PaperForm
from documents.models.records import Answer, AnswerVersion, Evidence, Record
from documents.models.sharing import PublishedVersion, Release, Reply, SealedEdition, Signature

__all__ = [
    "Answer",
    "AnswerVersion",
    "ArchiveCopy",
    "CheckingTurn",
    "Document",
    "DocumentPage",
    "DoubtfulWord",
    "Evidence",
    "Exemplar",
    "ExemplarVersion",
    "FileCheck",
    "FileDamage",
    "FormSheet",
    "Misfiling",
    "Page",
    "PageEdit",
    "PageLock",
    "PaperAnswer",
    "PaperForm",
    "PublishedVersion",
    "Reading",
    "Record",
    "Redaction",
    "Release",
    "Reply",
    "SealedEdition",
    "Sighting",
    "Signature",
    "StoredFile",
    "Typing",
    "WordCheck",
]
