"""Whoever searches gets the same pages, to the byte, from the world with what they may not see and without it.

Before the index has learnt of it, after, and when more of it has come, changed and gone.
"""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import access, actions, outbox
from cases.models import (
    Assignment,
    Conflict,
    Episode,
    Event,
    Family,
    FamilyMembership,
    IndexChange,
    Involvement,
    Person,
    PersonName,
    Relationship,
    Role,
    Team,
    User,
)
from documents import readings
from documents.models import (
    Answer,
    AnswerVersion,
    Document,
    DocumentPage,
    Exemplar,
    ExemplarVersion,
    Page,
    Reading,
    Record,
)
from search import actions as searching
from search import alike, finding, writing
from tests.world import stored

pytestmark = [pytest.mark.usefixtures("own_index"), pytest.mark.slow]

QUESTIONS = (
    "bruise", '"left arm"', "Rowan Mosse", "neglct", "bruis* -school", "03/03/2023", "K-10427", "plentyn", "spud",
    "protection plan",
)  # fmt: skip
ASKERS = ("worker", "manager", "chair", "duty", "records", "clerk")
TEXT = "A bruise on the left arm, seen on 3 March 2023; neglect was asked about by the SW, file K-10427."
WELSH = "Mae hi yn yr ysgol ac roedd y plentyn wedi cael bruise; nid oes neglect, meddai ei fam."


def thing_of(child, by, *, also=(), on=date(2023, 3, 3), form="Plan", kind="letter", times=1):
    """A paper, an event, a record and a status of `child`; the first three about those of `also` too."""
    about = [child, *also]
    for number in range(times):
        day = on + timedelta(days=number)
        paper = Document.objects.create(title="Bruise", kind=kind, dated_on=day, filed_by=by)
        paper.about.set(about)
        page = Page.objects.create(file=stored())
        Reading.objects.create(
            page=page, read_as="scan", engine="x", words=readings.packed([]), width=10, height=10,
            text=TEXT if number % 2 else WELSH,
        )  # fmt: skip
        DocumentPage.objects.create(document=paper, page=page, number=1)
        event = Event.objects.create(kind="visit", happened_on=day, headline="Neglct", text=TEXT)
        event.about.set(about)
        version, _ = ExemplarVersion.objects.get_or_create(
            exemplar=Exemplar.objects.get_or_create(key=form, name=form, plain_name=form)[0],
            number=1,
            definition={},
            sha256="0" * 64,
        )
        record = Record.objects.create(
            version=version, title="Bruises", state="draft", written_by=by, dated_on=day
        )
        record.children.set(about)
        answer = Answer.objects.create(record=record, question="a")
        answer.current = AnswerVersion.objects.create(answer=answer, value=TEXT, by=by)
        answer.save()
        episode = Episode.objects.create(child=child, kind="protection_plan", started_on=day)
        for made in (paper, event, record, episode):
            outbox.changed(made)
    outbox.changed(child)


def child_named(name, team, worker, **closed):
    made = Person.objects.create(
        name=name, born_on=date(2017, 2, 4), reference=actions.next_reference(), **closed
    )
    PersonName.objects.create(person=made, name="Spud Moss", kind="alias")
    mother = Person.objects.create(name="Kerry Moss")
    Relationship.objects.create(person=mother, other=made, kind="mother")
    FamilyMembership.objects.create(family=Family.objects.create(name="Moss"), person=made)
    started = timezone.now() - timedelta(days=50)
    Involvement.objects.create(child=made, started_on=started.date(), reason="Referral")
    Assignment.objects.create(child=made, team=team, worker=worker, started_at=started)
    return made


@pytest.fixture
def seen(council, rowan, kai, tia, worker, stranger):
    """What is there in either world."""
    PersonName.objects.create(person=rowan, name="Spud Moss", kind="alias")
    thing_of(rowan, worker, times=6)
    thing_of(kai, worker, also=[rowan], on=date(2021, 5, 1), times=5)
    thing_of(tia, stranger, on=date(2022, 5, 1), times=2)
    writing.apply_waiting()


class Hidden:
    """Children whom one asker may not see in any of the ways there are, and what is written about them."""

    def __init__(self, council, asker):
        self.by, self.shown = council.user("designer"), council.people["rowan"]
        west, north = Team.objects.create(name="Team West"), council.north
        keeper = self.keeper = User.objects.create(
            username="keeper", role=Role.MANAGER, person=Person.objects.create(name="Mo Keeper")
        )
        self.children = [
            child_named("Rowan Mosse", north, keeper, closure="sealed", closure_owner=keeper),
            child_named("Rowen Moss", north, keeper, closure="restricted", closure_owner=keeper),
            child_named("Kai Ahmed", north, keeper),
        ]
        self.denied = tuple(self.children)
        if asker not in (council.user("records"), council.user("duty")):
            self.children.append(child_named("Rowan Moss", west, keeper))
        Conflict.objects.create(person=self.children[2], user=asker, reason="Neighbour")
        seen = access.scope(asker, "read", Person).filter(pk__in=[one.pk for one in self.children])
        assert not seen.exists()

    def write(self, times, **other):
        for child in self.children:
            thing_of(child, self.by, times=times, form="Secret form", kind="court", **other)
        # What is about Rowan too is closed by whoever is denied; somebody only not allowed closes nothing.
        for child in self.denied:
            thing_of(child, self.by, also=[self.shown], times=times, on=date(1999, 1, 1))

    def change_and_take_away(self):
        event, other = Event._base_manager.filter(about=self.children[0])[:2]
        Event._base_manager.filter(pk=event.pk).update(text="nothing any more")
        outbox.changed(event)
        paper = Document._base_manager.filter(about=self.children[1]).first()
        Document._base_manager.filter(pk=paper.pk).update(withdrawn_at=timezone.now())
        outbox.changed(paper)
        gone = other.pk
        other.about.clear()
        Event._base_manager.filter(pk=gone).delete()
        IndexChange.objects.create(kind="event", object_id=gone)


