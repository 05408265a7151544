"""The demo council made from a story cut down to one family and two papers, by the same build as the whole one."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.utils import timezone

from cases import access, audit
from cases.models import Assignment, AuditEvent, Event, Person, User
from documents import locking
from documents.models import Document, Record, Release, SealedEdition
from family_access import actions as family_actions
from family_access.models import Message
from portal import invariants
from portal.demo import build, guide, later, samples
from portal.demo.council import COUNCIL
from portal.demo.families import MOSS
from portal.demo.painting import paint_paper
from portal.demo.rows import papers
from portal.demo.rows.cast import PASSWORD, Cast, id_of
from portal.demo.story import PaperPage, Text, day
from scanning.actions import intake
from scanning.models import Batch, Image, Upload
from search import finding

KEPT = {"moss-nfa-2020", "moss-hv-2026"}
OFFICE = replace(
    COUNCIL,
    people=(),
    relationships=(),
    involvements=(),
    assignments=(),
    episodes=(),
    events=(),
    facts=(),
    records=(),
    alerts=(),
    closures=(),
    conflicts=(),
)
_PAGE = PaperPage((Text("Rowan weighs 5.1 kg and has a lighthouse."),), dpi=100)
FAMILY = replace(
    MOSS,
    events=MOSS.events[-12:],
    records=tuple(record for record in MOSS.records if record.key.startswith("moss-plan-")),
    shared=tuple(one for one in MOSS.shared if one.record.startswith("moss-plan-")),
    papers=tuple(
        replace(paper, pages=(replace(_PAGE, seed=paper.key),), telling="“Rowan has a lighthouse.”")
        for paper in MOSS.papers
        if paper.key in KEPT
    ),
)
STORIES = (FAMILY, OFFICE)


@pytest.fixture
def data(own_database, settings, tmp_path):
    settings.KINFILE_DATA = tmp_path / "data"
    settings.KINFILE_DATA.mkdir()
    settings.KINFILE_READERS = 1
    return settings.KINFILE_DATA


def rowan() -> Person:
    return Person._base_manager.get(pk=id_of("person", "rowan"))


def test_it_is_built_once_and_goes_on_where_it_was_stopped(data):
    build.tell(STORIES, weeks=later.weeks_to(timezone.localdate()))
    cast = Cast.known(STORIES)
    box = papers.boxes(cast)[0]
    batch = intake.receive_batch(
        by=cast.staff["bev"], device="Records room scanner", box=box.box, shelf=box.shelf
    )
    pdf = BytesIO(paint_paper(box.papers[0]))
    intake.add_upload(
        by=cast.staff["bev"], batch=batch, stream=pdf, name=papers.file_name(box.papers[0])
    )
    assert not build.is_built()

    build.build(stories=STORIES, with_post=False)
    build.build(stories=STORIES, with_post=False)

    assert build.is_built()
    assert AuditEvent.objects.filter(code=build.BUILT).count() == 1
    assert Upload._base_manager.count() == len(KEPT)
    assert Batch._base_manager.count() == len(papers.boxes(cast))
    assert {image.state for image in Image._base_manager.all()} == {Image.State.FILED}
    worker, stranger, father = (
        User.objects.get(username=name) for name in ("worker", "stranger", "father")
    )
    for paper in FAMILY.papers:
        filed = Document._base_manager.get(title=paper.title)
        assert filed.telling == "Rowan has a lighthouse."
        assert {person.pk for person in filed.about.all()} == {
            id_of("person", key) for key in paper.about
        }
        assert timezone.localdate(filed.filed_at) > filed.dated_on
    assert "page" in {hit.kind for hit in finding.find(worker, "weighs 5.1").hits}
    assert not finding.find(stranger, "lighthouse").hits
    assert not access.scope(father, "receive", Release).exists()
    assert not list(invariants.check())
    assert SealedEdition._base_manager.filter(file=None).count() == 0
    assert all(message.sent_at for message in Message._base_manager.all())

    told = list(guide.lines("http://localhost:1"))
    assert {line["person"] for line in told if "person" in line} >= {"mother", "worker", "clerk"}
    assert {line["case"] for line in told if "case" in line} >= {rowan().reference}
    card = next(line["invitation"] for line in told if "invitation" in line)
    assert family_actions.check_card(card=card["card"], code=card["code"], proof=card["answer"])
    assert samples.card() == samples.card()
    assert told[-1] == {"url": "http://localhost:1"}
    assert (data / "invitation.json").stat().st_mode & 0o077 == 0


def test_a_demo_that_is_older_than_its_safeguarding_lead_gets_one(told):
    audit.record(None, build.BUILT)
    User.objects.update(is_safeguarding_lead=False)
    build.build()
    assert [lead.username for lead in locking.leads()] == ["lead"]
    User.objects.filter(username="lead").update(is_safeguarding_lead=False, role="support")
    build.build()
    assert [lead.role for lead in locking.leads()] == ["manager"]


@pytest.fixture
def told(db, settings, tmp_path):
    """The history alone, without its paper."""
    settings.KINFILE_DATA = tmp_path
    build.tell(STORIES, weeks=0)


def test_the_history_is_dated_as_it_is_told(told):
    visit = Event._base_manager.filter(about=rowan()).order_by("happened_on")[0]

    assert visit.happened_on == FAMILY.events[0].on
    assert timezone.localdate(visit.written_at) == visit.happened_on
    assert visit.written_by_name == "Jo Adeyemi"


def test_whoever_left_holds_nothing_any_more_and_cannot_sign_in(told):
    leanne = User.objects.get(username="leanne.foy")

    assert not leanne.is_active
    assert not leanne.has_usable_password()
    assert not Assignment._base_manager.filter(worker=leanne, ended_at=None).exists()


def test_everybody_a_visitor_can_be_signs_in_with_the_same_words_and_an_app(told):
    people = list(guide.people())

    assert {user.username for user in people} >= {"mother", "father", "worker", "designer"}
    for user in people:
        assert user.check_password(PASSWORD)
        assert user.authenticatordevice_set.filter(confirmed=True).count() == 1


def test_the_mother_was_given_a_plan_and_answered_partly(told):
    release = Release._base_manager.get(recipient__name="Kerry Moss")

    assert timezone.localdate(release.released_at) == day("2026-06-12")
    assert "partly" in set(release.replies.values_list("stance", flat=True))
    assert release.signatures.get().decision == "partly"
    assert timezone.localdate(release.signatures.get().signed_at) == day("2026-06-17")


def test_what_an_adult_said_stands_under_their_own_id(told):
    plan = Record._base_manager.get(pk=id_of("record", "moss-plan-june-2026"))
    said = plan.answers.get(question="views.family").current.value

    assert said[0]["person"] == str(id_of("person", "kerry"))
    assert plan.answers.get(question="words.said").current.value[0]["person"] == rowan().reference


def test_a_plan_is_being_written_that_takes_the_place_of_the_one_that_stands(told):
    draft = Record._base_manager.get(state="draft")

    assert draft.supersedes_id == id_of("record", "moss-plan-june-2026")
    assert access.decide(User.objects.get(username="worker"), "write", draft)


def test_who_must_learn_nothing_is_kept_out_and_the_mother_is_not(told):
    father, mother = (User.objects.get(username=name) for name in ("father", "mother"))

    assert rowan().restrictions.get(lifted_at=None).kept_from == father.person
    assert access.scope(mother, "receive", Release).count() == 1
    assert not access.scope(father, "receive", Release).exists()
