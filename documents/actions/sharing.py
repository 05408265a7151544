"""What the family gets, says and signs: words composed for one named person, frozen before that person reads them."""

import secrets
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cases import access, audit, outbox
from cases.actions import Problem
from cases.models import Address, ContactDetail, Person, Relationship, Restriction, User
from documents import compose, glossary, prefill
from documents.actions import records
from documents.canonical import digest
from documents.dates import date_in_words
from documents.models import PublishedVersion, Record, Release, Reply, SealedEdition, Signature
from documents.signals import release_answered, release_signed, version_released

_NO_LINK = "0" * 64
# What stands under every release, as a pair: neither is a translation of the other.
_NEXT_STEPS = {
    "en": "{name} reads what you say, and talks with you about it. "
    "If something has to change, you get a new version to read.",
    "cy": "Bydd {name} yn darllen yr hyn a ddywedwch, ac yn siarad â chi amdano. "
    "Os oes rhaid newid rhywbeth, cewch fersiwn newydd i'w darllen.",
}
_IN_OFFICE_HOURS = {"en": "in office hours", "cy": "yn ystod oriau swyddfa"}
_DAY_OR_NIGHT = {"en": "day or night", "cy": "ddydd neu nos"}


class Replaced(Problem):
    """The release was replaced while somebody read it. `newer` is the release that counts now, or None."""

    def __init__(self, sentence: str, newer: Release | None) -> None:
        super().__init__(sentence)
        self.newer = newer


class WouldLeak(Problem):
    """The release holds something its recipient must not learn. `places` says what and where, for staff only."""

    def __init__(self, sentence: str, places: list[Any]) -> None:
        super().__init__(sentence)
        self.places = places


@transaction.atomic
def publish(*, by: User, record: Record) -> PublishedVersion:
    """The council's frozen version of an authorised record; the one that stands, if nothing has changed since."""
    access.require(by, "share", record)
    content = council_content(record)
    sha256 = digest(content)
    latest = record.published.select_for_update().first()
    if latest is not None and latest.sha256 == sha256:
        return latest
    version = PublishedVersion.objects.create(
        record=record,
        number=latest.number + 1 if latest else 1,
        content=content,
        sha256=sha256,
        made_by=by,
    )
    audit.record(by, "documents.version_published", record, number=version.number)
    return version


def council_content(record: Record) -> dict[str, Any]:
    """Everything the record says, as canonical content with stable block ids; staff-only parts included."""
    author = record.written_by
    name = record.written_by_name or str(author)
    imprint = compose.Imprint(
        written_by=f"{name}, {author.title.lower()}",
        written_on=record.dated_on,
        council_name=settings.KINFILE_COUNCIL,
        council_phone=settings.KINFILE_PHONE,
        version=record.version.number,
        version_sha256=record.version.sha256,
        next_steps={code: text.format(name=name) for code, text in _NEXT_STEPS.items()},
        contacts=[
            {"who": name, "phone": author.phone, "when": _IN_OFFICE_HOURS},
            {
                "who": settings.KINFILE_COUNCIL,
                "phone": settings.KINFILE_PHONE,
                "when": _DAY_OR_NIGHT,
            },
        ],
        glossary=glossary.entries("en"),
    )
    known = records.prefilled_for(record, on=record.dated_on)
    answers = prefill.with_known(records.answers_of(record), known)
    return compose.publish_content(
        record.version.read(), answers, records.children_of(record), imprint
    )


def recipient_of(record: Record, person: Person) -> compose.Recipient:
    """`person` as a reader: about which of the record's children they may learn. Nothing is inherited:

    the child itself, and whoever is written down as related to that child now and not kept from it by a restriction.
    """
    related = Relationship._base_manager.filter(person=person, until_on=None).values("other")
    kept = Restriction._base_manager.filter(kept_from=person, lifted_at=None).values("child")
    children = record.children.filter(Q(pk=person.pk) | Q(pk__in=related)).exclude(pk__in=kept)
    return compose.Recipient(
        ref=records.ref_of(person),
        name=person.name,
        children=frozenset(records.ref_of(child) for child in children),
    )


def preview(
    *,
    by: User,
    record: Record,
    recipient: Person,
    withheld: Iterable[str] = (),
    put_in: Iterable[str] = (),
    language: str = "en",
) -> dict[str, Any]:
    """What `recipient` would read, without releasing it. Raises `Problem` when nothing may be released to them."""
    _require_may_receive(by, record, recipient)
    audit.record(by, "documents.release_previewed", record, recipient=recipient.pk)
    return _composed(council_content(record), record, recipient, withheld, put_in, language)


