"""The main job from end to end: a scanned page becomes a filed, searchable, shared and signed document."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from tests.browser import Site, Visitor, end
from tests.walks import papers, steps
from tests.walks.steps import Family, Walk

pytestmark = pytest.mark.browser


def family(people: dict, child: str, born: date, parent: str, user: str) -> Family:
    known = people[child]
    return Family(
        child=papers.Child(known["name"], born, known["reference"]),
        child_id=known["id"],
        parent=people[parent]["name"],
        user=user,
    )


def walked(walk: Walk) -> Walk:
    walk.clerk_takes_the_stack_in()
    worker = walk.worker_finds_the_third_page()
    walk.worker_writes_the_plan(worker)
    walk.manager_authorises()
    parent = walk.parent_joins(*walk.worker_invites_the_parent(worker))
    walk.worker_releases_the_plan(worker)
    walk.parent_answers(parent)
    walk.parent_signs(parent)
    walk.worker_sees_the_answer(worker)
    worker.leave()
    parent.leave()
    # The next walk starts, as this one did, with nobody at work.
    end(walk.reader)
    return walk


@pytest.fixture(scope="module")
def walk(site: Site, people: dict, browser: Browser, tmp_path_factory) -> Walk:
    """The whole way, in a window of a desk, with scripts."""
    moss = family(people, "rowan", date(2017, 2, 4), "kerry", "sunflower")
    return walked(Walk(site, browser, moss, tmp_path_factory.mktemp("post")))


@pytest.fixture(scope="module")
def plain_walk(walk: Walk, people: dict, tmp_path_factory) -> Walk:
    """The same way without a script on any page, and with the parent's at the width of a small phone."""
    barrow = family(people, "ivy", date(2018, 6, 21), "della", "bluebell")
    folder = tmp_path_factory.mktemp("more_post")
    return walked(
        Walk(walk.site, walk.browser, barrow, folder, has_script=False, parents_width=320)
    )


@pytest.fixture
def stranger(walk: Walk) -> Iterator[Visitor]:
    someone = Visitor(walk.browser, walk.site)
    someone.enter("stranger")
    yield someone
    someone.leave()


@pytest.fixture
def father(walk: Walk) -> Iterator[Visitor]:
    someone = Visitor(walk.browser, walk.site)
    someone.enter("father")
    yield someone
    someone.leave()


# Words of the walk that nobody outside may meet, each from another place.
OURS = (
    papers.ONLY_ON_THE_THIRD,
    steps.STAFF_ONLY,
    "hungry",
    "blazer",
    "Mum here",
    "Mostly yes",
    steps.HEADLINE,
    steps.CHILDS_WORDS,
    "Anwen Bevan",
    "K-1",
)
DOCUMENTS = 5


def test_a_scanned_page_becomes_a_filed_searchable_shared_and_signed_document(walk):
    assert walk.sum == "10 one-sided sheets = 9 filed + 1 blank + 0 left to file"
    assert len(walk.filed) == DOCUMENTS
    assert walk.filed[0] == "1-3 Letter, health visitor"
    assert all(walk.family.child.reference in why for why in walk.suggested)
    assert f"{steps.HEADLINE}, seen alone" in walk.story
    assert "Letter, health visitor, 3 pages" in walk.story
    assert walk.receipt
    assert walk.copy == walk.councils_copy


def test_it_works_the_same_without_scripts_and_on_a_small_phone(plain_walk):
    assert plain_walk.sum == "10 one-sided sheets = 9 filed + 1 blank + 0 left to file"
    assert len(plain_walk.filed) == DOCUMENTS
    assert plain_walk.copy == plain_walk.councils_copy
    assert plain_walk.faults == []
    assert plain_walk.complaints == []


def test_every_page_of_it_can_be_used_by_everybody(walk):
    assert walk.faults == [], "\n\n".join(walk.faults)


def test_no_page_of_it_breaks_the_policy_or_a_script(walk):
    assert walk.complaints == []


