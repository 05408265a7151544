// Goes on to the next page once the passkey is made.
document.addEventListener("otp_webauthn.register_complete", (event) => {
  location.assign(event.target.dataset.after);
});
