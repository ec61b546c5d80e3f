// Without a connection one page is shown that says so. Nothing else is kept: no page of a diary.
// One address for all languages: a worker that changed with each page was put in place while
// pages were being opened, and under load a page could wait for it without end.
"use strict";

const KEPT = `corrin-offline-${new URL(self.location).searchParams.get("v")}`;
const LANGUAGE = "corrin-language"; // page.js notes it there
const PAGES = ["da", "en", "nl"].map((lang) => `/offline/?lang=${lang}`);
const DRESS = ["/static/corrin/corrin.css", "/static/corrin/mark.svg"];

// Without cookies: to ask for the Danish page is not to choose Danish.
const FRESH = { cache: "reload", credentials: "omit" };

addEventListener("install", (event) => {
  const fresh = [...PAGES, ...DRESS].map((address) => new Request(address, FRESH));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(fresh)));
});

addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => ![KEPT, LANGUAGE].includes(name)));
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))));
});

async function offline() {
  const noted = await caches.match("/language", { cacheName: LANGUAGE });
  return caches.match(`/offline/?lang=${noted ? await noted.text() : "en"}`);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return; // the browser itself says that a form was not sent
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(offline));
  } else if (DRESS.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request, { ignoreSearch: true })));
  }
});
