"""Every address times everybody: nothing is shown that the policy does not allow, and no address is forgotten.

Each thing of the world holds a word that stands nowhere else. Whatever anybody is answered, at any address, for any
thing, may hold the words of only those things that the literal table of `test_every_rule_matters` gives them.
"""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.signing_in import sign_in
from tests.test_every_rule_matters import PEOPLE, TABLE
from tests.world import canary, make_world

# View name -> the kind of thing its first id names, and the action that its answer hangs on; None where any member of
# staff (or of the family, on their side) may call it and only the canaries decide.
CASE, EVENT, DOCUMENT, PAGE = "person", "event", "document", "page"
ROUTES: dict[str, tuple[str | None, str | None]] = {
    "portal:my_work": (None, None),
    "portal:known": (None, None),
    "portal:health": (None, None),
    "portal:case_file": (CASE, "read"),
    "portal:dates": (CASE, "read"),
    "portal:set_date": (CASE, "write"),
    "portal:move_date": (CASE, "write"),
    "portal:date_done": (CASE, "write"),
    "portal:date_not_done": (CASE, "write"),
    "portal:raise_alert": (CASE, "write"),
    "portal:end_alert": (CASE, "write"),
    "portal:people": (CASE, "read"),
    "portal:add_person": (CASE, "write"),
    "portal:edit_person": (CASE, "write"),
    "portal:edit_relation": (CASE, "write"),
    "portal:responsibility": (CASE, "write"),
    "portal:edit_responsibility": (CASE, "write"),
    "portal:join_family": (CASE, "write"),
    "portal:leave_family": (CASE, "write"),
    "portal:open_file": (None, None),
    "portal:who_looked": (CASE, "read"),
    "portal:review_look": (CASE, "assign"),
    "portal:who_can_see": (CASE, "read"),
    "portal:assign": (CASE, "assign"),
    "portal:end_assignment": (CASE, "assign"),
    "portal:assign_again": (CASE, "assign"),
    "portal:close_file": (CASE, "assign"),
    "portal:undo_close": (CASE, "assign"),
    "portal:reopen_file": (CASE, "assign"),
    "portal:keep_from": (CASE, "write"),
    "portal:lift": (CASE, "assign"),
    "portal:conflict": (CASE, "read"),
    "portal:conflict_unseen": (CASE, None),
    "portal:end_conflict": (CASE, "assign"),
    "portal:write_event": (CASE, "write"),
    "portal:save_summary": (CASE, "write"),
    "portal:confirm_fact": (CASE, "write"),
    "portal:emergency_look": (CASE, None),
    "portal:event": (EVENT, "read"),
    "portal:document": (DOCUMENT, None),
    "portal:page": (DOCUMENT, "read"),
    "portal:page_picture": (DOCUMENT, "arrange"),
    "portal:arrange": (DOCUMENT, "arrange"),
    "portal:arrange_undo": ("pageedit", "undo"),
    "portal:misfiling": ("misfiling", "read"),
    "portal:page_image": (PAGE, "read"),
    "portal:page_thumbnail": (PAGE, "read"),
    "portal:page_original": (PAGE, "original"),
    "portal:document_originals": (DOCUMENT, "originals"),
    "portal:case_originals": (CASE, "read"),
    "portal:holds": (None, None),
    "portal:hold": (CASE, "hold"),
    "portal:archive_copy": (DOCUMENT, "copy"),
    "portal:archive_file": (DOCUMENT, "copy"),
    "portal:file_check": (None, None),
    "portal:redact": (DOCUMENT, "redact"),
    "portal:redaction": ("redaction", "write"),
    "portal:look_alikes": (None, None),
    "portal:compare_people": (CASE, None),
    "portal:take_back_not_same": ("notsame", "take_back"),
    "portal:merge": ("merge", "read"),
    "portal:merge_agree": ("merge", None),
    "portal:merge_decline": ("merge", None),
    "portal:merge_undo": ("merge", "undo"),
    "portal:lock_page": (PAGE, "read"),
    "portal:locks": (None, None),
    "portal:unlock": ("pagelock", "unlock"),
    "portal:share": (CASE, "share"),
    "portal:invite": (CASE, None),
    "portal:withdraw_invitation": ("invitation", "withdraw"),
    "portal:prepare_release": ("record", None),
    "portal:release_look": ("record", None),
    "portal:release_copy": ("sealededition", None),
    "documents:start_record": (CASE, "write"),
    "documents:record": ("record", "read"),
    "documents:autosave": ("record", None),
    "documents:take_back": ("record", None),
    "documents:decide": ("record", None),
    "documents:cancel": ("record", None),
    "documents:revise": ("record", None),
    "documents:answer_history": ("answer", None),
    "documents:paper_forms": ("record", "read"),
    "documents:paper_form_print": ("paperform", None),
    "documents:form_sheet": ("formsheet", "read"),
    "documents:form_sheet_picture": ("formsheet", "read"),
    "documents:form_strip": ("formsheet", None),
    "documents:release_paper": ("release", "witness"),
    "documents:signed_on_paper": ("release", "witness"),
    "documents:release": ("release", "read"),
    "documents:release_undo": ("release", "withdraw"),
    "documents:release_withdraw": ("release", "withdraw"),
    "documents:release_seen": ("release", "read"),
    "scanning:desk": (None, None),
    "scanning:new_batch": (None, None),
    "scanning:batch": ("batch", "desk"),
    "scanning:batch_progress": ("batch", "desk"),
    "scanning:upload": ("batch", "desk"),
    "scanning:batch_finish": ("batch", "desk"),
    "scanning:batch_count": ("batch", "desk"),
    "scanning:retry_failed": ("batch", "desk"),
    "scanning:collate": ("batch", "desk"),
    "scanning:collate_undo": ("batch", "desk"),
    "scanning:file_next": ("batch", "desk"),
    "scanning:batch_undo": ("batch", "desk"),
    "scanning:upload_act": ("upload", "desk"),
    "scanning:upload_original": ("upload", "desk"),
    "scanning:filing": ("image", "desk"),
    "scanning:restore": ("image", "desk"),
    "scanning:run_undo": ("image", "desk"),
    "scanning:locked": ("pagelock", "tell"),
    "scanning:picture_judge": ("image", "desk"),
    "scanning:picture_doubt": ("image", "desk"),
    "scanning:leap_judge": ("image", "desk"),
    "scanning:upload_aside": ("upload", "desk"),
    "scanning:upload_back": ("upload", "desk"),
    "scanning:page_original": (PAGE, None),
    "scanning:undo": ("filing", "desk"),
    "scanning:joining_undo": ("pageedit", "undo"),
    "scanning:page_image": (PAGE, None),
    "scanning:page_thumbnail": (PAGE, None),
    "scanning:checking": (None, None),
    "scanning:check_next": (None, None),
    "scanning:check_undo": (None, None),
    "scanning:check_skipped": (None, None),
    "scanning:check_word": ("doubtfulword", "check"),
    "scanning:check_strip": ("doubtfulword", "check"),
    "scanning:check_page": (PAGE, "check"),
    "scanning:check_type": (PAGE, "check"),
    "scanning:check_typing_undo": (PAGE, "check"),
    "scanning:covers": (None, None),
    "scanning:cover_set": ("coverset", "desk"),
    "scanning:cover_set_print": ("coverset", "desk"),
    "scanning:partial_begin": ("batch", "desk"),
    "scanning:partial": ("partialupload", "go_on"),
    "scanning:partial_give_up": ("partialupload", "give_up"),
    "scanning:photograph": (None, None),
    "scanning:photograph_more": ("batch", "desk"),
    "scanning:photo_act": ("image", "desk"),
    "scanning:ways": (None, None),
    "scanning:new_way": (None, None),
    "scanning:way": ("wayin", "desk"),
    "scanning:way_change": ("wayin", "keep"),
    "scanning:way_act": ("wayin", "keep"),
    "scanning:second_look_next": (None, None),
    "scanning:second_look": ("secondlook", "check"),
    "scanning:papers": (None, None),
    "scanning:paper": ("batch", "paper"),
    "scanning:original": ("original", "paper"),
    "scanning:original_undo": ("original", "paper"),
    "scanning:original_unmark": ("original", "paper"),
    "scanning:original_receipt": ("original", "paper"),
    "scanning:compare_next": (None, None),
    "scanning:compare": ("sampledpage", "compare"),
    "scanning:compare_undo": ("sampledpage", None),
    "scanning:certificate": ("certificate", "read"),
    "scanning:urgent": ("image", None),
    "scanning:urgent_seen": ("image", None),
    "search:ask": (None, None),
    "search:like_page": (PAGE, "read"),
    "search:like_record": ("record", "read"),
    "search:like_event": (EVENT, "read"),
    "search:like_reply": ("reply", "read"),
    "search:answer": ("search", "read"),
    "search:strip": ("search", None),
    "search:histories": (None, None),
    "search:first_condition": (None, None),
    "search:another_condition": ("search", "read"),
    "search:without": ("search", "read"),
    "search:with_words": ("search", "read"),
    "search:in_file": ("search", None),
    "search:export": ("search", "read"),
    "search:save": ("search", "read"),
    "search:remove": ("search", "read"),
    "family_access:home": (None, None),
    "family_access:join": (None, None),
    "family_access:reading_settings": (None, None),
    "family_access:sent_messages": (None, None),
    "family_access:read": ("release", "receive"),
    "family_access:answer": ("release", "receive"),
    "family_access:sign": ("release", "receive"),
    "family_access:who_sees": ("release", "receive"),
    "family_access:receipt": ("signature", "receive"),
    "family_access:copy": ("sealededition", "receive"),
    "set_language": (None, None),
}
# Signing in and one's own account hold nothing of anybody else; `tests/accounts` walks them door by door.
OWN = ("accounts:",)
# There for those who may see it only in one state of it: the original of a file that could not be opened,
# and what hangs on a second id, which the walk below takes from nowhere.
NOT_ALWAYS_THERE = (
    "scanning:upload_original",
    "portal:lift",
    "portal:move_date",
    "portal:end_alert",
    "portal:edit_person",
    "portal:edit_relation",
    "portal:edit_responsibility",
)
WATCHED = (
    "worker",
    "manager",
    "chair",
    "duty",
    "clerk",
    "records",
    "stranger",
    "mother",
    "father",
    "young",
)
OTHER_ID = "00000000-0000-4000-8000-000000000000"


