"""The list of people who may be one, two side by side, putting together, and undoing it: through the front door."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import actions, lookalikes
from cases.models import (
    LookAlike,
    Merge,
    NotSame,
    Person,
    Relationship,
    Restriction,
)
from cases.references import reference
from documents.models import Document
from tests.cast import hold

REASON = "Both birth certificates are the same one."
LIST = "/twice/"


@pytest.fixture
def again(council):
    """Kai written down a second time, in the same team."""
    return _again(council, "again", "Kay Ahmed", date(2011, 11, 8))


@pytest.fixture
def tim(council):
    """A boy with nobody's account and no order, and the same boy again."""
    first = _again(council, "tim", "Timothy Vane", date(2015, 3, 4))
    second = _again(council, "tim_again", "Timothy Vain", date(2015, 4, 3))
    lookalikes.mend()
    return first, second


def _again(council, key: str, name: str, born_on: date) -> Person:
    person = Person.objects.create(name=name, born_on=born_on, sex="M")
    council.people[key] = person
    hold(council, key, council.north, "worker")
    person.refresh_from_db()
    return person


def compare(one: Person, other: Person) -> str:
    return reverse("portal:compare_people", args=[one.pk, other.pk])


def test_a_manager_finds_the_pair_with_its_reasons_and_puts_it_together(as_user, manager, tim):
    first, second = tim
    browser = as_user(manager)
    page = browser.get(LIST).content.decode()
    assert "Timothy Vane" in page and "Timothy Vain" in page
    assert "Names that sound alike" in page and "may be swapped" in page
    side = browser.get(compare(first, second)).content.decode()
    assert "Side by side" in side and second.reference in side
    answer = browser.post(
        compare(first, second), {"act": "merge", "keep": str(first.pk), "reason": REASON}
    )
    merge = Merge.objects.unscoped("a test").get()
    assert answer.url == reverse("portal:merge", args=[merge.pk])
    assert "are one person" in browser.get(answer.url).content.decode()
    assert "Timothy Vain" not in browser.get(LIST).content.decode().partition("Put together")[0]
    # The old address leads on, wherever in the file it led.
    for name in ("case_file", "people", "who_looked", "dates"):
        old = reverse(f"portal:{name}", args=[second.pk])
        assert browser.get(old).url == reverse(f"portal:{name}", args=[first.pk])
    looked = browser.get(reverse("portal:who_looked", args=[first.pk])).content.decode()
    assert "put two people together" in looked


def test_undo_makes_two_of_them_and_lists_what_came_meanwhile(as_user, manager, tim):
    first, second = tim
    merge = actions.merge_people(by=manager, kept=first, gone=second, reason=REASON)
    late = Document.objects.create(
        title="A late letter", dated_on=date(2026, 6, 1), filed_by=manager
    )
    late.about.set([first])
    browser = as_user(manager)
    address = reverse("portal:merge_undo", args=[merge.pk])
    assert "Say in a sentence" in browser.post(address, {"reason": ""}).content.decode()
    page = browser.post(address, {"reason": "Cousins, the mother says."}, follow=True)
    text = page.content.decode()
    assert "two people again" in text and "A late letter" in text
    assert browser.get(reverse("portal:case_file", args=[second.pk])).status_code == 200


def test_two_people_are_not_offered_again_until_it_is_taken_back(as_user, manager, tim):
    first, second = tim
    browser = as_user(manager)
    browser.post(compare(first, second), {"act": "two", "why": "Cousins"})
    page = browser.get(LIST).content.decode()
    assert "To look at (0)" in page and "Known to be two" in page
    lookalikes.mend()
    assert "To look at (0)" in browser.get(LIST).content.decode()
    said = NotSame.objects.unscoped("a test").get()
    assert (said.said_by, said.reason) == (manager, "Cousins")
    browser.post(reverse("portal:take_back_not_same", args=[said.pk]))
    assert "To look at (1)" in browser.get(LIST).content.decode()


def test_where_somebody_signs_in_a_second_person_is_asked_in_their_work(
    as_user, manager, records, kai, again
):
    browser = as_user(records)
    page = browser.get(compare(kai, again)).content.decode()
    assert "A second person decides" in page and "signs in on the family’s side" in page
    browser.post(compare(kai, again), {"act": "merge", "keep": str(kai.pk), "reason": REASON})
    merge = Merge.objects.unscoped("a test").get()
    assert merge.is_waiting
    agree = reverse("portal:merge_agree", args=[merge.pk])
    assert browser.post(agree).status_code == 404
    second = as_user(manager)
    assert "Same person?" in second.get("/").content.decode()
    second.post(agree)
    again.refresh_from_db()
    assert again.merged_into == kai


