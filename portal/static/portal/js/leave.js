// "Leave this page": the neutral page takes the place of this one in the history, so that Back does
// not return here, while the server ends the session. Without this module the server does both.
for (const form of document.querySelectorAll("form[data-leave-to]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    document.title = " ";
    fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      credentials: "same-origin",
      redirect: "manual",
      keepalive: true,
    }).catch(() => {});
    location.replace(form.dataset.leaveTo);
  });
}
