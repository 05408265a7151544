"""Exemplars: what a council edits, and the frozen versions that records are written on."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from cases.models import Role
from documents import definitions
from documents.blocks import SECTIONS, definition_sections, sections_from
from documents.canonical import digest
from documents.definitions import Definition
from documents.exemplar_forms import ExemplarForm

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Revision

    from cases.models import User


class Frozen(TypeError):
    """A frozen version was about to be changed or deleted."""


class FrozenQuerySet(models.QuerySet):
    """Reads and inserts; whatever would change or remove rows refuses."""

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise Frozen("A published version of a form never changes. Publish a new version instead.")

    update = _refuse
    delete = _refuse
    bulk_update = _refuse
    update_or_create = _refuse


class ExemplarQuerySet(models.QuerySet["Exemplar"]):
    def offered(self) -> ExemplarQuerySet:
        """Those a new record can be written on: published, and not withdrawn since."""
        return self.filter(live=True, versions__isnull=False).distinct()


class Exemplar(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model
):
    """A form definition as the council edits it. Records never point here but at an
    `ExemplarVersion`."""

    key = models.SlugField(
        "key",
        max_length=60,
        unique=True,
        null=True,
        blank=True,
        editable=False,
        help_text="Made from the name when first published; never changes after that.",
    )
    name = models.CharField("name", max_length=120, help_text="What staff call it.")
    plain_name = models.CharField(
        "name for the family",
        max_length=120,
        help_text="{child} becomes the children's names, as in “{child}'s plan”.",
    )
    purpose = models.TextField(
        "purpose", blank=True, help_text="When to use it, in one or two sentences."
    )
    nation = models.CharField(
        "nation", max_length=20, choices=list(definitions.NATIONS.items()), default="england"
    )
    language = models.CharField(
        "language", max_length=2, choices=list(definitions.LANGUAGES.items()), default="en"
    )
    authorised_by = models.CharField(
        "authorised by",
        max_length=20,
        choices=list(definitions.AUTHORISERS.items()),
        blank=True,
        default="",
        help_text="Empty: the author finishes it alone.",
    )
    shareable = models.BooleanField(
        "may be released to families",
        default=False,
        help_text="A version written on this form can be given to a parent or a young person.",
    )
    name_translated = models.CharField("name in the other language", max_length=120, blank=True)
    plain_name_translated = models.CharField(
        "name for the family in the other language", max_length=120, blank=True
    )
    purpose_translated = models.TextField("purpose in the other language", blank=True)
    sections = StreamField(SECTIONS, blank=True, verbose_name="parts", collapsed=True)
    shipped_sha256 = models.CharField(
        max_length=64,
        blank=True,
        default="",
        editable=False,
        help_text="Digest of the shipped definition that this was last loaded from.",
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="exemplar",
        for_concrete_model=False,
    )

    objects = ExemplarQuerySet.as_manager()

    base_form_class = ExemplarForm
    panels: ClassVar = [
        FieldPanel("name"),
        FieldPanel("plain_name"),
        FieldPanel("purpose"),
        FieldPanel("sections"),
        MultiFieldPanel(
            [
                FieldPanel("nation"),
                FieldPanel("language"),
                FieldPanel("authorised_by"),
                FieldPanel("shareable"),
            ],
            heading="Rules",
        ),
        MultiFieldPanel(
            [
                FieldPanel("name_translated"),
                FieldPanel("plain_name_translated"),
                FieldPanel("purpose_translated"),
            ],
            heading="In the other language",
            classname="collapsed",
        ),
    ]
    preview_modes: ClassVar = [
        ("", "As a worker fills it in"),
        ("short", "The short form"),
        ("siblings", "For two children together"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = "exemplar"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nation__in=list(definitions.NATIONS)),
                name="exemplar_nation_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=list(definitions.LANGUAGES)),
                name="exemplar_language_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def definition_json(self) -> dict[str, Any]:
        """The definition as it stands in this object, not yet checked and without defaults filled
        in."""
        other = "cy" if self.language == "en" else "en"
        texts = {
            "name": self.name_translated,
            "plain_name": self.plain_name_translated,
            "purpose": self.purpose_translated,
        }
        written = {name: text for name, text in texts.items() if text}
        return {
            "key": self.key or "new",
            "name": self.name,
            "plain_name": self.plain_name,
            "purpose": self.purpose,
            "nation": self.nation,
            "language": self.language,
            "authorised_by": self.authorised_by or None,
            "shareable": self.shareable,
            "translations": {other: written} if written else {},
            "sections": definition_sections(self.sections, self.language),
        }

    def definition(self) -> Definition:
        """Raises `definitions.DefinitionError` when what stands here is not complete."""
        return definitions.read(self.definition_json())

    def take(self, definition: Definition) -> None:
        """Let this (unsaved) object say what `definition` says."""
        other = "cy" if definition.language == "en" else "en"
        texts = definition.translations.get(other, {})
        self.key = definition.key
        self.name = definition.name
        self.plain_name = definition.plain_name
        self.purpose = definition.purpose
        self.nation = definition.nation
        self.language = definition.language
        self.authorised_by = definition.authorised_by or ""
        self.shareable = definition.shareable
        self.name_translated = texts.get("name", "")
        self.plain_name_translated = texts.get("plain_name", "")
        self.purpose_translated = texts.get("purpose", "")
        self.sections = sections_from(definition)

    def current_version(self) -> ExemplarVersion | None:
        """The version a new record is written on; one query."""
        return self.versions.order_by("-number").first()

    @property
    def current_number(self) -> int | str:
        """For lists: the number of the version in use, or that there is none."""
        version = self.current_version()
        return version.number if version else "not published yet"

    def frozen_definitions(self) -> list[Definition]:
        """What every version said, oldest first."""
        return [version.read() for version in self.versions.order_by("number")]

    def with_content_json(self, content: dict[str, Any]) -> Exemplar:
        """A revision brings back words, never the key or where the form came from."""
        restored = super().with_content_json(content)
        restored.key = self.key
        restored.shipped_sha256 = self.shipped_sha256
        return restored

    def publish(
        self,
        revision: Revision,
        user: User | None = None,
        skip_permission_checks: bool = False,
        **kwargs: Any,
    ) -> None:
        """Make `revision` the live one and freeze what it says, both or neither.

        Every way to publish in Wagtail (editor, workflow, schedule) ends here; Wagtail itself opens
        no transaction. Raises `PermissionDenied` for anybody but a designer, and
        `definitions.DefinitionError` when the definition is not complete or gives an old key a new
        meaning.
        """
        if user is not None and not skip_permission_checks and user.role != Role.DESIGNER:
            raise PermissionDenied("Only a designer publishes forms.")
        with transaction.atomic():
            super().publish(revision, user=user, skip_permission_checks=True, **kwargs)
            published = type(self).objects.select_for_update().get(pk=self.pk)
            if published.live and published.live_revision_id == revision.pk:
                published.draw_key()
                published.freeze(by=user or revision.user)

    def draw_key(self) -> None:
        """Give the exemplar its key, once."""
        if self.key:
            return
        key = slugify(self.name)[:50].strip("-")
        key = key if key[:1].isalpha() else f"form-{key}".strip("-")
        taken = set(type(self).objects.filter(key__startswith=key).values_list("key", flat=True))
        self.key = next(
            name for n in count(1) if (name := key if n == 1 else f"{key}-{n}") not in taken
        )
        self.save(update_fields=["key"])

    def freeze(self, *, by: User | None) -> ExemplarVersion:
        """The frozen version of what stands here: a new one, or the last one when it says the same.

        Raises `definitions.DefinitionError`.
        """
        definition = self.definition()
        changed = definitions.changed_meaning(definition, self.frozen_definitions())
        if changed:
            raise definitions.DefinitionError(changed)
        frozen = definition.to_json()
        sha256 = digest(frozen)
        last = self.current_version()
        if last is not None and last.sha256 == sha256:
            return last
        return ExemplarVersion.objects.create(
            exemplar=self,
            number=last.number + 1 if last else 1,
            definition=frozen,
            sha256=sha256,
            published_by=by,
        )

    @property
    def full_url(self) -> str:
        """Where a preview pretends to be: inside the content management, whose rules let it be framed."""
        return f"{settings.WAGTAILADMIN_BASE_URL}/cms/preview/"

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "documents/exemplar_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from documents.preview import preview_context

        return {
            **super().get_preview_context(request, mode_name),
            **preview_context(self, mode_name),
        }


class ExemplarVersion(models.Model):
    """One published definition, frozen: plain JSON, independent of Wagtail and of its blocks."""

    exemplar = models.ForeignKey(Exemplar, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = FrozenQuerySet.as_manager()

    class Meta:
        ordering = ["exemplar", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["exemplar", "number"], name="exemplar_version_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="exemplar_version_number_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition.get('name', '')}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Frozen(
                "A published version of a form never changes. Publish a new version instead."
            )
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise Frozen("A published version of a form is never deleted: records are written on it.")

    def read(self) -> Definition:
        """The definition as dataclasses."""
        return definitions.read(self.definition)

    def is_intact(self) -> bool:
        """Is the stored definition still the one that was frozen?"""
        return digest(self.definition) == self.sha256