# What is asked for by a thing is asked anew each time, at an address of its own; and midnight may pass.
PASSING = re.compile(
    r'(?<=class="quiet">)(today|yesterday)(?=<)|'
    r'\?search=[0-9a-f-]{36}|/find/[0-9a-f-]{36}/strip|name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"'
)
LEAVES = ("", "?page=2", "?order=date", "?kind=event", "?kind=page&sort=letter", "?year=2023",
          "?language=cy&medium=paper")  # fmt: skip


def ask_everything(asker, council):
    """The addresses of all answers; the first two, in all files and in one, are looked at in every way."""
    rowan = council.people["rowan"]
    asked = [(words, None) for words in QUESTIONS]
    if access.decide(asker, "read", rowan):
        asked.insert(1, (QUESTIONS[0], rowan))
    return [
        reverse("search:answer", args=[searching.ask(by=asker, words=words, within=within).pk])
        for words, within in asked
    ]


def things_shown(asker):
    """Where more like something is asked for, for a few things that `asker` may read."""
    return [
        reverse(f"search:like_{kind}", args=[pk])
        for kind, model in alike.MODELS.items()
        for pk in access.scope(asker, "read", model).order_by("pk").values_list("pk", flat=True)[:2]
    ]


def everything_shown(browser, addresses, like=()):
    shown = [browser.get(reverse("search:ask"))]
    for number, address in enumerate(addresses):
        shown.extend(browser.get(address + leaf) for leaf in (LEAVES if number < 2 else LEAVES[:1]))
        if number < 2:
            shown.append(browser.post(address + "list/"))
    shown.extend(browser.post(address, follow=True) for address in like)
    assert {answer.status_code for answer in shown} == {200}
    return [PASSING.sub("", answer.content.decode()) for answer in shown]


def first_difference(before, after):
    for one, other in zip(before, after, strict=True):
        lines = zip(one.splitlines(), other.splitlines(), strict=False)
        for line, changed in lines:
            if line != changed:
                return f"{line.strip()}\n became\n{changed.strip()}"
    return "one is longer"


@pytest.mark.parametrize("name", ASKERS)
def test_it_is_the_same(as_user, council, seen, name):
    asker = council.user(name)
    browser = as_user(asker)
    addresses = ask_everything(asker, council)
    like = things_shown(asker)
    without = everything_shown(browser, addresses, like)
    hidden = Hidden(council, asker)

    def stays():
        now = everything_shown(browser, addresses, like)
        return now == without or first_difference(without, now)

    hidden.write(1)
    assert stays() is True, "while the index has not learnt of it"
    writing.apply_waiting()
    assert stays() is True, "when the index has learnt of it"
    hidden.write(2, on=date(2023, 3, 2))
    hidden.change_and_take_away()
    writing.apply_waiting()
    assert stays() is True, "when more has come, changed and gone"
    # It is there, for whoever may see it.
    assert finding.find(hidden.keeper, "bruise").total > 10


def end_assignment(council, child, asker):
    Assignment._base_manager.filter(child=child).update(ended_at=timezone.now())


def seal(council, child, asker):
    actions.close_file(
        by=council.user("manager"),
        child=child,
        closure="sealed",
        reason="Adoption",
        named=[],
        review_on=timezone.localdate() + timedelta(days=30),
    )


def restrict_to_others(council, child, asker):
    actions.close_file(
        by=council.user("manager"),
        child=child,
        closure="restricted",
        reason="Of a colleague's family",
        named=[council.user("colleague")],
        review_on=timezone.localdate() + timedelta(days=30),
    )


def declare_conflict(council, child, asker):
    actions.declare_conflict(by=asker, user=asker, person=child, reason="Neighbour")


@pytest.mark.parametrize(
    "way",
    [end_assignment, seal, restrict_to_others, declare_conflict],
    ids=lambda way: way.__name__,
)
def test_what_was_closed_a_moment_ago_is_gone_though_the_index_still_has_it(
    as_user, council, seen, way, worker
):
    browser = as_user(worker)
    addresses = ask_everything(worker, council)
    without = everything_shown(browser, addresses)
    child = child_named("Rowan Mosse", council.north, worker)
    thing_of(child, worker, times=2)
    # What is about Kai too is closed with the child's file; an assignment that ends closes nothing of Kai's.
    also = [] if way is end_assignment else [council.people["kai"]]
    thing_of(child, worker, also=also, form="Secret form", kind="court")
    writing.apply_waiting()
    assert everything_shown(browser, addresses) != without
    way(council, child, worker)
    now = everything_shown(browser, addresses)
    assert now == without or first_difference(without, now) is True
