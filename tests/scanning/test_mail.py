"""A mailbox whose messages become batches: whole or not at all, once, and only from a server that proves itself."""

import io
from datetime import timedelta
from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart

import pypdfium2 as pdfium
import pytest
from django.urls import reverse

from cases.models import AuditEvent
from documents import store
from scanning import letters, lookout
from scanning.actions import ways
from scanning.models import Arrival, Batch, Upload, WayIn
from tests import paper
from tests.scanning.mail_server import PASSWORD, USER, mail_server

SCAN = paper.jpeg_of(paper.typed_page(["A letter from the school"], dpi=60))
LOGO = b"\x89PNG\r\n\x1a\n" + b"logo" * 20


@pytest.fixture
def server(settings, tmp_path, monkeypatch):
    with mail_server(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
        settings.KINFILE_MAIL_HOST = "localhost"
        settings.KINFILE_MAIL_PORT = running.server_address[1]
        settings.KINFILE_MAIL_USER, settings.KINFILE_MAIL_PASSWORD = USER, PASSWORD
        settings.KINFILE_MAIL_LOOK = timedelta(0)
        yield running


@pytest.fixture
def way(records, council):
    return ways.set_up_way(
        by=records, team=council.intake, kind=WayIn.Kind.MAIL, name="Postbox", folder="INBOX"
    )


@pytest.fixture
def look(way):
    def once() -> int:
        taken = lookout.attend()
        way.refresh_from_db()
        return taken

    return once


def message(text: str = "Dear desk,\n\nhere is the letter.", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = headers.get("sender", "School Office <office@school.example>")
    made["Subject"] = headers.get("subject", "Letter about reading")
    made["Date"] = "Thu, 12 Nov 2026 09:30:00 +0000"
    made["Message-ID"] = headers.get("id", "<one@school.example>")
    made.set_content(text)
    return made


def with_scan(made: EmailMessage, data: bytes = SCAN, name: str = "letter.jpg") -> EmailMessage:
    made.add_attachment(data, maintype="image", subtype="jpeg", filename=name)
    return made


def files(batch: Batch | None = None) -> list[Upload]:
    return list((batch or Batch._base_manager.get()).uploads.order_by("position"))


def data_of(upload: Upload) -> bytes:
    return store.read_all(upload.file_id, upload.file.wrapped_key)


def text_of(upload: Upload) -> str:
    pdf = pdfium.PdfDocument(io.BytesIO(data_of(upload)))
    return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def words_of(letter: bytes | Message) -> letters.Letter:
    import email

    raw = letter if isinstance(letter, bytes) else letter.as_bytes()
    return letters.letter_from(email.message_from_bytes(raw))


def test_a_message_becomes_a_batch_of_its_text_and_its_files(server, look, way, clerk, as_user):
    server.deliver(with_scan(message()).as_bytes())
    assert look() == 1
    batch = Batch._base_manager.get()
    assert (batch.came_by, batch.way_in, batch.handed_in_at is not None) == ("mail", way, True)
    assert batch.sender == "School Office <office@school.example>"
    assert (batch.subject, batch.sent_at.year) == ("Letter about reading", 2026)
    body, scan = files()
    assert data_of(scan) == SCAN
    assert "here is the letter." in text_of(body)
    assert "School Office" in text_of(body)
    assert "letter.jpg" in text_of(body)
    assert (len(server.folders["INBOX"]), len(server.folders["Taken"])) == (0, 1)
    shown = as_user(clerk).get(reverse("scanning:batch", args=[batch.pk])).content.decode()
    assert "office@school.example" in shown
    logged = str(list(AuditEvent.objects.values_list("code", "detail")))
    assert "school" not in logged.lower()


def test_a_message_that_comes_twice_is_said_and_not_doubled(server, look, way):
    server.deliver(with_scan(message()).as_bytes())
    look()
    server.deliver(b"Received: by another way\r\n" + with_scan(message()).as_bytes())
    assert look() == 0
    assert Batch._base_manager.count() == 1
    assert Arrival._base_manager.get().came_again_at is not None
    assert len(server.folders["INBOX"]) == 0


def test_another_message_that_borrows_the_id_of_one_is_not_lost(server, look):
    server.deliver(message().as_bytes())
    server.deliver(message("Something else altogether.").as_bytes())
    assert look() == 2


def test_a_kill_between_the_batch_and_the_move_doubles_nothing(server, look, monkeypatch):
    from imap_tools import MailBox

    class Killed(BaseException):
        pass

    def killed(*rest):
        raise Killed

    server.deliver(with_scan(message()).as_bytes())
    real = MailBox.move
    monkeypatch.setattr(MailBox, "move", killed)
    with pytest.raises(Killed):
        look()
    monkeypatch.setattr(MailBox, "move", real)
    assert len(server.folders["INBOX"]) == 1
    assert look() == 0
    assert Batch._base_manager.count() == 1
    assert Arrival._base_manager.get().came_again_at is None
    assert len(server.folders["Taken"]) == 1


def test_a_server_that_does_not_move_is_said_and_nothing_is_doubled(server, look, way):
    server.deliver(message().as_bytes())
    server.refuses_moves = True
    look()
    look()
    assert "does not move it" in way.troubles[0]
    assert Batch._base_manager.count() == 1


def test_a_full_disk_takes_in_nothing_of_a_message(server, look, way, monkeypatch):
    import os

    real = os.write

    def full(descriptor, data):
        raise OSError(28, "No space left on device")

    server.deliver(with_scan(message()).as_bytes())
    monkeypatch.setattr("documents.store.os.write", full)
    assert look() == 0
    monkeypatch.setattr("documents.store.os.write", real)
    assert "disk of the server is full" in way.troubles[0]
    assert not Batch._base_manager.exists()
    assert len(server.folders["INBOX"]) == 1
    assert look() == 1


def test_a_message_that_is_too_large_is_not_even_fetched(server, look, way, settings):
    settings.KINFILE_MAIL_LIMIT = 1000
    server.deliver(with_scan(message()).as_bytes())
    server.deliver(message(id="<two@school.example>").as_bytes())
    assert look() == 1
    assert server.fetched == 1
    assert "stays in the mailbox" in way.troubles[0]
    assert len(server.folders["INBOX"]) == 1


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("KINFILE_MAIL_PASSWORD", "wrong", "does not take the user and password"),
        ("KINFILE_MAIL_PORT", 1, "does not answer"),
        ("KINFILE_MAIL_HOST", "", "has no mailbox"),
    ],
)
def test_a_mail_server_that_cannot_be_used_is_said(
    server, look, way, settings, setting, value, sentence
):
    setattr(settings, setting, value)
    assert look() == 0
    assert sentence in way.troubles[0]


