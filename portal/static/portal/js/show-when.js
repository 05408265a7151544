// Shows a question only while the answer it waits for stands: [data-waits-for] names the field,
// [data-one-of] the answers that count. Without this module every question is shown.
const waiting = [...document.querySelectorAll("[data-waits-for]")];

function answersTo(name) {
  const controls = [...document.getElementsByName(name)];
  return controls
    .filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked)
    .map((control) => control.value);
}

function show() {
  for (const question of waiting) {
    const wanted = question.dataset.oneOf.split(/\s+/);
    question.hidden = !answersTo(question.dataset.waitsFor).some((answer) => wanted.includes(answer));
  }
}

if (waiting.length) {
  document.addEventListener("change", show);
  show();
}
