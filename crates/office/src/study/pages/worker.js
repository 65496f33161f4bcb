// Keeps the clerk's page of a session (…/quet) and what it is made of, so that it opens again without a net.
const KEEP = "thenchot-quet-1";
const PARTS = ["{{kept}}", "{{style}}"];

self.addEventListener("install", (e) => {
  e.waitUntil(caches.open(KEEP).then((kept) => kept.addAll(PARTS)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (e) => e.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  const page = e.request.mode === "navigate" && url.pathname.endsWith("/quet");
  if (!page && !url.pathname.startsWith("/tinh/")) return;
  e.respondWith((async () => {
    const kept = await caches.open(KEEP);
    if (!page) {
      const known = await kept.match(e.request);
      if (known) return known;
    }
    try {
      const answer = await fetch(e.request);
      if (answer.ok && !answer.redirected) await kept.put(e.request, answer.clone());
      return answer;
    } catch (error) {
      const known = await kept.match(e.request, { ignoreSearch: page });
      if (known) return known;
      throw error;
    }
  })());
});