def leaks(*, record: Record, recipient: Person, content: dict[str, Any]) -> list[compose.Leak]:
    """Places of `content` that hold an address or number that `recipient` must not learn."""
    return compose.leaks(content, forbidden_for(record, recipient))


def forbidden_for(record: Record, recipient: Person) -> list[compose.Forbidden]:
    """What must not reach `recipient`: confidential addresses and contacts of everybody around, but not their own.

    Around are the children, whoever shares a family with them, and whoever is or was written down as related to them:
    a foster carer belongs to no family.
    """
    children = record.children.all()
    related = Relationship._base_manager.filter(Q(person__in=children) | Q(other__in=children))
    people = Person._base_manager.filter(
        Q(families__members__in=children)
        | Q(pk__in=children.values("pk"))
        | Q(pk__in=related.values("person"))
        | Q(pk__in=related.values("other"))
    ).exclude(pk=recipient.pk)
    own = Address._base_manager.filter(person=recipient, until_on=None)
    known = {address.text for address in own} | {address.postcode for address in own}
    found = []
    for address in Address._base_manager.filter(
        person__in=people.values("pk"), is_confidential=True
    ).select_related("person"):
        if address.text in known:
            continue
        what = f"the confidential address of {address.person}"
        found += [
            compose.Forbidden(part, what)
            for part in compose.address_parts(address.text, address.postcode)
            if part not in known
        ]
    own_contacts = ContactDetail._base_manager.filter(person=recipient).values("value")
    contacts = ContactDetail._base_manager.filter(person__in=people.values("pk"))
    found += [
        compose.Forbidden(detail.value, f"how to reach {detail.person}")
        for detail in contacts.exclude(value__in=own_contacts).select_related("person")
    ]
    return found


@transaction.atomic
def release(
    *,
    by: User,
    record: Record,
    recipient: Person,
    withheld: Iterable[str] = (),
    put_in: Iterable[str] = (),
    language: str = "en",
    asks_for_signature: bool = True,
    reasons: Mapping[str, str] | None = None,
) -> Release:
    """Release `record` to one person: publish, compose for them, check for leaks, freeze. An earlier one is replaced.

    `reasons`: by block id, why it is left out or put in; kept beside the release, never inside it. Raises `Problem`
    when a restriction keeps the person from a child, or when they have exactly this already; `WouldLeak` when the words
    hold something they must not learn. Asks for a sealed copy and tells the portal on commit.
    """
    _require_may_receive(by, record, recipient)
    version = publish(by=by, record=record)
    withheld, put_in = sorted(set(withheld)), sorted(set(put_in))
    content = _composed(version.content, record, recipient, withheld, put_in, language)
    places = leaks(record=record, recipient=recipient, content=content)
    if places:
        raise WouldLeak(
            f"This was not released: it holds something that {recipient.first_name} must not learn. "
            "Leave those parts out, or change the words and have them authorised again.",
            places,
        )
    earlier = list(
        Release._base_manager.select_for_update().filter(
            published__record__in=_same_paper(record),
            recipient=recipient,
            replaced_by=None,
            withdrawn_at=None,
        )
    )
    sha256 = digest(content)
    if any(
        old.sha256 == sha256 and old.asks_for_signature == asks_for_signature for old in earlier
    ):
        raise Problem(f"{recipient.name} has exactly this already. Nothing was released again.")
    made = Release.objects.create(
        published=version,
        recipient=recipient,
        language=language,
        content=content,
        sha256=sha256,
        withheld=_decisions(withheld, put_in, reasons or {}),
        asks_for_signature=asks_for_signature,
        released_by=by,
    )
    learnt = recipient_of(record, recipient).children
    made.about.set(child for child in record.children.all() if records.ref_of(child) in learnt)
    for old in earlier:
        old.replaced_by = made
        old.save(update_fields=["replaced_by"])
    SealedEdition.objects.create(release=made, evidence=evidence_of(made))
    audit.record(by, "documents.released", made, recipient=recipient.pk)
    outbox.changed(record)
    transaction.on_commit(partial(version_released.send, sender=Release, release=made))
    return made


def _decisions(
    withheld: Iterable[str], put_in: Iterable[str], reasons: Mapping[str, str]
) -> list[dict[str, str]]:
    return [
        {"block": block, "decision": decision, "why": reasons.get(block, "")}
        for decision, blocks in (("left out", withheld), ("put in", put_in))
        for block in blocks
    ]


def _same_paper(record: Record) -> list[Any]:
    """`record` and the records it supersedes, so that a reviewed plan replaces the earlier one in the portal too."""
    chain, at = [record.pk], record.supersedes
    while at is not None and at.pk not in chain:
        chain.append(at.pk)
        at = at.supersedes
    return chain


