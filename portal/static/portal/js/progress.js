// Keeps every [data-progress-url] up to date and loads the page once more when its act is finished.
const SLOWEST = 30;

async function watch(box) {
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-progress-text]");
  const every = Number(box.dataset.progressEvery) || 3;
  let wait = every;
  for (;;) {
    await new Promise((resume) => setTimeout(resume, wait * 1000));
    if (document.hidden) continue;
    try {
      const answer = await fetch(box.dataset.progressUrl, {
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        cache: "no-store",
      });
      if (answer.redirected || answer.status === 401 || answer.status === 403) {
        location.reload();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const news = await answer.json();
      bar.max = news.total || 1;
      bar.value = news.done;
      if (text.textContent !== news.text) text.textContent = news.text;
      if (news.finished || news.state === "trouble") {
        location.reload();
        return;
      }
      wait = every;
    } catch {
      // Asking less and less often spares a server in trouble; the page stays true on reload.
      wait = Math.min(wait * 2, SLOWEST);
    }
  }
}

document.querySelectorAll("[data-progress-url]").forEach(watch);
