"""Words that stand for one another: edited under /cms/, kept as versions, used by the very next search."""

import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import outbox
from cases.models import AuditEvent, Event, Role
from documents.wants import SHIPPED_GROUPS
from search import actions as searching
from search import asking, field_words, finding, saved, writing
from search.models import FieldWords

pytestmark = pytest.mark.django_db
PLACE = reverse("field_words")


@pytest.fixture
def designer(council):
    return council.user("designer")


@pytest.fixture
def desk(as_user, designer):
    return as_user(designer)


def add(desk, *ways, **more):
    return desk.post(reverse("field_words_add"), {"written": "\n".join(ways), "seen": "0", **more})


def act(desk, do, **more):
    return desk.post(reverse("field_words_act"), {"do": do, **more}, follow=True).content.decode()


def said(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def own():
    return field_words.own_groups(field_words.newest())


def event_of(child, text):
    made = Event.objects.create(kind="visit", happened_on="2023-03-03", headline="Visit", text=text)
    made.about.set([child])
    outbox.changed(made)
    writing.apply_waiting()
    return made


def ways_of(typed):
    (want,) = field_words.understood(typed).wants
    return {" ".join(way) for way in want.ways}


def test_the_groups_that_come_with_kinfile_are_the_starting_state(desk):
    page = said(desk.get(PLACE))
    assert "nobody has changed them yet" in page
    for group in SHIPPED_GROUPS:
        assert " · ".join(group) in page
    assert "lac" in ways_of("looked after child")
    # A group is switched off by its first words.
    assert len({group[0] for group in SHIPPED_GROUPS}) == len(SHIPPED_GROUPS)


def test_every_group_that_comes_with_kinfile_could_be_written_by_a_council():
    for group in SHIPPED_GROUPS:
        assert field_words.read("\n".join(group)) == group


@pytest.mark.usefixtures("own_index")
def test_a_group_counts_from_the_next_search_on(desk, worker, rowan):
    event_of(rowan, "The EBSA panel met.")
    before = finding.find(worker, "emotionally based school avoidance")
    assert before.total == 0
    add(desk, "emotionally based school avoidance", "EBSA")
    found = finding.find(worker, "emotionally based school avoidance")
    assert found.total == 1
    assert ("EBSA", True) in [tuple(piece) for piece in found.hits[0].pieces]
    act(desk, "remove", group=own()[0].pk, seen="1")
    assert finding.find(worker, "emotionally based school avoidance").total == 0


@pytest.mark.usefixtures("own_index")
def test_a_watched_search_and_the_words_of_case_histories_use_it_too(desk, worker, rowan):
    event_of(rowan, "The EBSA panel met.")
    watched = searching.ask(by=worker, words="school avoidance")
    searching.save(by=worker, search=watched, name="Avoidance", is_watched=True)
    assert saved.news_of(worker) == []
    assert not finding.children_with(worker, "school avoidance", [rowan.pk])
    add(desk, "school avoidance", "EBSA")
    assert [(one.pk, number) for one, number in saved.news_of(worker)] == [(watched.pk, 1)]
    assert finding.children_with(worker, "school avoidance", [rowan.pk]) == {rowan.pk: 1}


def test_everything_that_asks_takes_the_words_in_use():
    """Whoever asks past `field_words` would find by the groups that come with Kinfile alone."""
    top = Path(asking.__file__).parent.parent
    asking_themselves = {
        str(path.relative_to(top))
        for app in ("cases", "documents", "scanning", "search", "family_access", "portal")
        for path in (top / app).rglob("*.py")
        if re.search(r"asking\.parse\(|import .*\bparse\b.*|FIELD_WORDS\b", path.read_text())
    }
    # What is like a thing has the very words of it, which `alike` says: no synonym.
    asking_themselves.remove("search/alike.py")
    assert asking_themselves == {"documents/wants.py", "search/asking.py", "search/field_words.py"}


def test_another_process_learns_of_it_by_one_small_query(designer):
    searching.write_field_words(by=designer, written="school avoidance\nebsa")
    first = field_words.in_use()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert field_words.in_use() is first
    assert len(queries) == 1
    FieldWords.objects.create(
        number=2, groups=[{"id": "x", "ways": ["den", "lair"]}], changed_by=designer
    )
    assert ways_of("den") == {"den", "lair"}
    assert ways_of("ebsa") == {"ebsa"}


def test_a_group_that_comes_with_kinfile_is_switched_off_and_on(desk):
    assert "local author" in ways_of("la")
    assert "Switched off" in act(desk, "off", group="local authority")
    assert ways_of("la") == {"la"}
    assert FieldWords.objects.count() == 1
    act(desk, "on", group="local authority")
    assert "local author" in ways_of("la")
    act(desk, "on", group="local authority")
    assert FieldWords.objects.count() == 2


def test_ones_own_takes_the_place_of_one_that_comes_with_kinfile(desk):
    page = said(desk.post(reverse("field_words_add"), {"instead": "social worker"}))
    assert "is switched off when you keep this one" in page
    add(desk, "social worker", "sw", "key worker", instead="social worker")
    assert field_words.newest().off == ["social worker"]
    assert ways_of("sw") == {"sw", "social worker", "key worker"}


def test_it_says_who_changed_what_and_when_and_takes_a_version_again(desk, designer):
    add(desk, "school avoidance", "EBSA")
    (group,) = own()
    change = reverse("field_words_change", args=[group.pk])
    desk.post(change, {"written": "school avoidance\nEBSA\nEBSNA", "seen": "1"})
    act(desk, "off", group="local authority")
    page = said(desk.get(reverse("field_words_versions")))
    assert "Added: school avoidance, EBSA." in page
    assert "Changed: school avoidance, EBSA, to: school avoidance, EBSA, EBSNA." in page
    assert "Switched off: local authority, la." in page
    assert str(designer) in page
    act(desk, "again", number="1")
    newest = field_words.newest()
    assert (newest.number, newest.off) == (4, [])
    assert own() == [field_words.Group(group.pk, ("school avoidance", "EBSA"))]
    act(desk, "again", number="0")
    assert own() == []
    assert "There is no such version" in act(desk, "again", number="99")


def test_each_change_is_in_the_audit_log_without_its_words(desk, designer):
    add(desk, "school avoidance", "EBSA")
    event = AuditEvent.objects.get(code="search.field_words_changed")
    assert (event.actor, event.detail) == (designer, {"number": 1, "groups": 1, "off": 0})
    assert not event.subjects.exists()


@pytest.mark.parametrize(
    ("ways", "sentence"),
    [
        (["EBSA"], "at least two ways"),
        (["EBSA", "ebsa"], "the same to a search already"),
        (["plans", "plan"], "the same to a search already"),
        (["of the", "school"], "small words alone"),
        (["?!", "school"], "too short"),
        (["x", "school"], "too short"),
        (["bruis*", "mark"], "without signs"),
        (['"left arm"', "arm"], "without signs"),
        (["-left", "arm"], "without signs"),
        (["a" * 61, "school"], "60 letters at most"),
        (["one two three four five six seven", "numbers"], "6 words at most"),
        ([f"word{n}" for n in range(13)], "12 ways at most"),
        (["mam", "mum"], "stand for one another already: mum, mother, mam, mummy"),
    ],
)
def test_it_says_what_is_no_group(desk, ways, sentence):
    page = said(add(desk, *ways))
    assert sentence in page.replace("&quot;", '"')
    assert not FieldWords.objects.exists()
    # What was written is still there to be put right.
    assert ways[0].replace('"', "&quot;") in page


def test_a_phrase_may_stand_in_many_groups_but_not_for_too_many_ways(desk):
    for start in ("a", "b"):
        add(desk, "plan", *(f"{start}word{n}" for n in range(11)))
    assert len(ways_of("plan")) == 23
    page = said(add(desk, "plan", "cword1", "cword2"))
    assert "“plan” would stand for 25 ways" in page
    # Groups do not run into each other.
    assert len(ways_of("aword1")) == 12


def test_somebody_elses_change_is_not_overwritten(desk, designer):
    add(desk, "school avoidance", "EBSA")
    (group,) = own()
    searching.write_field_words(by=designer, written="other\nwords", group=group.pk, seen=1)
    change = reverse("field_words_change", args=[group.pk])
    page = said(desk.post(change, {"written": "school avoidance\nrefusal", "seen": "1"}))
    assert "Somebody changed this group since you opened it. It is now: other, words." in page
    assert "Somebody changed this group" in act(desk, "remove", group=group.pk, seen="1")
    assert FieldWords.objects.count() == 2
    # A change of another group is no hindrance.
    add(desk, "den", "lair")
    desk.post(change, {"written": "other\nwords\nthird", "seen": "2"})
    assert own()[0].ways == ("other", "words", "third")


def test_trying_it_shows_what_is_looked_for_and_keeps_nothing(desk):
    page = said(
        desk.post(
            PLACE, {"typed": 'lac review "left arm" 3/3/2023 bruis* -school McDonald march 2024'}
        )
    )
    assert re.search(r"lac looked after · looked after child", page)
    assert "children looked after" in page
    assert "left arm word for word" in page
    assert "3 March 2023 however the date is written" in page
    assert "bruis and every word that goes on from it" in page
    assert "school left out wherever it stands" in page
    assert "March 2024 however the date is written" in page
    assert re.search(r"mcdonald [^A-Z]*macdonald", page)
    assert not FieldWords.objects.exists()
    assert "There was no word or number to look for." in said(desk.post(PLACE, {"typed": "?!"}))


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.DESIGNER])
def test_nobody_but_a_designer_changes_them(as_user, council, designer, role):
    user = designer
    user.role = role
    with pytest.raises(Exception, match="Only a designer"):
        searching.write_field_words(by=user, written="school avoidance\nebsa")
    with pytest.raises(Exception, match="Only a designer"):
        searching.switch_field_words(by=user, group="local authority", is_on=False)


def test_whoever_searches_has_no_way_in(as_user, worker):
    browser = as_user(worker)
    for name in ("field_words", "field_words_add", "field_words_versions"):
        assert browser.get(reverse(name)).status_code in (302, 404)
    browser.post(reverse("field_words_act"), {"do": "off", "group": "local authority"})
    assert not FieldWords.objects.exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE search_fieldwords SET off = '[]'", "DELETE FROM search_fieldwords"]
)
def test_a_version_never_changes(designer, statement):
    searching.switch_field_words(by=designer, group="local authority", is_on=False)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        connection.cursor().execute(statement)
