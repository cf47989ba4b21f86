/* Keeps the page itself, so that a reload brings it back while the gateway is away. What the gateway answers is never
 * kept: it holds who is signed in and what a visit is. */

const cacheName = 'page'
const page = new URL('./', location.href).href
const assets = new URL('assets/', location.href).href

self.addEventListener('install', event => event.waitUntil(keep().then(() => self.skipWaiting())))
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', event => {
  const { method, mode, url } = event.request
  if (method !== 'GET') return
  if (mode === 'navigate') event.respondWith(fromGateway())
  else if (url.startsWith(assets)) event.respondWith(fromCache(event.request))
})

/** The page as the gateway has it now; else as it was. */
async function fromGateway() {
  try {
    const answer = await fetch(page, { cache: 'no-cache', credentials: 'same-origin' })
    if (answer.ok) {
      await keep(answer.clone())
      return answer
    }
  } catch {
    // It is away.
  }
  return await (await caches.open(cacheName)).match(page) ?? Response.error()
}

/** An asset has the hash of its content in its name, so it never changes. */
async function fromCache(request) {
  return await (await caches.open(cacheName)).match(request) ?? await fetch(request)
}

/** Keeps a page with all that it names, and lets go of what only an older one named. */
async function keep(answer) {
  const fresh = answer ?? await fetch(page, { cache: 'no-cache', credentials: 'same-origin' })
  if (!fresh.ok) throw new Error(`The page is answered with ${fresh.status}.`)
  const cache = await caches.open(cacheName)
  const named = [...(await fresh.clone().text()).matchAll(/(?:src|href)="([^"]+)"/g)]
    .map(([, address]) => new URL(address, page).href).filter(address => address.startsWith(assets))
  const missing = []
  for (const address of named) {
    if (!await cache.match(address)) missing.push(address)
  }
  await cache.addAll(missing)
  await cache.put(page, fresh)
  for (const { url } of await cache.keys()) {
    if (url !== page && !named.includes(url)) await cache.delete(url)
  }
}
