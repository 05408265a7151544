// One word at a time. The field has the focus, so that typing corrects; Escape leaves it, and then single keys work on
// this word and the next ones, until E or a click goes back into the field.
const REMEMBERED = "kinfile-check-by-keys";

function field() {
  return document.querySelector("[data-check-word] input[name=text]");
}

function isByKeys() {
  return sessionStorage.getItem(REMEMBERED) === "yes";
}

function keep(isKeys) {
  sessionStorage.setItem(REMEMBERED, isKeys ? "yes" : "no");
  show();
}

function show() {
  document.body.classList.toggle("checks-by-keys", isByKeys());
  document.querySelector("[data-check-hint]")?.removeAttribute("hidden");
}

function start() {
  const input = field();
  show();
  if (!input) return;
  if (isByKeys() && !document.querySelector("#check-doubt")) {
    input.blur();
    return;
  }
  input.focus();
  input.select();
}

function step(input, by) {
  const said = [...document.querySelectorAll("[data-choice]")].map((one) => one.dataset.choice);
  if (said.length < 2) return;
  const here = said.indexOf(input.value);
  input.value = said[(here + by + said.length) % said.length];
  input.select();
}

document.addEventListener("keydown", (event) => {
  const input = field();
  if (!input || event.target !== input || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    keep(true);
    input.blur();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(input, event.key === "ArrowDown" ? 1 : -1);
  }
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-check-edit]") && event.target !== field()) return;
  keep(false);
  if (event.target !== field()) {
    field()?.focus();
    field()?.select();
  }
});

// A box that was typed in and is switched off again leaves only the field.
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-keys-toggle]") && !event.target.checked) keep(false);
});
document.addEventListener("kinfile:swapped", start);
start();
