"""What a page looks like, and that no suggestion betrays a file that is closed to the asker."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from cases.models import Family, FamilyMembership, Person, PersonName
from documents.dates import PaperDate
from scanning.cues import Cues, cues_in, goes_on, telling_sentence
from scanning.directory import Directory, Known, directory_for
from scanning.suggest import doubts, suggest

TODAY = date(2026, 11, 22)
MOSS = uuid4()
ROWAN = Known(
    uuid4(),
    "Rowan Moss",
    "K-10009",
    date(2017, 2, 4),
    addresses=("3 Elm Row, Northmoor",),
    families=frozenset([MOSS]),
)
LILY = Known(uuid4(), "Lily Moss", "K-10017", date(2019, 7, 1), families=frozenset([MOSS]))
KAI = Known(uuid4(), "Kai Ahmed", "K-10025", date(2011, 11, 8))
PEOPLE = Directory.of([ROWAN, LILY, KAI])
LETTER = """Northmoor Community Health
Harrow Lane Health Centre, Harrow Lane
12 November 2026
Dear Ms Adeyemi
Re: Rowan MOSS, d.o.b. 04/02/2017, of 3 Elm Row, Northmoor
I saw Rowan on Tuesday. The clinic was busy. His weight has dropped to the 2nd centile.
Yours sincerely
Ann Beck
Health Visitor
Page 1 of 2"""


def looks_like(*texts: str, people: Directory = PEOPLE):
    return suggest([(n, t, cues_in(t, today=TODAY)) for n, t in enumerate(texts, start=1)], people)


def test_a_letter_tells_whose_it_is_what_it_is_who_wrote_it_and_when():
    found = looks_like(LETTER)
    assert found.chosen == (ROWAN,)
    assert found.whose[0].why == "name, birth date and address on page 1"
    assert (found.kind, found.kind_why) == ("letter", "begins “Dear”")
    assert found.sender == "Northmoor Community Health"
    assert (found.dated_on, found.dated_why) == (date(2026, 11, 12), "on page 1")
    assert found.title == "Letter, health visitor"
    assert found.telling == "His weight has dropped to the 2nd centile."
    assert found.look_twice == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("In the Family Court at Northmoor\nCase No. ZE26", "court"),
        ("Minutes of the core group held on 3 March 2026", "minutes"),
        ("From: a@example.org\nTo: b@example.org\nSubject: visit\n\nHello", "email"),
        ("Northmoor Homes\nReferral form\nName", "form"),
        ("Psychological Report\nprepared for the court", "report"),
        ("CERTIFIED COPY OF AN ENTRY\nBirth", "certificate"),
        ("Telephone message for Jo\nHe rang at 3", "note"),
        ("We met on Tuesday.\nYours sincerely\nA B", "letter"),
        ("nothing in particular", "other"),
    ],
)
def test_the_kind_is_what_the_top_of_the_page_says(text, kind):
    assert looks_like(text).kind == kind


@pytest.mark.parametrize(
    ("text", "score_at_least", "why"),
    [
        ("about K-10009 only", 100, "K-10009 on page 1"),
        ("about k 10009 only", 100, "K-10009 on page 1"),
        ("MOSS, Rowan was seen", 40, "name on page 1"),
        ("Rowan James Moss was seen", 40, "name on page 1"),
        ("Rowan Mos was seen", 15, "a name like it on page 1"),
        ("Rowen Moss was seen", 15, "a name like it on page 1"),
    ],
)
def test_a_child_is_known_by_number_name_and_near_name(text, score_at_least, why):
    best = looks_like(text).whose[0]
    assert best.person == ROWAN
    assert best.score >= score_at_least
    assert best.why == why


def test_a_near_name_alone_ticks_nobody():
    assert looks_like("Rowan Mos was seen").chosen == ()


def test_a_wrong_check_digit_is_no_reference():
    assert looks_like("about K-10008 only").whose == ()


def test_a_name_on_a_later_page_counts():
    found = looks_like("A heading", "Kai Ahmed attended.")
    assert found.chosen == (KAI,)
    assert found.whose[0].why == "name on page 2"


def test_children_of_one_family_who_are_both_named_are_both_ticked_and_a_stranger_is_not():
    found = looks_like("Rowan Moss and Lily Moss live together. Kai Ahmed is a friend of theirs.")
    assert set(found.chosen) == {ROWAN, LILY}
    assert {match.person for match in found.whose} == {ROWAN, LILY, KAI}
    assert found.look_twice == ("The pages also name Kai Ahmed (K-10025).",)


def test_names_that_are_alike_ask_for_a_second_look():
    twin = Known(uuid4(), "Rowen Moss", "K-10033", date(2016, 5, 1))
    found = looks_like(LETTER, people=Directory.of([ROWAN, twin]))
    assert found.chosen == (ROWAN,)
    assert "Rowen Moss, K-10033, born 1 May 2016" in found.look_twice[0]


def test_a_birth_date_that_disagrees_is_said():
    found = looks_like(LETTER.replace("04/02/2017", "14/06/2015"))
    assert (
        "gives the birth date 14 Jun 2015, but Rowan Moss was born 4 Feb 2017"
        in found.look_twice[0]
    )


def test_a_reference_of_somebody_else_is_said():
    found = doubts(
        [ROWAN], _pages(LETTER + "\nour ref K-10025"), PEOPLE, dated=PaperDate(TODAY), today=TODAY
    )
    assert "The reference K-10025 on page 1 is Kai Ahmed's." in found


def _pages(*texts):
    return [(n, t, cues_in(t, today=TODAY)) for n, t in enumerate(texts, start=1)]


@pytest.mark.parametrize(
    ("person", "dated_on", "sentence"),
    [
        (ROWAN, date(2026, 11, 12), None),
        (
            KAI,
            date(2026, 11, 12),
            "These pages look like Rowan Moss (K-10009), and you chose Kai Ahmed (K-10025).",
        ),
        (ROWAN, date(2015, 1, 1), "dated 1 Jan 2015, before Rowan Moss was born (4 Feb 2017)"),
        (ROWAN, date(2027, 1, 1), "The date 1 Jan 2027 is still to come."),
        (replace(ROWAN, is_restricted=True), TODAY, "is restricted to named people"),
    ],
)
def test_what_is_odd_asks_for_a_second_look(person, dated_on, sentence):
    found = doubts([person], _pages(LETTER), PEOPLE, dated=PaperDate(dated_on), today=TODAY)
    if sentence is None:
        assert found == []
    else:
        assert sentence in found[0]


BORN, LATER = date(2016, 3, 4), date(2018, 9, 1)


def test_a_letterhead_with_a_date_begins_a_paper_though_nothing_says_what_it_is():
    top = "Northmoor Infirmary\nChildren's ward\n13 November 2026\n\nSeen today after a fall.\n"
    assert cues_in(top, today=TODAY).begins == "letterhead and date"
    body = "and the ward rang the school. He was born on 4 March 2016.\nOn 13 November 2026 he went home.\n"
    assert cues_in(body, today=TODAY).begins == ""


@pytest.mark.parametrize(
    ("before", "this", "same_file", "expected", "why"),
    [
        (None, Cues(), True, False, "first page"),
        (Cues(number=1, of=2), Cues(number=2, of=2), True, True, "“2 of 2” after “1 of 2”"),
        (Cues(number=1, of=2), Cues(number=2, of=2), False, True, "“2 of 2” after “1 of 2”"),
        (Cues(number=1, of=4), Cues(number=3, of=4), True, True, "a page may be missing"),
        (Cues(number=2, of=2), Cues(), True, False, "the last of 2"),
        (Cues(), Cues(number=1, of=3, begins="page 1 of 3"), True, False, "page 1 of 3"),
        (Cues(), Cues(begins="begins “Dear”"), True, False, "Dear"),
        (Cues(), Cues(), False, False, "another file"),
        (Cues(sender="A School"), Cues(sender="A School"), True, True, "same sender"),
        (Cues(), Cues(), True, True, "no letterhead"),
        (Cues(references=("K-1",)), Cues(references=("K-2",)), True, False, "another reference"),
        (Cues(references=("K-1",)), Cues(references=("K-2", "K-1")), True, True, "no letterhead"),
        (Cues(references=("K-1",)), Cues(number=2, references=("K-2",)), True, False, "reference"),
        (Cues(born_on=(BORN,)), Cues(born_on=(LATER,)), True, False, "another birth date"),
    ],
)
def test_whether_a_page_goes_on_from_the_one_before(before, this, same_file, expected, why):
    found, reason = goes_on(before, this, is_same_file=same_file)
    assert found is expected
    assert why in reason


SIGNED = "He was tired and hungry.\n\nYours sincerely\n\nAnn Beck\nHealth Visitor"
PLAIN = "We saw him again after the holidays and he had grown.\nHe told us about the swimming."


@pytest.mark.parametrize(
    ("before", "this", "expected", "why"),
    [
        (SIGNED, PLAIN, False, "the page before ends “Yours sincerely”"),
        (SIGNED.replace("Yours sincerely", "Best wishes"), PLAIN, False, "ends “Best wishes”"),
        (SIGNED, f"{PLAIN}\nPage 2 of 2", True, "“2 of 2”"),
        # The page breaks between the farewell and the name, or the letter quotes one.
        ("He was tired.\nYours sincerely", "Ann Beck", True, "middle of a sentence"),
        (f"He wrote\nKind regards\n{PLAIN * 3}", PLAIN, True, "no letterhead"),
        (PLAIN, f"13 November 2026\n\n{PLAIN}", False, "a date of its own"),
        (f"13 November 2026\n{PLAIN}", f"13 November 2026\n{PLAIN}", True, "no letterhead"),
        (PLAIN, f"13 November 2026 he rang us twice and\n{PLAIN}", True, "no letterhead"),
        (PLAIN, f"Northmoor Primary School\n{PLAIN}", False, "Northmoor Primary School"),
        (
            f"Northmoor Primary School\n{PLAIN}",
            f"Northmoor Primary School\n{PLAIN}\nHe came on 3 May 2026.",
            True,
            "the same sender",
        ),
        (PLAIN, f"Assessment of Needs\n{PLAIN}", False, "is headed “Assessment of Needs”"),
        (PLAIN, f"the assessment of his needs said so.\n{PLAIN}", True, "middle of a sentence"),
        ("Page 2 of 3\nx", "Page 2 of 6\nx", False, "“2 of 6” after “2 of 3”"),
        (
            PLAIN,
            f"{PLAIN}\nas is written (see\npage 119).\n{PLAIN}\n{PLAIN}",
            True,
            "no letterhead",
        ),
        ("- 2 -\nx", f"- 88 -\nDear Ms Adeyemi\n{PLAIN}", False, "Dear"),
    ],
)
def test_what_a_page_shows_of_a_new_paper_is_seen_and_of_the_old_one_too(
    before, this, expected, why
):
    found, reason = goes_on(
        cues_in(before, today=TODAY), cues_in(this, today=TODAY), is_same_file=True
    )
    assert (found, why in reason) == (expected, True), reason


def test_papers_of_stacks_nobody_has_seen_are_parted():
    from benchmarks import boundaries

    counted = boundaries.count("kept for the test", stacks=25)
    assert counted.found / counted.begin > 0.75
    assert counted.split / counted.inside < 0.04


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 of 4", (3, 4)),
        ("Page 2/5", (2, 5)),
        ("- 2 -", (2, None)),
        ("Page 7", (7, None)),
        ("page 5 of 2", (None, None)),
        ("He got 3 of 4 sums right.", (None, None)),
    ],
)
def test_page_numbers(text, expected):
    found = cues_in(f"words before\n{text}\nwords behind", today=TODAY)
    assert (found.number, found.of) == expected


def test_a_birth_date_is_not_the_date_of_the_letter_nor_is_one_to_come():
    found = cues_in("Born 4 Feb 2017. Review on 3 March 2027. Seen on 1 May 2026.", today=TODAY)
    assert found.dated_on == date(2026, 5, 1)
    assert found.born_on == (date(2017, 2, 4),)


def test_cues_survive_being_stored():
    found = cues_in(LETTER, today=TODAY)
    assert Cues.from_json({**found.as_json(), "left by another release": 1}) == found
    assert Cues.from_json({}) == Cues()


def test_the_telling_sentence_is_about_the_child_and_not_too_long():
    assert telling_sentence(["", "word " * 500]) == ""
    assert telling_sentence(
        ["Thank you for the visit to our offices. He said that he is afraid of dogs."]
    ) == ("He said that he is afraid of dogs.")


@pytest.mark.django_db
def test_only_people_the_asker_may_file_for_are_ever_known(
    council, clerk, rowan, robin, wren, kerry
):
    PersonName.objects.create(person=rowan, name="Rowan Hale", kind="birth")
    family = Family.objects.create(name="Sallow")
    FamilyMembership.objects.create(family=family, person=council.people["wren"])
    text = "Rowan Moss, Robin Vale, Wren Sallow, Kerry Moss, Rowan Hale, Kai Ahmed, Tia Okoro"

    def named_for(name):
        found = suggest(_pages(text), directory_for(council.user(name), _pages(text)))
        return sorted(match.person.name for match in found.whose)

    assert named_for("clerk") == ["Kai Ahmed", "Rowan Moss", "Tia Okoro"]
    assert named_for("worker") == ["Kai Ahmed", "Rowan Moss"]
    assert named_for("stranger") == ["Tia Okoro"]
    for name in ("mother", "father", "young", "designer", "duty", "chair"):
        assert named_for(name) == []
    assert Person._base_manager.count() > 3


@pytest.mark.django_db
def test_a_former_name_leads_to_the_child(council, clerk, rowan):
    PersonName.objects.create(person=rowan, name="Rowan Hale", kind="birth")
    pages = _pages("Rowan Hale was born here")
    found = suggest(pages, directory_for(clerk, pages))
    assert [known.name for known in found.chosen] == ["Rowan Moss"]


@pytest.mark.parametrize(
    ("first_line", "sender"),
    [
        ("School report, 12 November 2026", ""),
        ("Health visit of 3/4/2024", ""),
        ("Northmoor Primary School", "Northmoor Primary School"),
        ("Northmoor Council since 1974", "Northmoor Council since 1974"),
    ],
)
def test_a_line_with_a_whole_date_is_no_sender(first_line, sender):
    text = f"{first_line}\nAbout Rowan Moss"
    assert cues_in(text, today=date(2026, 11, 22)).sender == sender
