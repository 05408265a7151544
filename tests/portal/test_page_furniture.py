"""What every page stands on: templates a strict policy lets through, errors that help, fields that are named."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string

from portal.templatetags import kinfile

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
ASSETS = Path(settings.BASE_DIR) / "portal" / "assets"
STATIC = Path(settings.BASE_DIR) / "portal" / "static" / "portal"
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)
TODAY = date(2026, 11, 22)

# What an error page must not say: it may stand on any screen, before anybody is known.
CASE_WORDS = re.compile(
    r"\b(child|children|parent|mother|father|famil\w+|social|care|worker|case|court|police|council"
    r"|protection|record|plan|kinfile)\b",
    re.IGNORECASE,
)


class Seen(HTMLParser):
    """What a page is made of: elements with their attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            attrs
            for name, attrs in self.elements
            if name == tag and all(attrs.get(k.rstrip("_")) == v for k, v in wanted.items())
        ]


class Somebody(SimpleNamespace):
    is_authenticated = True
    reading: dict[str, str] = {}

    def __str__(self) -> str:
        return "Jo Adeyemi"

    def get_username(self) -> str:
        return "worker"


def drawn(template: str, **context: object) -> Seen:
    return Seen(Template("{% load kinfile %}" + template).render(Context(context)))


# No inline style or script, so that the policy `style-src 'self'; script-src 'self'` can stand


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_inline_style_or_script(path):
    text = COMMENT.sub("", path.read_text())

    assert not re.search(r"\sstyle\s*=", text), "a style attribute"
    assert not re.search(r"<style\b", text), "a style element"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "an event attribute"
    assert not re.search(r"javascript:", text, re.IGNORECASE), "a script address"
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script, "a script without a file"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_fetches_nothing_from_elsewhere(path):
    text = COMMENT.sub("", path.read_text())

    assert not re.search(
        r"<(?:link|script|img|iframe|source)\b[^>]*(?:src|href)=\"(?:https?:)?//", text
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_form_that_changes_something_carries_its_token(path):
    for form in re.findall(r"<form\b.*?</form>", COMMENT.sub("", path.read_text()), re.DOTALL):
        if re.match(r"<form\b[^>]*method=\"post\"", form):
            assert "{% csrf_token %}" in form


def test_the_stylesheets_fetch_nothing_from_elsewhere_and_serve_paper_calm_and_contrast():
    for name in ("staff", "family"):
        css = (STATIC / "css" / f"{name}.css").read_text()

        assert not re.search(r"url\([\"']?(?:https?:)?//", css)
        assert "@import" not in css
        assert "@media print" in css
        assert "prefers-reduced-motion" in css
        assert "forced-colors" in css
        for file in re.findall(r"url\([\"']?\.\./([^\"')]+)", css):
            assert (STATIC / file).is_file()


# Colours: all in one file, and all readable


def schemes() -> dict[str, dict[str, str]]:
    text = (ASSETS / "_tokens.scss").read_text()
    found = {
        name: dict(re.findall(r'"([\w-]+)": (#[0-9a-f]{6})', body))
        for name, body in re.findall(
            r"\$(paper|white|blue|dark|print): \((.*?)\n\);", text, re.DOTALL
        )
    }
    return {name: found["paper"] | own for name, own in found.items()}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["paper", "white", "blue", "dark"])
def test_every_pair_of_colours_that_meets_can_be_read(scheme):
    colours = schemes()[scheme]
    words = {
        "ink": (
            "paper",
            "sheet",
            "sunk",
            "folder",
            "accent-tint",
            "danger-tint",
            "warn-tint",
            "mark",
        ),
        "ink-soft": ("paper", "sheet", "sunk", "folder", "accent-tint"),
        "accent": ("paper", "sheet", "sunk", "accent-tint"),
        "accent-deep": ("paper", "sheet", "accent-tint"),
        "on-accent": ("accent", "accent-deep"),
        "danger": ("paper", "sheet", "danger-tint"),
        "warn": ("paper", "sheet", "warn-tint"),
        "good": ("paper", "sheet", "good-tint"),
    }
    for word, grounds in words.items():
        for ground in grounds:
            assert contrast(colours[word], colours[ground]) >= 4.5, f"{word} on {ground}"
    for edge in ("line-strong", "focus-dark"):
        for ground in ("paper", "sheet"):
            assert contrast(colours[edge], colours[ground]) >= 3, f"{edge} on {ground}"
    assert contrast(colours["focus-light"], colours["focus-dark"]) >= 3


