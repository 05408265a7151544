"""Triggers keep what was written, published, released, said and signed as it was, whatever code may try.

Columns that only say what happened to a row afterwards (seen, withdrawn, replaced) may change; words may not.
"""

from django.db import migrations

# Table -> columns that never change; None means that no column does.
FROZEN = {
    "documents_exemplarversion": None,
    "documents_answerversion": None,
    "documents_publishedversion": None,
    "documents_signature": None,
    "documents_release": ["published_id", "recipient_id", "language", "content", "sha256"],
    "documents_reply": ["release_id", "block", "author_id", "stance", "words", "said_at"],
    "documents_storedfile": ["sha256", "size"],
}
SENTENCE = "these words are frozen"


def add(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        if postgresql:
            cursor.execute(
                "CREATE FUNCTION documents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
            )
        for table, columns in FROZEN.items():
            if columns is None:
                changed = ""
            elif postgresql:
                changed = (
                    "WHEN ("
                    + " OR ".join(
                        f"OLD.{name}::text IS DISTINCT FROM NEW.{name}::text" for name in columns
                    )
                    + ") "
                )
            else:
                changed = (
                    "WHEN " + " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns) + " "
                )
            for verb, when in (("UPDATE", changed), ("DELETE", "")):
                name = f"{table}_no_{verb.lower()}"
                if postgresql:
                    cursor.execute(
                        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                        f"FOR EACH ROW {when}EXECUTE FUNCTION documents_refuse_change()"
                    )
                else:
                    cursor.execute(
                        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {when}"
                        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
                    )


def remove(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        for table in FROZEN:
            for verb in ("update", "delete"):
                on = f" ON {table}" if postgresql else ""
                cursor.execute(f"DROP TRIGGER {table}_no_{verb}{on}")
        if postgresql:
            cursor.execute("DROP FUNCTION documents_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
