// What a link leads to, beside it, on hover and on focus: of a term what it means, of another page of the site how it begins.
// A term shows it at the first tap, too. Escape closes it; it stays while one points at it (WCAG 1.4.13).
(function (d) {
  'use strict';
  const box = d.createElement('div');
  box.id = 'polku-note';
  box.className = 'note';
  box.setAttribute('role', 'tooltip');
  box.hidden = true;
  let at = null, waiting = 0, touched = false;
  const here = location.href.split('#')[0];
  const term = link => link && link.matches('a.term[data-definition]');
  function link(event) {
    const a = event.target.closest && event.target.closest('a[href]');
    if (!a || term(a)) return a;
    const leads = a.matches('.content a:not(.anchor, .choice a, nav a, [download])') && a.origin === location.origin;
    return leads && location.protocol !== 'file:' ? a : null;
  }

  // ---- how a page begins: its description, or the first words below the heading that the link names
  const pages = new Map();
  function page(url) {
    if (url === here) return Promise.resolve(d);
    if (!pages.has(url)) {
      pages.set(url, new Promise(done => {
        const ask = new XMLHttpRequest();
        ask.open('GET', url);
        ask.responseType = 'document';
        ask.onload = () => done(ask.status === 200 ? ask.responseXML : null);
        ask.onerror = () => done(null);
        ask.send();
      }));
    }
    return pages.get(url);
  }
  function beginning(found, id) {
    const heading = found && (id ? found.getElementById(id) : found.querySelector('main h1'));
    if (!heading) return null;
    let text = '';
    if (!id) {
      const description = found.querySelector('meta[name=description]');
      text = description ? description.content : '';
    }
    for (let next = heading.nextElementSibling; id && next && !text && !/^H[1-6]$/.test(next.tagName); next = next.nextElementSibling) {
      if (next.matches('p, ul, ol, blockquote')) text = next.textContent;
    }
    const first = !text && !id && found.querySelector('.content > p');
    text = (text || (first ? first.textContent : '')).replace(/\s+/g, ' ').trim();
    const around = heading.closest('[lang]');
    return { title: heading.textContent.trim(), text: text.length > 200 ? text.slice(0, 200).replace(/\s+\S*$/, '') + ' …' : text, lang: around.lang, dir: around.dir };
  }

  function show(link, title, text, lang, dir) {
    hide();
    at = link;
    box.replaceChildren();
    if (title) box.append(Object.assign(d.createElement('b'), { textContent: title }), ' ');
    box.append(text);
    box.lang = lang;
    box.dir = dir;
    (d.querySelector('main') || d.body).append(box);
    box.hidden = false;
    link.setAttribute('aria-describedby', box.id);
    const line = link.getClientRects()[0], width = d.documentElement.clientWidth, own = box.getBoundingClientRect();
    const left = Math.max(8, Math.min(line.left, width - own.width - 8));
    const below = line.bottom + 6 + own.height < innerHeight || line.top < own.height + 8;
    box.style.left = left + scrollX + 'px';
    box.style.top = scrollY + (below ? line.bottom + 6 : line.top - own.height - 6) + 'px';
  }
  function hide() {
    clearTimeout(waiting);
    if (!at) return;
    at.removeAttribute('aria-describedby');
    at = null;
    box.hidden = true;
  }
  // Where the text around a term is in another language or direction, so is what it means.
  const define = link => show(link, '', link.dataset.definition, link.closest('[lang]').lang, getComputedStyle(link).direction);
  function soon(link) {
    clearTimeout(waiting);
    if (at === link) return;
    if (term(link)) return define(link);
    hide();
    waiting = setTimeout(() => {
      const asked = waiting, [url, id] = link.href.split('#');
      page(url).then(found => {
        let name = '';
        try { name = decodeURIComponent(id || ''); } catch (e) { /* then the page as a whole */ }
        const start = beginning(found, name);
        // One may have gone on meanwhile. What the link itself says is not said again.
        if (start && asked === waiting) show(link, start.title === link.textContent.trim() ? '' : start.title, start.text, start.lang, start.dir);
      });
    }, 300);
  }
  const later = () => { clearTimeout(waiting); waiting = setTimeout(hide, 250); };

  d.addEventListener('pointerdown', event => { touched = event.pointerType === 'touch'; });
  d.addEventListener('pointerover', event => {
    if (event.pointerType === 'touch') return;
    const to = link(event);
    if (to) soon(to);
    else if (box.contains(event.target)) clearTimeout(waiting);
    else if (!at) clearTimeout(waiting);
    else if (d.activeElement !== at) later();
  });
  d.addEventListener('focusin', event => {
    const to = link(event);
    if (to && !touched) soon(to);
    else if (!to) hide();
  });
  d.addEventListener('focusout', () => { if (!touched) later(); });
  d.addEventListener('click', event => {
    const to = link(event);
    if (!term(to)) hide();
    else if (touched && at !== to) {
      event.preventDefault();
      define(to);
    }
  });
  d.addEventListener('keydown', event => { if (event.key === 'Escape') hide(); });
  addEventListener('resize', hide);
})(document);