def test_only_the_tokens_name_colours():
    for path in ASSETS.glob("*.scss"):
        if path.name != "_tokens.scss":
            text = re.sub(r"//.*", "", path.read_text())
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsl", text), path.name


# Error pages


@pytest.mark.parametrize("name", ["400", "403", "404", "500"])
def test_an_error_page_says_what_to_do_next_and_nothing_of_anybody(name):
    page = Seen(render_to_string(f"{name}.html", {"council_phone": "01632 960 001"}))
    words = " ".join(page.words.split())

    assert not CASE_WORDS.search(words)
    assert re.search(r"What you can do|Go back|ask your manager", words)
    assert page.all("a", href="/"), "a way out"
    assert len(page.all("h1")) == 1


@pytest.mark.parametrize("name", ["400", "403", "404", "500"])
def test_an_error_page_can_be_shown_when_nothing_else_works(name):
    assert "<h1>" in render_to_string(f"{name}.html")


def test_what_does_not_exist_and_what_is_closed_read_the_same():
    assert "reason" not in COMMENT.sub(
        "", (Path(settings.BASE_DIR) / "templates/404.html").read_text()
    )


# The frames


def test_the_desk_leads_past_its_header_and_finds_by_a_posted_form():
    page = Seen(
        render_to_string("base_staff.html", {"user": Somebody(), "team_name": "Team North"})
    )

    assert page.all("a", href="#main", class_="govuk-skip-link")
    assert page.all("main", id="main")
    assert "Jo Adeyemi" in page.words
    assert "Team North" in page.words
    find = page.all("form", role="search")[0]
    assert find["method"] == "post"
    assert "?" not in (find["action"] or "")
    assert page.all("input", name="words", type="search")


def test_the_count_at_scan_is_shown_only_when_pages_wait():
    def words(count: int) -> str:
        return Seen(
            render_to_string("base_staff.html", {"user": Somebody(), "scan_count": count})
        ).words

    assert "14 pages wait for you" in words(14)
    assert "pages wait for you" not in words(0)


def test_other_people_can_be_switched_to_only_where_the_demo_lists_them():
    people = [{"username": "clerk", "name": "Sam Ortiz", "role": "business support"}]
    with_demo = Seen(
        render_to_string("base_staff.html", {"user": Somebody(), "demo_people": people})
    )
    without = Seen(render_to_string("base_staff.html", {"user": Somebody()}))

    assert with_demo.all("input", name="username", value="clerk")
    assert "Sam Ortiz" in with_demo.words
    assert not without.all("input", name="username")


def test_a_family_page_says_nothing_in_its_title_and_can_be_left_without_javascript():
    html = render_to_string(
        "base_family.html", {"user": Somebody(), "council_phone": "01632 960 001"}
    )
    page = Seen(html)
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)

    assert title
    assert title[1].strip() == "Your account"
    leave = next(f for f in page.all("form") if "data-leave-to" in f)
    assert leave["method"] == "post"
    assert page.all("a", href="tel:01632960001")


def test_how_a_person_reads_becomes_classes_of_the_page_and_never_markup():
    user = Somebody()
    user.reading = {"size": "giant", "colours": '"><script>'}
    page = Seen(render_to_string("base_family.html", {"user": user}))

    root = page.all("html")[0]["class"] or ""
    assert "size-giant" in root.split()
    assert "spacing-standard" in root.split()
    assert not [s for s in page.all("script") if not s.get("src")]


def test_undo_goes_only_to_this_site():
    def address(tags: str) -> str:
        return kinfile.undo_address(SimpleNamespace(extra_tags=tags))

    assert address("undo:/scan/pages/1/undo/") == "/scan/pages/1/undo/"
    assert address("undo:https://example.org/") == ""
    assert address("undo://example.org/") == ""
    assert address("undo:/\\example.org/") == ""
    assert address("success") == ""


# Dates


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 11, 22), "Sun 22 Nov 2026 (today)"),
        (date(2026, 11, 23), "Mon 23 Nov 2026 (tomorrow)"),
        (date(2026, 11, 21), "Sat 21 Nov 2026 (yesterday)"),
        (date(2026, 11, 26), "Thu 26 Nov 2026 (in 4 days)"),
        (date(2026, 10, 22), "Thu 22 Oct 2026 (31 days ago)"),
        (date(2027, 6, 1), "Tue 1 Jun 2027 (in 6 months)"),
        (date(2017, 5, 14), "Sun 14 May 2017 (9 years ago)"),
        (None, ""),
    ],
)
def test_a_date_reads_with_its_weekday_and_its_distance(day, told):
    assert kinfile.kin_when(day, TODAY) == told


