// Shows page by page what has been read, while the bar of the same page counts.
const WORDS = {
  read: "To file",
  failed: "Could not be read",
  blank: "Blank",
  separator: "Separator",
  filed: "Filed",
  rejected: "Set aside",
};
const box = document.querySelector("[data-progress-url]");
const list = document.querySelector("[data-page-states]");

async function look() {
  if (document.hidden) return;
  const answer = await fetch(box.dataset.progressUrl, {
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    cache: "no-store",
  });
  if (!answer.ok) return;
  const { states } = await answer.json();
  for (const [page, state] of Object.entries(states)) {
    const line = list.querySelector(`[data-page="${CSS.escape(page)}"]`);
    if (!line) {
      // A file was opened meanwhile: its pages are not on this list yet.
      location.reload();
      return;
    }
    if (line.dataset.state === "waiting") {
      line.dataset.state = state;
      line.classList.replace("page-grid__one--waiting", `page-grid__one--${state === "read" ? "left" : state}`);
      line.querySelector("[data-state-words]").textContent = WORDS[state] || state;
    }
  }
}

if (box && list) setInterval(() => look().catch(() => {}), 2000);
