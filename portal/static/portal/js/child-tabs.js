// Shows the part of one child at a time where each has a part of their own. Choosing a child in one
// part of the record chooses that child in all. Without this module the parts stand one below another.
const groups = [...document.querySelectorAll("[data-child-tabs]")];

function partsOf(group) {
  return [...group.querySelectorAll("[data-child-part]")];
}

function choose(name, { focus } = {}) {
  for (const group of groups) {
    const parts = partsOf(group);
    // A part about age may leave a child out: then whatever is shown there stays.
    if (!parts.some((part) => part.dataset.childPart === name)) continue;
    for (const part of parts) part.hidden = part.dataset.childPart !== name;
    for (const tab of group.querySelectorAll("[role=tab]")) {
      const isChosen = tab.textContent === name;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      if (isChosen && focus === group) tab.focus();
    }
  }
}

function build(group) {
  const parts = partsOf(group);
  const list = document.createElement("div");
  list.className = "child-tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", group.dataset.childTabs);
  for (const part of parts) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.className = "child-tabs__tab";
    tab.textContent = part.dataset.childPart;
    tab.id = `${part.id}-tab`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", part.id);
    tab.addEventListener("click", () => choose(tab.textContent, { focus: group }));
    part.setAttribute("role", "tabpanel");
    part.setAttribute("aria-labelledby", tab.id);
    list.append(tab);
  }
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const names = parts.map((part) => part.dataset.childPart);
    const at = names.findIndex((name) => name === document.activeElement.textContent);
    choose(names[(at + step + names.length) % names.length], { focus: group });
  });
  parts[0].before(list);
}

// What is jumped to, or is in error, must not stay behind a tab.
function reveal(id) {
  const part = id && document.getElementById(decodeURIComponent(id))?.closest("[data-child-part]");
  if (!part || !part.hidden) return;
  choose(part.dataset.childPart);
  document.getElementById(decodeURIComponent(id)).scrollIntoView();
}

if (groups.length) {
  groups.forEach(build);
  const first = document.querySelector(".govuk-form-group--error")?.closest("[data-child-part]");
  choose((first || partsOf(groups[0])[0]).dataset.childPart);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) reveal(link.hash.slice(1));
  });
  addEventListener("hashchange", () => reveal(location.hash.slice(1)));
  reveal(location.hash.slice(1));
}
