"""Takes the pictures of the README: `make screenshots`. Serves the demo (built first, if need be) and walks through it.

Five main screens, as the person whose screen each is, into `docs/pictures/`. Only looks; the data stays as it is.
"""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser import ROOT, chrome
from tests.services import chromium, free_port

PICTURES = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1280, 860
#: A README is read on telephones too.
MOST_BYTES = 250_000


@contextmanager
def demo() -> Iterator[str]:
    """The address of the demo, while it is served."""
    command = [sys.executable, "manage.py", "demo", "--json", "--port", str(free_port())]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as served:
        try:
            assert served.stdout is not None
            lines = (json.loads(line) for line in served.stdout)
            address = next((line["url"] for line in lines if "url" in line), None)
            if address is None:
                sys.exit("The demo did not start; the lines above say why.")
            yield address
        finally:
            served.terminate()


def enter(browser: Browser, address: str, username: str) -> Page:
    """A page on which `username` of the demo is signed in."""
    page = browser.new_context(
        base_url=address,
        viewport={"width": WIDTH, "height": HEIGHT},
        reduced_motion="reduce",
    ).new_page()
    page.goto("/")
    page.locator(f'form[action$="/{username}/"] button').click()
    page.wait_for_load_state("networkidle")
    return page


def take(page: Page, name: str) -> None:
    """Keep what the window shows as `docs/pictures/<name>.png`, without the demo's bar, in few bytes."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('.demo-bar').forEach(bar => bar.remove())")
    shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in (256, 128, 64, 32):
        packed = io.BytesIO()
        shown.quantize(colours).save(packed, "PNG", optimize=True)
        if packed.tell() <= MOST_BYTES:
            break
    path = PICTURES / f"{name}.png"
    path.write_bytes(packed.getvalue())
    sys.stdout.write(f"{path.relative_to(ROOT)}  {packed.tell() // 1000} kB\n")


def main() -> None:
    if chromium() is None:
        sys.exit("The pictures need Chromium: install it, or name it in CHROMIUM.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo() as address, chrome() as browser:
        page = enter(browser, address, "worker")
        take(page, "my-work")
        page.get_by_role("link", name="Rowan Moss", exact=True).first.click()
        take(page, "case-file")
        box = page.locator("header input[name=words]")
        box.fill("red school bag")
        box.press("Enter")
        page.get_by_role("link", name="School's report").first.click()
        take(page, "page-found")
        page = enter(browser, address, "clerk")
        page.locator("main a[href$='/file/']").first.click()
        take(page, "filing-desk")
        page = enter(browser, address, "mother")
        page.get_by_role("link", name="Rowan and Ivy's plan").first.click()
        take(page, "family-reading")


if __name__ == "__main__":
    main()
