"""Publishing a form freezes it; nothing that happens to the form afterwards reaches the frozen words."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from documents import definitions
from documents.canonical import digest
from documents.models import Exemplar, ExemplarVersion
from documents.models.exemplars import Frozen
from tests.documents.test_definition_contract import a_definition

pytestmark = pytest.mark.django_db


def an_exemplar(**changes) -> Exemplar:
    exemplar = Exemplar(live=False)
    exemplar.take(definitions.read(a_definition(**changes)))
    exemplar.save()
    return exemplar


def publish(exemplar: Exemplar, user) -> Exemplar:
    exemplar.save_revision(user=user).publish(user=user, skip_permission_checks=True)
    return Exemplar.objects.get(pk=exemplar.pk)


@pytest.fixture
def published(designer):
    return publish(an_exemplar(), designer)


def test_publishing_freezes_what_was_written(published, designer):
    (version,) = published.versions.all()
    assert version.number == 1
    assert version.definition == definitions.read(a_definition()).to_json()
    assert version.sha256 == digest(version.definition)
    assert version.published_by == designer
    assert version.published_at is not None
    assert version.is_intact()


def test_publishing_the_same_words_again_makes_no_version(published, designer):
    publish(published, designer)
    assert published.versions.count() == 1


def test_publishing_other_words_makes_the_next_version_and_leaves_the_first_alone(
    published, designer
):
    before = published.versions.get().definition
    published.purpose = "For every visit."
    publish(published, designer)
    first, second = published.versions.order_by("number")
    assert first.definition == before
    assert second.number == 2
    assert second.definition["purpose"] == "For every visit."
    assert published.current_version() == second


def test_going_back_to_earlier_words_is_a_new_version_too(published, designer):
    published.purpose = "For every visit."
    changed = publish(published, designer)
    changed.purpose = ""
    publish(changed, designer)
    assert [version.number for version in published.versions.all()] == [1, 2, 3]


def test_a_draft_freezes_nothing(published, designer):
    published.purpose = "Half a thou"
    published.save_revision(user=designer)
    assert published.versions.count() == 1


def test_an_overwritten_draft_never_reaches_a_frozen_version(published, designer):
    published.purpose = "For every visit."
    revision = published.save_revision(user=designer)
    revision.publish(user=designer, skip_permission_checks=True)
    frozen = published.versions.get(number=2)
    again = Exemplar.objects.get(pk=published.pk)
    again.purpose = "Words of an autosave"
    again.save_revision(user=designer, overwrite_revision=revision)
    revision.refresh_from_db()
    assert revision.content["purpose"] == "Words of an autosave"
    frozen.refresh_from_db()
    assert frozen.definition["purpose"] == "For every visit."
    assert frozen.is_intact()


def test_when_freezing_fails_nothing_is_published(published, designer, monkeypatch):
    def fail(self, **kwargs):
        raise DatabaseError("disk full")

    published.purpose = "For every visit."
    revision = published.save_revision(user=designer)
    monkeypatch.setattr(ExemplarVersion, "save", fail)
    with pytest.raises(DatabaseError):
        revision.publish(user=designer, skip_permission_checks=True)
    after = Exemplar.objects.get(pk=published.pk)
    assert after.purpose == ""
    assert after.live_revision_id != revision.pk
    assert after.versions.count() == 1


def test_only_a_designer_publishes(published, designer, manager):
    published.purpose = "For every visit."
    revision = published.save_revision(user=manager)
    with pytest.raises(PermissionDenied):
        revision.publish(user=manager)
    assert published.versions.count() == 1
    revision.publish(user=designer)
    assert published.versions.count() == 2


def test_an_unfinished_form_cannot_be_published_by_any_road(designer):
    exemplar = an_exemplar()
    exemplar.name = ""
    revision = exemplar.save_revision(user=designer, clean=False)
    with pytest.raises(definitions.DefinitionError, match="Give the form a name"):
        revision.publish(user=designer, skip_permission_checks=True)
    after = Exemplar.objects.get(pk=exemplar.pk)
    assert not after.live
    assert not after.versions.exists()


def test_a_retired_key_cannot_be_given_another_meaning(published, designer):
    fewer = a_definition()
    kept, retired = fewer["sections"][0]["questions"]
    fewer["sections"][0]["questions"] = [kept]
    published.take(definitions.read(fewer))
    published = publish(published, designer)
    other = a_definition()
    other["sections"][0]["questions"][1] = {**retired, "wording": "What did they eat?"}
    published.take(definitions.read(other))
    with pytest.raises(definitions.DefinitionError, match="once belonged to “Why not\\?”"):
        publish(published, designer)
    assert published.versions.count() == 2


def test_the_key_of_a_form_is_drawn_from_its_name_once(designer):
    exemplar = an_exemplar()
    exemplar.key = None
    exemplar.name = "Visit to a school"
    exemplar.save()
    published = publish(exemplar, designer)
    assert published.key == "visit-to-a-school"
    published.name = "Another name"
    assert publish(published, designer).key == "visit-to-a-school"
    twin = an_exemplar(key="x")
    twin.key, twin.name = None, "Visit to a school"
    twin.save()
    assert publish(twin, designer).key == "visit-to-a-school-2"


def test_an_older_revision_brings_back_words_but_not_the_key(published, designer):
    old = published.latest_revision
    Exemplar.objects.filter(pk=published.pk).update(key="moved", shipped_sha256="a" * 64)
    restored = type(old).objects.get(pk=old.pk).as_object()
    assert (restored.key, restored.shipped_sha256) == ("moved", "a" * 64)


def test_a_scheduled_form_is_frozen_when_its_day_comes_and_not_before(published, designer):
    from datetime import timedelta

    from django.utils import timezone

    published.purpose = "From next week"
    published.go_live_at = timezone.now() + timedelta(days=7)
    revision = published.save_revision(user=designer)
    revision.publish(user=designer, skip_permission_checks=True)
    assert published.versions.count() == 1
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()
    revision.publish(log_action="wagtail.publish.scheduled", skip_permission_checks=True)
    assert published.current_version().definition["purpose"] == "From next week"
    assert published.current_version().published_by == designer


def test_a_withdrawn_form_is_not_offered_and_its_versions_stay(published, designer):
    assert list(Exemplar.objects.offered()) == [published]
    published.unpublish()
    assert not Exemplar.objects.offered().exists()
    assert published.versions.count() == 1


def test_a_draft_that_was_never_published_is_not_offered(designer):
    an_exemplar().save_revision(user=designer)
    assert not Exemplar.objects.offered().exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda version: version.save(),
        lambda version: version.delete(),
        lambda version: ExemplarVersion.objects.update(number=9),
        lambda version: ExemplarVersion.objects.filter(pk=version.pk).delete(),
        lambda version: ExemplarVersion.objects.bulk_update([version], ["sha256"]),
        lambda version: version.exemplar.versions.all().delete(),
    ],
)
def test_a_version_refuses_to_change_or_go(published, change):
    version = published.versions.get()
    version.definition["name"] = "Tampered"
    with pytest.raises(Frozen):
        change(version)
    assert published.versions.get().is_intact()


def test_the_database_refuses_too(published):
    version = published.versions.get()
    for change in (
        lambda: ExemplarVersion._base_manager.filter(pk=version.pk).update(sha256="0" * 64),
        lambda: ExemplarVersion._base_manager.filter(pk=version.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            change()


def test_a_form_with_versions_cannot_be_deleted(published):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        published.delete()


def test_two_versions_cannot_have_one_number(published, designer):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError), transaction.atomic():
        ExemplarVersion.objects.create(
            exemplar=published, number=1, definition={}, sha256="0" * 64, published_by=designer
        )


def test_a_damaged_version_is_noticed(published):
    version = published.versions.get()
    version.definition["name"] = "Tampered"
    assert not version.is_intact()
