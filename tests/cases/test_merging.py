"""Two rows for one human become one and two again; nobody reads more by it than the two files allowed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases import access, actions, merging
from cases.access import Refused
from cases.actions import Problem
from cases.models import (
    AuditEvent,
    Closure,
    Conflict,
    EmergencyLook,
    Event,
    FamilyMembership,
    Identifier,
    IndexChange,
    LegalHold,
    Membership,
    Merge,
    NamedAccess,
    NotSame,
    Person,
    PersonName,
    Relationship,
    Restriction,
    Role,
    User,
)
from documents.models import Document, Release
from family_access.actions import invite
from tests.cast import hold
from tests.world import make_world

REASON = "Both birth certificates are the same one."


@pytest.fixture
def twice(council):
    """Rowan written down a second time, in the same team, with things of his own."""
    person = Person.objects.create(name="Rowen Moss", born_on=date(2017, 2, 4), sex="M")
    council.people["twice"] = person
    hold(council, "twice", council.north, "colleague")
    Relationship.objects.create(person=council.people["kerry"], other=person, kind="mother")
    document = Document.objects.create(
        title="A letter", dated_on=date(2026, 5, 1), filed_by=council.staff["clerk"]
    )
    document.about.set([person])
    event = Event.objects.create(kind="visit", happened_on=date(2026, 5, 2), headline="Seen")
    event.about.set([person, council.people["rowan"]])
    person.refresh_from_db()
    return person


@pytest.fixture
def second(council):
    """Another manager of the same team."""
    user = User.objects.create(
        username="second", role=Role.MANAGER, person=Person.objects.create(name="Second Manager")
    )
    Membership.objects.create(
        user=user, team=council.north, started_at=timezone.now() - timedelta(days=9)
    )
    return user


@pytest.fixture
def plain(council):
    """Rowan's order lifted, so that one person may decide."""
    Restriction.objects.unscoped("a test").update(lifted_at=timezone.now())


def whole_database() -> dict[str, list]:
    """Everything that a merge may touch, but for what it writes down of itself."""
    found = {
        model._meta.label: sorted(map(str, model._base_manager.values_list()))
        for model in {model for model, _ in merging.movable()} | {Person}
    }
    return found


def merged(by, kept, gone) -> Merge:
    return actions.merge_people(by=by, kept=kept, gone=gone, reason=REASON)


def test_everything_of_the_one_is_found_at_the_other(manager, rowan, twice, plain):
    reference, documents = twice.reference, twice.documents.count()
    merged(manager, rowan, twice)
    rowan.refresh_from_db()
    twice.refresh_from_db()
    assert (twice.merged_into, twice.reference) == (rowan, None)
    assert rowan.documents.count() == documents == 1 and not twice.documents.exists()
    assert rowan.events.count() == 1
    assert rowan.names.get().name == "Rowen Moss"
    assert rowan.identifiers.get(kind=Identifier.Kind.FILE).value == reference
    assert rowan.related_from.filter(kind="mother").count() == 1
    assert not access.decide(manager, "read", twice)


def test_undoing_puts_every_row_back_as_it_was(manager, rowan, twice, plain):
    FamilyMembership.objects.create(family=rowan.families.get(), person=twice)
    Identifier.objects.create(person=twice, kind="upn", value="A1")
    Identifier.objects.create(person=rowan, kind="upn", value="A1")
    Relationship.objects.create(person=rowan, other=twice, kind="other", source="a mistake")
    before = whole_database()
    merge = merged(manager, rowan, twice)
    assert whole_database() != before
    assert actions.undo_merge(by=manager, merge=merge, reason="They are cousins after all.") == 0
    assert whole_database() == before


def test_undo_leaves_what_was_changed_or_added_since_and_lists_it(manager, rowan, twice, plain):
    merge = merged(manager, rowan, twice)
    fresh = Document.objects.create(title="Came later", dated_on=date(2026, 6, 1), filed_by=manager)
    fresh.about.set([rowan])
    moved = rowan.documents.get(title="A letter")
    kai = Person.objects.unscoped("a test").get(name="Kai Ahmed")
    moved.about.set([kai])
    left = actions.undo_merge(by=manager, merge=merge, reason="They are cousins after all.")
    merge.refresh_from_db()
    assert left == 1
    assert list(moved.about.all()) == [kai] and list(fresh.about.all()) == [rowan]
    assert len(merge.since["documents.Document_about"]) == 1


