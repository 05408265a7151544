"""Whether a page can be used by everybody: axe-core, and what axe-core cannot see, asked in a real browser.

Each check raises `AssertionError` with what is wrong and where. axe runs inside the page under the site's own policy,
so nothing of that policy is loosened for it.
"""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent / "axe" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Off by default in axe, although it is a success criterion of WCAG 2.2 AA.
RULES = {"target-size": {"enabled": True}}
NARROW = 320

_RUN_AXE = """
async ([tags, rules]) => {
  const result = await axe.run(document, {
    runOnly: { type: "tag", values: tags }, rules, resultTypes: ["violations"],
  });
  return {
    ran: result.passes.length,
    violations: result.violations.map((one) => ({
      id: one.id, help: one.help,
      nodes: one.nodes.map((node) => node.target.join(" ") + ": " + (node.any[0]?.message
        ?? node.all[0]?.message ?? node.none[0]?.message ?? "")),
    })),
  };
}
"""

_FURNITURE = """
() => ({
  lang: document.documentElement.lang,
  title: document.title,
  headings: document.querySelectorAll("h1").length,
  scale: document.querySelector('meta[name="viewport"]')?.content ?? "",
})
"""

# Too wide: what sticks out of the window and is not inside something that scrolls or clips by itself.
_TOO_WIDE = """
() => {
  const wide = document.scrollingElement.scrollWidth, room = document.documentElement.clientWidth;
  if (wide <= room) return [];
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (box.right > room + 1 && box.width) {
      let around = element.parentElement, held = false;
      for (; around && around !== document.body; around = around.parentElement)
        if (getComputedStyle(around).overflowX !== "visible") { held = true; break; }
      if (!held) found.push(`${element.tagName.toLowerCase()}.${element.className} to ${Math.round(box.right)}`);
    }
  }
  return [`the page is ${wide} wide in a window of ${room}`, ...found.slice(-4)];
}
"""

# The override of WCAG 1.4.12, as a constructed sheet: the policy forbids style elements, not these.
_SPACE_OUT = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
"""
_SPACE_BACK = "() => { document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1); }"

_CLIPPED = """
() => {
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    const hides = (way) => ["hidden", "clip"].includes(way);
    if (!hides(style.overflowX) && !hides(style.overflowY)) continue;
    const box = element.getBoundingClientRect();
    // One pixel: text for screen readers only, on purpose. An SVG clips its drawing, not its text's room.
    if (box.width <= 1 || box.height <= 1 || element.closest("svg") || !element.innerText?.trim()) continue;
    const high = hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
    const wide = hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    if (high || wide) found.push(`${element.tagName.toLowerCase()}.${element.className}`);
  }
  return found;
}
"""

# What shows focus: how the element, its label and what is drawn around them look with it and without it.
_REMEMBER = """
() => {
  const look = (element) => {
    const labels = [...(element.labels ?? [])];
    const drawn = [];
    for (const one of [element, ...labels, element.closest("[data-focus-shown-by]")].filter(Boolean))
      for (const part of [null, "::before", "::after"]) {
        const style = getComputedStyle(one, part);
        drawn.push([style.outlineStyle === "none" ? "" : style.outlineWidth + style.outlineColor,
          style.boxShadow, style.borderColor, style.borderWidth, style.backgroundColor, style.color,
          style.textDecorationLine, style.textDecorationThickness].join("|"));
      }
    return drawn.join(" / ");
  };
  const seen = new WeakMap(), order = [];
  document.activeElement?.blur?.();
  for (const element of document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]")) seen.set(element, look(element));
  window.kinfileTabs = { look, seen, order };
}
"""

_AT_FOCUS = """
() => {
  const { look, seen, order } = window.kinfileTabs;
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  if (order.includes(element)) return null;
  order.push(element);
  const name = element.tagName.toLowerCase() + (element.id ? "#" + element.id : "") + " " +
    (element.getAttribute("aria-label") ?? element.innerText ?? element.name ?? "").trim().slice(0, 50);
  const labels = [...(element.labels ?? [])];
  const boxes = [element, ...labels].flatMap((one) => [...one.getClientRects()]);
  const mine = (found) => found && (element.contains(found)
    || found.contains(element) && found.matches("label, a, button")
    || labels.some((label) => label.contains(found)));
  let points = 0, shown = 0;
  for (const box of boxes)
    for (const across of [0.1, 0.5, 0.9])
      for (const down of [0.15, 0.5, 0.85]) {
        const x = box.left + box.width * across, y = box.top + box.height * down;
        points += 1;
        if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue;
        if (mine(document.elementFromPoint(x, y))) shown += 1;
      }
  return { name, changes: seen.get(element) !== look(element), points, shown };
}
"""
_MOST_TABS = 250

# Wherever a script put the focus, such as on the summary of what is wrong, the next Tab begins at the top.
_FROM_THE_TOP = """
() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.blur();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
}
"""


def check(page: Page, *, is_family: bool = False) -> None:
    """Everything that every page must be: no violation, named, at home in a narrow window.

    Leaves the page as it was. For a page of the family's side the spacing of text is stretched as well, which must
    clip nothing.
    """
    furniture = page.evaluate(_FURNITURE)
    where = f"{page.url} “{furniture['title']}”"
    assert furniture["lang"], f"{where} does not say its language."
    assert furniture["title"].strip(), f"{where} has no title."
    assert furniture["headings"] == 1, f"{where} has {furniture['headings']} headings of the page."
    assert "user-scalable" not in furniture["scale"], f"{where} forbids to zoom."
    violations(page)
    reflow(page, is_spaced_out=is_family)
    if is_family:
        spacing(page)


def violations(page: Page) -> None:
    """No violation that axe-core can find."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.read_text())
    result = page.evaluate(_RUN_AXE, [TAGS, RULES])
    assert result["ran"], f"axe did nothing on {page.url}."
    assert not result["violations"], f"{page.url}:\n" + "\n".join(
        f"  {one['id']}: {one['help']}\n    " + "\n    ".join(one["nodes"][:5])
        for one in result["violations"]
    )