def test_the_copy_that_both_keep_is_sealed_tagged_and_titled(walk, tmp_path):
    file = tmp_path / walk.copy.name
    file.write_bytes(walk.copy.data)
    done = subprocess.run(
        [
            Path(sys.executable).parent / "pyhanko",
            "sign",
            "validate",
            "--pretty-print",
            "--trust",
            walk.site.folder / "seal" / "root.pem",
            file,
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The signature is judged VALID." in done.stdout
    assert "The signature covers the entire file." in done.stdout
    with pikepdf.open(file) as document:
        root = document.Root
        assert root.StructTreeRoot.K
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang).startswith("en")
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == "Rowan's plan"
            assert (metadata["pdfuaid:part"], metadata["pdfaid:part"]) == ("1", "3")
        attached = [one.get_file().read_bytes() for one in document.attachments.values()]
        evidence = [json.loads(data) for data in attached if data[:1] == b"{"]
    said = json.dumps(evidence, ensure_ascii=False)
    assert "Mum here 🙂 the <b>school</b> bit is not what I said." in said
    assert steps.ON_THE_WHOLE in said
    assert walk.receipt in said
    assert steps.STAFF_ONLY.encode() not in walk.copy.data
    assert steps.STAFF_ONLY not in said


def test_what_the_parent_is_told_by_e_mail_says_nothing(walk):
    someone = Visitor(walk.browser, walk.site)
    someone.enter("manager")
    page = someone.go("/family/messages/")
    message = page.locator("article", has_text="sunflower@example.org").first
    expect(message).to_be_visible()
    words = message.inner_text().lower()
    assert not [word for word in ("rowan", "moss", "plan", "council", "social") if word in words]
    someone.leave()


def test_a_worker_of_another_team_finds_none_of_it(walk, stranger):
    page = stranger.page
    assert "Rowan" not in page.locator("main").inner_text()
    for words in (*OURS, walk.family.child.name, walk.family.child.reference):
        page.get_by_label("Find words, names").fill(words)
        stranger.submit(page.get_by_role("button", name="Find", exact=True))
        expect(page.get_by_text("Nothing you may see has these words.")).to_be_visible()
        assert "0 found" in page.locator(".file-line").inner_text()
        assert not page.locator(".hit, .filters").count()
    page.go_back()
    stranger.go("/scan/?show=closed")
    assert "Batch" not in page.locator("main table").all_inner_texts()


def test_no_address_that_was_shown_to_others_shows_anything_to_her(walk, stranger):
    kinds = {address.split("/")[1] for address in walk.addresses}
    assert {"cases", "papers", "pages", "records", "releases", "scan", "find", "copies"} <= kinds
    for address in sorted(walk.addresses | walk.parents_addresses):
        assert stranger.status_of(address) == 404, address


def test_she_is_told_whom_to_ring(walk, stranger):
    page = stranger.go("/known/")
    page.get_by_label("Full name").fill("Rowan Moss")
    page.get_by_label("Date of birth").fill("2017-02-04")
    stranger.submit(page.get_by_role("button", name="Ask"))
    answer = page.locator("#answer + article")
    expect(answer).to_contain_text("Ring Jo Adeyemi, 01632 960 011")
    assert not [word for word in OURS if word in page.locator("main").inner_text()]


def test_the_father_has_no_trace_of_it(walk, father):
    page = father.page
    expect(page.get_by_text("There is nothing here for you at the moment.")).to_be_visible()
    assert "Rowan" not in page.locator("main").inner_text()
    for address in sorted(walk.addresses | walk.parents_addresses):
        assert father.status_of(address) == 404, address
    for address in ("/find/", "/known/", "/scan/", "/"):
        assert father.status_of(address) in {302, 404, 405}, address


def test_every_step_is_in_the_log_and_the_chain_is_whole(walk, stranger, father):
    stranger.status_of(walk.paper)
    father.status_of(walk.release)
    rows = walk.site.script("tests.walks.log")["rows"]
    expected = [
        ("clerk", "accounts.signed_in", True),
        ("clerk", "scanning.batch_started", True),
        *[("clerk", "scanning.file_received", True)] * len(papers.FILES),
        ("clerk", "scanning.batch_handed_in", True),
        *[("clerk", "documents.filed", True)] * DOCUMENTS,
        ("worker", "cases.person.read", True),
        ("worker", "cases.event_recorded", True),
        ("worker", "search.asked", True),
        ("worker", "documents.document.read", True),
        ("worker", "documents.page.read", True),
        ("worker", "documents.record_started", True),
        ("worker", "documents.answer_saved", True),
        ("worker", "documents.record_handed_in", True),
        ("manager", "documents.record_authorised", True),
        ("worker", "family_access.invited", True),
        ("sunflower", "family_access.joined", True),
        ("sunflower", "accounts.authenticator_added", True),
        ("sunflower", "accounts.recovery_codes_made", True),
        ("worker", "documents.release_previewed", True),
        ("worker", "documents.released", True),
        ("sunflower", "documents.release.receive", True),
        ("sunflower", "documents.release_answered", True),
        ("sunflower", "documents.release_signed", True),
        ("", "documents.edition_sealed", True),
        ("sunflower", "documents.sealededition.receive", True),
        ("worker", "documents.release.read", True),
        ("worker", "documents.reply_seen", True),
        ("worker", "documents.sealededition.read", True),
        ("stranger", "documents.document.read", False),
        ("father", "portal.other_side", False),
    ]
    left = iter([tuple(row) for row in rows])
    missing = [step for step in expected if step not in left]
    assert missing == [], f"not in the log, or not in this order: {missing[0]}"
    told = walk.site.told("verify")
    assert told == [{"checked": [f"I{number}" for number in range(1, 9)], "broken": 0}]


def test_the_file_itself_tells_who_looked(walk):
    manager = Visitor(walk.browser, walk.site)
    manager.enter("manager")
    page = manager.go(f"/cases/{walk.family.child_id}/who-looked/")
    lines = page.locator("table").last.locator("tbody tr").all_inner_texts()
    for who, what in (
        ("Sam Whitlock", "filed a paper"),
        ("Jo Adeyemi", "opened the file"),
        ("Jo Adeyemi", "looked at a page"),
        ("Priya Nair", "authorised a record"),
        ("Jo Adeyemi", "invited somebody of the family"),
        ("Kerry Moss", "read what was released to them"),
        ("Kerry Moss", "signed"),
    ):
        assert any(who in line and what in line for line in lines), (who, what)
    walk.see(manager)
    manager.leave()
