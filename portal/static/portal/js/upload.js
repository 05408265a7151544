// Sends the chosen or dropped files one by one, each with a bar of its own, so that one that fails
// stops no other. Without this script the form sends them all at once.

function token(form) {
  return form.querySelector("[name=csrfmiddlewaretoken]").value;
}

function line(list, name) {
  const item = document.createElement("li");
  item.className = "drop__file";
  const label = document.createElement("span");
  label.textContent = name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  const words = document.createElement("span");
  words.className = "drop__words";
  words.textContent = "Waiting";
  item.append(label, bar, words);
  list.append(item);
  return { item, bar, words };
}

function send(file, address, csrf, shown) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("X-CSRFToken", csrf);
    request.upload.onprogress = (event) => {
      if (!event.lengthComputable) return;
      shown.bar.value = event.loaded / event.total;
      shown.words.textContent = event.loaded < event.total ? "Sending" : "Being made safe";
    };
    const end = (kept, text) => {
      shown.bar.value = kept ? 1 : 0;
      shown.words.textContent = text;
      shown.item.classList.toggle("drop__file--refused", !kept);
      done(kept);
    };
    request.onload = () => {
      let answer = { kept: false, text: "It was not received. Load this page again and add it once more." };
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // Signed out, or a page that is no answer to an upload: the sentence above stands.
      }
      end(answer.kept, answer.text);
    };
    request.onerror = () => end(false, "The connection broke off, so nothing of it was kept. Add it again.");
    request.send(file);
  });
}

// A large file goes piece by piece and on from where it broke off: after a lost connection by itself, after a sign-in
// or a reload when somebody says so. The server counts what it has; only that is believed.
const LARGE = 8 * 1024 * 1024;
// Cut short when the connection is back.
const pause = (milliseconds) =>
  new Promise((done) => {
    setTimeout(done, milliseconds);
    window.addEventListener("online", done, { once: true });
  });

function post(address, csrf, body, onprogress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    if (body instanceof Blob) request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRFToken", csrf());
    request.setRequestHeader("Accept", "application/json");
    if (onprogress) request.upload.onprogress = onprogress;
    request.onload = () => {
      try {
        done({ status: request.status, ...JSON.parse(request.responseText) });
      } catch {
        done({ status: request.status, isOther: true });
      }
    };
    request.onerror = () => done({ status: 0 });
    request.send(body);
  });
}

// Until somebody says so: with a fresh token, because a new sign-in made the old one void.
function goOn(shown, text, renew) {
  return new Promise((done) => {
    shown.words.textContent = `${text} `;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary";
    button.textContent = "Go on";
    button.addEventListener("click", async () => {
      button.disabled = true;
      await renew().catch(() => {});
      button.remove();
      done();
    });
    shown.words.append(button);
    button.focus();
  });
}

async function sendInPieces(file, partials, csrf, renew, shown) {
  const about = () => {
    const body = new FormData();
    body.append("name", file.name);
    body.append("size", file.size);
    body.append("mark", `${file.lastModified} ${file.size} ${file.name}`.slice(0, 80));
    return body;
  };
  const refuse = (text) => {
    shown.bar.value = 0;
    shown.words.textContent = text;
    shown.item.classList.add("drop__file--refused");
    return false;
  };
  let begun = null;
  let received = 0;
  let failures = 0;
  for (;;) {
    let answer;
    if (begun) {
      const piece = file.slice(received, Math.min(received + begun.piece, file.size));
      answer = await post(`${begun.url}?from=${received}`, csrf, piece, (event) => {
        const share = (received + event.loaded) / file.size;
        shown.bar.value = share;
        shown.words.textContent = `Sending, ${Math.floor(100 * Math.min(share, 1))} %`;
      });
    } else {
      answer = await post(partials, csrf, about());
      if (answer.url) {
        begun = answer;
        received = answer.received;
        continue;
      }
    }
    if (answer.kept) {
      shown.bar.value = 1;
      shown.words.textContent = answer.text;
      return true;
    }
    if (answer.text) return refuse(answer.text);
    if (typeof answer.received === "number") {
      received = answer.received;
      failures = 0;
    } else if (answer.isOther && answer.status === 404) {
      // Given up, or expired, in the meantime.
      begun = null;
      failures += 1;
      if (failures > 3) return refuse("It cannot be sent to this batch any more. Load the page again.");
    } else if (answer.isOther && answer.status < 500) {
      await goOn(shown, "You were signed out. Sign in again in another tab, then", renew);
    } else if (failures < 6) {
      failures += 1;
      shown.words.textContent = "The connection broke off. Trying again";
      await pause(Math.min(15000, 500 * 2 ** failures));
    } else {
      failures = 0;
      await goOn(shown, "There is no connection. What was sent is kept.", renew);
    }
  }
}

// One after the other: the pages of a stack are numbered in the order in which its files arrive.
async function sendAll(files, to, form, list) {
  const csrf = () => token(form);
  const renew = async () => {
    const page = await fetch(location.href, { credentials: "same-origin" });
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const found = fresh.querySelector("[name=csrfmiddlewaretoken]");
    if (found) form.querySelector("[name=csrfmiddlewaretoken]").value = found.value;
  };
  const waiting = files.map((file) => [file, line(list, file.name)]);
  let refused = 0;
  for (const [file, shown] of waiting) {
    const isKept =
      to.partials && file.size > LARGE
        ? await sendInPieces(file, to.partials, csrf, renew, shown)
        : await send(file, to.upload, csrf(), shown);
    if (!isKept) refused += 1;
  }
  return refused;
}

async function begin(form) {
  const body = new FormData(form);
  body.delete("files");
  const answer = await fetch(form.action, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    credentials: "same-origin",
  });
  const kind = answer.headers.get("Content-Type") || "";
  return answer.ok && kind.includes("json") ? answer.json() : null;
}

function enhance(form) {
  const drop = form.querySelector("[data-drop]");
  const input = drop.querySelector("input[type=file]");
  const list = drop.querySelector("[data-drop-list]");
  drop.querySelector("[data-drop-words]").hidden = false;
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("is-over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    drop.addEventListener(name, () => drop.classList.remove("is-over"));
  }
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    const all = new DataTransfer();
    for (const file of [...input.files, ...event.dataTransfer.files]) all.items.add(file);
    input.files = all.files;
  });
  form.addEventListener("submit", async (event) => {
    const files = [...input.files];
    if (!files.length || !form.checkValidity()) return;
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    let to = { upload: form.dataset.uploadTo, partials: form.dataset.partials, batch: location.href };
    if (form.dataset.uploadTo === undefined) {
      to = await begin(form).catch(() => null);
      if (!to) {
        // Something in the form needs a person: the ordinary way shows what.
        button.disabled = false;
        input.value = "";
        form.submit();
        return;
      }
      // A reload from here on shows the batch, and what of it is not sent to its end.
      history.replaceState(null, "", to.batch);
    }
    const refused = await sendAll(files, to, form, list);
    if (to.finish && form.querySelector("[name=is_all]")?.checked) {
      const body = new FormData();
      body.append("csrfmiddlewaretoken", token(form));
      await fetch(to.finish, { method: "POST", body, credentials: "same-origin" }).catch(() => {});
    }
    if (!refused) {
      location.assign(to.batch);
      return;
    }
    const on = document.createElement("p");
    const link = document.createElement("a");
    link.href = to.batch;
    link.textContent = "Go on to the batch";
    on.append(link);
    list.after(on);
    link.focus();
  });
}

document.querySelectorAll("form[data-upload-new], form[data-upload-to]").forEach(enhance);
