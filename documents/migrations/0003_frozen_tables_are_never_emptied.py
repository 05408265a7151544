"""What is frozen row by row must not go whole either: on PostgreSQL a trigger of the statement refuses TRUNCATE."""

from django.db import migrations

TABLES = [
    "documents_exemplarversion",
    "documents_answerversion",
    "documents_publishedversion",
    "documents_signature",
    "documents_release",
    "documents_reply",
    "documents_storedfile",
]


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse_change()"
            )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_frozen_words")]
    operations = [migrations.RunPython(add, remove)]