def test_no_password_goes_to_a_server_whose_certificate_nobody_vouches_for(
    server, look, way, monkeypatch
):
    monkeypatch.delenv("SSL_CERT_FILE")
    server.deliver(message().as_bytes())
    assert look() == 0
    assert "does not prove that it is itself" in way.troubles[0]


def test_a_folder_that_is_not_there_is_said(server, look, way, records):
    ways.change_way(
        by=records, way=way, name="x", folder="Elsewhere", is_two_sided=False, keeps_taken=True
    )
    look()
    assert "There is no folder “Elsewhere” in the mailbox" in way.troubles[0]


@pytest.mark.parametrize("command", ["SELECT", "SEARCH", "FETCH"])
def test_a_line_that_goes_dead_loses_nothing(server, look, way, command):
    server.deliver(message().as_bytes())
    server.drop_after = command
    look()
    assert way.troubles
    server.drop_after = ""
    look()
    assert Batch._base_manager.count() == 1
    assert way.troubles == []


def test_a_message_made_of_hundreds_of_parts_stays_in_the_mailbox(server, look, way):
    bomb = MIMEMultipart()
    for number in range(letters.MOST_PARTS + 5):
        bomb.attach(message(id=f"<{number}>"))
    server.deliver(bomb.as_bytes())
    server.deliver(message().as_bytes())
    assert look() == 1
    assert "broken, or made to do harm" in way.troubles[0]


