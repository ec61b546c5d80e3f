// What a page can do only with a script. Without one these buttons stay hidden.
"use strict";

for (const button of document.querySelectorAll("button.copy")) {
  const text = document.getElementById(button.dataset.copies);
  const status = button.parentElement.querySelector(".copied");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      text.select();
      if (!document.execCommand("copy")) return;
    }
    status.textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll("button.print")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Where a form was refused, or asks something first, that place has the keyboard and is in sight.
const wrong = document.querySelector("[aria-invalid=true], .error, form .told-wrong");
if (wrong) {
  const fold = wrong.closest("details");
  if (fold) fold.open = true;
  const about = wrong.closest(".field, fieldset, .told-wrong") || wrong.parentElement;
  const field = about.querySelector("[aria-invalid=true], input:not([type=hidden]), select, textarea");
  if (field) field.focus({ preventScroll: true });
  about.scrollIntoView({ block: "center" });
}

// On a telephone the ways on are one line to be pushed: the page that is open is in sight.
const ways = document.querySelector(".ways-on");
const here = ways && ways.querySelector("[aria-current]");
if (here) ways.scrollLeft = here.offsetLeft - ways.offsetLeft - (ways.clientWidth - here.offsetWidth) / 2;

// On paper every source is read without a click.
const opened = new Set();
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("main details:not([open]):not(.record)")) {
    opened.add(part);
    part.open = true;
  }
});
addEventListener("afterprint", () => {
  for (const part of opened) part.open = false;
  opened.clear();
});

// On a device's home screen; the worker keeps one page, for when there is no connection, and shows
// it in the language read last.
async function remember(lang) {
  const kept = await caches.open("corrin-language");
  const noted = await kept.match("/language");
  if (!noted || (await noted.text()) !== lang) await kept.put("/language", new Response(lang));
}
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(document.body.dataset.worker).catch(() => {});
  remember(document.documentElement.lang).catch(() => {});
}

// A form is not sent into nothing: what was typed stays until there is a connection again.
// On one's own computer corrin answers without any.
const told = document.getElementById("no-connection");
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if ("atHome" in document.body.dataset || navigator.onLine) return;
    event.preventDefault();
    told.hidden = false;
    told.focus();
  });
}
addEventListener("online", () => {
  told.hidden = true;
});
