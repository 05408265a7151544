"""The cast with something of every kind between them: for each rule of the policy a case that hangs on it alone."""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from PIL import Image as Picture

from cases import lookalikes
from cases.models import (
    Alert,
    Assignment,
    Conflict,
    EmergencyLook,
    Event,
    Fact,
    FamilyMembership,
    LookAlike,
    Membership,
    Merge,
    NamedAccess,
    NotSame,
    Person,
    Role,
    User,
)
from documents import readings, store
from documents.models import (
    Answer,
    AnswerVersion,
    Document,
    DocumentPage,
    DoubtfulWord,
    ExemplarVersion,
    FileCheck,
    FormSheet,
    Misfiling,
    Page,
    PageEdit,
    PageLock,
    PaperForm,
    PublishedVersion,
    Reading,
    Record,
    Redaction,
    Release,
    Reply,
    SealedEdition,
    Signature,
    StoredFile,
)
from family_access.models import Invitation
from scanning.models import (
    Batch,
    Certificate,
    CoverSet,
    Destruction,
    Filing,
    Image,
    Likeness,
    Original,
    PartialUpload,
    SampledPage,
    SecondLook,
    Upload,
    WayIn,
)
from search.models import FieldWords, Search
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
    "lead": Role.CHAIR,  # reads no file; opens pages that were locked
}


