// Adds a line below the last one as soon as somebody writes into it. Without this module two spare
// lines stand there, and two more after each save.
function renumbered(text, name, number) {
  const start = text.indexOf(`${name}-`);
  if (start < 0) return text;
  const from = start + name.length + 1;
  return text.slice(0, from) + text.slice(from).replace(/^\d+/, String(number));
}

function grow(rows) {
  const lines = [...rows.querySelectorAll(".rows__line")];
  const last = lines.at(-1);
  const isUsed = [...last.querySelectorAll("input, textarea")].some((control) => control.value.trim());
  if (!isUsed) return;
  const name = rows.dataset.rows;
  const line = last.cloneNode(true);
  for (const element of line.querySelectorAll("[name], [id], [for]")) {
    for (const attribute of ["name", "id", "for"]) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, renumbered(value, name, lines.length));
    }
    if (element.matches("select")) element.selectedIndex = 0;
    else if (element.matches("input, textarea")) element.value = "";
  }
  line.setAttribute("aria-label", line.getAttribute("aria-label").replace(/\d+/, String(lines.length + 1)));
  last.after(line);
}

for (const rows of document.querySelectorAll("[data-rows]")) {
  rows.addEventListener("input", () => grow(rows));
}
