// On a scanned page: n and p step through the marked words and on to the next page with one;
// + and - change the size.
const STEPS = 3;
const viewer = document.querySelector("[data-page-viewer]");

function isTyping(event) {
  return (
    event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")
  );
}

if (viewer) {
  const marks = [...viewer.querySelectorAll("[data-mark]")];
  const sheet = viewer.querySelector("[data-zoom-sheet]");
  const counter = viewer.querySelector("[data-hit-text]");
  let here = -1;
  let size = 0;

  function step(by) {
    const next = here + by;
    if (next >= 0 && next < marks.length) {
      marks[here]?.classList.remove("is-here");
      here = next;
      marks[here].classList.add("is-here");
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      marks[here].scrollIntoView({ block: "center", inline: "center", behavior: calm ? "auto" : "smooth" });
      if (counter) counter.textContent = `Hit ${here + 1} of ${marks.length} on this page`;
      return true;
    }
    const address = by > 0 ? viewer.dataset.nextHit : viewer.dataset.previousHit;
    if (address) location.assign(address);
    return Boolean(address);
  }

  function zoom(by) {
    size = by === 0 ? 0 : Math.max(0, Math.min(STEPS, size + by));
    for (let number = 1; number <= STEPS; number += 1) {
      sheet.classList.toggle(`zoom-${number}`, number === size);
    }
  }

  viewer.querySelectorAll("[data-zoom-buttons]").forEach((box) => {
    box.hidden = false;
  });
  viewer.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom]");
    if (button) zoom(Number(button.dataset.zoom));
  });
  document.addEventListener("keydown", (event) => {
    // On the filing desk "n" and "p" may be acts of their own.
    if (isTyping(event) || document.querySelector(`[data-key="${CSS.escape(event.key)}" i]`)) return;
    if (event.key === "n" && step(1)) event.preventDefault();
    if (event.key === "p" && step(-1)) event.preventDefault();
    if (event.key === "+" || event.key === "=") zoom(1);
    if (event.key === "-") zoom(-1);
  });
  if (marks.length) step(1);
}
