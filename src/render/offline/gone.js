// The site is no longer kept in browsers: this takes the place of the worker that did so, forgets what it kept, and goes.
const CACHE = 'polku ' + new URL(self.registration.scope).pathname;
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(caches.delete(CACHE).then(() => self.registration.unregister())));
