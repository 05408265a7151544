"""Who may be written down twice: what speaks for it, and that pairs are found without comparing everybody."""

from datetime import date, timedelta

import pytest

from cases import lookalikes
from cases.lookalikes import Told, evidence
from cases.models import (
    Address,
    Identifier,
    LookAlike,
    Person,
    PersonName,
    Relationship,
)

BORN = date(2017, 2, 4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Told(("Kaia Moss",), BORN), Told(("Kaya Moss",), BORN)),
        (Told(("Siân Hughes",), BORN), Told(("Shan Hughes",), BORN)),
        (Told(("Moss Rowan",), BORN), Told(("Rowan Moss",), BORN)),
        (Told(("Rowan James Moss",), BORN), Told(("Rowan Moss",), BORN)),
        (Told(("Rowan Moss",), date(2017, 2, 4)), Told(("Rowan Moss",), date(2017, 4, 2))),
        (Told(("Rowan Moss",), date(2017, 2, 4)), Told(("Rowan Moss",), date(2017, 2, 14))),
        (Told(("Rowan Vale",), BORN), Told(("Rowan Moss", "Rowan Vale"), BORN)),
        (
            Told(("Rowan Moss",), None, homes=frozenset({("3elmrow", "NM1")})),
            Told(("Rowan Moss",), BORN, homes=frozenset({("3elmrow", "NM1")})),
        ),
        (
            Told(("R Moss",), numbers=frozenset({("nhs", "1")})),
            Told(("Rowan Vale", "R Moss"), numbers=frozenset({("nhs", "1")})),
        ),
    ],
)
def test_one_child_written_twice_is_found(one, other):
    assert evidence(one, other).is_enough
    assert evidence(one, other).weight == evidence(other, one).weight


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Twins with names of their own, at one address.
        (
            Told(("Rowan Moss",), BORN, homes=frozenset({("3elmrow", "NM1")})),
            Told(("Alice Moss",), BORN, homes=frozenset({("3elmrow", "NM1")})),
        ),
        # Twins of whom one has a name that begins the other's.
        (Told(("Sam Moss",), BORN, "M"), Told(("Sammy Moss",), BORN, "F")),
        # A brother born another year.
        (Told(("Rowan Moss",), BORN), Told(("Rowan Moss",), date(2019, 11, 23))),
        # A common name and no day.
        (Told(("John Smith",)), Told(("John Smith",))),
        # Two numbers that only one person each can have.
        (
            Told(("Tim Moss",), BORN, numbers=frozenset({("nhs", "1")})),
            Told(("Tom Moss",), BORN, numbers=frozenset({("nhs", "2")})),
        ),
    ],
)
def test_two_people_are_not_taken_for_one(one, other):
    assert not evidence(one, other).is_enough


def test_first_names_that_only_sound_alike_on_one_day_may_be_twins():
    found = evidence(Told(("Tim Moss",), BORN), Told(("Tom Moss",), BORN))
    assert found.twins and any(line.startswith("Twins?") for line in found.against)
    assert not evidence(Told(("Kaia Moss",), BORN), Told(("Kaia Moss",), BORN)).twins


def test_the_reasons_are_plain_sentences():
    found = evidence(
        Told(("Kaia Moss",), date(2017, 2, 4), homes=frozenset({("3elmrow", "nm1")})),
        Told(("Kaya Moss",), date(2017, 4, 2), homes=frozenset({("3elmrow", "nm1")})),
    )
    assert found.reasons == (
        "Names that sound alike: Kaia Moss, Kaya Moss",
        "Day and month of the birth date may be swapped",
        "The same address",
    )


def pairs() -> set[frozenset[str]]:
    rows = LookAlike.objects.unscoped("a test").select_related("one", "other")
    return {frozenset((row.one.name, row.other.name)) for row in rows}


@pytest.fixture
def everybody(db):
    """Pairs of every kind, and people who only look like one."""

    def person(name, born_on=BORN, **more):
        return Person.objects.create(name=name, born_on=born_on, **more)

    person("Kaia Moss")
    person("Kaya Moss")
    person("Rhys Swap", date(2017, 3, 5))
    person("Rees Swap", date(2017, 5, 3))
    person("Ola Digit", date(2018, 6, 10))
    person("Ola Digit", date(2018, 6, 19))
    former = person("Mia Vale", date(2012, 1, 1))
    PersonName.objects.create(person=former, name="Mia Sands", kind="former")
    person("Mia Sands", date(2012, 1, 1))
    for name, born_on in (("Lu Zed", None), ("Luc Other", date(1980, 1, 2))):
        Identifier.objects.create(person=person(name, born_on), kind="nhs", value="999 1")
    for born_on in (None, date(1991, 5, 17)):
        home = person("Kerry Nobody", born_on)
        Address.objects.create(person=home, text="3 Elm Row", postcode="NM1 3ER")
    one, other = person("Tim Twin"), person("Tom Twin")
    Relationship.objects.create(person=one, other=other, kind="sibling")
    person("Alice Moss")
    person("Rowan Moss", date(2010, 9, 9))
    return Person


FOUND = {
    frozenset(names)
    for names in (
        ("Kaia Moss", "Kaya Moss"),
        ("Rhys Swap", "Rees Swap"),
        ("Ola Digit",),
        ("Mia Vale", "Mia Sands"),
        ("Kerry Nobody",),
    )
}


def test_everybody_compared_at_night_and_one_by_one_gives_the_same_pairs(everybody):
    assert lookalikes.mend() == len(FOUND) and pairs() == FOUND
    LookAlike.objects.unscoped("a test").delete()
    for pk in Person.objects.unscoped("a test").values_list("pk", flat=True):
        lookalikes.note([pk])
    assert pairs() == FOUND


def test_a_pair_goes_when_what_made_it_is_put_right(everybody, django_capture_on_commit_callbacks):
    lookalikes.mend()
    kaya = Person.objects.unscoped("a test").get(name="Kaya Moss")
    with django_capture_on_commit_callbacks(execute=True):
        kaya.born_on = BORN + timedelta(days=400)
        kaya.save()
    assert frozenset(("Kaia Moss", "Kaya Moss")) not in pairs()


def test_a_new_person_is_compared_as_soon_as_they_are_written_down(
    db, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        Person.objects.create(name="Kaia Moss", born_on=BORN)
    with django_capture_on_commit_callbacks(execute=True):
        Person.objects.create(name="Kaya Moss", born_on=BORN)
    assert pairs() == {frozenset(("Kaia Moss", "Kaya Moss"))}


def test_no_sealed_child_and_nobody_who_works_here_is_one_of_a_pair(council, wren, worker):
    Person.objects.create(name=wren.name, born_on=wren.born_on)
    Person.objects.create(name=worker.person.name)
    lookalikes.mend()
    assert pairs() == set()


def test_looking_for_one_person_asks_as_much_among_many_as_among_few(
    council, rowan, django_assert_max_num_queries
):
    Person.objects.bulk_create(
        Person(name=f"Nobody Number{number}", born_on=date(2000, 1, 1) + timedelta(days=number))
        for number in range(3000)
    )
    with django_assert_max_num_queries(16):
        lookalikes.note([rowan.pk])
