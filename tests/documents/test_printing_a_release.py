"""What stands on a printed release, and that anybody can read it."""

import io
import json
import multiprocessing
import threading

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents import glyphs, printing
from documents.canonical import digest
from documents.printing import print_release
from tests.documents.sample_release import (
    MADE_AT,
    a_plan,
    a_plan_saying,
    a_reply,
    a_signature,
    evidence,
)


def words_of(pdf: bytes) -> str:
    """The text of all pages, with every run of spaces and line ends as one space."""
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.replace("\u200b", "").replace("\ufffe", "").split())


def printed(content=None, **options):
    return print_release(content or a_plan(), made_at=MADE_AT, **options)


def structure(pdf: bytes) -> list[str]:
    """The tags of the structure tree in reading order."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S)[1:])
            if "/K" in node:
                walk(node.K)

    with pikepdf.open(io.BytesIO(pdf)) as document:
        walk(document.Root.StructTreeRoot.K)
    return found


def tags_in_welsh(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return sorted(
            str(item.S)[1:]
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and "/S" in item and item.get("/Lang") == "cy"
        )


@pytest.mark.parametrize("format", ["standard", "large", "giant", "dyslexia"])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_it_is_tagged_titled_and_archival_in_every_print(format, language):
    result = printed(
        a_plan(language=language),
        format=format,
        signatures=[a_signature()],
        replies=[a_reply()],
        attachment=b"{}",
    )
    assert result.strict
    with pikepdf.open(io.BytesIO(result.pdf)) as document:
        root = document.Root
        assert str(root.Lang) == language
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in root
        assert all(page.obj.Tabs == "/S" for page in document.pages)
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == "Rowan's plan"
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"


def test_it_prints_everything_that_the_release_says():
    text = words_of(printed().pdf)
    for words in (
        "Rowan's plan",
        "For: Kerry Moss",
        "About: Rowan Moss",
        "Written by: Jo Adeyemi, social worker",
        "Written on: 3 November 2026",
        "Northmoor Council 01632 960001",
        "1. What we are worried about",
        "Why are we writing this plan?",
        "Rowan is too tired for school. He told his teacher why.",
        "He missed 14 days of school.",
        "Nobody collected him.",
        "What Who By when Breakfast club Kerry Moss 1 December 2026",
        "Ring the school nurse Not decided yet Not decided yet",
        "School: Northmoor Primary",
        "We meet again on 1 December 2026.",
        "Jo Adeyemi 01632 960001 9 to 5",
        "core group: the people who meet every four weeks",
    ):
        assert words in text, words


def test_it_has_one_main_heading_and_tables_with_head_cells():
    tags = structure(printed().pdf)
    assert tags.count("H1") == 1
    assert tags[: tags.index("H2")].count("H1") == 1
    assert tags.count("Table") == 2
    assert tags.count("TH") == 6
    assert tags.count("THead") == 2
    assert "H4" not in tags


def test_giant_print_sets_rows_one_under_the_other():
    result = printed(format="giant")
    assert "Table" not in structure(result.pdf)
    text = words_of(result.pdf)
    assert "What: Breakfast club Who: Kerry Moss By when: 1 December 2026" in text


def test_a_word_too_long_for_a_column_turns_the_table_into_a_list():
    plan = a_plan()
    plan["sections"][1]["blocks"][0]["rows"][0]["who"] = "jo.adeyemi@northmoor.example"
    pdf = printed(plan).pdf
    assert structure(pdf).count("Table") == 1
    assert "Who: jo.adeyemi@northmoor.example" in words_of(pdf)


def test_it_uses_the_size_and_the_letters_of_the_print_asked_for():
    for format, family, size in (
        ("standard", "AtkinsonHyperlegibleNext", 14),
        ("large", "AtkinsonHyperlegibleNext", 18),
        ("giant", "AtkinsonHyperlegibleNext", 24),
        ("dyslexia", "Lexend", 14),
    ):
        pdf = printed(format=format).pdf
        document = pypdfium2.PdfDocument(pdf)
        page = document[0]
        sizes = {
            round(item.get_font_size(), 1)
            for item in page.get_objects()
            if isinstance(item, pypdfium2.PdfTextObj)
        }
        assert size in sizes
        assert min(sizes) >= 11.2
        with pikepdf.open(io.BytesIO(pdf)) as archive:
            fonts = {str(font.BaseFont) for font in archive.pages[0].Resources.Font.values()}
        assert all(family in name for name in fonts), fonts


def test_a_telephone_number_is_not_broken_over_two_lines():
    contact = {
        "who": "Jo Adeyemi, social worker",
        "phone": "01632 960001",
        "when": "Monday to Friday, 9 to 5, and at night when it cannot wait",
    }
    for format in printing.FORMATS:
        pdf = printed(a_plan(contacts=[contact]), format=format).pdf
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
        contacts = "".join(pages).split("Who you can ring")[1]
        assert any("01632 960001" in line for line in contacts.splitlines()), format


def test_an_unknown_print_is_refused():
    with pytest.raises(KeyError):
        printed(format="tiny")


def test_it_prints_the_same_bytes_for_the_same_release():
    plan = a_plan()
    assert printed(plan).pdf == printed(plan).pdf
    assert printed(plan).pdf != printed(a_plan(next="Something else.")).pdf


def test_every_page_names_the_version_it_belongs_to():
    plan = a_plan()
    code = digest(plan)[:8].upper()
    document = pypdfium2.PdfDocument(printed(plan, signatures=[a_signature()]).pdf)
    assert len(document) > 1
    for number, page in enumerate(document, start=1):
        text = page.get_textpage().get_text_range()
        assert f"{code[:4]}-{code[4:]}" in text
        assert f"Page {number} of {len(document)}" in text


def test_the_words_of_the_family_print_as_they_were_typed():
    typed = (
        r'#read("/etc/passwd") *loud* $x$ @home _low_ `code` = not a heading // gone? \ ~ <b> [x]'
    )
    result = printed(
        a_plan_saying(typed), replies=[a_reply(words=typed)], signatures=[a_signature(words=typed)]
    )
    assert result.strict
    assert result.missing_glyphs == ()
    assert words_of(result.pdf).count(" ".join(typed.split())) == 3


def test_welsh_letters_and_labels_print():
    welsh = "Mae'r tŷ'n oer. ŵ ŷ ẁ ẃ ẅ ŴŶẀẂẄ â ê î ô û ï ỳ"
    plan = a_plan_saying(welsh) | {"language": "cy"}
    for format in printing.FORMATS:
        result = printed(plan, format=format)
        assert result.missing_glyphs == ()
        text = words_of(result.pdf)
        assert welsh in text
        assert "Ysgrifennwyd ar: 3 Tachwedd 2026" in text
        assert "Written" not in text


def test_both_languages_have_every_label():
    english, welsh = printing.labels("en"), printing.labels("cy")
    assert english.keys() == welsh.keys()
    assert len(welsh["months"]) == 12
    assert printing.labels("ur") == english


@pytest.mark.parametrize(
    "said",
    [
        "ረድኤት ሰላም",
        "ਸਤ ਸ੍ਰੀ ਅਕਾਲ",
        "শুভ সকাল",
        "வணக்கம்",
        "مرحبا",
        "שלום",
        "Доброго ранку",
        "Καλημέρα",
        "नमस्ते",
        "👍 👍🏽 😢 ❤️ 👨‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿 ✓ ☐ →",
    ],
)
def test_the_scripts_and_pictures_that_families_use_print(said):
    result = printed(replies=[a_reply(words=said)])
    assert result.strict
    assert result.missing_glyphs == ()


def test_a_character_without_a_glyph_is_named_in_brackets_and_reported():
    result = printed(a_plan_saying("Hello 你好吗 and \U0001faea and \ue000 and \U0001d800."))
    assert result.strict
    assert result.missing_glyphs == ("你", "好", "吗", "\U0001faea", "\ue000", "\U0001d800")
    assert (
        "Hello [3 Chinese characters] and [character U+1FAEA] and [character U+E000] "
        "and [signwriting hand-fist index]." in words_of(result.pdf)
    )


def test_characters_that_steer_or_hide_text_are_left_out():
    result = printed(a_plan_saying("a\x00b\x07c\x1b d\u202eevil\u202c e\ufefff\x85g"))
    assert result.strict
    assert result.missing_glyphs == ()
    assert "abc devil ef g" in words_of(result.pdf)


def test_a_word_too_long_for_the_page_is_broken_and_stays_on_it():
    word = "https://example.org/" + "abcdefghij" * 6
    for format in printing.FORMATS:
        pdf = printed(a_plan_saying(word), format=format).pdf
        assert word in words_of(pdf).replace(" ", "")
        document = pypdfium2.PdfDocument(pdf)
        for page in document:
            for item in page.get_objects():
                left, bottom, right, top = item.get_bounds()
                assert right <= page.get_width()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_no_text_can_keep_a_release_from_being_printed_properly(said):
    plan = a_plan_saying(said)
    plan["sections"][0]["heading"] = said or "x"
    plan["sections"][1]["blocks"][0]["rows"][0]["what"] = said
    result = printed(
        plan, replies=[a_reply(words=said)], signatures=[a_signature(words=said, name=said)]
    )
    assert result.strict


def test_it_prints_something_and_says_so_when_the_strict_build_fails(monkeypatch):
    monkeypatch.setattr(glyphs, "has_glyph", lambda character: True)
    result = printed(a_plan_saying("你好 and the rest of the plan"))
    assert not result.strict
    assert result.missing_glyphs == ()
    assert "and the rest of the plan" in words_of(result.pdf)
    with pikepdf.open(io.BytesIO(result.pdf)) as document:
        with document.open_metadata() as metadata:
            assert "pdfaid:part" not in metadata


def test_an_answer_prints_beside_its_paragraph():
    reply = a_reply()
    text = words_of(printed(replies=[reply, a_reply("worries.list", words="Twice, not more.")]).pdf)
    block = text.index("He told his teacher why.")
    following = text.index("He missed 14 days of school.")
    answer = text.index(
        "Answer from Kerry Moss, 20 November 2026, 14:05 "
        "I agree with some of it. He was never scared of me."
    )
    assert block < answer < following < text.index("Twice, not more.")


def test_an_answer_to_a_paragraph_that_is_not_there_still_prints():
    text = words_of(printed(replies=[a_reply("removed.block", words="But I did answer.")]).pdf)
    assert "Other answers" in text
    assert "But I did answer." in text


def test_the_signature_page_says_what_was_decided_and_how():
    plan = a_plan()
    result = printed(plan, signatures=[a_signature()], attachment=evidence(plan))
    text = words_of(result.pdf)
    page = text[text.index("Signatures") :]
    for words in (
        "Kerry Moss, Rowan's mother",
        "I have read this plan or had it read to me.",
        "Decision: I agree with some of it",
        "Signed on: 20 November 2026, 14:05",
        "Read in: English, large print",
        "Signed in with a password and a code from a telephone",
        "Receipt: KQ7-3PX",
        "In their own words: I did not shout, *he* was ill. Thats not fair",
        "attached inside this file, as evidence.json",
    ):
        assert words in page, words


def test_times_are_those_of_the_clock_on_the_wall():
    summer = MADE_AT.replace(month=7)
    assert "Signed on: 20 July 2026, 15:05" in words_of(
        printed(signatures=[a_signature(signed_at=summer)]).pdf
    )


def test_every_signature_has_its_place_even_one_without_words():
    second = a_signature(name="Sam Moss", decision="I disagree", words="")
    text = words_of(printed(signatures=[a_signature(), second]).pdf)
    assert text.index("Kerry Moss, Rowan's mother") < text.index("Sam Moss, Rowan's mother")
    assert "No words were added." in text


def test_words_in_another_language_are_marked_as_such():
    pdf = printed(replies=[a_reply(words="Dw i ddim yn cytuno.", words_language="cy")]).pdf
    assert tags_in_welsh(pdf) == ["BlockQuote"]


def test_somebodys_own_words_are_set_off_as_a_quotation():
    plan = a_plan_saying("I want my dog to come too.")
    assert "BlockQuote" not in structure(printed(plan).pdf)
    plan["sections"][0]["blocks"][0]["verbatim"] = {"who": "Rowan", "on": "2026-11-01"}
    quoted = printed(plan)
    assert structure(quoted.pdf).count("BlockQuote") == 1
    assert "I want my dog to come too." in words_of(quoted.pdf)


def test_a_block_in_another_language_is_marked_as_such():
    plan = a_plan()
    assert tags_in_welsh(printed(plan).pdf) == []
    plan["sections"][0]["blocks"][0]["lang"] = "cy"
    assert tags_in_welsh(printed(plan).pdf) == ["P", "P"]
    plan["sections"][1]["blocks"][1]["lang"] = "cy"
    assert tags_in_welsh(printed(plan).pdf) == ["L", "P", "P"]


def test_the_evidence_travels_inside_the_file_unchanged():
    plan = a_plan()
    given_evidence = json.dumps({"words": "ŵ 中 \n \u0000"}, ensure_ascii=False).encode()
    result = printed(plan, attachment=given_evidence)
    with pikepdf.open(io.BytesIO(result.pdf)) as document:
        assert list(document.attachments) == ["evidence.json"]
        attached = document.attachments["evidence.json"]
        assert attached.get_file().read_bytes() == given_evidence
        assert str(attached.obj.AFRelationship) == "/Supplement"
        assert attached.get_file().mime_type == "application/json"
        assert len(document.Root.AF) == 1


def test_an_empty_answer_says_that_nothing_was_written():
    assert "Nothing has been written here." in words_of(printed(a_plan_saying(" \n ")).pdf)


def test_a_release_needs_nothing_but_a_title_and_its_sections():
    result = printed({"kinfile": 1, "title": "Note", "sections": []})
    assert result.strict
    assert "Note" in words_of(result.pdf)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "not the content of a release"),
        ({"kinfile": 2, "title": "x", "sections": []}, "not the content of a release"),
        ({"kinfile": 1, "sections": []}, "no 'title'"),
        (
            {
                "kinfile": 1,
                "title": "x",
                "sections": [{"heading": "h", "blocks": [{"id": "a", "kind": "dance"}]}],
            },
            "unknown kind 'dance'",
        ),
    ],
)
def test_content_that_is_no_release_is_refused_in_plain_words(content, message):
    with pytest.raises(printing.CannotPrint, match=message):
        printed(content or {"nothing": 1})


def test_several_threads_can_print_at_once():
    plans = [a_plan(title=f"Plan {number}") for number in range(12)]
    wanted = [printed(plan).pdf for plan in plans]
    got: list[bytes | None] = [None] * len(plans)

    def work(number):
        got[number] = printed(plans[number]).pdf

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(plans))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == wanted


def test_a_forked_process_says_why_it_cannot_print_instead_of_waiting_forever():
    printed()
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)

    def child():
        try:
            printed()
        except RuntimeError as error:
            there.send(str(error))

    process = context.Process(target=child)
    process.start()
    try:
        assert here.poll(20)
        assert "spawn" in here.recv()
    finally:
        process.kill()
        process.join()


def test_every_bundled_font_is_used_and_has_its_licence():
    import typst

    families = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(glyphs.FONTS)],
    ).families()
    used = {style.font for style in printing.FORMATS.values()} | set(printing.FALLBACKS)
    assert set(families) == used
    for family in ("Atkinson-Hyperlegible-Next", "Lexend", "Noto"):
        licence = (glyphs.FONTS / f"LICENCE-{family}.txt").read_text()
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    total = sum(path.stat().st_size for path in glyphs.FONTS.iterdir())
    assert total < 6_000_000
