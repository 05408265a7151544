"""A plan from its first answer to what the mother reads, with what was known before."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.actions import record_fact
from cases.models import Fact
from documents.actions import records, sharing
from documents.models import Exemplar
from documents.shipped import load_shipped_exemplars

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(designer, worker, rowan):
    load_shipped_exemplars(designer)
    version = Exemplar.objects.get(key="childs-plan").current_version()
    return records.start_record(
        by=worker, version=version, children=[rowan], dated_on=date(2026, 11, 3)
    )


@pytest.fixture
def pen_picture(worker, rowan):
    return record_fact(
        by=worker, person=rowan, key="pen_picture", value="Rowan loves newts.", source="Visit"
    )


def answer(plan, worker, key, value, child=None):
    return records.save_answer(by=worker, record=plan, question=key, value=value, child=child)


def authorised(plan, worker, manager):
    records.hand_in(by=worker, record=plan)
    records.authorise(by=manager, record=plan)
    plan.refresh_from_db()
    return plan


def test_what_is_known_is_drafted_with_age_and_origin(plan, pen_picture, rowan):
    found = records.prefilled_for(plan, on=timezone.localdate() + timedelta(days=60))
    known = found[("about.pen_picture", rowan.reference)]
    assert known.value == "Rowan loves newts."
    assert known.sentence == "8 weeks ago, Visit, by Jo Adeyemi"


def test_an_authorised_plan_carries_the_pen_picture_that_nobody_retyped(
    plan, pen_picture, worker, manager, rowan
):
    answer(plan, worker, "worries.why", "He came to school hungry.")
    content = sharing.council_content(authorised(plan, worker, manager))
    said = json.dumps(content)
    assert "Rowan loves newts." in said
    assert '"confirmed": false' in said
    assert not Fact._base_manager.filter(evidence__record=plan).exists()


def test_what_becomes_known_later_does_not_change_what_was_authorised(
    plan, pen_picture, worker, manager, rowan
):
    answer(plan, worker, "worries.why", "He came to school hungry.")
    authorised(plan, worker, manager)
    before = sharing.council_content(plan)
    record_fact(by=worker, person=rowan, key="pen_picture", value="Another picture", source="Call")
    assert sharing.council_content(plan) == before


def test_a_confirmed_fact_is_written_back_with_how_it_is_known(plan, worker, manager, rowan):
    value = {"value": "Kerry and Rowan", "standing": "known", "basis": "told", "told_by": "Nan"}
    answer(plan, worker, "frame.household", value)
    authorised(plan, worker, manager)
    fact = Fact._base_manager.get(key="household", person=rowan)
    assert (fact.value, fact.how_known) == ("Kerry and Rowan", "Somebody told me: Nan")
    assert fact.evidence.get().record_id == plan.pk


def test_the_mother_reads_plain_words_and_the_address_stops_at_the_gate(
    plan, worker, manager, kerry
):
    answer(plan, worker, "worries.why", "He came to school hungry.")
    answer(plan, worker, "worse.staff", "Ask legal.")
    authorised(plan, worker, manager)
    release = sharing.release(by=worker, record=plan, recipient=kerry)
    assert release.content["title"] == "Rowan's plan"
    assert release.content["sections"][0]["heading"] == "What we are worried about"
    assert "Ask legal" not in json.dumps(release.content)


def test_words_that_give_the_address_away_are_not_released(plan, worker, manager, kerry):
    answer(plan, worker, "worries.why", "They moved to 3, Elm   ROW.")
    authorised(plan, worker, manager)
    with pytest.raises(sharing.WouldLeak) as refused:
        sharing.release(by=worker, record=plan, recipient=kerry)
    assert {leak.block for leak in refused.value.places} == {"worries.why"}
    assert not plan.published.exists()
