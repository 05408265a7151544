"""What only a real browser shows: passkeys under the strict policy, and what Back shows after leaving."""

import http.server
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.services import chromium, free_port

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "correct horse battery"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Neutral(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Sunny</title><h1>Sunny tomorrow</h1>")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def neutral() -> Iterator[str]:
    """The address of a page of somebody else, where "Leave this page" leads."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Neutral)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(own_database, own_council, neutral) -> Iterator[str]:
    """The address of a site of this test's own, with the cast in it."""
    for user in own_council.family.values():
        user.set_password(PASSWORD)
        user.save()
    port = str(free_port())
    changes = {"PORT": port, "KINFILE_LEAVE_TO": neutral}
    server = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", port],
        cwd=ROOT,
        env={**own_database, **changes},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    try:
        _wait_for(f"{address}/health/")
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    for _ in range(900):
        try:
            with urllib.request.urlopen(address):
                return
        except URLError:
            time.sleep(0.2)
    pytest.fail("The site did not start within three minutes.")


@pytest.fixture
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


def submit(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).first.click()


def sign_in_by_code(page: Page, site: str, secret: str | None = None) -> str:
    """Sign the mother in through the pages alone; returns the secret of her app as it was shown."""
    import base64

    from django_otp.oath import TOTP

    page.goto(f"{site}/sign-in/")
    page.fill("#id_username", "mother")
    page.fill("#id_password", PASSWORD)
    submit(page, "main form button[type=submit]")
    submit(page, "main form button[type=submit]")
    secret = page.locator(".secret").text_content() or ""
    totp = TOTP(base64.b32decode(secret.replace(" ", "")))
    totp.time = time.time()
    page.fill("#id_code", f"{totp.token():06d}")
    submit(page, "main form button[type=submit]")
    return secret


def test_a_passkey_is_made_and_used_under_the_strict_policy(site, chrome):
    context = chrome.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{site}/sign-in/")
    page.fill("#id_username", "mother")
    page.fill("#id_password", PASSWORD)
    submit(page, "main form button[type=submit]")
    page.click("#passkey-register-button")
    page.wait_for_url("**/account/recovery-codes/")
    submit(page, "main form button[type=submit]")
    assert page.locator(".codes li").count() == 10
    context.clear_cookies()
    page.goto(f"{site}/account/")
    page.click("#passkey-verification-button")
    page.wait_for_url(f"{site}/account/")
    assert page.locator("h1").text_content() == "Your account"
    context.clear_cookies()
    page.goto(f"{site}/account/")
    page.fill("#id_username", "mother")
    page.fill("#id_password", PASSWORD)
    submit(page, "main form button[type=submit]")
    assert "/second-factor/" in page.url
    page.click("#passkey-verification-button")
    page.wait_for_url(f"{site}/account/")
    assert said == []


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize("start", ["family page", "leave page"])
def test_after_leaving_back_never_shows_a_page_of_the_family(
    site, neutral, chrome, has_script, start
):
    context = chrome.new_context(java_script_enabled=has_script)
    page = context.new_page()
    sign_in_by_code(page, site)
    page.goto(f"{site}/account/")
    page.goto(f"{site}/account/password/")
    if start == "leave page":
        page.goto(f"{site}/leave/")
        page.locator("main form button").click()
    else:
        page.locator(".leave__button").click()
    page.wait_for_url(neutral)
    assert page.title() == "Sunny"
    seen = []
    for _ in range(4):
        page.go_back()
        page.wait_for_load_state()
        seen.append((page.url.removeprefix(site).partition("?")[0], page.title()))
    allowed = {("/sign-in/", "Sign in"), ("/leave/", "Your account")}
    assert set(seen) <= allowed
    assert ("/sign-in/", "Sign in") in seen
