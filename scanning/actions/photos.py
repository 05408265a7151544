"""What a person says of a photograph of a sheet."""

from django.db import transaction

from cases import access, audit, outbox
from cases.actions import Problem
from cases.models import User
from documents import photographs
from scanning import line
from scanning.models import Image


@transaction.atomic
def show_whole_picture(*, by: User, image: Image, whole: bool = True) -> Image:
    """Have a photograph read and shown as it was taken, or with the sheet found in it straightened.

    The photograph itself stays as it came; only what is made of it is made anew.
    """
    access.require(by, "desk", image)
    changed = Image._base_manager.filter(
        pk=image.pk,
        upload__is_photo=True,
        state__in=[*Image.DECIDABLE, Image.State.BLANK],
    ).update(
        is_whole_picture=whole,
        state=Image.State.WAITING,
        attempts=0,
        problem="",
        turn=line.next_turn(Image, image.batch),
    )
    if not changed:
        raise Problem(
            "This photograph is being read, or was filed or set aside a moment ago. Load the page again."
        )
    audit.record(by, "scanning.photo_changed", image, whole=whole)
    image.refresh_from_db()
    return image


@transaction.atomic
def show_photograph(*, by: User, image: Image, whole: bool) -> None:
    """Show a page on the desk as it was photographed, or straightened, at once; nothing is read anew."""
    access.require(by, "desk", image)
    photographs.show(by=by, page=image.page, whole=whole)
    outbox.changed(image)