def _require_may_receive(by: User, record: Record, recipient: Person) -> None:
    access.require(by, "share", record)
    kept = (
        Restriction._base_manager.filter(
            kept_from=recipient, lifted_at=None, child__in=record.children.all()
        )
        .select_related("ask", "child")
        .first()
    )
    if kept:
        raise Problem(
            f"{recipient.name} is kept from everything about {kept.child} since {date_in_words(kept.made_on)}. "
            f"Nothing can be released to them. Ask {kept.ask or 'the manager'}."
        )
    if not recipient.accounts.filter(role="family").exists():
        raise Problem(
            f"{recipient.name} has no account yet. Invite them face to face first; "
            "until then give them a printed copy."
        )


def _composed(
    content: dict[str, Any],
    record: Record,
    recipient: Person,
    withheld: Iterable[str],
    put_in: Iterable[str],
    language: str,
) -> dict[str, Any]:
    try:
        return compose.release_content(
            content, recipient_of(record, recipient), withheld, language, put_in=put_in
        )
    except compose.CannotRelease as why:
        raise Problem(str(why)) from why


@transaction.atomic
def withdraw(*, by: User, release: Release, reason: str) -> None:
    """Take a release back: its recipient does not see it any more from the next request on. Its rows stay.

    A release that it had replaced counts again, because that is what its recipient was given before.
    """
    release.refresh_from_db(from_queryset=Release._base_manager.select_for_update())
    access.require(by, "withdraw", release)
    if release.withdrawn_at is not None:
        raise Problem("This was taken back already. Load the page again.")
    if not reason.strip():
        raise Problem("Say why it is taken back; the reason stays in the file.")
    release.withdrawn_at, release.withdrawn_reason = timezone.now(), reason.strip()[:200]
    release.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    Release._base_manager.filter(replaced_by=release).update(replaced_by=release.replaced_by)
    audit.record(by, "documents.release_withdrawn", release)
    outbox.changed(release.published.record)


def opened(*, by: User, release: Release) -> None:
    """Note the first time the recipient opened it; the look itself is in the audit log already."""
    if release.first_opened_at is None:
        Release._base_manager.filter(pk=release.pk, first_opened_at=None).update(
            first_opened_at=timezone.now()
        )


@transaction.atomic
def reply(
    *,
    by: User,
    release: Release,
    block: str,
    stance: str = "",
    words: str = "",
    is_question: bool = False,
    is_wrong: bool = False,
) -> Reply:
    """Keep what the recipient says beside a block, exactly as said. A release that was replaced still takes answers:

    they belong to what was read. Raises `Problem` for an unknown block or when nothing was said.
    """
    access.require(by, "receive", release)
    if block not in blocks_of(release.content):
        raise Problem(
            "This part is not in the text you were given. Load the page again; your words are kept below."
        )
    if stance and stance not in Reply.Stance.values:
        raise Problem("Choose one of the answers.")
    if not (stance or words.strip() or is_question or is_wrong):
        raise Problem("Choose an answer or write something, then send it.")
    made = Reply.objects.create(
        release=release,
        block=block,
        author=by.person,
        stance=stance,
        words=words,
        is_question=is_question,
        is_wrong=is_wrong,
    )
    audit.record(by, "documents.release_answered", made, stance=stance)
    outbox.changed(made)
    transaction.on_commit(partial(release_answered.send, sender=Reply, reply=made))
    return made


@transaction.atomic
def reply_to_each(*, by: User, release: Release, said: Iterable[Mapping[str, Any]]) -> list[Reply]:
    """Keep all that the recipient said on one page, or nothing of it. `said`: for each block what `reply` takes."""
    return [reply(by=by, release=release, **one) for one in said]


@transaction.atomic
def mark_reply_seen(*, by: User, reply: Reply) -> None:
    access.require(by, "write", reply)
    if reply.seen_at is None:
        reply.seen_by, reply.seen_at = by, timezone.now()
        reply.save(update_fields=["seen_by", "seen_at"])
        audit.record(by, "documents.reply_seen", reply)


