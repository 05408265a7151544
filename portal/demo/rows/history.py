"""What happened over the years: work with children, events, facts, plans, dangers, and who is kept from what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from cases import actions
from cases.models import (
    Alert,
    Assignment,
    AuditEvent,
    AuditSubject,
    Closure,
    Conflict,
    Due,
    EmergencyLook,
    Episode,
    Event,
    Fact,
    Involvement,
    NamedAccess,
    Plan,
    PlanAction,
)
from documents.definitions import BASES
from portal.demo import story as told
from portal.demo.rows.cast import Cast, end_of, id_of, moment
from portal.demo.story import Key

_WROTE_AT = time(16, 40)
_FILE_LOOKED_AT_AGAIN_AFTER = timedelta(days=182)
#: A Friday afternoon: what came in since then is new to whoever looked.
_LAST_LOOK = time(16, 50)


def make_work(cast: Cast) -> None:
    """Spells of work, who held the file when, and the status of each child over time."""
    stories, people = cast.stories, cast.people
    Involvement._base_manager.bulk_create(
        Involvement(
            child=people[one.child],
            started_on=one.since,
            ended_on=one.until,
            reason=one.reason,
            end_reason=one.closing_reason,
        )
        for story in stories
        for one in story.involvements
    )
    Assignment._base_manager.bulk_create(
        Assignment(
            child=people[one.child],
            team=cast.teams[one.team],
            worker=cast.staff[one.worker],
            capacity=one.capacity,
            started_at=moment(one.since),
            ended_at=end_of(one.until),
        )
        for story in stories
        for one in story.assignments
    )
    Episode._base_manager.bulk_create(
        Episode(
            child=people[child],
            kind=one.kind,
            started_on=one.since,
            ended_on=one.until,
            category=one.category,
            outcome=one.outcome,
            detail=" ".join(filter(None, (one.detail, *_orders(story, one, child)))),
        )
        for story in stories
        for one in story.episodes
        for child in one.about
    )


def _orders(story: told.Story, episode: told.Episode, child: Key) -> Iterator[str]:
    """The terms of an order stand with the legal status that it gave."""
    if episode.kind == "legal_status":
        for order in story.orders:
            if order.made_on == episode.since and child in order.protects:
                yield f"{order.court}, {order.number}. {order.terms}"


def make_events(cast: Cast) -> None:
    events: list[Event] = []
    about: list[tuple[Event, Key]] = []
    for story in cast.stories:
        for one in story.events:
            event = Event(
                kind=one.kind,
                happened_on=one.on,
                headline=_headline(one),
                text=_text(cast, one),
                childs_words=_childs_words(cast, one),
                is_seen=one.seen,
                is_seen_alone=one.seen_alone,
                written_by=cast.staff[one.by] if one.by else None,
                written_by_name=cast.name_of(one.by) if one.by else "",
                written_at=moment(one.on, _WROTE_AT),
            )
            events.append(event)
            about += [(event, child) for child in one.about]
    Event._base_manager.bulk_create(events)
    link = Event.about.through
    link._default_manager.bulk_create(
        link(event_id=event.pk, person_id=cast.people[child].pk) for event, child in about
    )


def _headline(event: told.Event) -> str:
    """The title without what the screens say of every visit by themselves."""
    return event.title.removesuffix(", seen alone") if event.seen_alone else event.title


def _childs_words(cast: Cast, event: told.Event) -> str:
    """What a child whom this is about said. Where it is about several, the words say whose they are."""
    said = [one for one in event.words if one.who in event.about]
    if len(event.about) == 1:
        return "\n".join(one.words for one in said)
    return "\n".join(f"{cast.people[one.who].first_name}: “{one.words}”" for one in said)


def _text(cast: Cast, event: told.Event) -> str:
    """The note, with what grown-ups said and who was there below it."""
    others = [
        f"{cast.people[one.who].first_name}: “{one.words}”"
        for one in event.words
        if one.who not in event.about
    ]
    there = [f"There: {', '.join(event.present)}."] if event.present else []
    where = [f"Where: {event.where}."] if event.where else []
    return "\n\n".join([*filter(None, [event.text]), *others, *where, *there])


def make_facts(cast: Cast) -> None:
    """What was known when, pen pictures and summaries among it; and what only the person's own card says."""
    facts = []
    for story in cast.stories:
        for one in story.facts:
            facts.append(
                _fact(
                    cast,
                    one.about,
                    one.key,
                    one.value,
                    one.as_of,
                    one.by,
                    source=one.source,
                    standing=one.standing,
                    how_known=": ".join(filter(None, (BASES.get(one.basis, ""), one.told_by))),
                )
            )
        for key, written in (
            ("pen_picture", story.pen_pictures),
            ("case_summary", story.summaries),
        ):
            for words in written:
                source = f"written by {cast.name_of(words.by)}"
                facts.append(
                    _fact(cast, words.about, key, words.text, words.on, words.by, source=source)
                )
        facts += _cards(cast, story)
    Fact._base_manager.bulk_create(facts)


def _fact(
    cast: Cast,
    about: Key,
    key: str,
    value: str,
    on: date,
    by: Key,
    *,
    source: str,
    standing: str = "known",
    how_known: str = "",
) -> Fact:
    return Fact(
        person=cast.people[about],
        key=key,
        value=value,
        as_of=on,
        source=source,
        standing=standing,
        how_known=how_known,
        recorded_by=cast.staff[by] if by else None,
        recorded_at=moment(on, _WROTE_AT),
    )


