// Without a connection one page is shown that says so. Nothing else is kept: no page of a diary.
"use strict";

const asked = new URL(self.location).searchParams;
const lang = ["da", "en", "nl"].includes(asked.get("lang")) ? asked.get("lang") : "en";
const KEPT = `corrin-offline-${asked.get("v")}-${lang}`;
const PAGE = `/offline/?lang=${lang}`;
const NEEDED = [PAGE, "/static/corrin/corrin.css", "/static/corrin/mark.svg"];

addEventListener("install", (event) => {
  const fresh = NEEDED.map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(fresh)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name !== KEPT));
  const swept = old.then((names) => Promise.all(names.map((name) => caches.delete(name))));
  event.waitUntil(swept.then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return; // the browser itself says that a form was not sent
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  } else if (NEEDED.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request, { ignoreSearch: true })));
  }
});