def routes() -> Iterator[tuple[str, str]]:
    """Name and pattern of every address, but for Wagtail's, which only a designer can reach."""

    def walk(patterns, prefix="", space=""):
        for one in patterns:
            if isinstance(one, URLResolver):
                inner = space + (f"{one.namespace}:" if one.namespace else "")
                yield from walk(one.url_patterns, prefix + str(one.pattern), inner)
            elif isinstance(one, URLPattern):
                yield space + (one.name or "?"), prefix + str(one.pattern)

    for name, pattern in walk(get_resolver().url_patterns):
        if not pattern.startswith("cms/") and not name.startswith(OWN):
            yield name, pattern


@pytest.fixture
def world(council):
    return make_world(council)


@pytest.fixture
def browsers(world):
    found = {}
    for name in WATCHED:
        found[name] = Client(raise_request_exception=True)
        sign_in(found[name], world.council.user(name))
    return found


def labels_of(world, kind: str) -> list[str]:
    return [label for label in TABLE if thing(world, label)._meta.model_name == kind]


def thing(world, label):
    return world.council.people[label] if label in PEOPLE else world.things[label]


def readable(name: str) -> set[str]:
    """Words that `name` may be shown anywhere: of everything on which they may do anything."""
    labels = {
        label
        for label, actions in TABLE.items()
        if any(name in who.split() for who in actions.values())
    }
    words = {canary(label) for label in labels}
    for child in PEOPLE:
        actions = TABLE[child]
        reads = any(name in actions.get(action, "").split() for action in ("read", "glance"))
        words |= {canary(f"alert_{child}")} if reads else set()
    # A release and what hangs on it are one paper to whoever may read either.
    for label in labels:
        kind, _, whose = label.partition("_")
        if kind in {"release", "reply", "signature", "edition"}:
            words |= {
                canary(f"{other}_{whose}") for other in ("release", "reply", "signature", "edition")
            }
        if kind in {"document", "page"}:
            words |= {canary(f"document_{whose}"), canary(f"page_{whose}")}
        if kind in {"batch", "upload", "image"}:
            words |= {canary(f"{other}_{whose}") for other in ("batch", "upload", "desk_page")}
            if TABLE.get(f"batch_{whose}", {}).get("desk") is None:
                words -= {canary(f"batch_{whose}"), canary(f"upload_{whose}")}
        # What stands in a paper with a locked page is its title alone; the page is in nobody's list.
        if whose == "locked":
            words -= {canary("page_locked"), canary("upload_locked")}
        if kind == "desk":
            words |= {canary(label)}
    return words


