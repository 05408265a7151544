"""E-mails that say only that something waits: no name, no child, no word of what it is."""

from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from cases import access, audit, work
from cases.models import ContactDetail, User
from documents import locking
from documents.models import Release
from family_access.models import Message

SUBJECT = "You have a message"
BODY = (
    "Hello\n\n"
    "There is something new for you. Sign in the way you always do to read it.\n\n"
    "This message has no link on purpose. If you did not expect it, you need do nothing.\n"
)
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 8


def address_of(user: User) -> str:
    """The e-mail address that is safe for this person, or "" when there is none: then nobody writes to them."""
    unsafe = ContactDetail._base_manager.filter(
        person=user.person, kind=ContactDetail.Kind.EMAIL, is_safe=False
    )
    return "" if unsafe.filter(value__iexact=user.email).exists() else user.email


@transaction.atomic
def tell_of(release: Release) -> Message | None:
    """Queue one message about `release` for its recipient; None when one stands, or there is no safe address."""
    user = release.recipient.accounts.filter(role="family", is_active=True).first()
    if user is None or release.messages.exists():
        return None
    # A restriction that was made between the release and now must not be betrayed by an e-mail.
    if not access.decide(user, "receive", release):
        return None
    address = address_of(user)
    if not address:
        return None
    made = Message.objects.create(
        to_user=user, release=release, address=address, subject=SUBJECT, body=BODY
    )
    audit.record(None, "family_access.message_queued", made, about=[release.recipient_id])
    return made


@transaction.atomic
def tell_leads(locked_by: User) -> int:
    """Queue the same neutral message for every safeguarding lead with a safe address; returns how many there are.

    While none is named, for the managers of `locked_by`.
    """
    told = 0
    for lead in locking.told_of(locked_by):
        if address := address_of(lead):
            made = Message.objects.create(to_user=lead, address=address, subject=SUBJECT, body=BODY)
            audit.record(None, "family_access.message_queued", made, about=[])
            told += 1
    return told


def tell_of_forgotten() -> int:
    """Queue messages for releases of the last days that have none, should a process have died in between."""
    recent = Release._base_manager.filter(
        released_at__gte=timezone.now() - timedelta(days=3),
        replaced_by=None,
        withdrawn_at=None,
        messages=None,
    )
    return sum(1 for release in recent if tell_of(release))


def waiting():
    return Message._base_manager.filter(sent_at=None, attempts__lt=MOST_ATTEMPTS).order_by(
        "made_at"
    )


def newest(user: User, count: int = 100) -> list[Message]:
    """The newest messages, sent or not, for the demo's postbox. They hold no case word.

    That somebody got one tells that something was given to them: the family see their own, staff those of the releases
    they may read.
    """
    rows = Message._base_manager.all()
    if user.is_family:
        rows = rows.filter(to_user=user)
    else:
        rows = rows.filter(release__in=access.scope(user, "read", Release))
    return list(rows.order_by("-made_at")[:count])


def send_waiting(*, most: int = 50) -> int:
    """Send up to `most` queued messages; returns how many were tried. A failed one is tried again, eight times."""
    tried = 0
    tell_of_forgotten()
    while tried < most and (message := work.claim(waiting(), LEASE)):
        tried += 1
        try:
            send_mail(message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [message.address])
        except (SMTPException, OSError) as why:
            # Keep the lease until it runs out, so that a mail server that is down is not asked without a pause.
            Message._base_manager.filter(pk=message.pk).update(problem=type(why).__name__)
            continue
        work.let_go(message, sent_at=timezone.now(), problem="")
    return tried