def test_messages_in_messages_in_messages_end_somewhere():
    inner: Message = message()
    for _ in range(letters.MOST_DEPTH + 2):
        outer = MIMEMultipart()
        outer.attach(MIMEMessage(inner))
        inner = outer
    with pytest.raises(letters.TooMuch):
        words_of(inner)


def test_a_forwarded_message_is_opened_with_its_files():
    outer = message("See below.", subject="Fwd: Letter")
    outer.add_attachment(with_scan(message("The text inside.", sender="Mother <m@home.example>")))
    found = words_of(outer)
    assert "Forwarded message from: Mother <m@home.example>" in found.text
    assert found.text.index("See below.") < found.text.index("The text inside.")
    assert [name for name, _ in found.files] == ["letter.jpg"]


def test_a_message_of_html_alone_gives_its_words_and_no_script():
    made = EmailMessage()
    made.set_content(
        "<html><head><title>no</title><style>p{}</style></head><body><p>Dear&nbsp;desk,</p>"
        "<script>alert(1)</script><table><tr><td>One</td></tr><tr><td>Two</td></tr></table></body></html>",
        subtype="html",
    )
    assert words_of(made).text == "Dear desk,\nOne\nTwo"


def test_of_the_same_text_twice_the_plain_one_is_taken_and_small_pictures_are_named():
    made = message("Plain words.")
    made.add_alternative("<p>Rich words.</p><img src='cid:logo'>", subtype="html")
    made.get_payload()[1].add_related(LOGO, "image", "png", cid="<logo>", filename="logo.png")
    with_scan(made)
    found = words_of(made)
    assert found.text == "Plain words."
    assert [name for name, _ in found.files] == ["letter.jpg"]


def test_a_small_picture_that_somebody_attached_is_kept_and_a_logo_is_left_out():
    made = message()
    made.add_attachment(LOGO, maintype="image", subtype="png", filename="drawing.png")
    made.add_attachment(
        LOGO, maintype="image", subtype="png", filename="logo.png", disposition="inline"
    )
    found = words_of(made)
    assert [name for name, _ in found.files] == ["drawing.png"]
    assert found.left_out == ["logo.png"]


def test_an_invitation_is_told_in_words():
    made = message("Please come.")
    calendar = "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "SUMMARY:Core group",
            "DTSTART;TZID=x:20261126T100000",
            "LOCATION:Room 2",
            "END:VCALENDAR",
        ]
    )
    made.add_alternative(calendar, subtype="calendar")
    found = words_of(made)
    assert "Invitation: Core group" in found.text
    assert "Where: Room 2" in found.text
    assert found.files == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no headers at all",
        b"Subject: =?utf-8?B?####?=\r\nFrom: =?x-nonsense?Q?=FF?=\r\nDate: never\r\n\r\nwords",
        b"Content-Type: text/plain; charset=klingon\r\n\r\n\xff\xfe\x00 words",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!",
    ],
)
def test_a_broken_message_is_still_paper(raw):
    from scanning import mail

    assert mail.page_of(words_of(raw)).startswith(b"%PDF")


@pytest.mark.parametrize(
    "text",
    [
        '#import "/etc/passwd" $x$ \\ *bold* <tag>',
        "Siân 😀 \ue000 שלום مرحبا 你好",
        "x" * 5000,
        "\u202egpj",
    ],
)
def test_any_text_is_set_as_text(server, look, text):
    server.deliver(message(text, subject=text[:60]).as_bytes())
    assert look() == 1
    assert data_of(files()[0]).startswith(b"%PDF")


def test_a_mailbox_is_set_up_on_the_screen(records, as_user, server):
    typed = {"kind": "mail", "name": "Postbox", "folder": "INBOX"}
    as_user(records).post(reverse("scanning:new_way"), typed)
    made = WayIn._base_manager.get()
    assert (made.kind, made.folder) == ("mail", "INBOX")
    page = as_user(records).get(reverse("scanning:way", args=[made.pk])).content.decode()
    assert "Each message is one batch" in page
    typed |= {"folder": "Taken"}
    assert as_user(records).post(reverse("scanning:new_way"), typed).status_code == 200
