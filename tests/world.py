"""The cast with something of every kind between them, so that each rule of the policy has a case that hangs on it alone."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.models import (
    Assignment,
    Conflict,
    EmergencyLook,
    Event,
    FamilyMembership,
    Membership,
    NamedAccess,
    Person,
    Role,
    User,
)
from documents import store
from documents.models import (
    Answer,
    AnswerVersion,
    Document,
    DocumentPage,
    ExemplarVersion,
    Page,
    PublishedVersion,
    Record,
    Release,
    Reply,
    SealedEdition,
    Signature,
    StoredFile,
)
from family_access.models import Invitation
from scanning.models import Batch, Image, Upload
from search.models import Search
from tests.cast import Council

# Staff who each reach a file by one rule only, or would if one rule did not keep them out.
EXTRA = {
    "co_worker": Role.PRACTITIONER,  # of another team, holds Rowan's file too
    "former": Role.PRACTITIONER,  # of another team, held it until yesterday
    "neighbour": Role.PRACTITIONER,  # Team North, declared a conflict with Rowan
    "kin": Role.PRACTITIONER,  # Team North, of the Moss family
    "listed": Role.PRACTITIONER,  # of another team, on the list of Robin's restricted file
    "looker": Role.PRACTITIONER,  # of another team, took an emergency look at Rowan's file
    "late": Role.PRACTITIONER,  # the same, an hour and a second ago
}


@dataclass
class World:
    council: Council
    things: dict[str, Any] = field(default_factory=dict)


def stored(data: bytes = b"paper", media_type: str = "image/png") -> StoredFile:
    kept = store.keep(data)
    return StoredFile.objects.create(
        id=kept.id,
        sha256=kept.sha256,
        size=kept.size,
        wrapped_key=kept.wrapped_key,
        media_type=media_type,
    )


def make_world(council: Council) -> World:
    """`things` by label; a label that ends in a name is about that child."""
    world = World(council)
    people, staff, now = council.people, council.staff, timezone.now()
    for username, role in EXTRA.items():
        person = Person.objects.create(name=username.title())
        staff[username] = User.objects.create(username=username, role=role, person=person)
    for username in ("neighbour", "kin"):
        Membership.objects.create(
            user=staff[username], team=council.north, started_at=now - timedelta(days=9)
        )
    held = {"child": people["rowan"], "team": None, "capacity": Assignment.Capacity.CO_WORKER}
    Assignment.objects.create(worker=staff["co_worker"], started_at=now - timedelta(days=9), **held)
    Assignment.objects.create(
        worker=staff["former"],
        started_at=now - timedelta(days=90),
        ended_at=now - timedelta(days=1),
        **held,
    )
    Conflict.objects.create(person=people["rowan"], user=staff["neighbour"], reason="Neighbour")
    FamilyMembership.objects.create(family=council.families["moss"], person=staff["kin"].person)
    NamedAccess.objects.create(child=people["robin"], user=staff["listed"], reason="Named")
    for username, started in (("looker", now), ("late", now - timedelta(minutes=61))):
        EmergencyLook.objects.create(
            child=people["rowan"],
            user=staff[username],
            reason="A neighbour rang about the child",
            started_at=started - timedelta(seconds=1),
            ended_at=started + timedelta(minutes=60),
        )
    things = world.things
    worker = staff["worker"]
    for label, about in {
        "rowan": ["rowan"],
        "kai": ["kai"],
        "tia": ["tia"],
        "rowan_and_wren": ["rowan", "wren"],
    }.items():
        children = [people[name] for name in about]
        things[f"event_{label}"] = event = Event.objects.create(
            kind="visit", happened_on=now.date(), headline="Visit", written_by=worker
        )
        event.about.set(children)
        things[f"document_{label}"] = document = Document.objects.create(
            title="Letter", dated_on=now.date(), filed_by=staff["clerk"]
        )
        document.about.set(children)
        things[f"page_{label}"] = page = Page.objects.create(file=stored())
        DocumentPage.objects.create(document=document, page=page, number=1)
        things[f"record_{label}"] = record = _record(world, Record.State.DRAFT, children)
        things[f"answer_{label}"] = _answer(record, people["rowan"] if label == "rowan" else None)
    things["withdrawn_rowan"] = withdrawn = Document.objects.create(
        title="Letter", dated_on=now.date(), filed_by=staff["clerk"], withdrawn_at=now
    )
    withdrawn.about.set([people["rowan"]])
    for label, state, authoriser in (
        ("ready", Record.State.READY, "manager"),
        ("for_chair", Record.State.READY, "chair"),
        ("authorised", Record.State.AUTHORISED, "manager"),
    ):
        things[f"{label}_kai"] = _record(world, state, [people["kai"]], authoriser)
    things["managers_own_kai"] = _record(
        world, Record.State.READY, [people["kai"]], "manager", by=staff["manager"]
    )
    things["shared_kai_and_wren"] = _record(
        world, Record.State.AUTHORISED, [people["kai"], people["wren"]]
    )
    # The cast's father is Rowan's, so what he must not see is Rowan's; the others are told by Kai and Rowan.
    for label, name, about in (
        ("mother", "kerry", ["rowan"]),
        ("father", "dale", ["rowan"]),
        ("young", "kai", ["kai"]),
        ("with_wren", "kerry", ["rowan", "wren"]),
    ):
        release = _release(world, people[name], [people[child] for child in about])
        things[f"release_{label}"] = release
        things[f"reply_{label}"] = Reply.objects.create(
            release=release, block="a", author=people[name], stance="partly", words="partly"
        )
        things[f"signature_{label}"] = signature = Signature.objects.create(
            release=release,
            signer=people[name],
            decision="yes",
            typed_name="x",
            statement="x",
            language="en",
            format="screen",
            release_sha256="x",
            identity_shown="x",
            digest="x",
            receipt="x",
        )
        things[f"edition_{label}"] = SealedEdition.objects.create(
            release=release, signature=signature
        )
    things["release_taken_back"] = _release(world, people["kerry"], [people["rowan"]])
    things["release_taken_back"].withdrawn_at = now
    things["release_taken_back"].save()
    for number, (label, operator, team) in enumerate(
        (
            ("desk", staff["clerk"], council.intake),
            ("own", worker, council.north),
            ("other", staff["stranger"], council.south),
        ),
        start=1,
    ):
        batch = Batch.objects.create(number=number, operator=operator, team=team)
        upload = Upload.objects.create(batch=batch, position=1, file=stored(), name="a.png")
        page = Page.objects.create(file=stored())
        image = Image.objects.create(
            batch=batch, upload=upload, position=1, number_in_file=1, page=page
        )
        things |= {
            f"batch_{label}": batch,
            f"upload_{label}": upload,
            f"image_{label}": image,
            f"desk_page_{label}": page,
        }
    things["search"] = Search.objects.create(asked_by=worker, words="bruise")
    things["invitation_rowan"] = Invitation.objects.create(
        person=people["kerry"],
        child=people["rowan"],
        relation="mother",
        card="ABCD",
        code_hash="x",
        proof_hash="x",
        proof_question="x",
        identity_seen="x",
        made_by=worker,
        expires_at=now + timedelta(days=7),
    )
    return world


def _version(authorised_by: str | None) -> ExemplarVersion:
    from documents.models import Exemplar

    key = f"form-{authorised_by}"
    found = ExemplarVersion.objects.filter(exemplar__key=key).first()
    if found:
        return found
    exemplar = Exemplar.objects.create(key=key, name="Form", plain_name="Form")
    definition = {"key": key, "authorised_by": authorised_by, "sections": []}
    return ExemplarVersion.objects.create(
        exemplar=exemplar, number=1, definition=definition, sha256="x" * 64
    )


def _record(world: World, state, children, authorised_by="manager", by=None) -> Record:
    record = Record.objects.create(
        version=_version(authorised_by),
        title="Form",
        state=state,
        written_by=by or world.council.staff["colleague"],
    )
    record.children.set(children)
    return record


def _answer(record: Record, child) -> Answer:
    answer = Answer.objects.create(record=record, question="a.b", child=child)
    answer.current = AnswerVersion.objects.create(answer=answer, value="x", by=record.written_by)
    answer.save()
    return answer


def _release(world: World, recipient: Person, about) -> Release:
    record = _record(world, Record.State.AUTHORISED, about)
    published = PublishedVersion.objects.create(
        record=record, number=1, content={}, sha256="x", made_by=record.written_by
    )
    release = Release.objects.create(
        published=published,
        recipient=recipient,
        content={"sections": []},
        sha256="x",
        released_by=record.written_by,
    )
    release.about.set(about)
    return release
