// Keeps pages in the browser: those that were visited, and languages that readers asked to save. With a network the pages come from there; what is
// kept is for when there is none. Lists of saved languages are kept beside them and compared whenever there is a network.
const scope = new URL(self.registration.scope);
const CACHE = 'polku ' + scope.pathname;
const bare = url => url.replace(/[?#].*$/, '');
const saved = list => list + '?saved';
let looked = 0;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== 'GET' || !url.href.startsWith(scope.href) || url.pathname.startsWith('/_polku/') || request.headers.has('range')) return;
  // What `polku serve` tells its pages has no end. A name with a digest stands for what is in the file for good.
  event.respondWith(url.pathname.startsWith(scope.pathname + 'assets/') ? kept(event) : fresh(event));
  if (request.mode === 'navigate' && Date.now() - looked > 600000) {
    looked = Date.now();
    event.waitUntil(update());
  }
});
self.addEventListener('message', event => {
  const port = event.ports[0], { save, forget } = event.data;
  const work = save ? bring(save, (done, all) => port.postMessage({ done, all })) : drop(forget);
  event.waitUntil(work.then(() => port.postMessage({ end: true }), () => port.postMessage({ failed: true })));
});

const known = async ({ request }) => (await caches.open(CACHE)).match(bare(request.url));
// A page is shown as it comes; that there is no room to keep it is no reason not to show it.
async function loaded(event) {
  const { request } = event, response = await fetch(request);
  if (response.ok && !response.redirected) {
    const copy = response.clone();
    event.waitUntil(caches.open(CACHE).then(cache => cache.put(bare(request.url), copy)).catch(() => {}));
  }
  return response;
}
const kept = async event => (await known(event)) || loaded(event);
async function fresh(event) {
  try {
    return await loaded(event);
  } catch (error) {
    return (await known(event)) || Response.error();
  }
}
// The files of a list: address → digest.
async function filesOf(list) {
  const found = await (await caches.open(CACHE)).match(saved(list));
  return new Map(found ? (await found.json()).files.map(([path, digest]) => [new URL(path, scope).href, digest]) : []);
}
async function lists() {
  const keys = await (await caches.open(CACHE)).keys();
  return keys.map(request => request.url).filter(url => url.endsWith('?saved')).map(bare);
}
async function bring(list, tell) {
  const answer = await fetch(list, { cache: 'no-store' });
  if (!answer.ok) throw new Error(answer.status);
  const text = await answer.text(), { files } = JSON.parse(text);
  const cache = await caches.open(CACHE), before = await filesOf(list);
  let done = 0;
  for (const [path, digest] of files) {
    const url = new URL(path, scope).href;
    if (before.get(url) !== digest || !(await cache.match(url))) {
      const response = await fetch(url, { cache: 'reload' });
      if (!response.ok) throw new Error(response.status);
      await cache.put(url, response);
    }
    before.delete(url);
    tell(++done, files.length);
  }
  await cache.put(saved(list), new Response(text, { headers: { 'Content-Type': 'application/json' } }));
  await release(before.keys());
}
// What no list names any longer.
async function release(urls) {
  const cache = await caches.open(CACHE), used = new Set();
  for (const list of await lists()) for (const url of (await filesOf(list)).keys()) used.add(url);
  for (const url of urls) if (!used.has(url)) await cache.delete(url);
}
async function drop(list) {
  const files = await filesOf(list);
  await (await caches.open(CACHE)).delete(saved(list));
  await release(files.keys());
}
async function update() {
  for (const list of await lists()) await bring(list, () => {}).catch(() => {});
}
