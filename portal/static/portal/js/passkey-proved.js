// Sends on what waits on the page, once a passkey has shown who is there.
document.addEventListener("otp_webauthn.verification_complete", () => {
  document.querySelector("[data-proof-form]").requestSubmit();
});
