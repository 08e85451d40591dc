// What every page has: the choice of light or dark, menus, shortcuts, "on this page", links to headings, copying of code.
(function (d) {
  'use strict';
  const root = d.documentElement, words = d.currentScript.dataset;
  const find = what => d.querySelector(what), all = what => Array.from(d.querySelectorAll(what));
  // What the reader chose; where storage is blocked, it holds for this page.
  const get = name => { try { return localStorage.getItem(name); } catch (e) { return null; } };
  const set = (name, value) => { try { localStorage.setItem(name, value); } catch (e) { /* see above */ } };

  // ---- light, dark or as the system says
  function scheme() {
    // The first press shows the other one than the system does.
    const modes = matchMedia('(prefers-color-scheme: dark)').matches ? ['system', 'light', 'dark'] : ['system', 'dark', 'light'];
    const button = find('.theme-button');
    let mode = root.dataset.theme || 'system';
    function apply() {
      if (mode === 'system') delete root.dataset.theme; else root.dataset.theme = mode;
      all('meta[name=theme-color]').forEach((meta, i) => {
        const own = ['light', 'dark'][i];
        meta.media = mode === 'system' ? `(prefers-color-scheme: ${own})` : mode === own ? 'all' : 'not all';
      });
      if (!button) return;
      button.title = button.dataset[mode];
      button.setAttribute('aria-label', button.dataset[mode]);
    }
    apply();
    if (!button) return;
    button.hidden = false;
    button.addEventListener('click', () => {
      mode = modes[(modes.indexOf(mode) + 1) % 3];
      set('polku-theme', mode);
      apply();
    });
  }

  // ---- menus close on Escape and on a click beside them
  function close(event) {
    all('.drop[open]').forEach(menu => {
      if (event.type === 'keydown' ? event.key !== 'Escape' : menu.contains(event.target)) return;
      if (event.type === 'keydown' && menu.contains(d.activeElement)) menu.firstElementChild.focus();
      menu.open = false;
    });
  }

  // ---- shortcuts of one key; who dictates or presses keys unawares can switch them off (WCAG 2.1.4)
  function shortcuts() {
    const sheet = d.getElementById('polku-keys'), opener = find('.keys-button');
    const go = what => () => { const link = find(what); if (link) link.click(); return !!link; };
    const open = () => { if (sheet && sheet.showModal && !sheet.open) sheet.showModal(); return !!sheet; };
    const keys = { '/': go('.search-link'), '?': open, n: go('.turn-next'), p: go('.turn-prev'), h: go('.brand'), t: go('.theme-button:not([hidden])') };
    let on = get('polku-keys') !== 'off';
    d.addEventListener('keydown', event => {
      if (!on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
      if (event.target.closest && event.target.closest('input, textarea, select, dialog, [contenteditable]')) return;
      const act = Object.hasOwn(keys, event.key) && keys[event.key];
      if (act && act()) event.preventDefault();
    });
    if (!sheet || !opener || !sheet.showModal) return;
    const box = sheet.querySelector('input');
    box.checked = on;
    box.addEventListener('change', () => { on = box.checked; set('polku-keys', on ? 'on' : 'off'); });
    opener.addEventListener('click', open);
    opener.parentNode.hidden = false;
    // A click on what is behind it closes it.
    sheet.addEventListener('click', event => { if (event.target === sheet) sheet.close(); });
  }

  // ---- "on this page" follows the reader: the heading that was last above a third of the window
  function follow() {
    const links = all('.toc a').map(a => [a, d.getElementById(decodeURIComponent(a.hash.slice(1)))]).filter(([, heading]) => heading);
    if (!links.length) return;
    let seen, waiting = false;
    function look() {
      waiting = false;
      const end = scrollY + innerHeight >= root.scrollHeight - 2;
      const above = links.filter(([, heading]) => heading.getBoundingClientRect().top < innerHeight * (end ? 1 : .3));
      const now = above.length ? above[above.length - 1][0] : undefined;
      if (now === seen) return;
      if (seen) seen.removeAttribute('aria-current');
      if (now) {
        now.setAttribute('aria-current', 'true');
        // The list scrolls by itself where it is longer than the window; the page is not moved.
        const list = now.closest('.toc'), own = now.getBoundingClientRect(), frame = list.getBoundingClientRect();
        if (own.top < frame.top || own.bottom > frame.bottom) list.scrollTop += own.top - frame.top - frame.height / 2;
      }
      seen = now;
    }
    addEventListener('scroll', () => { if (!waiting) { waiting = true; requestAnimationFrame(look); } }, { passive: true });
    look();
  }

  // ---- each heading leads to itself, for whoever wants to send its address on
  function anchors() {
    all('.content :is(h2, h3, h4)[id]').forEach(heading => {
      if (heading.closest('section.node, fieldset') || heading.querySelector('a')) return;
      const link = d.createElement('a');
      link.className = 'anchor';
      link.href = '#' + encodeURIComponent(heading.id);
      link.append(...heading.childNodes);
      heading.append(link);
    });
  }

  // ---- code is copied by a button, where the browser lets a page do so
  function copying() {
    if (!navigator.clipboard) return;
    all('.content pre').forEach(block => {
      const button = d.createElement('button'), said = d.createElement('span'), frame = d.createElement('div');
      button.type = 'button';
      button.className = 'copy';
      button.textContent = words.copy;
      said.className = 'sr';
      said.setAttribute('role', 'status');
      frame.className = 'code';
      // The block may be scrolled sideways; the button stays.
      block.replaceWith(frame);
      frame.append(block, button, said);
      let waiting;
      const say = text => {
        button.textContent = said.textContent = text;
        clearTimeout(waiting);
        waiting = setTimeout(() => { button.textContent = words.copy; said.textContent = ''; }, 2500);
      };
      button.addEventListener('click', () => {
        const code = block.querySelector('code') || block;
        navigator.clipboard.writeText(code.textContent.replace(/\n$/, '')).then(() => say(words.copied), () => say(words.uncopied));
      });
    });
  }

  // ---- what keeps pages for when there is no network
  function worker() {
    if (!words.worker || !navigator.serviceWorker) return;
    const as = { createScriptURL: url => url }, policy = window.trustedTypes ? trustedTypes.createPolicy('polku-worker', as) : as;
    addEventListener('load', () => navigator.serviceWorker.register(policy.createScriptURL(words.worker)).catch(() => {}));
  }

  d.addEventListener('keydown', close);
  d.addEventListener('click', close);
  [scheme, shortcuts, follow, anchors, copying, worker].forEach(part => part());
})(document);