def test_a_moment_reads_in_the_time_of_the_country():
    summer = datetime(2026, 7, 3, 13, 2, 31, tzinfo=UTC)

    assert kinfile.kin_time(summer) == "14:02:31"
    assert kinfile.kin_moment(summer) == "Fri 3 Jul 2026, 14:02"
    assert kinfile.kin_date(datetime(2026, 7, 3, 23, 30, tzinfo=UTC)) == "Sat 4 Jul 2026"


@pytest.mark.parametrize(
    ("born", "age"),
    [
        (date(2017, 2, 4), "9"),
        (date(2008, 11, 23), "17"),
        (date(2008, 11, 22), "18"),
        (date(2026, 6, 1), "5 months"),
        (date(2025, 1, 22), "22 months"),
        (date(2026, 11, 1), "3 weeks"),
        (date(2026, 11, 21), "1 day"),
        (date(2027, 3, 1), "due Mon 1 Mar 2027"),
        (None, ""),
    ],
)
def test_an_age_reads_as_people_say_it(born, age):
    assert kinfile.kin_age(born, TODAY) == age


# Words


def test_a_hard_word_leads_to_its_meaning_once():
    words = [
        {"term": "core group", "meaning": "Those who meet."},
        {"term": "group", "meaning": "No."},
    ]
    page = drawn(
        "{% explained text words 'a1' %}",
        text="The core group met. The Core Group meets again.",
        words=words,
    )

    links = page.all("a", class_="word")
    assert len(links) == 1
    target = (links[0]["href"] or "").removeprefix("#")
    assert page.all("p", id=target)
    assert "Those who meet." in page.words
    assert page.words.count("“core group”") == 1


def test_words_of_people_are_shown_as_they_are_and_never_as_markup():
    page = drawn("{% explained text words 'a' %}", text="<b>not bold</b>", words=[])
    hits = kinfile.kin_marked([("<i>a</i> ", False), ("<bruise>", True)])

    assert not page.all("b")
    assert hits == "&lt;i&gt;a&lt;/i&gt; <mark>&lt;bruise&gt;</mark>"


# Fields


class Everything(forms.Form):
    who = forms.CharField(label="Who", help_text="Name and job.")
    email = forms.EmailField(label="E-mail", required=False)
    on = forms.DateField(label="When")
    at = forms.DateTimeField(label="At what moment", required=False)
    words = forms.CharField(label="Words", widget=forms.Textarea)
    how = forms.ChoiceField(
        label="How", choices=[("p", "Phone"), ("l", "Letter")], widget=forms.RadioSelect
    )
    needs = forms.MultipleChoiceField(
        label="Needs",
        choices=[("a", "A visit"), ("b", "A call")],
        widget=forms.CheckboxSelectMultiple,
    )
    team = forms.ChoiceField(label="Team", choices=[("", "Choose"), ("n", "North")])
    sure = forms.BooleanField(label="I am sure", help_text="Only if you are.")
    paper = forms.FileField(label="Paper")
    born = forms.DateField(label="Born", widget=forms.SelectDateWidget)


def form_page(form: forms.Form) -> Seen:
    return drawn("{% error_summary form %}{% fields form %}", form=form)


CONTROLS = ("input", "select", "textarea")


def controls(page: Seen) -> list[dict[str, str | None]]:
    return [c for tag in CONTROLS for c in page.all(tag) if c.get("type") != "hidden"]


@pytest.mark.parametrize("data", [None, {"who": ""}], ids=["fresh", "sent back"])
def test_every_field_is_named_and_no_id_stands_twice(data):
    page = form_page(Everything(data))
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    labels = {label["for"] for label in page.all("label")}

    assert len(ids) == len(set(ids))
    for control in controls(page):
        is_part = (control["name"] or "").startswith("born_")
        assert control["id"] in labels or is_part, control["name"]
    assert len(page.all("fieldset")) == 3


def test_every_error_leads_to_its_field_and_is_read_out_with_it():
    form = Everything({"who": ""})
    page = form_page(form)
    ids = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    links = [a["href"] for a in page.all("a")]

    assert len(links) == len(form.errors)
    assert all((link or "").removeprefix("#") in ids for link in links)
    who = page.all("input", name="who")[0]
    assert who["aria-invalid"] == "true"
    assert set((who["aria-describedby"] or "").split()) <= ids
    assert "id_who-error" in (who["aria-describedby"] or "")


