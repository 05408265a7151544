// Asks before words that were never sent are left behind. Forms with [data-warn-unsaved].
for (const form of document.querySelectorAll("form[data-warn-unsaved]")) {
  form.addEventListener("input", () => {
    form.dataset.unsaved = "yes";
  });
  form.addEventListener("submit", () => {
    delete form.dataset.unsaved;
  });
}

addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-unsaved]")) event.preventDefault();
});
