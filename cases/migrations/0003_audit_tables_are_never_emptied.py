"""PostgreSQL empties a table whole without asking the triggers of its rows: a trigger of the statement refuses that too.

SQLite has no such statement; its DELETE asks for every row.
"""

from django.db import migrations

TABLES = ["cases_auditevent", "cases_auditsubject", "cases_auditseal", "cases_sealedevent"]


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse_change()"
            )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_audit_rows_are_append_only")]
    operations = [migrations.RunPython(add, remove)]
