// What a learner has done, kept in this browser and nowhere else. Other scripts ask `polku`.
// One entry of the storage for each site (by its path), so that sites of one origin do not meet.
window.polku = (function (d) {
  'use strict';
  const words = d.currentScript.dataset;
  const key = 'polku-progress ' + words.base;
  const VERSION = 1;
  // In a package of a learning management system the frame around the page keeps what is kept; else the browser does.
  const frame = (() => { try { return parent !== window && parent.polkuStore; } catch (e) { return null; } })();
  const store = () => frame || localStorage;
  // Where the site begins, and where the page is within it: a copy may lie anywhere.
  const root = new URL('.', new URL(words.root, location.href));
  const within = url => decodeURI(new URL(url, location.href).pathname.slice(root.pathname.length));
  const empty = () => ({ v: VERSION, site: words.base, q: {}, t: {}, p: {}, w: {}, r: {}, c: {} });
  let memory = empty(), trouble = '';

  // A text of the interface: `%a` and `%b` are filled.
  function say(name, a, b) {
    return (words[name] || '').replace('%a', a).replace('%b', b);
  }
  function element(name, attributes, text) {
    const made = d.createElement(name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function tell(name) {
    if (trouble === name) return;
    trouble = name;
    const show = () => {
      const main = d.querySelector('main') || d.body;
      const old = d.getElementById('polku-trouble');
      if (old) old.remove();
      main.prepend(element('p', { id: 'polku-trouble', class: 'trouble', role: 'status' }, say(name)));
    };
    if (d.body) show(); else d.addEventListener('DOMContentLoaded', show);
  }
  // Whether something is progress as this version writes it; else why not.
  function fault(data) {
    const table = x => x && typeof x === 'object' && !Array.isArray(x);
    if (!table(data) || typeof data.v !== 'number') return 'damaged';
    if (data.v > VERSION) return 'later';
    return ['q', 't', 'p', 'w', 'r', 'c'].every(part => table(data[part])) ? '' : 'damaged';
  }
  function read() {
    if (trouble === 'blocked' || trouble === 'later') return memory;
    let text;
    try {
      text = store().getItem(key);
    } catch (e) {
      tell('blocked');
      return memory;
    }
    if (text === null) return trouble === 'full' ? memory : (memory = empty());
    let data = null;
    try { data = JSON.parse(text); } catch (e) { /* told below */ }
    const why = fault(data);
    if (why === 'later') {
      tell('later');
      return memory;
    }
    if (why) {
      // Nothing is thrown away that somebody may be able to mend.
      try {
        if (store().getItem(key + ' damaged') === null) store().setItem(key + ' damaged', text);
        store().removeItem(key);
      } catch (e) {
        // It could not be put aside, so it is left where it is, and nothing is written over it.
        tell('later');
        return memory;
      }
      tell('damaged');
      return (memory = empty());
    }
    if (trouble !== 'full') memory = data;
    return memory;
  }
  function write() {
    if (trouble === 'blocked' || trouble === 'later') return;
    try {
      store().setItem(key, JSON.stringify(memory));
      if (trouble === 'full') trouble = '';
    } catch (e) {
      tell(e && e.name === 'SecurityError' ? 'blocked' : 'full');
    }
  }
  const now = () => Math.floor(Date.now() / 1000);

  // ---- along the path: how much of each stage is done
  function path() {
    const data = read(), done = {};
    const count = entry => { if (entry && entry.ok && entry.s) done[entry.s] = (done[entry.s] || 0) + 1; };
    Object.values(data.q).forEach(count);
    Object.values(data.p).forEach(count);
    d.querySelectorAll('[data-tasks]').forEach(place => {
      const all = +place.dataset.tasks, stage = place.dataset.of;
      const so = Math.min((done[stage] || 0) + (data.r[stage] ? 1 : 0), all);
      place.textContent = so ? `${numbers.format(so)}/${numbers.format(all)}` : '';
      place.classList.toggle('is-done', so === all);
    });
  }
  const numbers = new Intl.NumberFormat(d.documentElement.lang);

  // ---- where one was, unless one is there
  function resume() {
    const place = d.getElementById('polku-resume'), last = read().last;
    const url = last && last.u && last.u[d.documentElement.lang];
    if (!place || !url) return;
    const link = element('a', { class: 'button', href: new URL(url[0] === '/' ? url : encodeURI(url), root).href }, words.resume);
    place.append(link);
    if (last.l === d.documentElement.lang) place.append(' ', element('span', {}, last.title));
    place.hidden = false;
    const start = d.querySelector('.start .button');
    if (start) start.classList.add('button-quiet');
  }
  function visited() {
    const heading = d.querySelector('h1');
    const urls = { [d.documentElement.lang]: within('') };
    d.querySelectorAll('nav.languages a[hreflang]').forEach(a => { urls[a.hreflang] = within(a.getAttribute('href')); });
    read().last = { k: words.page, l: d.documentElement.lang, title: heading ? heading.textContent.trim() : '', u: urls, t: now() };
    write();
    const end = words.lesson !== undefined && d.querySelector('main > .end');
    if (!end || !window.IntersectionObserver) return;
    const observer = new IntersectionObserver(entries => {
      if (!entries.some(entry => entry.isIntersecting)) return;
      observer.disconnect();
      if (!read().r[words.page]) polku.set('r', words.page, now());
    });
    observer.observe(end);
  }
  d.addEventListener('DOMContentLoaded', () => {
    if (d.body.classList.contains('is-home')) resume();
    else if (words.page[0] !== '_' && (words.stage || d.querySelector('[data-quiz], [data-node], [data-prompt]'))) visited();
    path();
    polku.changed(path);
  });

  return {
    words, say, element, fault, now, VERSION, framed: !!frame,
    all: () => read(),
    get: (part, name) => read()[part][name],
    // `stage`: the one that it counts for, if that is not the page's.
    set(part, name, value, stage = words.stage) {
      if (stage && value && typeof value === 'object') value.s = stage;
      // Another tab may have written since.
      read()[part][name] = value;
      write();
      path();
      if (!this.asked && !frame && navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
      this.asked = true;
    },
    replace(data) {
      memory = data;
      write();
    },
    erase() {
      memory = empty();
      try { store().removeItem(key); store().removeItem(key + ' damaged'); } catch (e) { /* it was never there */ }
    },
    changed(then) {
      addEventListener('storage', event => { if (event.key === key || event.key === null) then(); });
    },
  };
})(document);