def reflow(page: Page, *, is_spaced_out: bool = False) -> None:
    """At 320 pixels nothing but what scrolls by itself needs scrolling from side to side (WCAG 1.4.10)."""
    size = page.viewport_size
    assert size is not None
    try:
        page.set_viewport_size({"width": NARROW, "height": 640})
        assert not (found := page.evaluate(_TOO_WIDE)), f"{page.url} at {NARROW}: {found}"
        if is_spaced_out:
            spacing(page)
    finally:
        page.set_viewport_size(size)


def spacing(page: Page) -> None:
    """Stretched text is neither clipped nor pushed out of the window (WCAG 1.4.12)."""
    page.evaluate(_SPACE_OUT)
    try:
        assert not (found := page.evaluate(_CLIPPED)), f"{page.url} clips, spaced out: {found}"
        assert not (found := page.evaluate(_TOO_WIDE)), f"{page.url}, spaced out: {found}"
    finally:
        page.evaluate(_SPACE_BACK)


def tab_through(page: Page) -> list[str]:
    """Tab from the top to the end: each stop shows that it has the focus, and nothing covers it (WCAG 2.4.7, 2.4.11).

    Returns the names of the stops in their order. Fails when the keyboard is trapped.
    """
    page.evaluate(_FROM_THE_TOP)
    page.evaluate(_REMEMBER)
    stops: list[dict[str, Any]] = []
    while len(stops) < _MOST_TABS:
        page.keyboard.press("Tab")
        here = page.evaluate(_AT_FOCUS)
        if here is None:
            break
        stops.append(here)
    assert stops, f"{page.url}: the keyboard reaches nothing."
    assert len(stops) < _MOST_TABS, f"{page.url}: no end after {_MOST_TABS} stops."
    unseen = [stop["name"] for stop in stops if not stop["changes"]]
    assert not unseen, f"{page.url}: focus cannot be seen on {unseen}"
    covered = [stop["name"] for stop in stops if stop["points"] and not stop["shown"]]
    assert not covered, f"{page.url}: covered while it has the focus: {covered}"
    page.evaluate("() => { document.activeElement?.blur?.(); scrollTo(0, 0); }")
    return [stop["name"] for stop in stops]