def test_a_worker_is_told_on_the_page_of_the_child_and_sent_to_the_manager(
    as_user, worker, manager, stranger, tim
):
    first, second = tim
    address = reverse("portal:case_file", args=[first.pk])
    page = as_user(worker).get(address).content.decode()
    assert second.reference in page and "A manager who decides about both" in page
    assert compare(first, second) not in page
    assert compare(first, second) in as_user(manager).get(address).content.decode()
    for url in (LIST, compare(first, second)):
        assert as_user(worker).get(url).status_code == 404
        assert as_user(stranger).get(url).status_code == 404


def test_a_records_officer_compares_who_they_are_and_opens_neither_file(as_user, records, tim):
    first, second = tim
    Relationship.objects.create(
        person=Person.objects.create(name="Mother Vane"), other=first, kind="mother"
    )
    page = as_user(records).get(compare(first, second)).content.decode()
    assert "You may not open it" in page and "Mother Vane" not in page


def test_a_pair_is_chosen_by_two_numbers_too(as_user, manager, tim, tia):
    first, second = tim
    browser = as_user(manager)
    answer = browser.post(LIST, {"one": first.reference, "other": second.reference.lower()})
    assert answer.url == compare(first, second)
    # A file that is another team's answers like one that is not there.
    pages = {
        browser.post(LIST, {"one": first.reference, "other": other})
        .content.decode()
        .count("Type the numbers of two different files")
        for other in (tia.reference, reference(987654), first.reference)
    }
    assert len(pages) == 1


def test_the_number_of_a_file_that_was_taken_in_finds_the_survivor(as_user, clerk, manager, tim):
    from scanning import directory

    first, second = tim
    number = second.reference
    actions.merge_people(by=manager, kept=first, gone=second, reason=REASON)
    [found] = directory.look_up(clerk, number)
    assert found.id == first.pk


def test_is_this_child_known_answers_for_the_row_that_went(manager, stranger, tim):
    from cases import known

    first, second = tim
    actions.merge_people(by=manager, kept=first, gone=second, reason=REASON)
    [answer] = known.find(by=stranger, name="Timothy Vain", born_on=date(2015, 4, 3))
    assert answer.person == first


@pytest.mark.parametrize("closure", ["restricted", "sealed"])
@pytest.mark.parametrize("who", ["manager", "records", "worker"])
def test_nothing_tells_of_a_closed_file(council, as_user, tim, closure, who):
    """The same answers with a closed look-alike of both, an order about it, and a merge that waits, as without."""
    first, second = tim
    browser = as_user(council.user(who))

    def answers() -> list[tuple[int, str]]:
        pages = [
            LIST,
            compare(first, second),
            reverse("portal:case_file", args=[first.pk]),
            "/",
        ]
        found = [browser.get(page) for page in pages]
        return [(page.status_code, _plain(page.content.decode())) for page in found]

    # The first looks write what the later ones tell of.
    answers()
    before = answers()
    hidden = Person.objects.create(
        name="Timothy Vane",
        born_on=date(2015, 3, 4),
        sex="M",
        closure=closure,
        closure_owner=council.user("stranger"),
    )
    council.people["hidden"] = hidden
    hold(council, "hidden", council.north, "colleague")
    Person.objects.unscoped("a test").filter(pk=hidden.pk).update(closure=closure)
    Merge.objects.create(
        kept=first, gone=hidden, asked_by=council.user("stranger"), reason="They are one"
    )
    Restriction.objects.create(
        child=hidden, kept_from=first, basis="An order", made_on=timezone.localdate()
    )
    lookalikes.mend()
    found = LookAlike.objects.unscoped("a test").filter(one=hidden) | LookAlike.objects.unscoped(
        "a test"
    ).filter(other=hidden)
    assert found.exists() == (closure == "restricted")
    assert answers() == before


def _plain(page: str) -> str:
    """A page without what is new in each answer."""
    import re

    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r'nonce="[^"]+"', "", page)