def test_merging_undoing_and_merging_again_and_again_loses_nothing(manager, rowan, twice, plain):
    before = whole_database()
    for _ in range(3):
        merge = merged(manager, rowan, twice)
        actions.undo_merge(by=manager, merge=merge, reason="They are cousins after all.")
        with pytest.raises((Problem, Refused)):
            actions.undo_merge(by=manager, merge=merge, reason="They are cousins after all.")
        rowan.refresh_from_db()
        twice.refresh_from_db()
    assert whole_database() == before


def test_one_into_a_second_into_a_third_is_undone_from_the_last(
    council, manager, rowan, twice, plain
):
    third = Person.objects.create(name="Rowan J Moss", born_on=date(2017, 2, 4))
    council.people["third"] = third
    hold(council, "third", council.north, "worker")
    before = whole_database()
    first = merged(manager, twice, third)
    twice.refresh_from_db()
    last = merged(manager, rowan, twice)
    assert merging.survivor_of(third.pk) == rowan.pk
    assert merging.all_of(rowan) == {rowan.pk, twice.pk, third.pk}
    assert {"Rowen Moss", "Rowan J Moss"} <= set(rowan.names.values_list("name", flat=True))
    with pytest.raises((Problem, Refused)):
        actions.undo_merge(by=manager, merge=first, reason="They are cousins after all.")
    actions.undo_merge(by=manager, merge=last, reason="They are cousins after all.")
    actions.undo_merge(by=manager, merge=first, reason="They are cousins after all.")
    assert whole_database() == before


def test_two_put_together_with_one_are_undone_from_the_last(council, manager, rowan, twice, plain):
    third = Person.objects.create(name="Rowan J Moss", born_on=date(2017, 2, 4))
    council.people["third"] = third
    hold(council, "third", council.north, "worker")
    first = merged(manager, rowan, twice)
    rowan.refresh_from_db()
    merged(manager, rowan, third)
    with pytest.raises(Problem, match="Undo that first"):
        actions.undo_merge(by=manager, merge=first, reason="They are cousins after all.")


def test_what_cannot_be_put_together_is_refused_with_a_sentence(
    council, manager, second, rowan, kai, twice, plain
):
    def problem(kept, gone) -> str:
        with pytest.raises(Problem) as why:
            merged(manager, kept, gone)
        return str(why.value)

    assert "one person already" in problem(rowan, rowan)
    kerry, dale = council.people["kerry"], council.people["dale"]
    assert "has the case file" in problem(kerry, twice)
    assert "two people have signed in" in problem(kerry, dale)
    assert "signs in on the family’s side" in problem(twice, kai)
    for child in (rowan, twice):
        LegalHold.objects.create(child=child, reason="An inquiry", set_by=manager)
    assert "legal hold stands on both" in problem(rowan, twice)
    LegalHold.objects.unscoped("a test").update(lifted_at=timezone.now())
    Restriction.objects.create(child=rowan, kept_from=twice, basis="x", made_on=date(2026, 1, 1))
    assert "They are two people" in problem(rowan, twice)


def test_a_reason_is_asked_for(manager, rowan, twice, plain):
    with pytest.raises(Problem, match="how you know"):
        actions.merge_people(by=manager, kept=rowan, gone=twice, reason=" same ")


def test_a_record_written_for_two_children_says_that_they_are_two(
    council, manager, rowan, twice, plain
):
    record = make_world(council).things["record_rowan"]
    record.children.add(twice)
    with pytest.raises(Problem, match="written for both"):
        merged(manager, rowan, twice)


def test_a_row_that_went_is_never_put_together_again(manager, rowan, twice, kai, plain):
    merged(manager, rowan, twice)
    with pytest.raises(Refused):
        merged(manager, kai, twice)
    with pytest.raises(Refused):
        merged(manager, twice, kai)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("manager", True),
        ("records", True),
        ("worker", False),
        ("colleague", False),
        ("clerk", False),
        ("duty", False),
        ("chair", False),
        ("stranger", False),
        ("designer", False),
        ("mother", False),
    ],
)
def test_who_may_put_two_files_together_and_who_may_not(council, twice, rowan, who, may):
    if not may:
        with pytest.raises(Refused):
            merged(council.user(who), rowan, twice)
        with pytest.raises(Refused):
            actions.say_not_same(by=council.user(who), one=rowan, other=twice)
    else:
        assert merged(council.user(who), rowan, twice).is_waiting


