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

// One after the other: the pages of a stack are numbered in the order in which its files arrive.
async function sendAll(files, address, csrf, list) {
  const waiting = files.map((file) => [file, line(list, file.name)]);
  let refused = 0;
  for (const [file, shown] of waiting) {
    if (!(await send(file, address, csrf, shown))) refused += 1;
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
    const csrf = token(form);
    let to = { upload: form.dataset.uploadTo, batch: location.href };
    if (form.dataset.uploadTo === undefined) {
      to = await begin(form).catch(() => null);
      if (!to) {
        // Something in the form needs a person: the ordinary way shows what.
        button.disabled = false;
        input.value = "";
        form.submit();
        return;
      }
    }
    const refused = await sendAll(files, to.upload, csrf, list);
    if (to.finish && form.querySelector("[name=is_all]")?.checked) {
      const body = new FormData();
      body.append("csrfmiddlewaretoken", csrf);
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
