// "/" moves to the find box from anywhere on the desk, unless something is being typed or such keys are off.
const box = document.querySelector("[data-find-box]");

if (box) {
  document.addEventListener("keydown", (event) => {
    if (document.body.classList.contains("keys-off")) return;
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
