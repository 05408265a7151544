// Saves what was typed within five seconds, on leaving a field and on leaving the page.
// Sends the changed fields of a form[data-autosave-url] with the versions they were based on, and
// says plainly when it could not: the words stay in the form and are sent again. Where somebody else
// wrote at the same time, what they wrote is put beside the field.
const WITHIN = 4000;
const LONGEST_PAUSE = 30000;
const MOST_IN_PARTING = 60000; // bytes; browsers refuse a parting request above 64 KiB

function start(form) {
  const status = document.querySelector("[data-saved]");
  const changed = new Set();
  let timer = 0;
  let pause = WITHIN;
  let isSending = false;
  let after = null; // what waits until the answer is there

  function say(text, state, link) {
    if (!status) return;
    status.textContent = text;
    status.dataset.state = state;
    if (!link) return;
    const way = document.createElement("a");
    way.href = link;
    way.target = "_blank";
    way.rel = "noopener";
    way.textContent = "Do that in another tab";
    status.append(" ", way);
  }

  // A person who signed in again in another tab has a new token; the server sends it with its refusal.
  function renew(token) {
    if (!token) return;
    for (const input of document.getElementsByName("csrfmiddlewaretoken")) input.value = token;
  }

  function versionOf(name) {
    return form.querySelector(`[data-version-of="${CSS.escape(name)}"]`);
  }

  // The outermost: a question of several controls is one answer with one version.
  function wholeOf(field) {
    let whole = field.closest("[data-together]");
    while (whole?.parentElement.closest("[data-together]")) {
      whole = whole.parentElement.closest("[data-together]");
    }
    return whole;
  }

  function body(names) {
    const whole = new FormData(form);
    const part = new FormData();
    const versions = new Set();
    part.append("csrfmiddlewaretoken", whole.get("csrfmiddlewaretoken") || "");
    for (const name of names) {
      // An unticked box sends nothing, so the names of the changed fields travel too.
      part.append("changed", name);
      for (const value of whole.getAll(name)) {
        if (typeof value === "string") part.append(name, value);
      }
      const control = form.querySelector(`[name="${CSS.escape(name)}"]`);
      const version = control && wholeOf(control)?.querySelector("[data-version-of]");
      if (version) versions.add(version);
    }
    for (const version of versions) part.append(version.name, version.value);
    return part;
  }

  // Not put off by the next key: whoever types without a pause is saved all the same.
  function plan() {
    if (!timer) timer = setTimeout(save, pause);
  }

  function settle(versions) {
    for (const [name, version] of Object.entries(versions || {})) {
      const input = versionOf(name);
      if (input) input.value = version;
    }
  }

  // Drawn by the server, which escapes what people wrote.
  function tell(news) {
    for (const [name, html] of Object.entries(news.rivals || {})) {
      const field = wholeOf(versionOf(name) || form);
      for (const old of field?.querySelectorAll("[data-rival]") || []) old.remove();
      if (html) field?.firstElementChild.insertAdjacentHTML("afterbegin", html);
    }
    for (const [name, text] of Object.entries(news.problems || {})) {
      const field = wholeOf(versionOf(name) || form);
      let line = field?.querySelector("[data-problem]");
      if (field && text && !line) {
        line = document.createElement("p");
        line.dataset.problem = "";
        line.className = "question__problem";
        line.setAttribute("role", "status");
        field.firstElementChild.append(line);
      }
      if (line) {
        line.textContent = text;
        line.hidden = !text;
      }
    }
    const missing = document.querySelector("[data-missing]");
    if (missing && news.missing) missing.innerHTML = news.missing;
  }

  async function save() {
    clearTimeout(timer);
    timer = 0;
    if (!changed.size || isSending) return;
    const names = [...changed];
    changed.clear();
    isSending = true;
    say("Saving…", "waiting");
    try {
      const answer = await fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body: body(names),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        redirect: "manual",
      });
      const news = await answer.json().catch(() => ({}));
      settle(news.versions);
      renew(news.token);
      if (answer.ok) {
        pause = WITHIN;
        if (!changed.size) delete form.dataset.unsaved;
        tell(news);
        say(`Saved ${news.saved}`, "saved");
      } else {
        names.forEach((name) => changed.add(name));
        pause = Math.min(pause * 2, LONGEST_PAUSE);
        const otherwise =
          answer.type === "opaqueredirect"
            ? "Not saved: you are signed out. Your words are still here. Sign in again in another tab, then come back."
            : "Not saved. Your words are still here and are being sent again.";
        say(news.text || otherwise, "failed", news.link);
      }
    } catch {
      // Sending the form now would end on the browser's own error page.
      after = null;
      names.forEach((name) => changed.add(name));
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      say("Not saved: no connection. Your words are still here and are being sent again.", "failed");
    } finally {
      isSending = false;
    }
    const next = after;
    after = null;
    if (next) next();
    else if (changed.size) plan();
  }

  // A question of several controls is one answer: it travels whole.
  function namesAround(field) {
    const whole = wholeOf(field);
    const controls = whole ? [...whole.querySelectorAll("[name]")] : [field];
    return controls
      .filter((one) => !["file", "submit"].includes(one.type) && !one.dataset.versionOf)
      .map((one) => one.name);
  }

  form.addEventListener("input", (event) => {
    const field = event.target;
    // What is typed beside a sheet of paper becomes an answer only when somebody takes it over.
    if (!field.name || field.type === "file" || field.closest("[data-not-an-answer]")) return;
    namesAround(field).forEach((name) => changed.add(name));
    form.dataset.unsaved = "yes";
    say("Not saved yet", "waiting");
    plan();
  });

  form.addEventListener("focusout", () => {
    if (changed.size && pause === WITHIN) save();
  });

  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = 0;
    if (isSending && !after) {
      // The versions of the fields are on their way: sent without them, one's own words would look like somebody
      // else's.
      event.preventDefault();
      after = () => form.requestSubmit(event.submitter);
      return;
    }
    changed.clear();
    delete form.dataset.unsaved;
  });

  // The last chance: no answer can be waited for, so the changed fields stay marked as unsaved.
  addEventListener("pagehide", () => {
    if (!changed.size) return;
    const parting = body([...changed]);
    const size = [...parting.values()].reduce((sum, value) => sum + value.length * 2, 0);
    fetch(form.dataset.autosaveUrl, {
      method: "POST",
      body: parting,
      credentials: "same-origin",
      keepalive: size < MOST_IN_PARTING,
    }).catch(() => {});
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) save();
  });
}

document.querySelectorAll("form[data-autosave-url]").forEach(start);
