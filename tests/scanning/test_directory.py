"""Whom paper may be about is looked up by what stands on it: as well as if everybody were known, and no slower."""

import random
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import name_words
from cases.actions import next_reference
from cases.models import (
    Address,
    Assignment,
    FamilyMembership,
    NameWord,
    Person,
    PersonName,
)
from documents.dates import PaperDate
from documents.filing import people_to_file_for
from scanning.cues import cues_in
from scanning.directory import directory_for, look_up
from scanning.suggest import doubts, second_person, suggest
from tests.plans import reads_through_none_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
NAMES = (
    "Rowan James Moss",
    "James Moss",
    "Rowena Moss",
    "Catherine O'Brien",
    "Katie O Brien",
    "Ronald MacDonald",
    "Ronnie Mc Donald",
    "Siân Jones",
    "Shan Johns",
    "Stephen Thomas-Hughes",
    "Steven Hughes",
    "Baby Hughes",
    "Will Young",
    "May Day",
    "Lee Lou",
    "Mohammed Khan",
    "Muhammad Kahn",
    "Zofia Wójcik",
    "Jo",
)


@pytest.fixture
def children(council):
    """People whose names could be taken for each other's, half of them with another name."""
    for at, name in enumerate(NAMES):
        child = Person.objects.create(
            name=name, born_on=date(2012, 1, 1 + at), reference=next_reference()
        )
        if at % 2:
            other = NAMES[(at * 7) % len(NAMES)].split()[-1]
            PersonName.objects.create(person=child, name=f"{name.split()[0]} {other}", kind="birth")
    return list(Person._base_manager.filter(reference__isnull=False))


def pages_of(*texts):
    return [(n, text, cues_in(text, today=TODAY)) for n, text in enumerate(texts, start=1)]


def told(pages, directory, whose):
    people = [directory.people[pk] for pk in whose if pk in directory.people]
    return (
        suggest(pages, directory),
        doubts(people, pages, directory, dated=PaperDate(TODAY), today=TODAY),
        second_person(people, pages, directory),
    )


def misspelt(name, picks):
    """`name` as another hand, or a machine, might have it."""
    at = picks.randrange(len(name))
    way = picks.randrange(6)
    if way == 0:
        return name[:at] + name[at + 1 :]
    if way == 1:
        return name[:at] + picks.choice("aeiounst") + name[at + 1 :]
    if way == 2:
        return name[:at] + picks.choice("aeiounst") + name[at:]
    if way == 3:
        return " ".join(reversed(name.split()))
    return name.upper() if way == 4 else name


@pytest.mark.parametrize("seed", range(40))
def test_it_tells_the_same_as_if_everybody_were_known(clerk, children, seed):
    picks = random.Random(seed)
    texts = []
    for _ in range(2):
        some = picks.sample(children, 2)
        words = [
            misspelt(picks.choice([child.name, *child.names.values_list("name", flat=True)]), picks)
            for child in some
        ]
        born = picks.choice(children).born_on
        cited = picks.choice(children).reference if picks.random() < 0.3 else ""
        texts.append(
            f"Re: {words[0]} will come in May, born {born:%d/%m/%Y} {cited}\nand {words[1]} too"
        )
    pages = pages_of(*texts)
    whose = [picks.choice(children).pk]
    everybody = directory_for(clerk, besides=people_to_file_for(clerk).values_list("pk", flat=True))
    assert len(everybody.people) == len(children) - 2
    assert told(pages, directory_for(clerk, pages, besides=whose), whose) == told(
        pages, everybody, whose
    )


def test_a_page_is_looked_up_along_indexes_in_as_many_questions_however_many_children_there_are(
    clerk, children
):
    pages = pages_of("Rowan Moss and Kai Ahmed, K-10009", "Rowen Mos", "and Will Yung came in May")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            directory_for(clerk, pages, besides=[children[0].pk])
        return len(queries)

    few = asked()
    for number in range(300):
        Person.objects.create(name=f"Somebody Else{number}", reference=next_reference())
    assert asked() == few <= 19
    with reads_through_none_of(Person, PersonName, NameWord, Assignment, FamilyMembership, Address):
        directory_for(clerk, pages, besides=[children[0].pk])
        for typed in ("rowen mos", "K-10009", "4 Feb 2017"):
            look_up(clerk, typed)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("row", ["Rowan James Moss", "Rowan Moss", "Rowena Moss"]),
        ("moss row", ["Rowan James Moss", "Rowan Moss", "Rowena Moss"]),
        ("moss jam", ["James Moss", "Rowan James Moss"]),
        ("Sian", ["Siân Jones"]),
        ("4 Feb 2017", ["Rowan Moss"]),
        ("Ky Akhmed", []),
        ("stefan tomas", ["Stephen Thomas-Hughes"]),
        ("100%", []),
        ("robin", []),
        ("wren sallow", []),
        ("", []),
        ("zzz", []),
    ],
)
def test_a_child_is_looked_up_by_name_or_birth_date(clerk, children, asked, expected):
    assert [person.name for person in look_up(clerk, asked)] == expected


def test_a_child_is_looked_up_by_number_and_only_by_whoever_may_file_for_them(
    clerk, rowan, wren, robin
):
    assert [person.id for person in look_up(clerk, f"k {rowan.reference[2:]}")] == [rowan.pk]
    for closed in (wren, robin):
        assert look_up(clerk, closed.reference) == []
        assert look_up(clerk, f"{closed.born_on:%d/%m/%Y}") == []
        assert not directory_for(clerk, pages_of(closed.name), besides=[closed.pk]).people


def test_a_first_name_and_a_surname_of_two_different_names_do_not_sound_like_one(clerk, rowan):
    PersonName.objects.create(person=rowan, name="Philip Hale", kind="alias")
    assert look_up(clerk, "rowan hale") == look_up(clerk, "rowan moss")
    assert look_up(clerk, "rowen hayle") == []


def test_who_gets_another_name_is_found_by_it_and_no_more_by_one_that_was_taken_away(clerk, rowan):
    alias = PersonName.objects.create(person=rowan, name="Rory Hale", kind="alias")
    assert look_up(clerk, "rory hale") and directory_for(clerk, pages_of("Rory Hale")).people
    alias.delete()
    rowan.name = "Rowan Quill"
    rowan.save(update_fields=["name"])
    assert not look_up(clerk, "rory") and not look_up(clerk, "moss")
    assert [person.name for person in look_up(clerk, "quil")] == ["Rowan Quill"]


def test_names_that_came_past_the_doors_are_found_after_the_house_was_put_in_order(clerk, rowan):
    NameWord.objects.all().delete()
    PersonName.objects.bulk_create([PersonName(person=rowan, name="Rory Hale", kind="alias")])
    assert not look_up(clerk, "rory")
    assert name_words.mend() > 0
    assert look_up(clerk, "rory") and look_up(clerk, "moss")
    assert name_words.mend() == 0


def test_an_upgrade_begins_with_the_words_of_everybody(clerk, rowan):
    NameWord.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert look_up(clerk, "moss")
