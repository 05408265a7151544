"""Filters beside an answer: their numbers are what pressing them gives, and nothing hidden stands among them."""

import html
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import outbox
from cases.models import (
    Assignment,
    Conflict,
    Episode,
    Event,
    Family,
    FamilyMembership,
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
from search import actions, filters, finding, writing
from tests.world import stored

pytestmark = pytest.mark.usefixtures("own_index")

TODAY = timezone.localdate()
ENGLISH = "the radiator was cold and it has not been mended"
WELSH = "mae radiator yn oer ac nid yw wedi cael ei drwsio"


def note(people, text="The radiator", kind="note", on=date(2026, 5, 1)):
    event = Event.objects.create(kind=kind, happened_on=on, headline="Radiator", text=text)
    event.about.set(people)
    outbox.changed(event)


def paper(people, by, text=ENGLISH, kind="letter", on=date(2025, 2, 3), read_as="scan"):
    document = Document.objects.create(
        title="About a radiator", kind=kind, dated_on=on, filed_by=by
    )
    document.about.set(people)
    page = Page.objects.create(file=stored())
    Reading.objects.create(
        page=page,
        read_as=read_as,
        engine="x",
        text=text,
        words=readings.packed([]),
        width=1000,
        height=1400,
    )
    DocumentPage.objects.create(document=document, page=page, number=1)
    outbox.changed(document)


def form(name):
    made = Exemplar.objects.create(name=name, plain_name=name)
    return ExemplarVersion.objects.create(exemplar=made, number=1, definition={}, sha256="0" * 64)


def record(people, by, version, text, state="draft"):
    made = Record.objects.create(
        version=version, title="Radiators", state=state, written_by=by, dated_on=date(2026, 6, 6)
    )
    made.children.set(people)
    answer = Answer.objects.create(record=made, question="a")
    answer.current = AnswerVersion.objects.create(answer=answer, value=text, by=by)
    answer.save()
    outbox.changed(made)


def on(child, kind):
    Episode.objects.create(child=child, kind=kind, started_on=TODAY - timedelta(days=9))


@pytest.fixture
def shelf(council, rowan, kai, tia, kerry, clerk, worker, stranger):
    """Rowan and Kai, whom Team North holds; Tia, of whom nobody there may learn anything."""
    plan, secret = form("Plan"), form("Secret form")
    note([rowan])
    note([rowan, kai], ENGLISH, "visit")
    note([kai], WELSH, on=date(2024, 1, 9))
    paper([rowan], clerk)
    paper([rowan, kai], clerk, kind="report", read_as="text layer")
    record([kai], worker, plan, ENGLISH, "authorised")
    record([rowan], worker, plan, "Radiator")
    note([tia], "Radiator", "incident", on=date(2011, 1, 1))
    note([tia, rowan], "Radiator")
    record([tia], stranger, secret, ENGLISH, "cancelled")
    paper([tia], clerk, kind="court")
    okoro = Family.objects.create(name="Okoro")
    FamilyMembership.objects.create(family=okoro, person=tia)
    ended = Family.objects.create(name="Formerly")
    FamilyMembership.objects.create(family=ended, person=rowan, until_on=TODAY)
    on(rowan, "protection_plan")
    on(kai, "looked_after")
    on(tia, "pathway")
    council.families["okoro"] = okoro
    writing.apply_waiting()


def asked(user, words="radiator", within=None):
    return reverse("search:answer", args=[actions.ask(by=user, words=words, within=within).pk])


def opened(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def total(page):
    return int(re.search(r"(\d+) found", page)[1])


CHOICE = re.compile(
    r'<li><a href="([^"]+)"( aria-current="true")?><span class="narrow__value">([^<]+)</span> '
    r'<span class="filters__count">(\d+)</span>'
)


def offered(page):
    """Address and number of each value, by its name."""
    return {
        html.unescape(label): (html.unescape(url), int(count), bool(current))
        for url, current, label, count in CHOICE.findall(page)
    }


def test_every_number_is_what_pressing_it_gives(as_user, manager, shelf):
    browser = as_user(manager)
    page = opened(browser, asked(manager))
    choices = offered(page)
    assert total(page) == 8
    assert {label: count for label, (_, count, _) in choices.items()} == {
        "Paper": 2,
        "Records": 2,
        "Visits, meetings and notes": 4,
        "Plan": 2,
        "Rowan Moss": 6,
        "Kai Ahmed": 4,
        "Moss": 6,
        "Child protection plan": 6,
        "Looked after": 4,
        "2026": 5,
        "2025": 2,
        "2024": 1,
        "English": 4,
        "Welsh": 1,
        "On paper": 1,
        "Electronic": 7,
    }
    for label, (address, count, _) in choices.items():
        there = opened(browser, address)
        assert total(there) == count, label
        # What was pressed stays, with its number; every number beside it holds as well.
        assert offered(there)[label] == (offered(there)[label][0], count, True)
        for further, (beyond, number, current) in offered(there).items():
            if not current:
                assert total(opened(browser, beyond)) == number, (label, further)


def test_nothing_that_occurs_in_hidden_things_alone_is_offered_or_named(as_user, manager, shelf):
    browser = as_user(manager)
    address = asked(manager)
    for narrowed in ("", "?kind=page", "?kind=event", "?kind=record", "?order=date"):
        page = opened(browser, address + narrowed)
        for hidden in ("Tia", "Okoro", "South", "Dev Marsh", "Secret form", "2011", "Pathway",
                       "Court paper", "Incident", "Cancelled", "Formerly"):  # fmt: skip
            assert hidden not in page


def test_a_filter_of_what_one_may_not_see_is_one_that_does_not_exist(
    as_user, council, manager, tia, stranger, shelf
):
    browser = as_user(manager)
    address = asked(manager)
    hidden = {
        "child": tia.pk,
        "family": council.families["okoro"].pk,
        "team": council.south.pk,
        "worker": stranger.pk,
        "status": "pathway",
    }
    masked = re.compile(r"(nonce|csrfmiddlewaretoken)[^>]*")
    for name, value in hidden.items():
        nothing = uuid4() if name != "status" else "no_such_status"
        pages = [opened(browser, f"{address}?{name}={one}") for one in (value, nothing)]
        assert "It was left out." in pages[0]
        assert total(pages[0]) == 8
        assert masked.sub("", pages[0]) == masked.sub("", pages[1])


def test_team_and_worker_are_those_of_today(as_user, council, manager, kai, colleague, shelf):
    browser = as_user(manager)
    address = asked(manager)
    assert "Bo Larsen" not in offered(opened(browser, address))
    held = Assignment._base_manager.filter(
        child=kai, worker__username=council.user("worker").username
    )
    held.update(worker=colleague)
    choices = offered(opened(browser, address))
    assert (choices["Bo Larsen"][1], choices["Jo Adeyemi"][1]) == (4, 6)
    assert total(opened(browser, choices["Bo Larsen"][0])) == 4
    # The reviewing officer of Kai is nobody's worker.
    assert "Carys Pugh" not in choices


def test_a_new_conflict_is_gone_from_every_number_at_once(as_user, manager, kai, shelf):
    browser = as_user(manager)
    address = asked(manager)
    Conflict.objects.create(person=kai, user=manager, reason="Neighbour")
    page = opened(browser, address)
    assert total(page) == 4
    assert not {"Kai Ahmed", "Looked after", "Welsh", "2024"} & offered(page).keys()
    assert offered(page)["Records"][1] == 1


def test_sorts_are_offered_beside_their_kind_alone(as_user, manager, shelf):
    browser = as_user(manager)
    address = asked(manager)
    assert "Letter" not in offered(opened(browser, address))
    papers = opened(browser, f"{address}?kind=page")
    assert offered(papers)["Letter"][1] == 1
    letters = offered(papers)["Letter"][0]
    assert total(opened(browser, letters)) == 1
    # Another kind leaves the sort behind.
    records = offered(opened(browser, letters))["Records"]
    assert "sort=" not in records[0]
    assert total(opened(browser, records[0])) == records[1] == 2


def test_chosen_filters_stand_above_the_list_and_are_taken_out_by_a_link(as_user, manager, shelf):
    browser = as_user(manager)
    address = asked(manager)
    page = opened(browser, f"{address}?kind=event&year=2026&order=date")
    tags = re.findall(r'class="tag-chosen" href="([^"]+)"', page)
    assert len(tags) == 2
    assert "Take all out" in page
    left = opened(browser, html.unescape(tags[0]))
    assert total(left) == 5
    assert "order=date" in html.unescape(tags[0])


def test_by_date_the_newest_comes_first(as_user, manager, shelf):
    browser = as_user(manager)
    page = opened(browser, asked(manager) + "?order=date")
    found = finding.find(manager, "radiator", by_date=True)
    days = [hit.on for hit in found.hits]
    assert days == sorted(days, reverse=True)
    assert "The newest first" in page


def test_a_period_is_given_by_two_days_in_either_order(as_user, manager, shelf):
    browser = as_user(manager)
    address = asked(manager)
    assert total(opened(browser, f"{address}?since=2025-02-03&until=2026-05-01")) == 5
    turned = opened(browser, f"{address}?since=2026-05-01&until=2025-02-03")
    assert total(turned) == 5
    assert "taken the other way round" in turned


@pytest.mark.parametrize(
    "wrong",
    [
        "kind=portrait", "kind=page%00", "sort=letter", "kind=page&sort=agree", "form=9999999999999",
        "form=x", "child=x", "team=%F0%9F%98%80", "year=20²6", "year=99999999999999999999",
        "language=de", "medium=stone", "since=yesterday", "until=2026-02-31", "page=²", "page=-1",
        "page=99999999999999999999", "no_such=1", "order=random",
    ],
)  # fmt: skip
def test_what_no_filter_means_breaks_nothing_and_is_said(as_user, manager, rowan, wrong):
    note([rowan])
    writing.apply_waiting()
    page = opened(as_user(manager), f"{asked(manager)}?{wrong}")
    if not wrong.startswith(("page=", "no_such", "order")):
        assert "left out" in page
    if not wrong.startswith("kind=page&"):
        assert total(page) == 1


def test_within_one_file_the_numbers_are_of_that_file(as_user, manager, kai, shelf):
    browser = as_user(manager)
    page = opened(browser, asked(manager, within=kai))
    assert total(page) == 4
    choices = offered(page)
    assert "Kai Ahmed" not in choices
    assert "Moss" not in choices or choices["Moss"][1] <= 4
    for label, (address, count, _) in choices.items():
        assert total(opened(browser, address)) == count, label


def test_words_stand_in_no_address(as_user, manager, shelf):
    page = opened(as_user(manager), asked(manager) + "?kind=event")
    for address in re.findall(r'(?:href|action|src)="([^"]+)"', page):
        assert "radiator" not in address.lower()


def test_a_list_is_taken_out_as_it_was_narrowed(as_user, manager, shelf):
    browser = as_user(manager)
    page = opened(browser, asked(manager) + "?kind=record")
    action = html.unescape(re.search(r'action="([^"]+/list/[^"]*)"', page)[1])
    rows = browser.post(action).content.decode().strip().splitlines()
    assert len(rows) == 1 + 2


def test_where_too_much_answers_it_is_said_that_children_are_not_counted(
    as_user, manager, shelf, monkeypatch
):
    from search import answers

    monkeypatch.setattr(answers, "MOST_BY_PERSON", 5)
    browser = as_user(manager)
    address = asked(manager)
    page = opened(browser, address)
    assert "are counted by child" in page
    assert "Kai Ahmed" not in offered(page)
    assert "Kai Ahmed" in offered(opened(browser, f"{address}?kind=event"))


def test_many_values_are_folded_and_the_rest_is_told(monkeypatch, manager, shelf):
    monkeypatch.setattr(filters, "SHOWN", 1)
    monkeypatch.setattr(filters, "MOST_SHOWN", 2)
    chosen = filters.ticked(manager, {})
    found = finding.find(manager, "radiator")
    years = next(one for one in filters.filters(manager, found, chosen) if one.name == "year")
    assert ([one.value for one in years.choices], [one.value for one in years.more]) == (
        ["2026"],
        ["2025"],
    )
    assert years.left == 1
