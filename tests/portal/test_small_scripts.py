"""The small scripts of the pages, each in a real browser under the strict policy, without a server behind it."""

import json
import os
import re
from collections.abc import Callable, Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django import forms
from django.conf import settings
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message as Told
from django.template import Context, Template
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from cases.models import User
from search.histories.conditions import CONDITIONS
from tests.services import chromium

pytestmark = pytest.mark.browser

STATIC = Path(settings.BASE_DIR) / "portal" / "static"
SITE = "http://desk.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
Answer = Callable[[Route], None]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    # The browser's own loop runs in this thread; Django must not take it for one of its own.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            yield browser
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Desk:
    """A browser page whose addresses are answered by this test."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.answers: dict[str, Answer] = {}
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        elif answer := self.answers.get(path.partition("?")[0]):
            answer(route)
        else:
            route.fulfill(status=404, body="")

    def shows(self, path: str, html: str) -> None:
        headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
        self.answers[path] = lambda route: route.fulfill(body=html, headers=headers)

    def open(self, html: str, path: str = "/") -> Page:
        self.shows(path, html)
        self.page.goto(SITE + path)
        return self.page

    def collect(
        self, path: str, *answers: tuple[int, dict[str, Any]]
    ) -> list[dict[str, list[str]]]:
        """Forms posted to `path`; answered with `answers` in turn, the last one for ever."""
        posted: list[dict[str, list[str]]] = []

        def answer(route: Route) -> None:
            posted.append(form_of(route))
            status, body = answers[min(len(posted), len(answers)) - 1]
            route.fulfill(status=status, body=json.dumps(body), content_type="application/json")

        self.answers[path] = answer
        return posted


@pytest.fixture
def desk(chrome: Browser) -> Iterator[Desk]:
    context = chrome.new_context()
    desk = Desk(context.new_page())
    yield desk
    assert not [line for line in desk.said if "Content Security Policy" in line]
    context.close()


def form_of(route: Route) -> dict[str, list[str]]:
    """The fields of a posted multipart form, each with its values."""
    kind = route.request.headers["content-type"]
    body = route.request.post_data_buffer or b""
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body
    )
    fields: dict[str, list[str]] = {}
    for part in message.iter_parts():  # type: ignore[attr-defined]
        assert isinstance(part, Message)
        name = part.get_param("name", header="content-disposition")
        fields.setdefault(str(name), []).append(part.get_payload(decode=True).decode())  # type: ignore[union-attr]
    return fields


def drawn(template: str, **context: object) -> str:
    return Template("{% load kinfile %}" + template).render(Context(context))


class Record(forms.Form):
    story = forms.CharField(widget=forms.Textarea, required=False)
    other = forms.CharField(required=False)
    needs = forms.MultipleChoiceField(
        choices=[("a", "A visit"), ("b", "A call")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


QUESTION = '{% include "components/question.html" with bound=form.FIELD version=3 %}'
WRITING = (
    '{% extends "components/layout_writing.html" %}{% block writing_body %}'
    + "".join(QUESTION.replace("FIELD", name) for name in ("story", "other", "needs"))
    + "{% endblock %}"
)


def writing() -> str:
    context = {"form": Record(), "save_url": "/save/", "autosave_url": "/autosave/"}
    return Template(WRITING).render(Context(context))


def test_words_are_saved_while_they_are_written_and_the_time_is_shown(desk):
    posted = desk.collect("/autosave/", (200, {"saved": "14:02:31", "versions": {"story": 4}}))
    page = desk.open(writing())

    page.fill("#id_story", "He makes his own breakfast.")
    expect(page.locator("[data-saved]")).to_have_text("Saved 14:02:31", timeout=5000)

    assert posted[0]["story"] == ["He makes his own breakfast."]
    assert posted[0]["changed"] == ["story"]
    assert posted[0]["story-version"] == ["3"]
    assert "other" not in posted[0], "what was not touched is not sent"
    assert page.locator('[name="story-version"]').input_value() == "4"


def test_somebody_who_types_without_a_pause_is_saved_all_the_same(desk):
    posted = desk.collect("/autosave/", (200, {"saved": "14:02:31"}))
    page = desk.open(writing())
    page.focus("#id_story")

    for _ in range(60):
        page.keyboard.type("a")
        page.wait_for_timeout(100)

    assert posted


def test_boxes_of_one_question_travel_together_and_an_unticked_one_is_told(desk):
    posted = desk.collect("/autosave/", (200, {"saved": "14:02:31"}))
    page = desk.open(writing())

    page.check('[name="needs"][value="a"]')
    page.focus("#id_other")
    expect(page.locator("[data-saved]")).to_have_text("Saved 14:02:31")
    page.uncheck('[name="needs"][value="a"]')
    page.focus("#id_other")
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")

    assert posted[0]["needs"] == ["a"]
    assert posted[-1]["changed"] == ["needs"]
    assert "needs" not in posted[-1]


def test_words_stay_and_are_sent_again_when_saving_fails(desk):
    posted = desk.collect(
        "/autosave/",
        (500, {}),
        (200, {"saved": "14:02:41"}),
    )
    page = desk.open(writing())

    page.fill("#id_story", "He does not like being alone.")
    expect(page.locator("[data-saved]")).to_contain_text("Your words are still here", timeout=6000)
    assert page.locator("#id_story").input_value() == "He does not like being alone."
    expect(page.locator("[data-saved]")).to_have_text("Saved 14:02:41", timeout=15000)

    assert posted[1]["story"] == ["He does not like being alone."]


def test_whoever_was_signed_out_is_told_where_to_sign_in_and_goes_on_with_a_new_token(desk):
    refused = {"text": "You are signed out.", "token": "new-token", "link": "/sign-in/"}
    posted = desk.collect("/autosave/", (403, refused), (200, {"saved": "14:02:41"}))
    page = desk.open(writing())
    page.evaluate(
        """() => {
            const token = document.createElement("input");
            Object.assign(token, { type: "hidden", name: "csrfmiddlewaretoken", value: "old-token" });
            document.querySelector("[data-autosave-url]").append(token);
        }"""
    )

    page.fill("#id_story", "More.")
    expect(page.locator("[data-saved] a")).to_have_attribute("href", "/sign-in/", timeout=6000)
    expect(page.locator("[data-saved]")).to_have_text("Saved 14:02:41", timeout=15000)

    assert posted[0]["csrfmiddlewaretoken"] == ["old-token"]
    assert posted[1]["csrfmiddlewaretoken"] == ["new-token"]


def test_two_people_in_one_question_are_told_and_nobody_loses_a_word(desk):
    clash = {"text": "Bo Larsen wrote here too. Both texts are kept.", "versions": {"story": 9}}
    desk.collect("/autosave/", (409, clash))
    page = desk.open(writing())

    page.fill("#id_story", "Mine.")
    expect(page.locator("[data-saved]")).to_contain_text("Bo Larsen wrote here too", timeout=6000)

    assert page.locator("#id_story").input_value() == "Mine."
    assert page.locator('[name="story-version"]').input_value() == "9"


def test_slash_moves_to_the_find_box_but_can_be_typed_in_a_field(desk):
    html = drawn(
        '<!DOCTYPE html><html lang="en"><input data-find-box id="find"><textarea id="words"></textarea>'
        '<script type="module" src="/static/portal/js/focus-find.js"></script></html>'
    )
    page = desk.open(html)

    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.focus("#words")
    page.keyboard.type("and/or")

    assert page.locator("#words").input_value() == "and/or"
    assert page.locator("#find").input_value() == ""


FILING = (
    '{% extends "components/layout_filing_desk.html" %}{% block desk_heading %}Batch{% endblock %}'
    '{% block desk_pages %}<p id="page-now">{{ now }}</p>{% endblock %}'
    '{% block desk_page %}<img id="scan" src="/page.svg" alt="">{% endblock %}'
    '{% block desk_panel %}<form method="post" action="/file/" data-swap="#desk-panel #desk-pages">'
    '<input name="date" id="date">{% include "components/acts.html" %}</form>{% endblock %}'
)
ACTS = [
    {"key": "Enter", "label": "File", "name": "act", "value": "file", "primary": True},
    {"key": "b", "label": "Blank", "name": "act", "value": "blank"},
]


def filing(now: str, **more: object) -> str:
    return Template(FILING).render(Context({"acts": ACTS, "now": now, **more}))


def test_a_letter_files_a_page_and_the_image_is_not_loaded_again(desk):
    posted: list[dict[str, list[str]]] = []
    images: list[str] = []

    def take(route: Route) -> None:
        posted.append(form_of(route))
        route.fulfill(body=filing("page 38"), content_type="text/html")

    def image(route: Route) -> None:
        images.append(route.request.url)
        route.fulfill(
            body='<svg xmlns="http://www.w3.org/2000/svg"/>', content_type="image/svg+xml"
        )

    desk.answers |= {"/file/": take, "/page.svg": image}
    page = desk.open(filing("page 37"))

    page.keyboard.press("b")
    expect(page.locator("#page-now")).to_have_text("page 38")
    page.keyboard.press("Enter")
    page.wait_for_function("true")
    expect(page.locator("#page-now")).to_have_text("page 38")

    assert posted[0]["act"] == ["blank"]
    assert len(images) == 1


def test_a_part_that_says_it_is_the_same_is_left_standing(desk):
    def picture(of: str, words: str) -> str:
        html = filing("page 37").replace(
            '<img id="scan" src="/page.svg" alt="">',
            f'<div id="picture" data-same="{of}"><p id="words">{words}</p></div>',
        )
        return html.replace("#desk-panel #desk-pages", "#desk-panel #picture")

    answers = [picture("page 1", "second"), picture("page 2", "third")]
    desk.answers["/file/"] = lambda route: route.fulfill(
        body=answers.pop(0), content_type="text/html"
    )
    page = desk.open(picture("page 1", "first"))

    page.keyboard.press("b")
    expect(page.locator("[data-sending]")).to_have_count(0)
    expect(page.locator("#words")).to_have_text("first")
    page.keyboard.press("b")
    expect(page.locator("#words")).to_have_text("third")


def tall(head: str, **more: object) -> str:
    """The desk with a panel taller than any window: `head`, a field for each line of a form, then the acts."""
    fields = '<p><label>Line <input name="line"></label></p>' * 14
    acts = (
        '{% include "components/acts.html" with acts=acts|slice:":1" stays_in_sight=True %}'
        '{% include "components/acts.html" with acts=acts|slice:"1:" %}'
    )
    return (
        Template(
            FILING.replace('{% include "components/acts.html" %}', fields + acts).replace(
                '<input name="date" id="date">', f'<div id="whose">{head}</div>'
            )
        )
        .render(Context({"acts": ACTS, "now": "page 37", **more}))
        .replace('src="/page.svg"', 'src="/page.svg" width="600" height="900"')
    )


REFUSED = '<div class="govuk-error-summary" tabindex="-1"><h2>Please look at this again</h2></div>'


@pytest.mark.parametrize("height", [640, 860])
@pytest.mark.parametrize("is_refused", [False, True])
def test_whose_paper_it_is_and_what_was_done_are_in_sight_while_enter_is_armed(
    desk, height, is_refused
):
    head = (REFUSED if is_refused else "") + "<p id='child'>Rowan Moss, 9</p>"
    told = [] if is_refused else [Told(SUCCESS, "Page 36 filed.")]
    desk.answers |= {
        "/page.svg": lambda route: route.fulfill(
            body='<svg xmlns="http://www.w3.org/2000/svg"/>', content_type="image/svg+xml"
        ),
        "/file/": lambda route: route.fulfill(
            body=tall(head, messages=told), content_type="text/html"
        ),
    }
    page = desk.open(tall("<p>Kai Ahmed, 14</p>"))
    page.set_viewport_size({"width": 1280, "height": height})
    expect(page.locator(".act--primary")).to_be_in_viewport(ratio=1)
    page.locator(".act").last.scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")

    page.keyboard.press("Enter")

    expect(page.locator("#child")).to_be_in_viewport(ratio=1)
    expect(page.locator(".act--primary")).to_be_in_viewport(ratio=1)
    if is_refused:
        expect(page.locator(".govuk-error-summary")).to_be_in_viewport(ratio=1)
        expect(page.locator(".govuk-error-summary")).to_be_focused()
    else:
        expect(page.locator(".notices")).to_be_in_viewport(ratio=1)
        expect(page.locator(".act--primary")).to_be_focused()


@pytest.mark.parametrize("is_refused", [False, True])
def test_on_a_telephone_the_next_picture_is_gone_to_and_a_refusal_before_it(desk, is_refused):
    def shown(of: str, head: str) -> str:
        return (
            tall(head)
            .replace(
                '<img id="scan"', f'<div id="picture" data-same="{of}"><p id="of">{of}</p><img'
            )
            .replace('height="900">', 'height="900"></div>')
            .replace("#desk-panel #desk-pages", "#desk-panel #picture")
        )

    answer = shown("page 37" if is_refused else "page 38", REFUSED if is_refused else "")
    desk.answers |= {
        "/page.svg": lambda route: route.fulfill(
            body='<svg xmlns="http://www.w3.org/2000/svg"/>', content_type="image/svg+xml"
        ),
        "/file/": lambda route: route.fulfill(body=answer, content_type="text/html"),
    }
    desk.page.set_viewport_size({"width": 360, "height": 640})
    page = desk.open(shown("page 37", ""))
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("#of")).not_to_be_in_viewport()

    page.keyboard.press("Enter")

    if is_refused:
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        expect(page.locator(".govuk-error-summary")).to_be_in_viewport(ratio=1)
    else:
        expect(page.locator("#of")).to_have_text("page 38")
        expect(page.locator("#of")).to_be_in_viewport(ratio=1)
        expect(page.locator(".act--primary")).to_be_focused()


@pytest.mark.parametrize("is_answered", [True, False])
def test_what_must_not_be_seen_is_out_of_sight_before_any_answer_and_without_one(desk, is_answered):
    locks = [{"key": "x", "label": "Lock", "name": "act", "value": "lock", "hides": "#scan"}]
    held: list[Route] = []
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="120"/>'
    desk.answers |= {
        "/file/": held.append,
        "/page.svg": lambda route: route.fulfill(body=picture, content_type="image/svg+xml"),
    }
    page = desk.open(filing("page 37", acts=[*ACTS, *locks]))

    expect(page.locator("#scan")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator("#scan")).to_be_hidden()
    # Nothing else is sent while that is on its way.
    page.keyboard.press("b")
    page.wait_for_timeout(100)
    assert len(held) == 1
    if is_answered:
        held[0].fulfill(body=filing("page 37"), content_type="text/html")
    else:
        held[0].abort()
    expect(page.locator("[data-sending]")).to_have_count(0)
    expect(page.locator("#scan")).to_be_hidden()


def test_a_letter_typed_in_a_field_files_nothing(desk):
    posted = desk.collect("/file/", (200, {}))
    page = desk.open(filing("page 37"))

    page.focus("#date")
    page.keyboard.type("b")
    page.wait_for_timeout(200)

    assert page.locator("#date").input_value() == "b"
    assert not posted


def test_a_question_mark_shows_the_keys_over_the_page_and_escape_leads_back(desk):
    help_of_keys = (
        '<details class="keys-help"><summary data-key="?">Keys</summary>'
        "<dl class='keys'><dt><kbd>B</kbd></dt><dd>blank</dd></dl></details>"
    )
    script = '<script type="module" src="/static/portal/js/filing-keys.js"></script>'
    pressed = desk.collect("/act/", (200, {}))
    page = desk.open(
        '<form method="post" action="/act/"><button data-key="B">Blank</button></form>'
        f'<a href="#here" id="here">Page 3</a>{help_of_keys}{script}'
    )
    page.focus("#here")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("blank")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("b")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("#here")).to_be_focused()
    assert not pressed, "a key on the list does nothing while the list is shown"
    page.keyboard.press("?")
    dialog.get_by_role("button", name="Close").press("Enter")
    expect(dialog).to_have_count(0)


def test_what_a_letter_unfolds_is_gone_on_with_from_its_first_field(desk):
    page = desk.open(
        '<h1>Page</h1><details><summary data-key="D">Not the same</summary>'
        '<input type="hidden" name="t"><input type="radio" name="fault" id="fault"></details>'
        '<script type="module" src="/static/portal/js/filing-keys.js"></script>'
    )
    page.keyboard.press("d")
    expect(page.locator("#fault")).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("d")
    expect(page.locator("#fault")).to_be_hidden()


def test_letters_can_be_switched_off_and_stay_off(desk):
    posted = desk.collect("/file/", (200, {}))
    page = desk.open(filing("page 37"))

    page.uncheck("[data-keys-toggle]")
    page.locator("h1").click()
    page.keyboard.press("b")
    page.reload()
    page.keyboard.press("b")
    page.wait_for_timeout(200)

    assert not page.locator("[data-keys-toggle]").is_checked()
    assert not posted


def test_whoever_switched_letters_off_in_the_account_finds_them_off_on_every_screen(desk):
    posted = desk.collect("/file/", (200, {}))
    someone = User(username="someone", uses_letter_keys=False)
    page = desk.open(filing("page 37", user=someone))

    for key in ("b", "/", "Enter"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)

    assert not posted
    assert not page.evaluate("document.activeElement.matches('[data-find-box]')")
    assert not page.locator("[data-keys-toggle]").is_checked()
    assert page.locator("kbd:visible").count() == 0


def test_letters_switched_off_at_the_desk_are_switched_off_in_the_account_too(desk):
    kept = desk.collect("/account/keys/", (204, {}))
    hidden = '<input type="hidden" name="csrfmiddlewaretoken" value="x">'
    page = desk.open(filing("page 37", user=User(username="someone")) + hidden)

    page.uncheck("[data-keys-toggle]")
    expect(page.locator("kbd:visible")).to_have_count(0)
    page.wait_for_timeout(200)
    page.check("[data-keys-toggle]")
    page.wait_for_timeout(200)

    assert [form["keys"] for form in kept] == [["off"], ["on"]]


def test_a_page_that_was_not_filed_for_want_of_a_connection_says_so(desk):
    desk.answers["/file/"] = lambda route: route.abort()
    page = desk.open(filing("page 37"))

    page.keyboard.press("b")

    expect(page.get_by_role("alert")).to_contain_text("nothing was changed")
    expect(page.locator("#page-now")).to_have_text("page 37")


MARKS = [
    {"x": 100, "y": 100 + 900 * number, "width": 90, "height": 30, "text": "bruise"}
    for number in range(2)
]
SHEET = {
    "image_url": "/page.svg",
    "width": 1240,
    "height": 1754,
    "number": 3,
    "count": 4,
    "text": "a",
}


def test_n_goes_from_hit_to_hit_and_on_to_the_next_page(desk):
    desk.shows("/next/", "<title>next page</title>")
    html = '<!DOCTYPE html><html lang="en"><body>' + render_to_string(
        "components/page_viewer.html",
        {
            "page": SHEET | {"text_pieces": [("bruise", True), (" and ", False), ("Bruise", True)]},
            "marks": MARKS,
            "next_hit_url": "/next/",
        },
    )
    page = desk.open(html)

    here, told = page.locator("rect.is-here"), page.locator("mark.is-here")
    expect(here).to_have_attribute("y", "100")
    expect(told).to_have_text("bruise")
    page.keyboard.press("n")
    expect(here).to_have_attribute("y", "1000")
    expect(told).to_have_text("Bruise")
    expect(page.locator("[data-hit-text]")).to_have_text("Hit 2 of 2 on this page")
    page.keyboard.press("p")
    expect(here).to_have_attribute("y", "100")
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.wait_for_url("**/next/")


def test_a_scan_can_be_made_larger_and_fitted_again(desk):
    html = '<!DOCTYPE html><html lang="en"><body>' + render_to_string(
        "components/page_viewer.html", {"page": SHEET, "marks": []}
    )
    page = desk.open(html)

    page.click('[data-zoom="1"]')
    expect(page.locator("[data-zoom-sheet]")).to_have_class(re.compile("zoom-1"))
    page.keyboard.press("+")
    expect(page.locator("[data-zoom-sheet]")).to_have_class(re.compile("zoom-2"))
    page.click('[data-zoom="0"]')
    expect(page.locator("[data-zoom-sheet]")).not_to_have_class(re.compile("zoom"))


def progress(**more: object) -> str:
    context = {
        "done": 3,
        "total": 60,
        "text": "3 of 60",
        "json_url": "/progress/",
        "every": 1,
        **more,
    }
    return '<!DOCTYPE html><html lang="en"><body>' + render_to_string(
        "components/progress.html", context
    )


def test_a_long_act_moves_by_itself_and_shows_its_result_at_the_end(desk):
    news = [
        {"done": 30, "total": 60, "text": "30 of 60", "finished": False},
        {"done": 60, "total": 60, "text": "60 of 60", "finished": True},
    ]

    def answer(route: Route) -> None:
        told = news.pop(0)
        if not news:
            desk.shows("/", "<p id=done>All read</p>")
        route.fulfill(body=json.dumps(told), content_type="application/json")

    desk.answers["/progress/"] = answer
    page = desk.open(progress())

    expect(page.locator("progress")).to_have_attribute("value", "30", timeout=4000)
    expect(page.locator("[data-progress-text]")).to_have_text("30 of 60")
    expect(page.locator("#done")).to_have_text("All read", timeout=4000)


def test_a_question_waits_for_the_answer_that_makes_it_matter(desk):
    html = drawn(
        '<!DOCTYPE html><html lang="en"><form><input type="radio" name="home" value="yes">'
        '<input type="radio" name="home" value="no"></form>'
        '<div id="more" data-waits-for="home" data-one-of="yes partly">More</div>'
        '<script type="module" src="/static/portal/js/show-when.js"></script></html>'
    )
    page = desk.open(html)

    expect(page.locator("#more")).to_be_hidden()
    page.check('[value="yes"]')
    expect(page.locator("#more")).to_be_visible()
    page.check('[value="no"]')
    expect(page.locator("#more")).to_be_hidden()


def test_a_day_of_a_history_is_asked_for_only_where_the_answer_has_one_and_without_any_script(desk):
    form = CONDITIONS["worked"](None, user=User())
    fields = drawn("{% fields form %}", form=form)
    page = desk.open(
        '<!DOCTYPE html><html lang="en"><head><link rel="stylesheet" href="/static/portal/css/staff.css">'
        f'</head><body><form class="condition-form">{fields}</form></body></html>'
    )
    shown = {
        "Now": [],
        "At any time": [],
        "On one day": ["The day"],
        "At any time between two days": ["From", "To"],
    }
    for answer, days in shown.items():
        page.get_by_label(answer, exact=True).check()
        for day in ("The day", "From", "To"):
            expect(page.get_by_label(day, exact=True)).to_be_visible(visible=day in days)


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without"])
def test_a_key_is_promised_only_where_a_script_listens_to_it(chrome, has_script):
    context = chrome.new_context(java_script_enabled=has_script)
    page = Desk(context.new_page()).open(
        '<!DOCTYPE html><html lang="en" class="desk"><head>'
        '<link rel="stylesheet" href="/static/portal/css/staff.css"></head><body>'
        '<p><a href="/other/"><kbd>T</kbd> Show the text</a></p>'
        '<details class="keys-help"><summary>Keys</summary></details></body></html>'
    )
    expect(page.get_by_text("Show the text")).to_be_visible()
    expect(page.locator("kbd")).to_be_visible(visible=has_script)
    expect(page.locator(".keys-help")).to_be_visible(visible=has_script)
    context.close()


def test_nobody_loses_what_was_typed_by_leaving_unawares(desk):
    html = drawn(
        '<!DOCTYPE html><html lang="en"><form data-warn-unsaved><textarea id="words"></textarea></form>'
        '<script type="module" src="/static/portal/js/warn-unsaved.js"></script></html>'
    )
    desk.shows("/other/", "<p>other</p>")
    page = desk.open(html)
    asked: list[str] = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("#words").press_sequentially("Something")
    page.evaluate("location.assign('/other/')")
    page.wait_for_timeout(300)

    assert asked == ["beforeunload"]
    assert page.url == f"{SITE}/"


def test_files_are_sent_one_after_the_other_because_their_order_is_that_of_the_pages(desk):
    waiting: list[Route] = []
    desk.answers["/files/"] = waiting.append
    page = desk.open(
        drawn(
            '<!DOCTYPE html><html lang="en"><form method="post" data-upload-to="/files/">'
            '<input type="hidden" name="csrfmiddlewaretoken" value="token">'
            '{% include "scanning/_drop.html" %}<button type="submit">Add</button></form>'
            '<script type="module" src="/static/portal/js/upload.js"></script></html>'
        )
    )
    names = [f"{number:04}.jpg" for number in range(3)]
    page.set_input_files(
        "#files",
        [{"name": name, "mimeType": "image/jpeg", "buffer": name.encode()} for name in names],
    )

    page.locator("button").click()
    for number, name in enumerate(names, start=1):
        page.wait_for_timeout(300)
        assert len(waiting) == number
        assert waiting[-1].request.headers["x-file-name"] == name
        waiting[-1].fulfill(
            body=json.dumps({"kept": True, "text": "Received."}), content_type="application/json"
        )


def test_words_that_waited_are_sent_on_once_a_passkey_has_shown_who_is_there(desk):
    desk.shows("/account/prove/", "<title>Sent</title>")
    page = desk.open(
        '<meta charset="utf-8"><form method="post" action="/account/prove/" novalidate data-proof-form>'
        '<input name="proof-password" required><textarea name="words">As  typed 👍</textarea></form>'
        '<button id="key" type="button">Use a passkey</button>'
        '<script type="module" src="/static/portal/js/passkey-proved.js"></script>'
    )
    with page.expect_request("**/account/prove/") as sent:
        page.evaluate(
            "document.querySelector('#key').dispatchEvent("
            "new CustomEvent('otp_webauthn.verification_complete', { bubbles: true }))"
        )
    fields = dict(parse_qsl(sent.value.post_data or "", keep_blank_values=True))
    assert fields == {"proof-password": "", "words": "As  typed 👍"}