def _cards(cast: Cast, story: told.Story) -> Iterator[Fact]:
    """Facts for what a person's card in the story says and the person's row has no place for."""
    known = {(fact.about, fact.key) for fact in story.facts}
    since = {one.child: one.since for one in reversed(story.involvements)}
    first = min(since.values(), default=None)
    for person in story.people:
        on = since.get(person.key, first)
        for key, value in (
            ("religion", person.faith),
            ("interpreter", person.interpreter),
            ("note", person.note),
        ):
            if value and on and (person.key, key) not in known:
                yield _fact(cast, person.key, key, value, on, "", source="Person's card")


def make_plans(cast: Cast) -> dict[Key, Plan]:
    """Plans with what was promised, and what is due; by the plan's key."""
    plans: dict[Key, Plan] = {}
    for story in cast.stories:
        for one in story.plans:
            plan = Plan.objects.create(
                id=id_of("plan", one.key),
                kind=one.kind,
                started_on=one.since,
                ended_on=one.until,
            )
            plan.children.set([cast.people[child] for child in one.children])
            PlanAction._base_manager.bulk_create(
                PlanAction(
                    plan=plan,
                    what=action.what,
                    who=action.who,
                    due_on=action.due,
                    done_on=action.done,
                )
                for action in one.actions
            )
            plans[one.key] = plan
    Due._base_manager.bulk_create(
        Due(
            child=cast.people[one.child],
            what=one.what,
            basis=one.basis,
            original_on=one.original,
            revised_on=one.revised,
            revised_reason=one.reason,
            revised_by=cast.staff[one.agreed_by] if one.agreed_by else None,
            done_on=one.done,
        )
        for story in cast.stories
        for one in story.dues
    )
    return plans


def make_dangers(cast: Cast) -> None:
    """Alerts, people who must learn nothing, staff with a conflict, and files closed to all but a few."""
    for story in cast.stories:
        Alert._base_manager.bulk_create(
            Alert(
                child=cast.people[child],
                text=one.text,
                ask=cast.name_of(one.ask),
                started_on=one.since,
                ended_on=one.until,
                review_on=one.review_on,
                raised_by=cast.staff[one.ask],
            )
            for one in story.alerts
            for child in one.about
        )
        for one in story.restrictions:
            actions.restrict(
                by=cast.staff[one.ask],
                child=cast.people[one.child],
                kept_from=cast.people[one.kept_from],
                basis=one.basis,
                made_on=one.made_on,
                order_ends_on=one.order_ends_on,
            )
        Conflict._base_manager.bulk_create(
            Conflict(
                person=cast.people[one.person],
                user=cast.staff[one.staff],
                reason=one.reason,
                started_at=moment(one.since),
            )
            for one in story.conflicts
        )
        for closure in story.closures:
            _close(cast, closure)


def _close(cast: Cast, closure: told.Closure) -> None:
    child, named = cast.people[closure.about], [cast.staff[key] for key in closure.named]
    review_on = moment(closure.since).date() + _FILE_LOOKED_AT_AGAIN_AFTER
    owner = named[0]
    if closure.degree == Closure.RESTRICTED:
        actions.close_file(
            by=owner,
            child=child,
            closure=closure.degree,
            reason=closure.reason,
            named=named,
            review_on=review_on,
        )
    else:
        # Sealed long after the work ended, when no manager holds the file any more.
        child.closure, child.closure_reason = closure.degree, closure.reason
        child.closure_owner, child.closure_review_on = owner, review_on
        child.save(
            update_fields=["closure", "closure_reason", "closure_owner", "closure_review_on"]
        )
        NamedAccess._base_manager.bulk_create(
            NamedAccess(child=child, user=user, reason=closure.reason) for user in named
        )
    NamedAccess._base_manager.filter(child=child).update(started_at=moment(closure.since))


def make_looks(cast: Cast, last_friday: date) -> None:
    """Who opened which file last Friday, so that what came since then shows as new; and who broke the glass."""
    holders = Assignment._base_manager.filter(
        worker__isnull=False, ended_at=None, child__closure=Closure.OPEN
    )
    for held in holders.select_related("worker").order_by("child__name", "pk"):
        is_chair = held.capacity == Assignment.Capacity.CHAIR
        seen = AuditEvent.objects.create(
            at=moment(last_friday, _LAST_LOOK),
            actor=held.worker,
            actor_role=held.worker.role if held.worker else "",
            code="cases.person.read",
            object_type="cases.person",
            object_id=held.child_id,
            rule="cases.person.chairs" if is_chair else "cases.person.holds",
        )
        AuditSubject.objects.create(event=seen, person_id=held.child_id)
    for story in cast.stories:
        for one in story.emergency_looks:
            look = actions.take_emergency_look(
                by=cast.staff[one.by], child_id=cast.people[one.child].pk, reason=one.reason
            )
            at = moment(one.on, one.at)
            EmergencyLook._base_manager.filter(pk=look.pk).update(
                started_at=at, ended_at=at + actions.EMERGENCY_LOOK
            )
