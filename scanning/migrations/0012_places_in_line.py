from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def take_places(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give what waits its place: pages and files as they lie in their batch, urgent batches in the line of their own."""
    urgent = apps.get_model("scanning", "Batch")._base_manager.filter(is_urgent=True).values("pk")
    for name in ("Upload", "Image"):
        waiting = apps.get_model("scanning", name)._base_manager.filter(state="waiting")
        waiting.update(turn=F("position"))
        waiting.filter(batch__in=urgent).update(goes_first=True)
    second = apps.get_model("scanning", "SecondReading")._base_manager
    second.filter(state__in=("waiting", "spare"), image__batch__in=urgent).update(goes_first=True)


class Migration(migrations.Migration):
    dependencies = [("scanning", "0011_fair_lines")]

    operations = [migrations.RunPython(take_places, migrations.RunPython.noop)]