def test_no_file_is_taken_in_that_is_kept_from_whoever_asks(
    manager, records, rowan, robin, wren, tia
):
    for user, other in ((records, robin), (records, wren), (manager, wren), (manager, tia)):
        for kept, gone in ((rowan, other), (other, rowan)):
            with pytest.raises(Refused):
                merged(user, kept, gone)


def test_a_second_person_agrees_where_there_is_an_order_an_account_or_another_team(
    council, manager, second, rowan, twice
):
    merge = merged(manager, rowan, twice)
    assert merge.is_waiting and merge.why_second == ["order"]
    assert access.decide(manager, "read", twice)
    with pytest.raises(Refused):
        actions.agree_to_merge(by=manager, merge=merge)
    with pytest.raises(Problem, match="wait for a second person"):
        merged(second, rowan, twice)
    actions.agree_to_merge(by=second, merge=merge)
    twice.refresh_from_db()
    assert twice.merged_into == rowan


def test_a_second_person_may_leave_them_as_they_are(manager, second, rowan, twice):
    merge = merged(manager, rowan, twice)
    actions.decline_merge(by=second, merge=merge)
    twice.refresh_from_db()
    assert twice.merged_into is None
    with pytest.raises((Problem, Refused)):
        actions.agree_to_merge(by=second, merge=merge)


def test_what_came_in_the_way_meanwhile_is_looked_at_again(manager, second, rowan, twice):
    merge = merged(manager, rowan, twice)
    Restriction.objects.create(child=rowan, kept_from=twice, basis="x", made_on=date(2026, 1, 1))
    with pytest.raises(Problem, match="two people"):
        actions.agree_to_merge(by=second, merge=merge)


def readers(*people: Person) -> set[str]:
    """Who may read any of these files."""
    return {
        user.username
        for user in User.objects.all()
        for person in people
        if access.decide(user, "read", person)
    }


@pytest.mark.parametrize("which", ["kept", "gone", "both"])
def test_nobody_reads_more_where_one_of_the_two_is_restricted(
    council, manager, second, rowan, twice, plain, which
):
    kept, gone = rowan, twice
    closed = {"kept": [kept], "gone": [gone], "both": [kept, gone]}[which]
    lists = {rowan: ["worker"], twice: ["worker", "stranger"]}
    for child in closed:
        named = [second, *(council.user(name) for name in lists[child])]
        actions.close_file(
            by=manager,
            child=child,
            closure="restricted",
            reason="A relative works here",
            named=named,
            review_on=date(2027, 1, 1),
        )
    # On the list of a file that was opened again: no way into the other one.
    if which != "both":
        open_one = gone if closed == [kept] else kept
        NamedAccess.objects.create(child=open_one, user=council.user("chair"), reason="x")
    before = set.intersection(*(readers(child) for child in closed))
    merge = merged(manager, kept, gone)
    assert "restricted" in merge.why_second
    actions.agree_to_merge(by=second, merge=merge)
    kept.refresh_from_db()
    assert kept.closure == Closure.RESTRICTED
    assert readers(kept, gone) == before
    actions.undo_merge(by=manager, merge=merge, reason="They are cousins after all.")
    kept.refresh_from_db()
    assert kept.closure == (Closure.RESTRICTED if kept in closed else Closure.OPEN)


def test_a_survivor_stays_restricted_after_undo_while_what_came_since_is_not_sorted(
    manager, second, worker, rowan, twice, plain
):
    actions.close_file(
        by=manager,
        child=twice,
        closure="restricted",
        reason="A relative works here",
        named=[second],
        review_on=date(2027, 1, 1),
    )
    merge = merged(manager, rowan, twice)
    actions.agree_to_merge(by=second, merge=merge)
    late = Document.objects.create(title="Late", dated_on=date(2026, 6, 1), filed_by=manager)
    late.about.set([rowan])
    actions.undo_merge(by=manager, merge=merge, reason="They are cousins after all.")
    assert not access.decide(worker, "read", rowan) and not access.decide(worker, "read", late)
    assert access.decide(manager, "read", rowan) and access.decide(second, "read", rowan)


def test_a_conflict_of_interest_and_an_order_hold_for_the_survivor(
    council, manager, second, colleague, rowan, twice
):
    Conflict.objects.create(person=twice, user=colleague, reason="Neighbour")
    order = Restriction.objects.create(
        child=twice, kept_from=council.people["kerry"], basis="x", made_on=date(2026, 1, 1)
    )
    merge = merged(manager, rowan, twice)
    actions.agree_to_merge(by=second, merge=merge)
    assert not access.decide(colleague, "read", rowan)
    order.refresh_from_db()
    assert order.child == rowan


