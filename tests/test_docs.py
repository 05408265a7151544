"""What the documentation names exists: commands and their options, settings, files, addresses, rules, people, links."""

import ast
import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from cases import access, actions
from documents import shipped
from family_access import actions as door
from family_access.models import Invitation
from portal.context import DEMO_PEOPLE
from portal.demo.build import STORIES

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "deploy").rglob("*.md"),
    ]
)
TEXTS = sorted(
    [
        *PAGES,
        *(path for path in (ROOT / "deploy").rglob("*") if path.is_file() and path not in PAGES),
    ]
)
OURS = (
    "demo",
    "scan",
    "find",
    "verify",
    "work",
    "check",
    "reindex",
    "make_account",
    "load_exemplars",
    "change_key",
    "renew_seal",
)
COMMANDS = (ROOT / "docs" / "commands.md").read_text()
DEPLOYMENT = (ROOT / "docs" / "deployment.md").read_text()
SECURITY = (ROOT / "docs" / "security.md").read_text()
README = (ROOT / "README.md").read_text()
DJANGOS = {
    "--help",
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
    "--skip-checks",
}
# Read by programs beside the settings, or by the tests.
ELSEWHERE = {
    "DJANGO_SETTINGS_MODULE",
    "TESSERACT_CMD",
    "TESSDATA_PREFIX",
    "CI",
    "TEST_PROCESSES",
    "TEST_POSTGRESQL_URL",
    "CHROMIUM",
}


def each(texts=PAGES):
    return pytest.mark.parametrize("page", texts, ids=lambda path: str(path.relative_to(ROOT)))


def code_of(text: str) -> list[str]:
    """Whatever stands as code: between backticks, and in indented or fenced blocks."""
    spans = re.findall(r"`([^`\n]+)`", text)
    return [*spans, *re.findall(r"^(?: {4}|\t)(.+)$", text, re.MULTILINE)]


def read_settings() -> set[str]:
    """Names that the settings ask the environment for, through the strict readers."""
    found = set()
    for path in (ROOT / "portal" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "env"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(str(node.args[0].value))
    return found


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each()
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors_of(there), target


@each(TEXTS)
def test_no_path_of_somebodys_own_machine_is_named(page):
    assert not re.search(r"/(?:home|root|Users|work|mnt)/", page.read_text())


@each(TEXTS)
def test_every_make_target_named_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target
        for code in code_of(page.read_text())
        for target in re.findall(r"(?:^|&& |\| )make ([a-z][a-z-]+)", code)
    }
    assert named <= targets


def test_every_make_target_is_documented():
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
    assert [target for target in phony.split() if f"`make {target}`" not in COMMANDS] == ["setup"]
    assert "make setup" in DEPLOYMENT


@each(TEXTS)
def test_every_management_command_named_exists(page):
    named = set(re.findall(r"(?:manage\.py|deploy/kinfile) ([a-z_]+)\b", page.read_text()))
    # Words of a sentence that goes on after the file's name.
    assert named - set(get_commands()) <= {"as", "is", "takes", "without"}


@pytest.mark.parametrize("name", OURS)
def test_a_command_is_documented_with_exactly_the_options_it_has(name):
    command = load_command_class(get_commands()[name], name)
    parser = command.create_parser("manage.py", name)
    command_options = {
        option
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--") and option not in DJANGOS
    }
    section = re.search(rf"^## {name}\n(.+?)(?=^## )", COMMANDS, re.MULTILINE | re.DOTALL)[1]
    usage = "\n".join(re.findall(r"^ {4}(.+)$", section, re.MULTILINE))
    assert set(re.findall(r"--[a-z-]+", usage)) == command_options


def test_every_command_of_ours_is_documented():
    folders = ROOT.glob("*/management/commands/*.py")
    assert {path.stem for path in folders if path.stem != "__init__"} == set(OURS)


def test_every_setting_is_documented_and_stands_in_the_example():
    names = read_settings()
    assert len(names) > 20
    example = (ROOT / "deploy" / "kinfile.env.example").read_text()
    assert [name for name in sorted(names) if f"`{name}`" not in DEPLOYMENT] == []
    assert [name for name in sorted(names - {"KINFILE_TEST_DATA"}) if name not in example] == []


@each(TEXTS)
def test_every_setting_named_is_read_somewhere(page):
    named = set(re.findall(r"\bKINFILE_[A-Z_]+\b", page.read_text()))
    known = read_settings()
    assert {name.removesuffix("_FILE") for name in named} <= known


