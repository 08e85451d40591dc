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
    const modes = ['system', 'light', 'dark'], button = find('.theme-button');
    let mode = root.dataset.theme || 'system';
    function apply() {
      if (mode === 'system') delete root.dataset.theme; else root.dataset.theme = mode;
      all('meta[name=theme-color]').forEach((meta, i) => {
        const own = modes[i + 1];
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

  // ---- "on this page" follows the reader
  function follow() {
    const links = new Map(all('.toc a').map(a => [decodeURIComponent(a.hash.slice(1)), a]));
    let seen;
    if (!window.IntersectionObserver) return;
    const observer = new IntersectionObserver(entries => entries.forEach(entry => {
      if (!entry.isIntersecting) return;
      if (seen) seen.removeAttribute('aria-current');
      seen = links.get(entry.target.id);
      seen.setAttribute('aria-current', 'true');
    }), { rootMargin: '0px 0px -70%' });
    links.forEach((_, id) => {
      const heading = d.getElementById(id);
      if (heading) observer.observe(heading);
    });
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

  d.addEventListener('keydown', close);
  d.addEventListener('click', close);
  [scheme, shortcuts, follow, anchors, copying].forEach(part => part());
})(document);
