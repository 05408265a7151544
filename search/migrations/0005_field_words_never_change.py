"""A version of the field's words stays as it was made: triggers refuse to change, delete or empty it."""

from django.db import migrations

TABLE = "search_fieldwords"
SENTENCE = "versions of the field words are frozen"


def add(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor != "postgresql":
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(
                    f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
                    f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
                )
            return
        cursor.execute(
            "CREATE FUNCTION search_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
        )
        for verb, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            cursor.execute(
                f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"FOR EACH {each} EXECUTE FUNCTION search_refuse_change()"
            )


def remove(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        for verb in ("update", "delete", *(["truncate"] if postgresql else [])):
            where = f" ON {TABLE}" if postgresql else ""
            cursor.execute(f"DROP TRIGGER {TABLE}_no_{verb}{where}")
        if postgresql:
            cursor.execute("DROP FUNCTION search_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("search", "0004_words_that_stand_for_one_another")]
    operations = [migrations.RunPython(add, remove)]