# One strip to write on, as `documents.paper_forms.Spot` has it.
PAPER = [
    {"kind": "strip", "question": "a.b", "child": None, "key": "", "row": 0}
    | {"x": 20, "y": 60, "width": 170, "height": 40}
]


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
            kind="visit",
            happened_on=now.date(),
            headline=canary(f"event_{label}"),
            text=canary(f"event_{label}"),
            childs_words=canary(f"event_{label}"),
            written_by=worker,
        )
        event.about.set(children)
        things[f"document_{label}"] = document = Document.objects.create(
            title=canary(f"document_{label}"),
            sender=canary(f"document_{label}"),
            telling=canary(f"document_{label}"),
            dated_on=now.date(),
            filed_by=staff["clerk"],
        )
        document.about.set(children)
        things[f"page_{label}"] = page = _page(f"page_{label}")
        DocumentPage.objects.create(document=document, page=page, number=1)
        things[f"record_{label}"] = record = _record(
            world, Record.State.DRAFT, children, title=canary(f"record_{label}")
        )
        things[f"answer_{label}"] = _answer(
            record, people["rowan"] if label == "rowan" else None, canary(f"answer_{label}")
        )
    for label, child in (("rowan", people["rowan"]), ("tia", None), ("rowan_and_wren", None)):
        things[f"paperform_{label}"] = printed = PaperForm.objects.create(
            code=f"PAPER{label.upper():X<9}"[:12],
            record=things[f"record_{label}"],
            version=things[f"record_{label}"].version,
            child=child,
            layout=[PAPER],
            layout_sha256="x",
            made_by=worker,
        )
        things[f"formsheet_{label}"] = FormSheet.objects.create(
            page=_page(f"form_page_{label}"),
            form=printed,
            number=1,
            fit=[1 / 210, 0, 0, 0, 1 / 297, 0, 0, 0, 1],
            marks={"0": ["written", 90]},
        )
    things["withdrawn_rowan"] = withdrawn = Document.objects.create(
        title=canary("withdrawn_rowan"),
        dated_on=now.date(),
        filed_by=staff["clerk"],
        withdrawn_at=now,
    )
    withdrawn.about.set([people["rowan"]])
    for label, about in (("document_rowan_and_kai", ["rowan", "kai"]), ("held_rowan", ["rowan"])):
        things[label] = Document.objects.create(
            title=canary(label),
            dated_on=now.date(),
            filed_by=staff["clerk"],
            held_at=now if label.startswith("held") else None,
        )
        things[label].about.set([people[name] for name in about])
        page = f"page_{label.removeprefix('document_')}"
        things[page] = _page(page)
        DocumentPage.objects.create(document=things[label], page=things[page], number=1)
    for label in ("rowan", "rowan_and_kai"):
        things[f"edit_{label}"] = edit = PageEdit.objects.create(
            kind=PageEdit.Kind.TURNED, by=worker, before={}, after={}
        )
        edit.documents.set([things[f"document_{label}"]])
    for label, finder in (("rowan", "colleague"), ("wren", "clerk")):
        things[f"misfiling_{label}"] = misfiling = Misfiling.objects.create(
            document=things["document_tia"],
            pages=[],
            since=now,
            found_by=staff[finder],
        )
        misfiling.about.set([people[label]])
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
        release = _release(
            world, people[name], [people[child] for child in about], canary(f"release_{label}")
        )
        things[f"release_{label}"] = release
        things[f"reply_{label}"] = Reply.objects.create(
            release=release,
            block="a.b",
            author=people[name],
            stance="partly",
            words=canary(f"reply_{label}"),
        )
        things[f"signature_{label}"] = signature = Signature.objects.create(
            release=release,
            signer=people[name],
            decision="yes",
            words=canary(f"signature_{label}"),
            typed_name=canary(f"signature_{label}"),
            statement="x",
            language="en",
            format="screen",
            release_sha256="x",
            identity_shown="x",
            digest="x",
            receipt="x",
        )
        things[f"edition_{label}"] = SealedEdition.objects.create(
            release=release, signature=signature, file=stored(canary(f"edition_{label}").encode())
        )
    things["release_taken_back"] = _release(
        world, people["kerry"], [people["rowan"]], canary("release_taken_back")
    )
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
        batch = Batch.objects.create(
            number=number, operator=operator, team=team, box=canary(f"batch_{label}")
        )
        upload = Upload.objects.create(
            batch=batch, position=1, file=stored(), name=f"{canary(f'upload_{label}')}.png"
        )
        page = _page(f"desk_page_{label}")
        image = Image.objects.create(
            batch=batch, upload=upload, position=1, number_in_file=1, page=page
        )
        things |= {
            f"batch_{label}": batch,
            f"upload_{label}": upload,
            f"image_{label}": image,
            f"desk_page_{label}": page,
        }
    for number, (label, child) in enumerate(
        (("urgent", people["rowan"]), ("nobodys", None)), start=2
    ):
        page = _page(f"desk_page_{label}")
        things[f"desk_page_{label}"] = page
        things[f"image_{label}"] = Image.objects.create(
            batch=things["batch_other"],
            upload=things["upload_other"],
            position=number,
            number_in_file=number,
            page=page,
            state=Image.State.READ,
            urgent_at=now,
            urgent_for=child,
        )
    # Filed since, and nobody has answered: once for one child, once for two of whom one is closed to everybody.
    for number, (label, about) in enumerate(
        (("filed", ["rowan"]), ("filed_wren", ["rowan", "wren"])), start=4
    ):
        page = _page(f"desk_page_{label}")
        document = Document.objects.create(
            title=canary(f"urgent_{label}"), dated_on=now.date(), filed_by=staff["stranger"]
        )
        document.about.set([people[name] for name in about])
        DocumentPage.objects.create(document=document, page=page, number=1)
        things[f"image_urgent_{label}"] = Image.objects.create(
            batch=things["batch_other"],
            upload=things["upload_other"],
            position=number,
            number_in_file=number,
            page=page,
            state=Image.State.FILED,
            document=document,
            urgent_at=now,
            urgent_for=people["rowan"],
        )
    _lock_a_page(world)
    # The desk's page looks like one of Kai's, and like one of Rowan's and Wren's, whose file is sealed.
    for label, page in (("kai", "page_kai"), ("wren", "page_rowan_and_wren")):
        things[f"likeness_{label}"] = Likeness.objects.create(
            image=things["image_desk"], page=things[page], picture=97, text=95
        )
    things["edit_joined"] = joined = PageEdit.objects.create(
        kind=PageEdit.Kind.JOINED, by=staff["clerk"], before={}, after={}
    )
    joined.documents.set([things["document_kai"]])
    _lay_paper_aside(world)
    things["filing_desk"] = Filing.objects.create(
        batch=things["batch_desk"], document=things["document_tia"], by=staff["clerk"]
    )
    for label, batch, by, about in (
        ("desk", "desk", "clerk", "tia"),
        ("lone", "own", "worker", "tia"),
        ("robin", "desk", "clerk", "robin"),
        ("wren", "desk", "clerk", "wren"),
    ):
        document = Document.objects.create(
            title=canary(f"look_{label}"),
            dated_on=now.date(),
            filed_by=staff[by],
            held_at=now,
        )
        document.about.set([people[about]])
        filing = Filing.objects.create(
            batch=things[f"batch_{batch}"], document=document, by=staff[by]
        )
        things[f"look_{label}"] = SecondLook.objects.create(
            filing=filing, reasons=["Why"], is_restricted=label == "robin"
        )
        if label == "lone":
            things["look_page_lone"] = _page("look_page_lone")
            DocumentPage.objects.create(document=document, page=things["look_page_lone"], number=1)
    for label, team, maker, child in (
        ("desk", council.intake, "clerk", "tia"),
        ("own", council.north, "worker", None),
        ("wren", council.intake, "clerk", "wren"),
    ):
        things[f"covers_{label}"] = CoverSet.objects.create(
            code=f"SET{label.upper():0<5}"[:8],
            team=team,
            made_by=staff[maker],
            count=2,
            child=people[child] if child else None,
        )
    for label, team, keeper in (
        ("desk", council.intake, "records"),
        ("north", council.north, "manager"),
    ):
        things[f"way_{label}"] = WayIn.objects.create(
            kind="folder",
            name=canary(f"way_{label}"),
            team=team,
            folder=label,
            answered_for_by=staff[keeper],
            set_up_by=staff[keeper],
        )
    for label, begun_by in (("desk", "clerk"), ("own", "worker"), ("other", "worker")):
        things[f"partial_{label}"] = PartialUpload.objects.create(
            batch=things[f"batch_{label}"],
            begun_by=staff[begun_by],
            name=f"{canary(f'partial_{label}')}.pdf",
            size=10,
            mark=label,
        )
    things |= {"team_north": council.north, "team_intake": council.intake}
    for label, page in (
        ("rowan", things["page_rowan"]),
        ("desk", things["desk_page_desk"]),
        ("rowan_and_wren", things["page_rowan_and_wren"]),
    ):
        things[f"word_{label}"] = DoubtfulWord.objects.create(
            page=page,
            at=0,
            kind="word",
            read=canary(f"word_{label}"),
            left=5,
            top=5,
            width=40,
            height=10,
        )
    FieldWords.objects.create(number=1, changed_by=staff["designer"])
    things["search"] = Search.objects.create(asked_by=worker, words=canary("search"))
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
    _take_for_one(world)
    for name in ("rowan", "kai", "tia", "robin", "wren"):
        Fact.objects.create(
            person=people[name], key="pen_picture", value=canary(name), source=canary(name)
        )
        Alert.objects.create(
            child=people[name], text=canary(f"alert_{name}"), started_on=now.date()
        )
    return world


