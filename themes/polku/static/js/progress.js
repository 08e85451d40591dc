// What a learner has done, kept in this browser and nowhere else. Other scripts ask `polku`.
// One entry of the storage for each site (by its path), so that sites of one origin do not meet.
window.polku = (function (d) {
  'use strict';
  const words = d.currentScript.dataset;
  const key = 'polku-progress ' + words.base;
  const VERSION = 1;
  const empty = () => ({ v: VERSION, site: words.base, q: {}, t: {}, p: {}, w: {}, r: {} });
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
    return ['q', 't', 'p', 'w', 'r'].every(part => table(data[part])) ? '' : 'damaged';
  }
  function read() {
    if (trouble === 'blocked' || trouble === 'later') return memory;
    let text;
    try {
      text = localStorage.getItem(key);
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
      try { localStorage.setItem(key + ' damaged', text); localStorage.removeItem(key); } catch (e) { /* stays */ }
      tell('damaged');
      return (memory = empty());
    }
    if (trouble !== 'full') memory = data;
    return memory;
  }
  function write() {
    if (trouble === 'blocked' || trouble === 'later') return;
    try {
      localStorage.setItem(key, JSON.stringify(memory));
      if (trouble === 'full') trouble = '';
    } catch (e) {
      tell(e && e.name === 'SecurityError' ? 'blocked' : 'full');
    }
  }
  const now = () => Math.floor(Date.now() / 1000);

  return {
    words, say, element, fault, now, VERSION,
    all: () => read(),
    get: (part, name) => read()[part][name],
    set(part, name, value) {
      // Another tab may have written since.
      read()[part][name] = value;
      write();
      if (!this.asked && navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
      this.asked = true;
    },
    last(page) {
      read().last = page;
      write();
    },
    replace(data) {
      memory = data;
      write();
    },
    erase() {
      memory = empty();
      try { localStorage.removeItem(key); } catch (e) { /* it was never there */ }
    },
    changed(then) {
      addEventListener('storage', event => { if (event.key === key || event.key === null) then(); });
    },
  };
})(document);
