"""What the index must learn, as rows of the same transaction as the change."""

from django.db.models import Model

from cases.models.audit import IndexChange


def changed(obj: Model) -> None:
    """Ask the index to read `obj` anew, or to forget it if it is gone by then."""
    IndexChange.objects.create(kind=str(obj._meta.model_name), object_id=obj.pk)
