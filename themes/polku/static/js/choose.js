// Sends a first-time visitor of `/` to the language that fits best: once per browser, and never
// somebody who came from within the site, pressed Back or reloaded.
(function (d) {
  'use strict';
  var key = 'polku-chosen ' + location.pathname;
  var here = location.origin + location.pathname.replace(/[^/]*$/, '');
  var visit = performance.getEntriesByType && performance.getEntriesByType('navigation')[0];
  if (d.referrer.indexOf(here) === 0 || (visit && visit.type !== 'navigate')) return;
  if (/(^|; )polku_chosen=/.test(d.cookie)) return; // the server has done so
  try {
    if (localStorage.getItem(key)) return;
    localStorage.setItem(key, '1');
    if (localStorage.getItem(key) !== '1') return;
  } catch (e) {
    return; // without a memory it would trap the visitor
  }
  var links = {}, tag;
  d.querySelectorAll('.choose a[hreflang]').forEach(function (a) { links[a.hreflang.toLowerCase()] = a.href; });
  (navigator.languages || [navigator.language || '']).some(function (wanted) {
    // zh-Hant-TW, then zh-Hant, then zh; then any zh-…
    for (tag = wanted.toLowerCase(); tag && !links[tag]; tag = tag.replace(/-?[^-]*$/, ''));
    tag = tag || Object.keys(links).find(function (have) { return have.split('-')[0] === wanted.toLowerCase().split('-')[0]; });
    return tag;
  });
  if (tag) location.replace(links[tag]);
})(document);
