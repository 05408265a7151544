// On a scanned page: n and p step through the marked words and on to the next page with one;
// + and - change the size.
const STEPS = 3;
let shown = null;

function isTyping(event) {
  return (
    event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")
  );
}

class Viewer {
  constructor(element) {
    this.element = element;
    this.marks = [...element.querySelectorAll("[data-mark]")];
    const told = [...element.querySelectorAll(".page-viewer__text mark")];
    this.told = told.length === this.marks.length ? told : [];
    this.sheet = element.querySelector("[data-zoom-sheet]");
    this.counter = element.querySelector("[data-hit-text]");
    this.here = -1;
    this.size = 0;
    element.querySelector("[data-zoom-buttons]").hidden = false;
    element.addEventListener("click", (event) => {
      const button = event.target.closest("[data-zoom]");
      if (button) this.zoom(Number(button.dataset.zoom));
    });
    if (this.marks.length) this.step(1);
  }

  step(by) {
    const next = this.here + by;
    if (next < 0 || next >= this.marks.length) {
      const address = by > 0 ? this.element.dataset.nextHit : this.element.dataset.previousHit;
      if (address) location.assign(address);
      return;
    }
    this.marks[this.here]?.classList.remove("is-here");
    this.told[this.here]?.classList.remove("is-here");
    this.here = next;
    this.tell(this.told[next]);
    const mark = this.marks[next];
    mark.classList.add("is-here");
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    mark.scrollIntoView({ block: "center", inline: "center", behavior: isCalm ? "auto" : "smooth" });
    if (this.counter) this.counter.textContent = `Hit ${next + 1} of ${this.marks.length} on this page`;
  }

  // The same word in the text beside: its box is scrolled, and the page left where it is.
  tell(word) {
    if (!word) return;
    word.classList.add("is-here");
    const box = word.closest(".page-text");
    const down = word.getBoundingClientRect().top - box.getBoundingClientRect().top;
    box.scrollTop += down - box.clientHeight / 2;
  }

  zoom(by) {
    this.size = by === 0 ? 0 : Math.max(0, Math.min(STEPS, this.size + by));
    for (let number = 1; number <= STEPS; number += 1) {
      this.sheet.classList.toggle(`zoom-${number}`, number === this.size);
    }
  }
}

function start() {
  const element = document.querySelector("[data-page-viewer]");
  if (element !== shown?.element) shown = element && new Viewer(element);
}

document.addEventListener("keydown", (event) => {
  // On the filing desk "n" and "p" may be acts of their own.
  if (!shown || isTyping(event) || document.body.classList.contains("keys-off")) return;
  if (document.querySelector(`[data-key="${CSS.escape(event.key)}" i]`)) return;
  if (event.key === "n") shown.step(1);
  if (event.key === "p") shown.step(-1);
  if (event.key === "+" || event.key === "=") shown.zoom(1);
  if (event.key === "-") shown.zoom(-1);
});
document.addEventListener("kinfile:swapped", start);
start();