@transaction.atomic
def sign(
    *,
    by: User,
    release: Release,
    sha256: str,
    decision: str,
    typed_name: str,
    statement: str,
    format: str,
    identity_shown: str,
    words: str = "",
) -> Signature:
    """Keep the recipient's decision on exactly the release they read, whose digest the page they signed on carried.

    Raises `Replaced` when another release counts by now, `Problem` when a decision stands already or nothing is typed
    as a name. Asks for the sealed copy with the evidence inside.
    """
    access.require(by, "receive", release)
    release = Release._base_manager.select_for_update().get(pk=release.pk)
    if release.withdrawn_at is not None or release.replaced_by_id is not None:
        raise Replaced(
            "There is a newer version of this now, so this one was not signed. Nothing you wrote is lost: "
            "it is below. Please read the newer version.",
            release.replaced_by,
        )
    if sha256 != release.sha256:
        raise Replaced(
            "The text on your screen is not the one that stands, so it was not signed. Please read it again.",
            release,
        )
    if decision not in Signature.Decision.values:
        raise Problem("Choose one of the four answers.")
    if not typed_name.strip():
        raise Problem("Type your name, so that the council knows that it was you.")
    if release.signatures.filter(signer=by.person).exclude(decision="not_yet").exists():
        raise Problem(
            "You have answered this version already. If you have changed your mind, say so beside the text: "
            "your worker reads it."
        )
    made = signature_of(
        release,
        signer=by.person,
        decision=decision,
        words=words,
        typed_name=typed_name.strip(),
        statement=statement,
        format=format,
        identity_shown=identity_shown,
    )
    if decision != Signature.Decision.NOT_YET:
        SealedEdition.objects.create(
            release=release, signature=made, evidence=evidence_of(release, made)
        )
    audit.record(by, "documents.release_signed", made, decision=decision)
    outbox.changed(release.published.record)
    transaction.on_commit(partial(release_signed.send, sender=Signature, signature=made))
    return made


def signature_of(release: Release, **told: Any) -> Signature:
    """A signature on `release`, kept, chained to the one before on any release of the same record."""
    before = (
        Signature._base_manager.filter(release__published__record=release.published.record_id)
        .order_by("-signed_at")
        .first()
    )
    made = Signature(
        release=release,
        language=release.language,
        release_sha256=release.sha256,
        previous=before.digest if before else _NO_LINK,
        receipt=new_receipt(),
        **told,
    )
    made.digest = digest(act_of(made))
    made.save(force_insert=True)
    return made


def new_receipt() -> str:
    """A receipt number that can be read out on the telephone: 40 random bits, no letters that are misheard."""
    letters = "ACDEFGHJKLMNPQRTUVWXY34679"
    drawn = "".join(secrets.choice(letters) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def act_of(signature: Signature) -> dict[str, Any]:
    """The act as it is hashed and attached to the sealed copy: everything that was decided, and the link before."""
    return {
        "release": str(signature.release_id),
        "release_sha256": signature.release_sha256,
        "signer": str(signature.signer_id),
        "decision": signature.decision,
        "words": signature.words,
        "typed_name": signature.typed_name,
        "statement": signature.statement,
        "language": signature.language,
        "format": signature.format,
        "identity_shown": signature.identity_shown,
        "signed_at": signature.signed_at.isoformat(),
        "receipt": signature.receipt,
        "previous": signature.previous,
    }


def evidence_of(release: Release, signature: Signature | None = None) -> dict[str, Any]:
    """What is attached inside the sealed copy: the exact content, its digest, answers, and the act of signing."""
    return {
        "kinfile": 1,
        "release": str(release.pk),
        "published_sha256": release.published.sha256,
        "release_sha256": release.sha256,
        "released_at": release.released_at.isoformat(),
        "content": release.content,
        "answers": [
            {
                "block": reply.block,
                "stance": reply.stance,
                "words": reply.words,
                "asks": reply.is_question,
                "says_wrong": reply.is_wrong,
                "said_at": reply.said_at.isoformat(),
            }
            for reply in release.replies.order_by("said_at")
        ],
        "act": {**act_of(signature), "digest": signature.digest} if signature else None,
    }


def blocks_of(content: dict[str, Any]) -> set[str]:
    """Ids of the blocks that an answer can stand beside."""
    return {block["id"] for section in content.get("sections", []) for block in section["blocks"]}


def family_of(record: Record) -> list[Person]:
    """People to whom a release could be made: relatives of the children and the children themselves."""
    children = record.children.all()
    related = Relationship._base_manager.filter(other__in=children, until_on=None).values("person")
    return list(
        (
            Person._base_manager.filter(pk__in=related)
            | Person._base_manager.filter(pk__in=children.values("pk"))
        )
        .distinct()
        .order_by("name")
    )


def may_be_given(record: Record) -> list[Person]:
    """`family_of`, without whoever a restriction keeps from one of the children."""
    kept = Restriction._base_manager.filter(lifted_at=None, child__in=record.children.all())
    kept_from = set(kept.values_list("kept_from", flat=True))
    return [person for person in family_of(record) if person.pk not in kept_from]
