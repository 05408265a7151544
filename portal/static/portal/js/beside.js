// Opens a child's file beside the page, to read while writing. Links marked data-beside carry the
// address; without this module they open the file in a new tab.
const room = document.querySelector(".writing__beside");
const PARTS = ".desk-banner, .summary, .tabs, .story, .empty";
let panel = null;
let opened = null;

function build() {
  panel = document.createElement("section");
  panel.className = "beside-panel";
  const heading = document.createElement("h2");
  heading.tabIndex = -1;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "as-link";
  close.textContent = "Close";
  close.addEventListener("click", () => {
    panel.remove();
    panel = null;
    opened?.focus();
  });
  const body = document.createElement("div");
  body.className = "beside-panel__body";
  panel.append(heading, close, body);
  room.append(panel);
  return panel;
}

async function show(address, name) {
  const box = panel || build();
  const heading = box.querySelector("h2");
  const body = box.querySelector(".beside-panel__body");
  if (name) heading.textContent = name;
  box.setAttribute("aria-label", heading.textContent);
  body.textContent = "Loading…";
  try {
    const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error("not there");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const parts = [...page.querySelectorAll(PARTS)];
    // Ids of the file could be ids of this page too, and its forms are for its own page.
    for (const part of parts) {
      part.removeAttribute("id");
      for (const one of part.querySelectorAll("[id]")) one.removeAttribute("id");
      for (const one of part.querySelectorAll("details:has(form), form")) one.remove();
      for (const link of part.querySelectorAll("a[href]")) {
        link.target = "_blank";
        link.rel = "noopener";
      }
    }
    body.replaceChildren(...parts);
    body.scrollTop = 0;
    if (name) heading.focus();
  } catch {
    body.textContent = "The file could not be loaded. Open it in a new tab instead.";
  }
}

if (room) {
  for (const link of document.querySelectorAll("a[data-beside]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      // Where there is no room beside the page, a tab of its own is easier to come back from.
      if (!matchMedia("(min-width: 75em)").matches) return;
      event.preventDefault();
      opened = link;
      show(link.href, link.dataset.beside);
    });
  }
  room.addEventListener("click", (event) => {
    const link = event.target.closest(".tabs a, .year-rail a, a.story__older");
    if (!link) return;
    event.preventDefault();
    show(link.href, "");
  });
}