def test_a_look_that_runs_ends(manager, stranger, rowan, twice, plain):
    look = EmergencyLook.objects.create(
        child=twice,
        user=stranger,
        reason="A neighbour rang",
        started_at=timezone.now() - timedelta(minutes=1),
        ended_at=timezone.now() + timedelta(minutes=59),
    )
    merged(manager, rowan, twice)
    look.refresh_from_db()
    assert look.child == rowan and look.ended_at <= timezone.now()
    assert not access.decide(stranger, "read", rowan)


def test_what_was_released_said_and_signed_stays_with_whom_it_was_released_to(
    council, manager, second, rowan
):
    """Kerry, written down a second time, got a copy as the second one; her account never opens it."""
    world = make_world(council)
    kerry, mother = council.people["kerry"], council.user("mother")
    again = Person.objects.create(name="Kerri Moss")
    Relationship.objects.create(person=again, other=rowan, kind="mother")
    theirs = world.things["release_father"]
    handed = Release.objects.create(
        published=theirs.published,
        recipient=again,
        content={"title": "x"},
        sha256="x",
        released_by=manager,
    )
    handed.about.set([rowan])
    may = set(access.scope(mother, "receive", Release).values_list("pk", flat=True))
    merge = merged(manager, kerry, again)
    assert "account" in merge.why_second
    actions.agree_to_merge(by=second, merge=merge)
    handed.refresh_from_db()
    assert handed.recipient == again
    assert set(access.scope(mother, "receive", Release).values_list("pk", flat=True)) == may


def test_an_order_against_either_keeps_releases_from_the_account(council, manager, second, rowan):
    world = make_world(council)
    kerry, mother = council.people["kerry"], council.user("mother")
    again = Person.objects.create(name="Kerri Moss")
    Relationship.objects.create(person=again, other=rowan, kind="mother")
    Restriction.objects.create(child=rowan, kept_from=again, basis="x", made_on=date(2026, 1, 1))
    assert access.decide(mother, "receive", world.things["release_mother"])
    actions.agree_to_merge(by=second, merge=merged(manager, kerry, again))
    assert not access.decide(mother, "receive", world.things["release_mother"])


def test_a_release_about_the_row_that_went_is_read_with_the_survivor_and_kept_by_its_orders(
    council, manager, second, rowan, twice
):
    world = make_world(council)
    release = world.things["release_mother"]
    release.about.set([twice])
    mother = council.user("mother")
    Restriction.objects.create(
        child=twice, kept_from=mother.person, basis="x", made_on=date(2026, 1, 1)
    )
    actions.agree_to_merge(by=second, merge=merged(manager, rowan, twice))
    assert access.decide(council.user("worker"), "read", release)
    assert not access.decide(mother, "receive", release)


def test_a_card_that_nobody_used_ends_with_the_row_it_was_made_for(
    council, manager, second, rowan, kerry
):
    again = Person.objects.create(name="Kerri Moss")
    Relationship.objects.create(person=again, other=rowan, kind="mother")
    card, _ = invite(
        by=council.user("worker"),
        child=rowan,
        person=again,
        relation="mother",
        identity_seen="passport",
        proof_question="Which street?",
        proof_answer="Elm Row",
    )
    actions.agree_to_merge(by=second, merge=merged(manager, kerry, again))
    card.refresh_from_db()
    assert card.withdrawn_at is not None and card.person == again


def test_nobody_holds_the_survivor_twice_and_there_is_one_allocated_worker(
    council, manager, rowan, twice, plain
):
    merged(manager, rowan, twice)
    running = rowan.assignments.active()
    assert [row.worker.username for row in running.filter(capacity="allocated")] == ["worker"]
    assert [row.worker.username for row in running.filter(capacity="co_worker")] == ["colleague"]


def test_the_index_reads_anew_what_moved(manager, rowan, twice, plain):
    document = twice.documents.get()
    IndexChange.objects.all().delete()
    merge = merged(manager, rowan, twice)
    told = set(IndexChange.objects.values_list("kind", "object_id"))
    event = rowan.events.get()
    wanted = {("person", rowan.pk), ("person", twice.pk), ("document", document.pk)}
    assert wanted | {("event", event.pk)} <= told
    IndexChange.objects.all().delete()
    actions.undo_merge(by=manager, merge=merge, reason="They are cousins after all.")
    assert wanted | {("event", event.pk)} <= set(
        IndexChange.objects.values_list("kind", "object_id")
    )


