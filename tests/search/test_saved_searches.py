"""A search is kept under a name, tells what is new in it, and its list can be taken out."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import outbox
from cases.models import Conflict, Episode, Event
from search import actions, engines, saved, writing
from search.engines.contract import EngineDown
from search.models import Search
from search.views.saved import neutral

TODAY = timezone.localdate()


pytestmark = pytest.mark.usefixtures("own_index")


def note(child, headline):
    event = Event.objects.create(kind="note", happened_on=TODAY, headline=headline)
    event.about.set([child])
    outbox.changed(event)
    writing.apply_waiting()
    return event


def asked(browser, words):
    answer = browser.post(reverse("search:ask"), {"words": words})
    return answer["Location"].rstrip("/").rpartition("/")[2]


def on_plan(child):
    Episode.objects.create(
        child=child, kind="protection_plan", started_on=TODAY - timedelta(days=9)
    )


NOW = [{"kind": "status", "typed": {"status": "protection_plan", "when": "now"}}]


def test_what_comes_after_saving_is_news_on_my_work_until_it_is_looked_at(as_user, worker, rowan):
    note(rowan, "The radiator is cold")
    browser = as_user(worker)
    pk = asked(browser, "radiator")
    browser.post(reverse("search:save", args=[pk]), {"name": "Cold homes", "is_watched": "1"})
    assert "Cold homes" not in browser.get(reverse("portal:my_work")).content.decode()
    note(rowan, "Another radiator")
    assert "Cold homes: 1 new" in browser.get(reverse("portal:my_work")).content.decode()
    assert "1 new" in browser.get(reverse("search:ask")).content.decode()
    browser.get(reverse("search:answer", args=[pk]))
    assert "Cold homes" not in browser.get(reverse("portal:my_work")).content.decode()


def test_a_search_that_is_not_watched_tells_nothing(as_user, worker, rowan):
    browser = as_user(worker)
    pk = asked(browser, "radiator")
    browser.post(reverse("search:save", args=[pk]), {"name": "Cold homes"})
    note(rowan, "Another radiator")
    assert "Cold homes" not in browser.get(reverse("portal:my_work")).content.decode()


def test_news_is_only_of_what_one_may_see_at_this_moment(worker, rowan, tia):
    search = actions.ask(by=worker, words="radiator")
    actions.save(by=worker, search=search, name="Cold homes", is_watched=True)
    note(tia, "Her radiator")
    assert saved.news_of(worker) == []
    note(rowan, "His radiator")
    assert [number for _, number in saved.news_of(worker)] == [1]
    Conflict.objects.create(person=rowan, user=worker, reason="Neighbour")
    assert saved.news_of(worker) == []


def test_a_history_search_tells_of_children_who_are_new_in_it(as_user, manager, rowan, kai):
    on_plan(rowan)
    search = actions.ask(by=manager, words="", facts=NOW)
    browser = as_user(manager)
    browser.post(reverse("search:save", args=[search.pk]), {"name": "Plans", "is_watched": "1"})
    assert saved.news_of(manager) == []
    on_plan(kai)
    assert "Plans: 1 new" in browser.get(reverse("portal:my_work")).content.decode()
    browser.get(reverse("search:answer", args=[search.pk]))
    assert saved.news_of(manager) == []


def test_facts_and_words_are_combined_and_the_words_are_shown_in_the_file(
    as_user, manager, rowan, kai, tia
):
    on_plan(rowan)
    on_plan(kai)
    note(rowan, "The radiator is cold")
    note(rowan, "Radiator mended")
    search = actions.ask(by=manager, words="", facts=NOW)
    browser = as_user(manager)
    page = browser.post(
        reverse("search:with_words", args=[search.pk]), {"words": "radiator"}, follow=True
    )
    text = page.content.decode()
    assert "1 child" in text and "2 things with these words" in text and "Kai" not in text
    pk = page.redirect_chain[-1][0].rstrip("/").rpartition("/")[2]
    inside = browser.post(reverse("search:in_file", args=[pk, rowan.pk]), follow=True)
    assert "2 found in the file of Rowan Moss" in inside.content.decode()
    assert browser.post(reverse("search:in_file", args=[pk, tia.pk])).status_code == 404


def test_facts_and_words_find_nobody_while_the_index_is_missing_and_say_so(as_user, manager, rowan):
    on_plan(rowan)
    search = actions.ask(by=manager, words="radiator", facts=NOW)
    text = as_user(manager).get(reverse("search:answer", args=[search.pk])).content.decode()
    assert "0 children" in text and "has not been built" in text


def test_an_index_that_is_down_makes_nothing_news(as_user, worker, rowan, monkeypatch):
    note(rowan, "The radiator is cold")
    search = actions.ask(by=worker, words="radiator")
    browser = as_user(worker)
    browser.post(reverse("search:save", args=[search.pk]), {"name": "Cold", "is_watched": "1"})

    def down():
        raise EngineDown("The search server does not answer.")

    with monkeypatch.context() as away:
        away.setattr(engines, "chosen", down)
        assert saved.news_of(worker) == []
        page = browser.get(reverse("search:answer", args=[search.pk])).content.decode()
        assert "does not answer" in page
    assert saved.news_of(worker) == []


def test_nobody_opens_saves_removes_or_takes_out_the_search_of_somebody_else(
    as_user, manager, worker
):
    search = actions.ask(by=manager, words="radiator", facts=NOW)
    browser = as_user(worker)
    for name in ("save", "remove", "export", "without", "with_words"):
        address = reverse(f"search:{name}", args=[search.pk])
        assert browser.post(address, {"name": "x"}).status_code == 404
    assert Search._base_manager.get(pk=search.pk).name == ""


def test_a_saved_search_stays_when_older_ones_go(worker, monkeypatch):
    monkeypatch.setattr(actions, "KEPT", 3)
    kept = actions.ask(by=worker, words="first")
    actions.save(by=worker, search=kept, name="First", is_watched=False)
    for number in range(5):
        actions.ask(by=worker, words=f"later {number}")
    assert Search._base_manager.filter(asked_by=worker).count() == 4
    assert Search._base_manager.filter(pk=kept.pk).exists()


def test_a_search_without_a_name_is_not_saved_and_says_why(as_user, worker):
    browser = as_user(worker)
    pk = asked(browser, "radiator")
    page = browser.post(reverse("search:save", args=[pk]), {"name": "  "}, follow=True)
    assert "Give it a name" in page.content.decode()
    assert saved.saved_of(worker) == []


def test_a_removed_search_is_in_the_list_no_more(as_user, worker):
    browser = as_user(worker)
    pk = asked(browser, "radiator")
    browser.post(reverse("search:save", args=[pk]), {"name": "Cold homes", "is_watched": "1"})
    assert [one.name for one in saved.saved_of(worker)] == ["Cold homes"]
    browser.post(reverse("search:remove", args=[pk]))
    assert saved.saved_of(worker) == []
    assert saved.news_of(worker) == []


def table(answer):
    return list(csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))


def test_a_list_of_children_is_taken_out_with_what_shows_it(as_user, manager, rowan, tia):
    on_plan(rowan)
    on_plan(tia)
    search = actions.ask(by=manager, words="", facts=NOW)
    answer = as_user(manager).post(reverse("search:export", args=[search.pk]))
    rows = table(answer)
    assert [row[0] for row in rows] == ["Child", "Rowan Moss"]
    assert "Child protection plan" in rows[1][3]
    assert "plan" not in answer["Content-Disposition"].lower()
    assert answer["Cache-Control"] == "no-store"


def test_a_list_of_hits_is_taken_out_without_the_words_of_the_files(as_user, worker, rowan, tia):
    note(rowan, "=cmd() radiator")
    note(tia, "Her radiator")
    browser = as_user(worker)
    rows = table(browser.post(reverse("search:export", args=[asked(browser, "radiator")])))
    assert len(rows) == 2
    assert rows[1][:2] == ["Rowan Moss", "event"]


@pytest.mark.parametrize("cell", ["=1+1", "+44 1632", "-1", "@sum", "\t=1", " =1", "\r@x"])
def test_no_cell_is_run_by_a_spreadsheet(cell):
    assert neutral(cell).startswith("'")


def test_an_ordinary_cell_stays_as_it_is():
    assert (neutral("O'Brien - school"), neutral(None), neutral(4)) == ("O'Brien - school", "", "4")


def test_what_was_asked_lately_is_listed_once(as_user, worker):
    browser = as_user(worker)
    for words in ("radiator", "school", "radiator"):
        asked(browser, words)
    assert [one.words for one in saved.recent_of(worker)] == ["radiator", "school"]
