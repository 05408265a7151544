"""A real site with a real browser in front of it: web server, worker and Chromium, with data of the test's own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.services import chromium, free_port

ROOT = Path(__file__).resolve().parent.parent
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# Two cores may be shared with another test that reads pages.
PATIENCE = 120.0


class Site:
    """An installation of a test's own: a folder, a database, a port, and the processes that it started.

    Everything goes through the command line and HTTP, with the settings of the demo. `changes` go into the
    environment of every process.
    """

    def __init__(self, folder: Path, *, database: str = "", **changes: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("KINFILE_")
        }
        self.environment = {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "portal.settings.development",
            "KINFILE_DATA": str(folder),
            "DATABASE_URL": database,
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            # Seconds a page, for what only its own tests look at.
            "KINFILE_SECOND_ENGINE": "",
            **changes,
        }
        self._running: list[subprocess.Popen[bytes]] = []

    def manage(self, *arguments: str, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run a command to its end. Fails the test, with what was said, when it ends otherwise than with `expect`."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if expect is not None and done.returncode != expect:
            raise AssertionError(
                f"manage.py {' '.join(arguments)} ended with {done.returncode}, not {expect}:\n"
                f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
            )
        return done

    def told(self, *arguments: str, expect: int = 0) -> list[dict[str, Any]]:
        """The lines of a command that answers with one JSON object a line."""
        said = self.manage(*arguments, "--json", expect=expect).stdout
        return [json.loads(line) for line in said.splitlines() if line.strip()]

    def script(self, module: str, *arguments: str) -> dict[str, Any]:
        """What a module of the tests prints when it runs inside this installation: one JSON object."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

    def serve(self) -> None:
        """Start the web server that a council would use, and wait until it answers."""
        process = self._start(
            "server",
            [
                "-m",
                "gunicorn",
                "portal.wsgi",
                "--bind",
                f"127.0.0.1:{self.port}",
                "--threads",
                "8",
                "--timeout",
                "120",
                "--graceful-timeout",
                "2",
                "--no-control-socket",
            ],
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(URLError, ConnectionError):
                with urllib.request.urlopen(f"{self.address}/health/"):
                    return
            if process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"The web server did not start:\n{self.log('server')}")

    def work(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a worker."""
        return self._start("worker", ["manage.py", "work", *arguments])

    def stop(self) -> None:
        """End everything that was started here."""
        for process in self._running:
            process.terminate()
        for process in self._running:
            end(process)
        self._running.clear()

    def log(self, name: str) -> str:
        """The end of what a process of that name wrote."""
        file = self.folder / f"{name}.log"
        return file.read_text(errors="replace")[-4000:] if file.exists() else ""

    def _start(self, name: str, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._running.append(process)
        return process


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and make it when it does not within half a minute."""
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """`kill -9`: the process learns nothing of it."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def chrome() -> Iterator[Browser]:
    # The browser's own loop runs in this thread; Django must not take it for one of its own.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium(), args=list(ARGUMENTS), timeout=PATIENCE * 1000
            )
            yield browser
            browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


class Visitor:
    """Somebody at a browser of their own. What the browser complains of is kept in `complaints`."""

    def __init__(
        self,
        browser: Browser,
        site: Site,
        *,
        has_script: bool = True,
        width: int = 1280,
        height: int = 900,
    ) -> None:
        self.site = site
        self.has_script = has_script
        self.width, self.height = width, height
        self.complaints: list[str] = []
        self.context: BrowserContext = browser.new_context(
            base_url=site.address,
            java_script_enabled=has_script,
            viewport={"width": width, "height": height},
            locale="en-GB",
            timezone_id="Europe/London",
            accept_downloads=True,
        )
        self.context.set_default_timeout(PATIENCE * 1000 / 4)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("response", self._answered)
        self.page: Page = self.context.new_page()

    def _heard(self, message: ConsoleMessage) -> None:
        # A page that must answer 404 or 422 says so in the console too; `_answered` tells which were not meant.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def _answered(self, response: Any) -> None:
        if response.status >= 500 or (
            response.status >= 400 and not response.request.is_navigation_request()
        ):
            self.complaints.append(f"{response.status} from {response.url}")

    def go(self, address: str) -> Page:
        """Open an address of the site, as typed by hand."""
        self.page.goto(address)
        return self.page

    def submit(self, button: Any) -> Page:
        """Press a button or link that leads to another page, and wait for that page."""
        with self.page.expect_navigation():
            (self.page.locator(button) if isinstance(button, str) else button).first.click()
        return self.page

    def enter(self, username: str) -> Page:
        """Through the demo's door: one click, second factor included."""
        self.go("/sign-in/")
        return self.submit(f'form[action="/demo/sign-in/{username}/"] button')

    def status_of(self, address: str) -> int:
        """What the site answers at an address that is guessed, asked with this browser's cookies."""
        return self.context.request.get(address, max_redirects=0).status

    def leave(self) -> None:
        self.context.close()