def addresses(world, name: str, pattern: str, kind: str | None) -> Iterator[tuple[str, str]]:
    """(label, address) for every thing that the address could name, and for one that does not exist."""
    arguments = [argument for _, argument in re.findall(r"<(\w+:)?(\w+)>", pattern)]
    known = {
        "key": "pen_picture",
        "kind": "status",
        "number": 1,
        "exemplar": world.things["record_rowan"].version.exemplar_id,
        "page": world.things["page_rowan"].pk,
        "person": world.council.people["kerry"].pk,
    }
    more = {argument: known.get(argument, OTHER_ID) for argument in arguments[1:]}
    if not arguments:
        yield "", reverse(name, kwargs=more)
        return
    for label in labels_of(world, kind or ""):
        yield label, reverse(name, kwargs={arguments[0]: thing(world, label).pk, **more})
    yield "missing", reverse(name, kwargs={arguments[0]: OTHER_ID, **more})


def text_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = " ".join(f"{key}: {value}" for key, value in answer.headers.items())
    return headers + body.decode("utf-8", "replace")


def test_every_address_has_a_row_and_every_row_an_address():
    names = {name for name, _ in routes()}
    assert names - set(ROUTES) == set(), "an address without a row"
    assert set(ROUTES) - names == set(), "a row without an address"