def test_what_is_read_beside_the_settings_is_documented_too():
    assert [name for name in sorted(ELSEWHERE) if f"`{name}`" not in DEPLOYMENT] == []


@each(TEXTS)
def test_every_file_named_is_there(page):
    tops = {path.name for path in ROOT.iterdir() if path.is_dir()} - {"var"}
    for code in code_of(page.read_text()):
        for name in re.findall(r"(?<![\w/.-])(?:\.\./)*([\w.-]+/[\w./*-]+)", code):
            top = name.split("/")[0]
            if top in tops and "*" not in name and not top.startswith(".venv"):
                place = ROOT / name.rstrip("./")
                made = name.startswith("deploy/") and (ROOT / name.rstrip(".")).exists()
                assert made or place.exists() or any(ROOT.glob(name.rstrip(".") + "*")), name


@each(PAGES)
def test_every_address_named_answers(page):
    for address in re.findall(r"`(/[a-z-]+(?:/[a-z-]+)*/)`", page.read_text()):
        try:
            resolve(address)
        except Resolver404:
            # A folder of the whole site, or a path of the system that the deployment names.
            assert (
                address == "/cms/" or page.parent.name == "deploy" or "deployment" in page.name
            ), address


def test_the_readme_gives_the_two_commands():
    block = re.search(r"^## Two commands\n\n(.+?)\n\n", README, re.MULTILINE | re.DOTALL)[1]
    assert re.findall(r"^ {4}make (\w+)", block, re.MULTILINE) == ["demo", "test"]


def test_the_readme_introduces_everybody_of_the_demo():
    told = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", README, re.MULTILINE))
    assert tuple(told) == DEMO_PEOPLE
    staff = {
        one.username: str(one.name) for story in STORIES for one in story.staff if one.username
    }
    people = {one.key: str(one.names[0]) for story in STORIES for one in story.people}
    family = {one.username: people[one.person] for story in STORIES for one in story.accounts}
    names = staff | family
    assert [name for name in DEMO_PEOPLE if not told[name].startswith(names[name])] == []


def test_the_words_to_try_are_those_of_the_demo():
    from portal.demo.sample import FINDS

    known = {find.words for find in FINDS}
    sentence = re.search(r"Words to try as the worker: (.+?)\.", README, re.DOTALL)[1]
    assert set(re.findall(r"`([^`]+)`", sentence)) <= known


def test_the_policy_is_documented_row_by_row():
    told = re.findall(
        r"^\| `([\w.]+)` \| (\w+) \| (\w+) \| ([\w ]+) \| (.+) \|$", SECURITY, re.MULTILINE
    )
    assert told == [
        (
            rule.code,
            str(rule.effect),
            rule.model.__name__,
            " ".join(sorted(rule.actions)),
            rule.because,
        )
        for rule in access.table()
    ]


def minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


@pytest.mark.parametrize(
    "sentence",
    [
        f"A session ends after {minutes(settings.KINFILE_IDLE_STAFF)} minutes",
        f"{minutes(settings.KINFILE_IDLE_FAMILY)} on the family's",
        f"after {minutes(settings.KINFILE_SESSION_LONGEST) // 60} hours in any case",
        f"older than {minutes(settings.KINFILE_PROOF_LASTS)} minutes",
        f"after {settings.AXES_FAILURE_LIMIT}, that pair waits {minutes(settings.AXES_COOLOFF_TIME)}",
        f"for {door.LONGEST.days} days at most, and dead after {Invitation.MOST_TRIES} wrong tries",
        f"a team file for {minutes(actions.EMERGENCY_LOOK)} minutes",
    ],
)
def test_what_is_said_in_numbers_is_what_holds(sentence):
    assert sentence in " ".join(SECURITY.split())


def test_the_forms_that_come_with_it_are_named_as_they_are():
    names = {definition.name for definition in shipped.shipped_definitions()}
    assert [name for name in names if name not in COMMANDS] == []


def test_the_licence_is_whole_and_the_one_the_project_says():
    text = (ROOT / "LICENSE").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "AGPL-3.0-or-later"
    assert text.splitlines()[0].strip() == "GNU AFFERO GENERAL PUBLIC LICENSE"
    assert "13. Remote Network Interaction" in text
    assert text.rstrip().endswith("<https://www.gnu.org/licenses/>.")


def test_the_changelog_tells_of_the_version_that_this_is():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert f"## {project['version']}\n" in (ROOT / "CHANGELOG.md").read_text()