def test_both_names_find_the_survivor(manager, rowan, twice, plain):
    from cases import name_words

    PersonName.objects.create(person=twice, name="Rowan Sands", kind="former")
    merge = merged(manager, rowan, twice)
    people = Person.objects.unscoped("a test")
    assert rowan in people.filter(name_words.called(["rowen"]))
    assert rowan in people.filter(name_words.called(["sands"]))
    actions.undo_merge(by=manager, merge=merge, reason="They are cousins after all.")
    assert rowan not in people.filter(name_words.called(["sands"]))
    assert twice in people.filter(name_words.called(["sands"]))


def test_the_log_tells_who_asked_who_agreed_and_who_undid_it_without_a_word_of_the_case(
    manager, second, rowan, twice
):
    merge = merged(manager, rowan, twice)
    actions.agree_to_merge(by=second, merge=merge)
    actions.undo_merge(by=manager, merge=merge, reason="They are cousins after all.")
    rows = AuditEvent.objects.filter(object_id=merge.pk).order_by("pk")
    assert [(row.code, row.actor) for row in rows] == [
        ("cases.merge_asked", manager),
        ("cases.people_merged", second),
        ("cases.merge_undone", manager),
    ]
    assert {row.person_id for row in rows[1].subjects.all()} == {rowan.pk, twice.pk}


def test_not_the_same_is_remembered_and_can_be_taken_back(manager, records, rowan, twice):
    said = actions.say_not_same(by=manager, one=twice, other=rowan, reason="Cousins")
    assert said.said_by == manager
    with pytest.raises(Problem):
        actions.say_not_same(by=records, one=rowan, other=twice)
    actions.take_back_not_same(by=records, said=said)
    assert not NotSame.objects.unscoped("a test").filter(taken_back_at=None).exists()


# Every field by which a row points to a person: whether it turns to the survivor. What is new here must be decided.
DECIDED = {
    "cases.Address.person": True,
    "cases.Alert.child": True,
    "cases.Assignment.child": True,
    "cases.Conflict.person": True,
    "cases.ContactDetail.person": True,
    "cases.Due.child": True,
    "cases.EmergencyLook.child": True,
    "cases.Episode.child": True,
    "cases.Event_about.person": True,
    "cases.Fact.person": True,
    "cases.FamilyMembership.person": True,
    "cases.Identifier.person": True,
    "cases.Involvement.child": True,
    "cases.LegalHold.child": True,
    "cases.LookAlike.one": False,
    "cases.LookAlike.other": False,
    "cases.Merge.gone": False,
    "cases.Merge.kept": False,
    "cases.NameWord.person": False,
    "cases.NamedAccess.child": True,
    "cases.NotSame.one": False,
    "cases.NotSame.other": False,
    "cases.ParentalResponsibility.child": True,
    "cases.ParentalResponsibility.holder": True,
    "cases.Person.merged_into": False,
    "cases.PersonName.person": True,
    "cases.Plan_children.person": True,
    "cases.Relationship.other": True,
    "cases.Relationship.person": True,
    "cases.Restriction.child": True,
    "cases.Restriction.kept_from": True,
    "cases.User.person": False,
    "documents.Answer.child": True,
    "documents.Document_about.person": True,
    "documents.Misfiling_about.person": True,
    "documents.PaperForm.child": True,
    "documents.Record_children.person": True,
    "documents.Release.recipient": False,
    "documents.Release_about.person": True,
    "documents.Reply.author": False,
    "documents.Signature.signer": False,
    "family_access.Invitation.child": True,
    "family_access.Invitation.person": False,
    "scanning.Batch.begun_for": True,
    "scanning.Batch.file_to": True,
    "scanning.CoverSet.child": True,
    "scanning.Image.urgent_for": True,
    "search.Search.within": True,
}


def test_of_every_row_that_points_to_a_person_it_is_decided_whether_it_moves():
    moves = {f"{model._meta.label}.{field.name}" for model, field in merging.movable()}
    everything = {
        f"{one.field.model._meta.label}.{one.field.name}"
        for one in Person._meta.get_fields(include_hidden=True)
        if one.auto_created and not one.concrete and one.field.many_to_one
    }
    assert {name: name in moves for name in everything} == DECIDED
