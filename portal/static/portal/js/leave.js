// "Leave this page": the neutral page takes the place of this one in the history, so that Back does
// not return here, while the server ends the session. Without this module the server does both.
for (const form of document.querySelectorAll("form[data-leave-to]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    document.title = " ";
    const signedOut = fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      credentials: "same-origin",
      redirect: "manual",
      keepalive: true,
    }).catch(() => {});
    // The page is blank already. Going on before the session has ended would let Back show the page
    // before this one; nobody waits longer than a second for that.
    const patience = new Promise((enough) => setTimeout(enough, 1000));
    Promise.race([signedOut, patience]).then(() => location.replace(form.dataset.leaveTo));
  });
}
