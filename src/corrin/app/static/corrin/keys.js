// Passkeys need a script: what needs one is shown only where it can work.
"use strict";

for (const form of document.querySelectorAll("form.by-key")) form.hidden = !window.PublicKeyCredential;
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelector(".key-failed").hidden = false;
});
