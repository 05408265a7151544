// The words of the passkey scripts, plainer than their own. Loaded before them.
const words = {
  "Verify with Passkey": "Use a passkey",
  "Verifying...": "Waiting for your device…",
  "Finishing verification...": "Signing you in…",
  "Verification successful!": "Done.",
  "Verification aborted.": "Stopped. Try again, or use your password.",
  "Verification canceled or not allowed.":
    "Your device did not give a passkey for this site. Try again, or use your password.",
  "Verification failed. Could not retrieve parameters from the server.":
    "That did not work. Load the page again and try once more.",
  "Verification failed. An unknown error occurred.":
    "That did not work. Load the page again and try once more.",
  "Verification failed. An unknown server error occurred.":
    "That did not work. Load the page again and try once more.",
  "Register a Passkey": "Make a passkey on this device",
  "Registering...": "Waiting for your device…",
  "Finishing registration...": "Nearly done…",
  "Registration successful!": "Your passkey is ready.",
  "Registration aborted.": "Stopped. Try again, or choose the code app.",
  "Registration aborted or not allowed.":
    "Your device did not make a passkey. Try again, or choose the code app.",
  "Registration failed. You most likely already have a Passkey registered for this site.":
    "This device has a passkey for your account already.",
  "Registration failed. A technical problem occurred that prevents you from registering a Passkey for this site.":
    "Passkeys do not work at this address. Choose the code app.",
  "Registration failed. Unable to fetch registration options from server.":
    "That did not work. Load the page again and try once more.",
  "Registration failed. An unknown error occurred.":
    "That did not work. Try again, or choose the code app.",
  "Registration failed. The server was unable to verify this passkey.":
    "This passkey could not be checked. Try again, or choose the code app.",
  "Registration failed. A server error occurred.":
    "That did not work. Load the page again and try once more.",
};

globalThis.gettext = (text) => words[text] ?? text;
