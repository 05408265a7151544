"""What two people who are put together mean for papers and releases."""

from cases import merging, outbox
from cases.models import Person
from documents.models import Record, Release, Reply, Signature


def register() -> None:
    """Called once, as the app starts."""
    # To whom something was released, who said it and who signed it: of that person, as they were then.
    merging.stays(Release, "recipient")
    merging.stays(Reply, "author")
    merging.stays(Signature, "signer")
    merging.refuse_when(_written_for_both)
    merging.also(_tell_replies)


def _written_for_both(kept: Person, gone: Person) -> str:
    if Record._base_manager.filter(children=kept).filter(children=gone).exists():
        return "A record is written for both of them, as two children. They are two people."
    return ""


def _tell_replies(mover: merging.Mover) -> None:
    """A reply is found by whom its release is about."""
    for reply in Reply._base_manager.filter(release__about=mover.kept):
        outbox.changed(reply)
