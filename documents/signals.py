"""News for the apps above, sent on commit. Receivers only tell people things; none does part of the job."""

from django.dispatch import Signal

record_handed_in = Signal()  # record
record_authorised = Signal()  # record
document_filed = Signal()  # document
page_locked = Signal()  # lock
version_released = Signal()  # release
release_answered = Signal()  # reply
release_signed = Signal()  # signature
