// Single-letter keys for what has [data-key]: "b" presses [data-key="b"], Enter the one marked Enter.
// The list of them, [data-key="?"], opens as a dialog over the page.
// A person may switch them off, here or in the account; the server keeps that if it gives an address, the tab otherwise.
const REMEMBERED = "kinfile-keys";

function toggle() {
  return document.querySelector("[data-keys-toggle]");
}

function areOn() {
  return !document.body.classList.contains("keys-off");
}

function show() {
  const box = toggle();
  if (!box) return;
  box.closest("[data-keys-box]").hidden = false;
  if (!box.dataset.keysUrl && sessionStorage.getItem(REMEMBERED) === "off") box.checked = false;
  document.body.classList.toggle("keys-off", !box.checked);
}

document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-keys-toggle]");
  if (!box) return;
  document.body.classList.toggle("keys-off", !box.checked);
  const state = box.checked ? "on" : "off";
  if (!box.dataset.keysUrl) {
    sessionStorage.setItem(REMEMBERED, state);
    return;
  }
  const body = new FormData();
  body.append("keys", state);
  body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  fetch(box.dataset.keysUrl, { method: "POST", body, credentials: "same-origin" }).catch(() => {});
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !areOn()) return;
  const isField = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
  const pressesItself = event.key === "Enter" && event.target.closest("a, button, summary, input");
  if (isField || pressesItself || document.querySelector("dialog[open]")) return;
  const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}" i]:not(:disabled)`);
  if (!wanted) return;
  event.preventDefault();
  wanted.click();
  // What a key unfolds is gone on with from there, not from the top of the page.
  if (wanted.matches("summary") && wanted.parentElement.open) {
    (wanted.parentElement.querySelector("input:not([type=hidden]), select, textarea, button") || wanted).focus();
  }
});

// Without JavaScript it is a part of the page that folds open where it stands.
document.addEventListener("click", (event) => {
  const summary = event.target.closest(".keys-help > summary");
  if (!summary) return;
  event.preventDefault();
  const dialog = document.createElement("dialog");
  dialog.className = "keys-dialog";
  const heading = document.createElement("h2");
  heading.id = "keys-dialog-heading";
  heading.textContent = "Keys";
  dialog.setAttribute("aria-labelledby", heading.id);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "govuk-button";
  close.textContent = "Close";
  close.autofocus = true;
  close.addEventListener("click", () => dialog.close());
  const rest = [...summary.parentElement.children].filter((part) => part !== summary);
  dialog.append(heading, ...rest.map((part) => part.cloneNode(true)), close);
  dialog.addEventListener("keydown", (pressed) => {
    if (pressed.key === "?") dialog.close();
  });
  dialog.addEventListener("click", (pressed) => {
    if (pressed.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
});

document.addEventListener("kinfile:swapped", show);
show();