def _take_for_one(world: World) -> None:
    """Pairs who look like one, what was said of them, and merges that wait, stand and were undone."""
    people, staff, things = world.council.people, world.council.staff, world.things
    for label in ("kai", "tia", "robin", "wren"):
        one, other = lookalikes.in_order(people["rowan"].pk, people[label].pk)
        pair = {"one_id": one, "other_id": other}
        things[f"lookalike_{label}"] = LookAlike.objects.create(weight=70, **pair)
        things[f"notsame_{label}"] = NotSame.objects.create(
            said_by=staff["manager"], reason=canary(f"notsame_{label}"), **pair
        )
        things[f"merge_{label}"] = Merge.objects.create(
            kept=people["rowan"],
            gone=people[label],
            asked_by=staff["records"],
            reason=canary(f"merge_{label}"),
        )
    for label in ("done", "undone"):
        gone = people["tia"] if label == "undone" else Person.objects.create(name="Ky Ahmed")
        things[f"merge_{label}"] = Merge.objects.create(
            kept=people["kai"],
            gone=gone,
            asked_by=staff["manager"],
            reason=canary(f"merge_{label}"),
            done_at=timezone.now(),
            undone_at=timezone.now() if label == "undone" else None,
            undone_by=staff["manager"] if label == "undone" else None,
        )


