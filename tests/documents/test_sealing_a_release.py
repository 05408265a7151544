"""A sealed release proves itself, stays readable for everybody, and betrays every change."""

import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from documents import sealing
from documents.printing import print_release
from documents.sealing import CouncilSeal
from tests.documents.sample_release import MADE_AT, a_plan, a_reply, a_signature, evidence

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def seal(tmp_path_factory):
    folder = tmp_path_factory.mktemp("council") / "seal"
    return CouncilSeal.load_or_create(folder, KEY, "Northmoor Council", at=MADE_AT)


@pytest.fixture(scope="module")
def printed():
    plan = a_plan()
    result = print_release(
        plan,
        signatures=[a_signature()],
        replies=[a_reply()],
        attachment=evidence(plan),
        made_at=MADE_AT,
    )
    assert result.strict
    return result.pdf


@pytest.fixture(scope="module")
def sealed(seal, printed):
    return sealing.seal(printed, seal=seal, reason="Copy of record", at=MADE_AT)


def check(pdf, seal, **options):
    return sealing.check(pdf, **{"trust": seal.root, "at": MADE_AT + timedelta(days=30)} | options)


def test_it_is_sound_and_says_when_and_by_whose_clock(sealed, seal):
    verdict = check(sealed, seal)
    assert verdict.is_sound
    assert verdict.sealed_at == MADE_AT
    assert verdict.time_source == sealing.OWN_CLOCK
    assert verdict.sentence == (
        "This copy is exactly as Northmoor Council sealed it on 20 November 2026 at 14:05. "
        "The time comes from the council's own clock."
    )


def test_the_printed_file_is_the_beginning_of_the_sealed_one(printed, sealed):
    assert sealed.startswith(printed + b"\n")
    assert len(sealed) - len(printed) < 20_000


def test_it_stays_tagged_titled_archival_and_whole(printed, sealed):
    with pikepdf.open(io.BytesIO(sealed)) as document:
        root = document.Root
        assert str(root.Lang) == "en"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert root.StructTreeRoot.K is not None
        assert all(page.obj.Tabs == "/S" for page in document.pages)
        assert list(document.attachments) == ["evidence.json"]
        attached = document.attachments["evidence.json"].get_file().read_bytes()
        assert attached == evidence(a_plan())
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == "Rowan's plan"
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"
        assert len(root.DSS.CRLs) == 1
        field = root.AcroForm.Fields[0]
        assert [float(side) for side in field.Rect] == [0, 0, 0, 0]
    assert text_of(sealed) == text_of(printed)


def test_pyhankos_own_command_line_calls_it_valid(tmp_path, printed):
    seal = CouncilSeal.load_or_create(tmp_path / "seal", KEY, "Northmoor Council")
    now = datetime.now(UTC)
    file, root = tmp_path / "plan.pdf", tmp_path / "root.pem"
    file.write_bytes(sealing.seal(printed, seal=seal, reason="Copy of record", at=now))
    root.write_bytes(seal.root_pem())
    done = judged_by_pyhanko(file, root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The signature is judged VALID." in done.stdout
    assert "The signature covers the entire file." in done.stdout

    file.write_bytes(with_page_edited(file.read_bytes()))
    done = judged_by_pyhanko(file, root)
    assert "judged VALID" not in done.stdout
    assert "judged INVALID" in done.stdout


def judged_by_pyhanko(file, root):
    command = Path(sys.executable).parent / "pyhanko"
    return subprocess.run(
        [command, "sign", "validate", "--pretty-print", "--trust", root, file],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_one_flipped_byte_anywhere_is_found(sealed, seal):
    # The start, the words, the seal's own update, its signature, the padding behind it, the end.
    hole = sealed.index(b"/Contents <") + 11
    places = [9, *range(500, len(sealed), 4500), hole + 900, hole + 1600, hole + 3000]
    for place in places:
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        assert not check(changed, seal).is_sound, place


def test_bytes_behind_the_end_are_found(sealed, seal):
    assert not check(sealed + b"% a note\n", seal).is_sound


def test_a_page_edited_by_a_later_update_is_found(sealed, seal):
    edited = with_page_edited(sealed)
    assert edited.startswith(sealed)
    verdict = check(edited, seal)
    assert not verdict.is_sound
    assert "added to this copy after it was sealed" in verdict.sentence


def test_evidence_replaced_by_a_later_update_is_found(sealed, seal):
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
    embedded = names[1]["/EF"]
    forged = json.dumps({"decision": "yes"}).encode()
    reference = writer.add_object(
        generic.StreamObject(
            {generic.pdf_name("/Type"): generic.pdf_name("/EmbeddedFile")}, stream_data=forged
        )
    )
    for key in ("/F", "/UF"):
        embedded[generic.pdf_name(key)] = reference
    writer.update_container(embedded)
    out = io.BytesIO()
    writer.write(out)
    with pikepdf.open(io.BytesIO(out.getvalue())) as document:
        assert document.attachments["evidence.json"].get_file().read_bytes() == forged
    verdict = check(out.getvalue(), seal)
    assert not verdict.is_sound
    assert "added to this copy after it was sealed" in verdict.sentence


def test_a_file_saved_anew_by_another_program_is_found(sealed, seal):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sealed)) as document:
        document.save(out)
    assert not check(out.getvalue(), seal).is_sound


def test_a_file_without_a_seal_is_called_so(printed, seal):
    verdict = check(printed, seal)
    assert not verdict.is_sound
    assert "carries no seal" in verdict.sentence


@pytest.mark.parametrize("cut", [0, 1, 100, 30_000, -20_000, -2_000, -40])
def test_a_file_that_was_cut_is_refused_in_plain_words(sealed, seal, cut):
    verdict = check(sealed[:cut], seal)
    assert not verdict.is_sound
    assert verdict.sentence.endswith(".")


def test_a_file_that_is_no_pdf_is_refused_in_plain_words(seal):
    for junk in (b"", b"hello", b"%PDF-1.7\n", b"PK\x03\x04" * 1000, bytes(5000)):
        assert not check(junk, seal).is_sound


def test_a_seal_that_somebody_made_in_the_councils_name_is_refused(printed, seal, tmp_path):
    forger = CouncilSeal.load_or_create(tmp_path / "seal", KEY, "Northmoor Council", at=MADE_AT)
    forged = sealing.seal(printed, seal=forger, reason="Copy of record", at=MADE_AT)
    assert check(forged, forger).is_sound
    verdict = check(forged, seal)
    assert not verdict.is_sound
    assert "does not belong to Northmoor Council" in verdict.sentence


def test_a_file_is_sealed_only_once(sealed, seal):
    with pytest.raises(sealing.CannotSeal, match="sealed or signed already"):
        sealing.seal(sealed, seal=seal, reason="Copy of record", at=MADE_AT)


def test_what_is_no_pdf_cannot_be_sealed(seal):
    with pytest.raises(sealing.CannotSeal, match="cannot be sealed"):
        sealing.seal(b"hello", seal=seal, reason="Copy of record", at=MADE_AT)


def text_of(pdf):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def with_page_edited(pdf):
    """The file with one more line drawn on its first page, in a proper update behind the seal."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    extra = writer.add_object(generic.StreamObject(stream_data=b"q 1 0 0 rg 50 50 99 9 re f Q"))
    writer.add_stream_to_page(0, extra)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
