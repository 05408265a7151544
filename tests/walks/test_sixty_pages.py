"""Sixty mixed pages for two families come from the scanner's folder and are filed with the keyboard alone."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import accessible
from tests.browser import Site, Visitor, chrome, end
from tests.walks.conftest import site_with_tables

pytestmark = pytest.mark.browser

PAGES = 60
BLANKS = 4
SHEETS = 5
MOST_KEYS = 3


class Typist:
    """Somebody who files with the keyboard alone. Counts every key."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def press(self, key: str) -> None:
        """Press `key`, and look up only when the desk shows what came of it."""
        shown = self.page.evaluate("() => window.kinfileShown ?? null")
        if shown is None:
            shown = self.page.evaluate(
                "() => { document.addEventListener('kinfile:swapped', () => window.kinfileShown++);"
                " return (window.kinfileShown = 0); }"
            )
        self.page.keyboard.press(key)
        self.keys += 1
        self.page.wait_for_function(
            "(before) => !document.querySelector('#desk-panel') || window.kinfileShown > before",
            arg=shown,
        )
        # A thumbnail that is still on its way when the batch closes would be refused.
        self.page.wait_for_load_state("networkidle")

    def left(self) -> int:
        said = re.search(
            r"(\d+) left", self.page.locator("#desk-sum, .batch-sum").first.inner_text()
        )
        assert said is not None
        return int(said[1])


@pytest.fixture(scope="module")
def site(migrated_database, tmp_path_factory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("desk")
    (folder / "scans" / "second-floor").mkdir(parents=True)
    changes = {
        "KINFILE_SCAN_FOLDER": str(folder / "scans"),
        "KINFILE_SCAN_SETTLE_SECONDS": "1",
        "KINFILE_SCAN_LOOK_SECONDS": "1",
        "KINFILE_SCAN_TOGETHER_MINUTES": "1",
        # What a lottery draws for a second look is counted elsewhere.
        "KINFILE_SECOND_LOOK_PERCENT": "0",
        "KINFILE_SECOND_ENGINE": "",
    }
    with site_with_tables(folder, changes) as own:
        yield own


@pytest.fixture(scope="module")
def desk(site: Site, tmp_path_factory) -> Iterator[dict]:
    """The stack as it came in through the folder, all read; and a clerk in front of it."""
    post = tmp_path_factory.mktemp("post")
    told = site.script("tests.walks.sixty_pages", str(post))
    assert sum(told["pages"].values()) == PAGES
    for name in told["pages"]:
        shutil.copy(post / name, site.folder / "scans" / "second-floor")
    worker = site.work("--readers", "2")
    with chrome() as browser:
        clerk = Visitor(browser, site)
        clerk.enter("clerk")
        _wait_for_the_batch(clerk)
        expect(clerk.page.locator("[data-progress-text]")).to_contain_text(
            f"All {PAGES} pages read", timeout=400_000
        )
        yield {"clerk": clerk, "batch": clerk.page.url, **told}
    end(worker)


def _wait_for_the_batch(clerk: Visitor) -> None:
    """Until all three files were taken, which the first second of a look may not see yet."""
    until = time.monotonic() + 240
    while time.monotonic() < until:
        clerk.go("/scan/")
        batches = clerk.page.get_by_role("link", name=re.compile(r"^Batch \d+"))
        if batches.count():
            clerk.submit(batches.first)
            if clerk.page.locator('td[data-label="Name"]').count() == 3:
                return
        time.sleep(1)
    raise AssertionError("The worker took nothing from the scanner's folder.")


def test_the_lost_cover_sheet_is_noticed(desk):
    desk["clerk"].go(desk["batch"])
    expect(desk["clerk"].page.get_by_text("Cover sheet 2 of 3 was not recognised")).to_be_visible()


def test_sixty_pages_are_filed_with_at_most_three_keys_a_page_and_nothing_is_lost(desk):
    clerk, page = desk["clerk"], desk["clerk"].page
    clerk.go(desk["batch"])
    page.get_by_text("Count the sheets").click()
    page.locator("input[name=sheets_counted]").fill(str(PAGES))
    clerk.submit(page.get_by_role("button", name="Put it right"))
    if page.get_by_role("button", name="That is all of them").count():
        clerk.submit(page.get_by_role("button", name="That is all of them"))
    clerk.submit(page.get_by_role("link", name=re.compile(r"^File \d+ pages$")))
    typist = Typist(page)
    to_file = PAGES - BLANKS - SHEETS
    assert typist.left() == to_file
    while typist.left():
        before, keys = typist.left(), typist.keys
        first, last = (
            int(page.get_by_label(label, exact=True).input_value())
            for label in ("From page", "to page")
        )
        while typist.left() == before:
            assert typist.keys - keys < MOST_KEYS * (last - first + 1), page.locator(
                "#desk-panel"
            ).inner_text()
            typist.press("Enter")
        if page.url == desk["batch"]:
            break
    assert typist.keys <= MOST_KEYS * to_file
    clerk.go(desk["batch"])
    said = page.locator(".batch-sum").inner_text()
    assert re.search(rf"\b{PAGES}\b.* = .*\b{BLANKS} blank \+ {SHEETS} separators", said), said
    accessible.check(page)
    print(f"{typist.keys} keys for {to_file} pages. {said}")


def test_every_page_stands_in_the_file_of_its_own_child(desk, site):
    told = site.script("tests.walks.where_pages_stand")
    rowan, tia = (desk["people"][key]["name"] for key in ("rowan", "tia"))
    assert told["children"] == {rowan: 16 + 4 + 8, tia: 16 + 6 + 1}
    assert told["lost"] == 0
    assert site.manage("verify").returncode == 0