def _lock_a_page(world: World) -> None:
    """A document of Rowan's with one page that nobody may see, and the desk's rows behind that page."""
    things, staff = world.things, world.council.staff
    User.objects.filter(pk=staff["lead"].pk).update(is_safeguarding_lead=True)
    staff["lead"].refresh_from_db()
    things["document_locked"] = document = Document.objects.create(
        title=canary("document_locked"), dated_on=timezone.localdate(), filed_by=staff["clerk"]
    )
    document.about.set([world.council.people["rowan"]])
    things["page_locked"] = page = _page("page_locked")
    Page.objects.filter(pk=page.pk).unscoped("the world is made").update(locked_at=timezone.now())
    page.refresh_from_db()
    DocumentPage.objects.create(document=document, page=page, number=1)
    things["pagelock_locked"] = PageLock.objects.create(page=page, locked_by=staff["clerk"])
    things["upload_locked"] = upload = Upload.objects.create(
        batch=things["batch_desk"],
        position=2,
        file=stored(),
        name=f"{canary('upload_locked')}.png",
    )
    things["image_locked"] = Image.objects.create(
        batch=things["batch_desk"],
        upload=upload,
        position=2,
        number_in_file=1,
        page=page,
        document=document,
        state=Image.State.FILED,
    )
    things["filing_locked"] = Filing.objects.create(
        batch=things["batch_desk"], document=document, by=staff["clerk"]
    )
    things["redaction_rowan"] = Redaction.objects.create(
        document=things["document_rowan"], begun_by=staff["worker"], title=canary("redaction_rowan")
    )
    # Begun while they could still write in the file.
    things["redaction_kai"] = Redaction.objects.create(
        document=things["document_kai"], begun_by=staff["stranger"], title=canary("redaction_kai")
    )
    things["filecheck"] = FileCheck.objects.create()


def _lay_paper_aside(world: World) -> None:
    """Originals in boxes, a certificate, and a batch whose paper is being compared: by the records officer, so far."""
    things, council = world.things, world.council
    clerk, now = council.staff["clerk"], timezone.now()
    for label, operator in (("records", "records"), ("compared", "clerk")):
        things[f"batch_{label}"] = Batch.objects.create(
            number=20 + len(label),
            operator=council.staff[operator],
            team=council.intake,
            box=canary(f"batch_{label}"),
            closed_at=now,
        )
    for number, (label, batch, page) in enumerate(
        (
            ("desk", "desk", None),
            ("rowan", "records", "page_rowan"),
            ("rowan_and_wren", "desk", "page_rowan_and_wren"),
            ("locked", "desk", "page_locked"),
        ),
        start=10,
    ):
        things[f"original_{label}"] = original = Original.objects.create(
            batch=things[f"batch_{batch}"],
            kind="keepsake",
            wanted="return",
            description=canary(f"original_{label}"),
            marked_by=clerk,
        )
        if page == "page_locked":
            things["image_locked"].original = original
            things["image_locked"].save()
        elif page:
            Image.objects.create(
                batch=things[f"batch_{batch}"],
                upload=things["upload_desk"],
                position=number,
                number_in_file=number,
                page=things[page],
                state=Image.State.FILED,
                document=things[page.replace("page_", "document_")],
                original=original,
            )
    things["certificate_desk"] = Certificate.objects.create(
        number=1, kind="paper", batch=things["batch_desk"], facts={}, pdf=b"%PDF", sha256="x"
    )
    upload = Upload.objects.create(
        batch=things["batch_compared"], position=1, file=stored(), name="compared.png"
    )
    destruction = Destruction.objects.create(
        batch=things["batch_compared"], begun_by=clerk, percent=10, least=1, images=3
    )
    document = Document.objects.create(
        title=canary("document_sampled"), dated_on=now.date(), filed_by=clerk
    )
    document.about.set([council.people["robin"]])
    for number, label in enumerate(("seen", "blank", "robin"), start=1):
        page = _page(f"page_sampled_{label}")
        image = Image.objects.create(
            batch=things["batch_compared"],
            upload=upload,
            position=number,
            number_in_file=number,
            page=page,
            state=Image.State.FILED if label == "robin" else Image.State.BLANK,
            document=document if label == "robin" else None,
        )
        if label == "robin":
            DocumentPage.objects.create(document=document, page=page, number=1)
        things[f"sampled_{label}"] = SampledPage.objects.create(
            destruction=destruction,
            image=image,
            is_good=True if label == "seen" else None,
            compared_by=council.staff["records"] if label == "seen" else None,
        )
        things[f"page_sampled_{label}"] = page


