"""Triggers refuse UPDATE and DELETE on the audit tables, so that not even a mistake in code can rewrite them."""

from django.db import migrations

TABLES = ["cases_auditevent", "cases_auditsubject", "cases_auditseal", "cases_sealedevent"]
SENTENCE = "audit rows are append-only"


def add(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute(
                "CREATE FUNCTION cases_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
            )
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                name = f"{table}_no_{verb.lower()}"
                if schema_editor.connection.vendor == "postgresql":
                    cursor.execute(
                        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                        "FOR EACH ROW EXECUTE FUNCTION cases_refuse_change()"
                    )
                else:
                    cursor.execute(
                        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
                    )


def remove(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        postgresql = schema_editor.connection.vendor == "postgresql"
        for table in TABLES:
            for verb in ("update", "delete"):
                on = f" ON {table}" if postgresql else ""
                cursor.execute(f"DROP TRIGGER {table}_no_{verb}{on}")
        if postgresql:
            cursor.execute("DROP FUNCTION cases_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
