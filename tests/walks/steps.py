"""What each person does in a walk, page by page, through a browser alone.

Every page is looked at on the way: what cannot be used by everybody is collected in `Walk.faults`, so that one fault
does not hide the others.
"""

import base64
import re
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from subprocess import Popen

from django_otp.oath import TOTP
from playwright.sync_api import Browser, Locator, Page, Request, expect

from tests import accessible
from tests.browser import Site, Visitor
from tests.walks import papers

WORRY = "came to school hungry four times in October"
# The family never reads this part; nor does anybody of another team.
STAFF_ONLY = "Lanternmoor"
GOOD_NEWS = "walks to school every morning with a clean blazer"
SAID = "Mum here 🙂 the <b>school</b> bit is not what I said.\n\nLine two & “quotes”"
ON_THE_WHOLE = "Mostly yes 👍"
PASSWORD = "four green apples singing"
PROOF = "the Library on Elm Row"
HEADLINE = "Visit at home with the kettle on"
CHILDS_WORDS = "I want my own room"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@dataclass
class Family:
    """One child and one parent of a walk. `user` is the name with which the parent chooses to sign in."""

    child: papers.Child
    child_id: str
    parent: str
    user: str

    @property
    def first_name(self) -> str:
        return self.parent.split()[0]

    @property
    def childs_first_name(self) -> str:
        return self.child.name.split()[0]


@dataclass
class Copy:
    """A downloaded file."""

    name: str
    data: bytes


