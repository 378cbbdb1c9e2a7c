// The service worker of the pages. It keeps the built files only: never what people work with.
const BUILT = __BUILT__;
const SHELL = "shell";
const ASSETS = "assets";
const INDEX = "/index.html";

addEventListener("install", (event) => {
  event.waitUntil(install());
});

addEventListener("activate", (event) => {
  event.waitUntil(tidy());
});

addEventListener("message", (event) => {
  if (event.data === "take-over") skipWaiting();
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && !pathname.startsWith("/api/")) event.respondWith(page(request));
  else if (pathname.startsWith("/assets/")) event.respondWith(asset(request));
});

/** Keeps what the pages begin with. */
async function install() {
  const assets = await caches.open(ASSETS);
  await assets.addAll(BUILT.shell);
  const shell = await caches.open(SHELL);
  await shell.add(new Request(INDEX, { cache: "reload" }));
}

/** Forgets files that this version does not have. */
async function tidy() {
  const known = new Set(BUILT.files);
  const assets = await caches.open(ASSETS);
  for (const request of await assets.keys()) {
    if (!known.has(new URL(request.url).pathname)) await assets.delete(request);
  }
}

/** Returns the page as the server has it; without the network, as it was kept. */
async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.headers.get("content-type")?.startsWith("text/html")) {
      const shell = await caches.open(SHELL);
      await shell.put(INDEX, answer.clone());
    }
    return answer;
  } catch (error) {
    const kept = await caches.match(INDEX);
    if (kept === undefined) throw error;
    return kept;
  }
}

/** Returns a built file, which never changes under its name. */
async function asset(request) {
  const assets = await caches.open(ASSETS);
  const kept = await assets.match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await assets.put(request, answer.clone());
  return answer;
}
