"""Loading the shipped forms never puts anything over what a council wrote itself."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from documents import shipped
from documents.models import Exemplar
from documents.shipped import load_shipped_exemplars, shipped_definitions

pytestmark = pytest.mark.django_db


def outcomes(user) -> dict[str, str]:
    return {loaded.key: loaded.outcome for loaded in load_shipped_exemplars(user)}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of shipped forms that a test may change, as a later release would."""
    for definition in shipped_definitions():
        (tmp_path / f"{definition.key}.json").write_text(json.dumps(definition.to_json()))
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    return tmp_path


def ship_again(folder, **changes) -> None:
    path = folder / "childs-plan.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def the_plan() -> Exemplar:
    return Exemplar.objects.get(key="childs-plan")


def test_it_adds_the_three_and_what_is_frozen_says_exactly_what_the_files_say(designer):
    assert set(outcomes(designer).values()) == {"added"}
    for definition in shipped_definitions():
        exemplar = Exemplar.objects.get(key=definition.key)
        assert exemplar.live
        assert exemplar.current_version().definition == definition.to_json()
        assert exemplar.current_version().published_by == designer


def test_loading_again_changes_nothing(designer):
    outcomes(designer)
    revisions = the_plan().revisions.count()
    assert set(outcomes(designer).values()) == {"unchanged"}
    assert the_plan().versions.count() == 1
    assert the_plan().revisions.count() == revisions


def test_a_newer_shipped_form_replaces_one_that_nobody_touched(designer, folder):
    outcomes(designer)
    ship_again(folder, purpose="Better words.")
    assert outcomes(designer)["childs-plan"] == "updated"
    assert the_plan().current_version().number == 2
    assert the_plan().current_version().definition["purpose"] == "Better words."
    assert outcomes(designer)["childs-plan"] == "unchanged"


def test_a_form_that_the_council_published_itself_is_kept(designer, folder):
    outcomes(designer)
    plan = the_plan()
    plan.purpose = "Our own words."
    plan.save_revision(user=designer).publish(user=designer, skip_permission_checks=True)
    ship_again(folder, purpose="Better words.")
    assert outcomes(designer)["childs-plan"] == "kept"
    assert the_plan().current_version().definition["purpose"] == "Our own words."


def test_a_form_with_a_draft_in_it_is_kept(designer, folder):
    outcomes(designer)
    plan = the_plan()
    plan.purpose = "Our own words, not finished"
    plan.save_revision(user=designer)
    ship_again(folder, purpose="Better words.")
    assert outcomes(designer)["childs-plan"] == "kept"
    assert the_plan().get_latest_revision_as_object().purpose == "Our own words, not finished"


def test_a_form_that_the_council_withdrew_is_not_brought_back(designer, folder):
    outcomes(designer)
    the_plan().unpublish()
    ship_again(folder, purpose="Better words.")
    assert outcomes(designer)["childs-plan"] == "kept"
    assert not the_plan().live


def test_a_councils_own_form_of_the_same_key_is_kept(designer):
    own = Exemplar(live=False)
    own.take(shipped_definitions()[1])
    own.purpose = "Ours since 2019."
    own.save()
    assert outcomes(designer)["childs-plan"] == "kept"
    assert the_plan().purpose == "Ours since 2019."


def test_the_command_says_what_it_did_and_can_be_repeated(designer):
    out = StringIO()
    call_command("load_exemplars", stdout=out)
    assert "Child's Plan was added." in out.getvalue()
    call_command("load_exemplars", "--as", designer.username, stdout=out)
    assert "Child's Plan is up to date." in out.getvalue()


def test_the_command_needs_somebody_of_the_staff(db):
    with pytest.raises(CommandError, match="no designer yet"):
        call_command("load_exemplars")
    with pytest.raises(CommandError, match="Nobody here signs in as nobody"):
        call_command("load_exemplars", "--as", "nobody")


def test_the_command_refuses_family(mother):
    with pytest.raises(CommandError, match="loaded by staff"):
        call_command("load_exemplars", "--as", mother.username)