@pytest.mark.parametrize("verb", ["get", "post"])
def test_nobody_is_shown_a_word_of_what_they_may_not_see(world, browsers, verb):
    words = {canary(label) for label in TABLE} | {canary(f"alert_{child}") for child in PEOPLE}
    leaks, wrong = [], []
    for name, pattern in routes():
        if (name, verb) == ("portal:emergency_look", "post"):
            continue  # It opens a file for good reason; `tests/portal/test_is_this_child_known.py` walks it.
        kind, action = ROUTES[name]
        for label, address in addresses(world, name, pattern, kind):
            for who, browser in browsers.items():
                answer = getattr(browser, verb)(address)
                shown = {word for word in re.findall(r"zq\w+?qz", text_of(answer)) if word in words}
                if extra := shown - readable(who):
                    leaks.append((name, label, who, sorted(extra)))
                if answer.status_code >= 500:
                    wrong.append((name, label, who, answer.status_code))
                allowed = action and label in TABLE and who in TABLE[label].get(action, "").split()
                if action and not allowed and answer.status_code not in (404, 405):
                    wrong.append((name, label, who, answer.status_code))
                if name in NOT_ALWAYS_THERE and answer.status_code == 404:
                    continue
                if allowed and verb == "get" and answer.status_code not in (200, 302, 405):
                    wrong.append((name, label, who, answer.status_code))
    assert leaks == []
    assert wrong == []


def test_what_one_may_not_see_answers_exactly_like_what_does_not_exist(world, browsers):
    def bare(answer):
        body = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.content.decode())
        return answer.status_code, body, sorted(answer.headers.items())

    hidden = world.council.people["wren"]
    for who in ("worker", "stranger", "duty", "clerk"):
        for name in ("portal:case_file", "portal:people", "portal:who_looked"):
            there = browsers[who].get(reverse(name, args=[hidden.pk]))
            not_there = browsers[who].get(reverse(name, args=[OTHER_ID]))
            assert bare(there) == bare(not_there), (who, name)


def test_refusals_are_in_the_audit_log(world, browsers):
    from cases.models import AuditEvent

    child = world.council.people["rowan"]
    browsers["stranger"].get(reverse("portal:case_file", args=[child.pk]))
    event = AuditEvent.objects.filter(is_allowed=False).latest("pk")
    assert (event.actor, event.code, event.object_id) == (
        world.council.staff["stranger"],
        "cases.person.read",
        child.pk,
    )