def test_an_empty_field_is_named_in_its_error():
    page = form_page(Everything({"sure": "on"}))

    assert "Fill in “Who”." in page.words
    assert "Choose an answer to “How”." in page.words
    assert "This field is required" not in page.words


def test_what_was_chosen_and_written_is_still_there():
    data = {
        "who": '"><script>',
        "on": "2026-11-03",
        "at": "2026-11-03T14:02",
        "how": "l",
        "needs": ["a", "b"],
        "team": "n",
        "sure": "on",
    }
    page = form_page(Everything(data))

    assert page.all("input", name="who", value='"><script>')
    assert page.all("input", name="on", type="date", value="2026-11-03")
    assert page.all("input", name="at", type="datetime-local", value="2026-11-03T14:02")
    assert "checked" in page.all("input", name="how", value="l")[0]
    assert "checked" not in page.all("input", name="how", value="p")[0]
    assert all("checked" in box for box in page.all("input", name="needs"))
    assert "selected" in page.all("option", value="n")[0]
    assert "checked" in page.all("input", name="sure")[0]
    assert not page.all("script")


def test_a_day_that_the_form_knows_is_shown_to_the_browser_as_it_understands_it():
    page = form_page(Everything(initial={"on": date(2026, 11, 3)}))

    assert page.all("input", name="on", value="2026-11-03")


def test_what_need_not_be_filled_in_says_so():
    page = form_page(Everything())

    assert page.words.count("(optional)") == 2


def test_radios_that_have_an_answer_are_not_called_optional():
    class Stack(forms.Form):
        language = forms.ChoiceField(
            choices=[("eng", "English"), ("cym", "Welsh")], required=False, widget=forms.RadioSelect
        )

    assert form_page(Stack(initial={"language": "eng"})).words.count("(optional)") == 0
    assert form_page(Stack()).words.count("(optional)") == 1


def test_the_answers_of_a_signature_stand_side_by_side_and_none_is_chosen_for_anybody():
    class Signing(forms.Form):
        decision = forms.ChoiceField(
            label="What do you say?",
            choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No"), ("not_yet", "Not yet")],
            widget=forms.RadioSelect,
        )

    page = drawn("{% answers form.decision %}", form=Signing())
    radios = page.all("input", type="radio")

    assert [radio["value"] for radio in radios] == ["yes", "partly", "no", "not_yet"]
    assert not any("checked" in radio for radio in radios)
    assert len({label["class"] for label in page.all("label")}) == 1


def test_a_long_act_shows_how_far_it_is_without_javascript():
    context = {
        "done": 56,
        "total": 60,
        "text": "56 of 60 pages read",
        "json_url": "/scan/7/progress/",
    }
    page = Seen(render_to_string("components/progress.html", context))
    refresh = render_to_string("components/progress_refresh.html", context)
    finished = Seen(render_to_string("components/progress.html", context | {"finished": True}))

    assert page.all("progress", value="56", max="60")
    assert "56 of 60 pages read" in page.words
    assert '<noscript><meta http-equiv="refresh"' in refresh
    assert not finished.all("script")
    assert not [e for _, e in finished.elements if "data-progress-url" in e]


def test_a_picture_that_may_hurt_is_covered_until_it_is_opened():
    entry = {
        "kind": "paper",
        "date": TODAY,
        "title": "Photographs",
        "url": "/p/1/",
        "thumbnail_url": "/p/1/thumb/",
        "sensitive": True,
    }
    html = render_to_string("components/timeline_entry.html", {"entry": entry})
    open_html = render_to_string(
        "components/timeline_entry.html", {"entry": entry | {"sensitive": False}}
    )

    assert re.search(
        r"<details class=\"covered\"><summary>.*?<img[^>]*loading=\"lazy\"", html, re.DOTALL
    )
    assert "<details" not in open_html


def test_the_marks_on_a_page_are_counted_in_the_pixels_of_its_image():
    page = {
        "image_url": "/i/1/",
        "width": 1240,
        "height": 1754,
        "number": 3,
        "count": 4,
        "text": "a",
    }
    marks = [{"x": 120, "y": 600, "width": 90, "height": 30, "text": "bruise"}]
    html = render_to_string("components/page_viewer.html", {"page": page, "marks": marks})
    seen = Seen(html)

    assert 'viewBox="0 0 1240 1754"' in html
    assert seen.all("img", width="1240", height="1754")
    assert seen.all("rect", x="120", y="600", width="90", height="30")