@dataclass
class Walk:
    """Who walks where. What came out of it is kept in the fields below `faults`."""

    site: Site
    browser: Browser
    family: Family
    folder: Path
    has_script: bool = True
    parents_width: int = 1280
    faults: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    # Addresses with an id in them at which the council's people were shown something.
    addresses: set[str] = field(default_factory=set)
    parents_addresses: set[str] = field(default_factory=set)
    # The process that reads pages and seals copies.
    reader: Popen[bytes] | None = None
    batch: str = ""
    sum: str = ""
    filed: list[str] = field(default_factory=list)
    suggested: list[str] = field(default_factory=list)
    paper: str = ""
    record: str = ""
    release: str = ""
    receipt: str = ""
    copy: Copy | None = None
    councils_copy: Copy | None = None
    story: list[str] = field(default_factory=list)

    def visitor(self, username: str = "", *, width: int = 1280) -> Visitor:
        someone = Visitor(self.browser, self.site, has_script=self.has_script, width=width)
        someone.complaints = self.complaints
        if username:
            someone.enter(username)
        return someone

    def collect(self, visitor: Visitor, found: set[str]) -> None:
        """From now on keep every address with an id that answers this visitor."""

        def keep(response: object) -> None:
            path = response.url.removeprefix(self.site.address).partition("#")[0]  # type: ignore[attr-defined]
            request = response.request  # type: ignore[attr-defined]
            if response.status == 200 and request.method == "GET" and _ID.search(path):  # type: ignore[attr-defined]
                found.add(path)

        visitor.context.on("response", keep)

    def see(self, visitor: Visitor, *, is_family: bool = False, tabs: bool = False) -> Page:
        """Look at the page as somebody with a narrow window, a screen reader, or only a keyboard would meet it."""
        page = visitor.page
        checks = [lambda: accessible.check(page, is_family=is_family)]
        if not self.has_script:
            # axe is a script itself; the pages are the same ones.
            checks = [lambda: accessible.reflow(page)]
        elif tabs:
            checks.append(lambda: _fails_not(accessible.tab_through(page)))
        for check in checks:
            try:
                check()
            except AssertionError as fault:
                self.faults.append(str(fault))
        return page

    # The clerk

    def clerk_takes_the_stack_in(self) -> None:
        clerk = self.visitor("clerk")
        self.collect(clerk, self.addresses)
        page = self.see(clerk)
        clerk.submit(page.get_by_role("link", name="New batch"))
        self.see(clerk, tabs=True)
        files = papers.lay_out(self.folder, self.family.child, today=date.today())
        page.get_by_label("Box").fill("7")
        page.get_by_label("Shelf").fill("C")
        page.get_by_label("Sheets, counted by hand").fill(str(papers.PAGES))
        page.get_by_label("Files from the scanner").set_input_files(files)
        page.get_by_role("button", name="Take it in").click()
        page.wait_for_url(re.compile(r"/scan/batches/[0-9a-f-]{36}/$"))
        # While large files are sent, the address is the batch's already: a reload must lead there.
        expect(page.get_by_role("heading", name=re.compile(r"^Batch \d+"))).to_be_visible()
        self.batch = page.url
        names = page.locator('td[data-label="Name"]').all_inner_texts()
        assert [name.split("\n")[0] for name in names] == list(papers.FILES), (
            "files are numbered in the order in which they were chosen"
        )
        expect(page.locator(".progress__trouble")).to_contain_text(
            "the background service is not running"
        )
        self.see(clerk)
        self.reader = self.site.work("--readers", "1")
        if self.has_script:
            self._watch_progress(page)
        # Without scripts the page loads itself again until all is read.
        expect(page.locator("[data-progress-text]")).to_contain_text(
            f"All {papers.PAGES} pages read", timeout=240_000
        )
        assert self.reader.poll() is None
        self.see(clerk, tabs=True)
        self._clerk_files(clerk)
        clerk.leave()

    def _watch_progress(self, page: Page) -> None:
        """The bar moves without a new page; and a new page goes on where the bar was."""
        page.evaluate("() => { window.kinfileSamePage = true; }")
        page.wait_for_function(
            "() => window.kinfileSamePage && document.querySelector('progress').value > 1",
            timeout=240_000,
        )
        before = page.locator("progress").evaluate("(bar) => bar.value")
        page.reload()
        assert page.locator("progress").evaluate("(bar) => bar.value") >= before

    def _clerk_files(self, clerk: Visitor) -> None:
        page = clerk.page
        clerk.submit(page.get_by_role("link", name=re.compile(r"^File \d+ pages$")))
        panel = page.locator("#desk-panel")
        for number in range(papers.PAGES):
            ticked = page.locator(
                ".whose .govuk-checkboxes__item", has=page.locator("input:checked")
            )
            assert self.family.child.name in ticked.inner_text()
            assert self.family.child.reference in ticked.inner_text()
            why = ticked.locator(".whose__why").inner_text()
            assert why, "every suggestion says why"
            self.suggested.append(why)
            if number == 0:
                expect(page.locator(".page-viewer__sheet img")).to_be_visible()
                self.see(clerk, tabs=True)
            first, last = (
                int(page.get_by_label(label, exact=True).input_value())
                for label in ("From page", "to page")
            )
            self.filed.append(f"{first}-{last} {page.get_by_label('Title').input_value()}")
            left = int(re.search(r"(\d+) left", page.locator("#desk-sum").inner_text())[1])  # type: ignore[index]
            left -= last - first + 1
            # The batch closes with its last page; a thumbnail that is still on its way then would be refused.
            page.wait_for_load_state("networkidle")
            panel.get_by_role("button", name="File", exact=False).first.click()
            # The script swaps parts of the page; without it, and at the end, a new page comes.
            if not left:
                expect(page).to_have_url(self.batch)
                break
            expect(page.locator("#desk-sum p")).to_contain_text(f" {left} left")
        expect(page.get_by_text("Nothing of this batch is left.")).to_be_visible()
        self.sum = page.locator(".batch-sum").inner_text()
        self.see(clerk)

    # The worker

    def worker_finds_the_third_page(self) -> Visitor:
        worker = self.visitor("worker")
        self.collect(worker, self.addresses)
        page = self.see(worker, tabs=True)
        worker.submit(page.get_by_role("link", name=self.family.child.name))
        worker.go(page.url)  # without the notices of the way in
        self._writes_a_visit(worker)
        page.get_by_label("Find words, names").fill(papers.ONLY_ON_THE_THIRD)
        worker.submit(page.get_by_role("button", name="Find", exact=True))
        hits = page.locator(".hit", has_text="page 3")
        group = page.locator(
            "section", has=page.get_by_role("heading", name=self.family.child.name)
        )
        hit = group.locator(hits)
        expect(hit).to_have_count(1)
        expect(hit.locator(".strip img")).to_be_visible()
        self.see(worker, tabs=True)
        worker.submit(hit.locator(".hit__title a"))
        assert re.search(r"/papers/[0-9a-f-]{36}/pages/3/\?search=", page.url)
        self.paper = page.url
        self._sees_words_marked(page)
        self.see(worker, tabs=True)
        worker.submit(page.get_by_role("link", name=self.family.child.name))
        self.story = [
            title.split("\n")[0] for title in page.locator(".entry__title").all_inner_texts()
        ]
        self.see(worker, tabs=True)
        return worker

    def _writes_a_visit(self, worker: Visitor) -> None:
        page = worker.page
        page.locator("summary", has_text="Write").first.click()
        worker.submit(page.get_by_role("link", name="A visit, meeting or note"))
        page.get_by_label("Visit", exact=True).check()
        page.get_by_label("In a few words").fill(HEADLINE)
        page.get_by_label("Seen alone").check()
        page.get_by_label("The child's own words").fill(CHILDS_WORDS)
        self.see(worker, tabs=True)
        worker.submit(page.get_by_role("button", name="Write into the file"))

    def _sees_words_marked(self, page: Page) -> None:
        """Each word asked for is marked where it stands on the picture of the page."""
        picture = page.locator(".page-viewer__sheet img")
        picture.evaluate("(image) => image.decode()")
        whole = picture.bounding_box()
        assert whole is not None
        line = papers.third_page(self.family.child).index(
            next(
                one
                for one in papers.third_page(self.family.child)
                if papers.ONLY_ON_THE_THIRD in one
            )
        )
        middle = whole["y"] + papers.place_of_line(line) * whole["height"]
        marks = page.locator("[data-mark]")
        expect(marks).to_have_count(len(papers.ONLY_ON_THE_THIRD.split()))
        edge = whole["x"]
        for mark, word in zip(marks.all(), papers.ONLY_ON_THE_THIRD.split(), strict=True):
            assert (mark.locator("title").text_content() or "").strip(".,") == word
            box = mark.bounding_box()
            assert box is not None
            # Frames have room around their words, so those of neighbours may meet.
            centre = box["x"] + box["width"] / 2
            assert edge < centre and box["x"] + box["width"] < whole["x"] + whole["width"]
            assert box["y"] <= middle <= box["y"] + box["height"], "the mark lies on its line"
            edge = centre

    def worker_writes_the_plan(self, worker: Visitor) -> None:
        page = worker.page
        page.locator("summary", has_text="Write").first.click()
        worker.submit(page.get_by_role("link", name="Child's Plan"))
        self.see(worker)
        worker.submit(page.get_by_role("button", name="Start writing"))
        self.record = page.url
        child = self.family.child
        name = self.family.childs_first_name
        ref = child.reference
        self._type(
            page, f"about.case_summary@{ref}-value", f"Known since the move to {STAFF_ONLY}."
        )
        self._type(page, f"meaning.child@{ref}", f"{name} is often tired at school.")
        self._type(page, "strengths.what", f"{name} {GOOD_NEWS}.")
        self._type(page, "doing.actions-0-what", "Ring the breakfast club")
        self._type(page, "doing.actions-0-who", "Jo Adeyemi")
        self._type(page, "doing.actions-0-by", "1 December 2026")
        page.get_by_label("Child in need plan").check()
        self._type(page, "frame.starts_on", "1/11/2026")
        worry = f"{name} {WORRY}.\n\nOne evening {name} was alone."
        if not self.has_script:
            self._type(page, "worries.why", worry)
        else:
            with page.expect_response(
                lambda answer: "/autosave/" in answer.url and WORRY in _sent(answer.request)
            ):
                self._type(page, "worries.why", worry)
            expect(page.locator("[data-saved]")).to_contain_text(re.compile(r"^Saved \d\d:"))
            page.reload()
            assert page.locator('[name="worries.why"]').input_value() == worry, "nothing is lost"
        self.see(worker, tabs=True)
        worker.submit(page.get_by_role("button", name="Hand in to the manager"))
        expect(page.get_by_text("Handed in.")).to_be_visible()
        self.see(worker)

    @staticmethod
    def _type(page: Page, name: str, words: str) -> None:
        page.locator(f'[name="{name}"]').fill(words)

    def manager_authorises(self) -> None:
        manager = self.visitor("manager")
        self.collect(manager, self.addresses)
        page = self.see(manager, tabs=True)
        row = page.get_by_role("row", name=re.compile(self.family.child.name))
        manager.submit(row.get_by_role("link", name="Child's Plan"))
        expect(page.get_by_text(WORRY)).to_be_visible()
        self.see(manager, tabs=True)
        manager.submit(page.get_by_role("button", name="Authorise"))
        expect(page.get_by_text("Authorised by Priya Nair")).to_be_visible()
        self.see(manager)
        manager.leave()

    def worker_invites_the_parent(self, worker: Visitor) -> tuple[str, str]:
        """Number and code as they stand on the card."""
        page = worker.go(f"/cases/{self.family.child_id}/")
        worker.submit(page.get_by_role("link", name="Share"))
        self.see(worker, tabs=True)
        worker.submit(page.get_by_role("link", name=f"Invite {self.family.first_name}"))
        page.get_by_label("How do you know who this is?").fill("Known to me since March")
        page.get_by_label("A question that only this person").fill("Where did we first meet?")
        page.get_by_label("The answer you agreed on").fill(PROOF)
        page.get_by_label("An e-mail address").fill(f"{self.family.user}@example.org")
        self.see(worker, tabs=True)
        worker.submit(page.get_by_role("button", name="Make the card"))
        number, code = page.locator(".invite-card__code").all_inner_texts()
        self.see(worker, tabs=True)
        return number, code

    def worker_releases_the_plan(self, worker: Visitor) -> None:
        page = worker.go(f"/cases/{self.family.child_id}/share/")
        mine = page.locator("section", has=page.get_by_role("heading", name=self.family.parent))
        link = mine.get_by_role("link", name="Child's Plan")
        if not link.is_visible():
            mine.locator("summary", has_text="Prepare a release").click()
        worker.submit(link)
        self.see(worker, tabs=True)
        frame = page.frame_locator("iframe").locator("main")
        expect(frame).to_contain_text(WORRY)
        expect(frame.get_by_role("heading", level=1)).to_have_text(
            f"{self.family.childs_first_name}'s plan"
        )
        expect(frame).not_to_contain_text(STAFF_ONLY)
        worker.submit(page.get_by_role("button", name=f"Release to {self.family.parent}"))
        # A slow machine may take longer than ten minutes from signing in to here.
        if (one_click := page.get_by_role("button", name="It is me")).count():
            worker.submit(one_click)
        assert re.search(r"/releases/[0-9a-f-]{36}/$", page.url)
        self.release = page.url
        self.see(worker, tabs=True)

    def worker_sees_the_answer(self, worker: Visitor) -> None:
        page = worker.go("/")
        waiting = page.get_by_role("row", name=re.compile(self.family.parent))
        worker.submit(waiting.get_by_role("link"))
        assert page.url.partition("#")[0] == self.release
        block = page.locator(".beside__block", has_text=WORRY)
        answer = block.locator(".answer")
        expect(answer).to_contain_text("Partly")
        assert answer.locator(".own-words p").inner_text() == SAID
        assert not answer.locator("b").count(), "markup is shown as typed, not obeyed"
        signed = page.locator(".signed")
        expect(signed).to_contain_text(self.family.parent)
        expect(signed).to_contain_text("Partly")
        expect(signed).to_contain_text(ON_THE_WHOLE)
        expect(signed).to_contain_text(self.receipt)
        self.see(worker, tabs=True)
        worker.submit(page.get_by_role("button", name="I have read the new answer"))
        expect(page.get_by_text("Read by Jo Adeyemi")).to_be_visible()
        copies = page.locator(".sealed", has_text="With the answer and the signature")
        expect(copies).to_contain_text("sound")
        self.councils_copy = _downloaded(page, copies.get_by_role("link", name="Keep a copy"))

    # The parent

    def parent_joins(self, number: str, code: str) -> Visitor:
        """From the card to a page of their own: card, code, agreed answer, account, app, recovery codes."""
        parent = self.visitor(width=self.parents_width)
        self.collect(parent, self.parents_addresses)
        page = parent.go("/family/join/")
        self.see(parent, is_family=True, tabs=True)
        page.get_by_label("Number of your card").fill(number)
        page.get_by_label("Code on your card").fill(code.lower())
        page.get_by_label("The answer you agreed on").fill(f" {PROOF.upper()} ")
        parent.submit(page.get_by_role("button", name="Go on"))
        self.see(parent, is_family=True, tabs=True)
        page.get_by_label("Choose a name to sign in with").fill(self.family.user)
        page.get_by_label("Choose a password").fill(PASSWORD)
        parent.submit(page.get_by_role("button", name="Go on"))
        self.see(parent, is_family=True, tabs=True)
        parent.submit(page.get_by_role("button", name="Set up a code app"))
        self.see(parent, is_family=True, tabs=True)
        secret = page.locator(".secret").text_content() or ""
        page.locator("#id_code").fill(_code(secret))
        parent.submit(page.get_by_role("button", name="Continue"))
        self.see(parent, is_family=True)
        parent.submit(page.get_by_role("button", name="Show me ten new codes"))
        codes = page.locator(".codes li").all_inner_texts()
        assert len(set(codes)) == 10
        self.see(parent, is_family=True, tabs=True)
        parent.submit(page.get_by_role("link", name="I have kept them"))
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello {self.family.first_name}")
        self._signs_in_again(parent, secret)
        return parent

    def _signs_in_again(self, parent: Visitor, secret: str) -> None:
        """The way in of every other day: password, then a code of the app."""
        page = parent.page
        parent.submit(page.get_by_role("button", name="Sign out"))
        page.get_by_label("Username").fill(self.family.user)
        page.get_by_label("Password").fill(PASSWORD)
        self.see(parent, is_family=True, tabs=True)
        parent.submit(page.get_by_role("button", name="Sign in", exact=True))
        self.see(parent, is_family=True, tabs=True)
        # The code of the set-up is used; that of the next half minute is let through as a clock that runs ahead.
        page.locator("#id_code").fill(_code(secret, steps_ahead=1))
        parent.submit(page.get_by_role("button", name="Continue"))
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Hello {self.family.first_name}")

    def parent_answers(self, parent: Visitor) -> None:
        page = parent.go("/family/")
        self.see(parent, is_family=True, tabs=True)
        parent.submit(
            page.get_by_role("link", name=f"{self.family.childs_first_name}'s plan", exact=True)
        )
        self.see(parent, is_family=True, tabs=True)
        assert STAFF_ONLY not in page.content()
        part = page.locator(".passage", has_text=WORRY)
        part.get_by_label("Partly").check()
        part.get_by_text("Say more, ask").click()
        part.get_by_label("In your own words").fill(SAID)
        self.see(parent, is_family=True)
        parent.submit(part.get_by_role("button", name="Send my answer"))
        said = part.locator(".said")
        expect(said).to_contain_text("Partly")
        assert said.locator(".own-words p").inner_text() == SAID
        self.see(parent, is_family=True)
        parent.submit(page.get_by_role("link", name="Who can see this"))
        self.see(parent, is_family=True, tabs=True)
        parent.submit(page.get_by_role("link", name="Back to the text"))

    def parent_signs(self, parent: Visitor) -> None:
        page = parent.page
        parent.submit(page.get_by_role("button", name="Say what you think of the whole"))
        self.see(parent, is_family=True, tabs=True)
        parent.submit(page.get_by_role("button", name="Sign", exact=True))
        expect(page.get_by_role("alert")).to_contain_text("Choose one of the four answers.")
        self.see(parent, is_family=True)
        page.get_by_label("I have read it").check()
        page.get_by_label("Partly").check()
        page.get_by_label("Anything you want to say").fill(ON_THE_WHOLE)
        page.get_by_label("Type your name").fill(self.family.parent)
        parent.submit(page.get_by_role("button", name="Sign", exact=True))
        if page.get_by_role("heading", name="Show that it is you").count():
            page.get_by_label("Password").fill(PASSWORD)
            parent.submit(page.get_by_role("button", name="Continue and send it"))
        expect(page.get_by_text("Your answer is kept")).to_be_visible()
        self.receipt = page.locator(".receipt").get_by_text("Code of this copy").inner_text()
        self.receipt = self.receipt.rpartition(":")[2].strip()
        self.see(parent, is_family=True, tabs=True)
        until = time.monotonic() + 120
        keep = page.get_by_role("link", name="Keep a copy")
        while time.monotonic() < until and not keep.count():
            page.wait_for_timeout(1000)
            page.reload()
        self.see(parent, is_family=True, tabs=True)
        self.copy = _downloaded(page, keep)


def _code(secret: str, *, steps_ahead: int = 0) -> str:
    totp = TOTP(base64.b32decode(secret.replace(" ", "")), step=30, digits=6, drift=steps_ahead)
    totp.time = time.time()
    return f"{totp.token():06d}"


def _sent(request: Request) -> str:
    return (request.post_data_buffer or b"").decode(errors="replace")


def _downloaded(page: Page, link: Locator) -> Copy:
    with page.expect_download() as waiting:
        link.click()
    return Copy(waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes())


def _fails_not(stops: list[str]) -> None:
    assert stops
