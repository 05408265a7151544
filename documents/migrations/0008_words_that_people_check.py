import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0007_archive_copies_locks_and_redactions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DoubtfulWord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("name", "Name"),
                            ("date", "Date"),
                            ("number", "Number"),
                            ("word", "Other word"),
                        ],
                        max_length=6,
                    ),
                ),
                ("read", models.CharField(blank=True, max_length=300)),
                ("other", models.CharField(blank=True, max_length=300)),
                ("engine", models.CharField(blank=True, max_length=80)),
                ("other_engine", models.CharField(blank=True, max_length=80)),
                ("left", models.IntegerField()),
                ("top", models.IntegerField()),
                ("width", models.IntegerField()),
                ("height", models.IntegerField()),
                ("confidence", models.PositiveSmallIntegerField(default=0)),
                ("risk", models.PositiveSmallIntegerField(default=0)),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting for a person"),
                            ("settled", "Settled by people"),
                            ("dropped", "Read clearly by a later reading"),
                            ("typed", "Its whole page was typed"),
                        ],
                        default="open",
                        max_length=7,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("right", "Right as it was read"),
                            ("wrong", "Read wrongly"),
                            ("unreadable", "Nobody can read it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=300)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="doubtful_words",
                        to="documents.page",
                    ),
                ),
            ],
            options={
                "ordering": ["-risk", "at"],
            },
        ),
        migrations.CreateModel(
            name="Typing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "before",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="documents.reading",
                    ),
                ),
                (
                    "made",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="typing",
                        to="documents.reading",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WordCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("right", "Right as it was read"),
                            ("corrected", "Corrected"),
                            ("unreadable", "Cannot be read"),
                            ("skipped", "Left to others"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=300)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "word",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="documents.doubtfulword",
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="CheckingTurn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checking_turns",
                        to="documents.page",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("page", "by"), name="one_turn_a_person_and_page"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="doubtfulword",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["-risk", "page", "at"],
                name="words_to_check",
            ),
        ),
        migrations.AddIndex(
            model_name="doubtfulword",
            index=models.Index(fields=["state", "settled_at"], name="documents_d_state_d01265_idx"),
        ),
        migrations.AddIndex(
            model_name="wordcheck",
            index=models.Index(fields=["by", "-at"], name="documents_w_by_id_cf5493_idx"),
        ),
        migrations.AddConstraint(
            model_name="wordcheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("word", "by"),
                name="one_answer_a_person_and_word",
            ),
        ),
    ]
