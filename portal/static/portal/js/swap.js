// Sends a form[data-swap="#one #two"] in the background and takes the named parts from the answer,
// which may be the whole page, so that what did not change (the page image) is not loaded again.
// A part whose data-same is the same in the answer is left standing too.
function tell(form, text) {
  const trouble = document.createElement("p");
  trouble.className = "notice notice--error";
  trouble.setAttribute("role", "alert");
  trouble.textContent = text;
  form.querySelector(".notice--error")?.remove();
  form.prepend(trouble);
}

// Enter must not act on what is out of sight: whose paper it is, and the warnings above it, stand at the head.
function goOn(panel, shown) {
  const trouble = panel.querySelector(".govuk-error-summary");
  const act = panel.querySelector(".act--primary");
  const field = panel.querySelector("[autofocus]");
  if (!trouble && (field || !act)) {
    field?.focus();
    if (shown?.getBoundingClientRect().bottom < window.innerHeight / 4) shown.scrollIntoView();
    return;
  }
  (trouble || act).focus({ preventScroll: true });
  const isBeside = panel.getBoundingClientRect().left > window.innerWidth / 2;
  if (isBeside) {
    window.scrollTo(0, 0);
    return;
  }
  // On a narrow screen the picture stands above the panel: nobody decides about one that is out of sight.
  const head = trouble || !shown ? panel : shown;
  const { top, bottom } = head.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight / 2 || bottom < window.innerHeight / 4) head.scrollIntoView();
}

async function send(form, presser) {
  const body = new FormData(form, presser);
  const ids = form.dataset.swap.split(/\s+/);
  const buttons = [...form.querySelectorAll("button")];
  buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
  form.dataset.sending = "yes";
  // Whatever the answer, and however long it takes, what must not be seen is not shown by this page again.
  const hidden = presser?.dataset.hides ? document.querySelectorAll(presser.dataset.hides) : [];
  hidden.forEach((part) => part.classList.add("is-out-of-sight"));
  try {
    const answer = await fetch(presser?.getAttribute("formaction") || form.action, {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: { "Kinfile-Swap": form.dataset.swap },
    });
    if ((answer.headers.get("Content-Type") || "").includes("json")) {
      const news = await answer.json();
      for (const input of news.token ? document.getElementsByName("csrfmiddlewaretoken") : []) {
        input.value = news.token;
      }
      tell(form, news.text);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!ids.every((id) => page.querySelector(id))) {
      // Another kind of page: signed out, moved on, or a refusal that says why in its heading.
      if (answer.redirected) location.assign(answer.url);
      else tell(form, page.querySelector("h1")?.textContent || "That did not work. Load this page again.");
      return;
    }
    let shown = null;
    for (const id of [...ids, ".notices"]) {
      const fresh = page.querySelector(id);
      const standing = document.querySelector(id);
      if (fresh && standing && fresh.dataset.same && fresh.dataset.same === standing.dataset.same) continue;
      if (fresh?.dataset.same) shown = fresh;
      if (fresh && standing) standing.replaceWith(document.adoptNode(fresh));
      else if (fresh) document.querySelector("main").before(document.adoptNode(fresh));
      else standing?.remove();
    }
    document.title = page.title;
    if (answer.url !== location.href) history.replaceState(null, "", answer.url);
    goOn(document.querySelector(ids[0]), shown);
    document.dispatchEvent(new CustomEvent("kinfile:swapped"));
  } catch {
    tell(form, "No connection, so nothing was changed. Try again in a moment.");
  } finally {
    delete form.dataset.sending;
    buttons.forEach((button) => button.removeAttribute("aria-disabled"));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-swap]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  if (!form.dataset.sending) send(form, event.submitter);
});