def canary(label: str) -> str:
    """A word that stands nowhere but in the thing called `label`."""
    return "zq" + label.replace("_", "") + "qz"


def _page(label: str) -> Page:
    picture = io.BytesIO()
    Picture.new("L", (60, 80), 255).save(picture, "PNG")
    page = Page.objects.create(file=stored(canary(label).encode()))
    Reading.objects.create(
        page=page,
        read_as="scan",
        engine="x",
        text=canary(label),
        words=readings.packed([readings.Word(canary(label), 5, 5, 40, 10, 90.0)]),
        width=60,
        height=80,
        view=stored(picture.getvalue()),
        thumbnail=stored(picture.getvalue()),
    )
    return page


def _version(authorised_by: str | None) -> ExemplarVersion:
    from documents.models import Exemplar

    key = f"form-{authorised_by}"
    found = ExemplarVersion.objects.filter(exemplar__key=key).first()
    if found:
        return found
    exemplar = Exemplar.objects.create(key=key, name="Form", plain_name="Form")
    definition = {
        "key": key,
        "name": "Form",
        "plain_name": "Form",
        "purpose": "",
        "nation": "england",
        "language": "en",
        "authorised_by": authorised_by,
        "shareable": True,
        "sections": [
            {
                "key": "a",
                "heading": "Heading",
                "plain_heading": "Heading",
                "scope": "shared",
                "audience": "everyone",
                "questions": [{"key": "a.b", "wording": "What?", "plain": "", "kind": "long_text"}],
            }
        ],
    }
    return ExemplarVersion.objects.create(
        exemplar=exemplar, number=1, definition=definition, sha256="x" * 64
    )


def _record(
    world: World, state, children, authorised_by="manager", by=None, title="Form"
) -> Record:
    record = Record.objects.create(
        version=_version(authorised_by),
        title=title,
        state=state,
        written_by=by or world.council.staff["colleague"],
    )
    record.children.set(children)
    return record


def _answer(record: Record, child, words: str) -> Answer:
    answer = Answer.objects.create(record=record, question="a.b", child=child)
    answer.current = AnswerVersion.objects.create(answer=answer, value=words, by=record.written_by)
    answer.save()
    return answer


def _release(world: World, recipient: Person, about, words: str) -> Release:
    record = _record(world, Record.State.AUTHORISED, about)
    published = PublishedVersion.objects.create(
        record=record, number=1, content={}, sha256="x", made_by=record.written_by
    )
    release = Release.objects.create(
        published=published,
        recipient=recipient,
        content={
            "title": words,
            "language": "en",
            "written_by": "Bo",
            "written_on": "2026-11-03",
            "sections": [
                {
                    "id": "a",
                    "number": 1,
                    "heading": words,
                    "blocks": [{"id": "a.b", "kind": "text", "question": None, "text": words}],
                }
            ],
            "next": "",
            "contacts": [],
            "words": [],
        },
        sha256="x",
        released_by=record.written_by,
    )
    release.about.set(about)
    return release
