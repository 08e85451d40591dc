// Light, dark or as the system says. Runs in the head, before anything is painted.
(function (d) {
  'use strict';
  var root = d.documentElement, modes = ['system', 'light', 'dark'], mode;
  try { mode = localStorage.getItem('polku-theme'); } catch (e) { /* storage may be blocked */ }
  if (modes.indexOf(mode) < 1) mode = 'system';
  function apply() {
    if (mode === 'system') root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', mode);
    var metas = d.querySelectorAll('meta[name=theme-color]');
    for (var i = 0; i < metas.length; i++) {
      var own = ['light', 'dark'][i];
      metas[i].media = mode === 'system' ? '(prefers-color-scheme: ' + own + ')' : mode === own ? 'all' : 'not all';
    }
  }
  apply();

  d.addEventListener('DOMContentLoaded', function () {
    var button = d.querySelector('.theme-button');
    function label() {
      button.title = button.dataset[mode];
      button.setAttribute('aria-label', button.dataset[mode]);
    }
    if (button) {
      label();
      button.hidden = false;
      button.addEventListener('click', function () {
        mode = modes[(modes.indexOf(mode) + 1) % 3];
        try { localStorage.setItem('polku-theme', mode); } catch (e) { /* then only for this page */ }
        apply();
        label();
      });
    }

    // Menus close on Escape and on a click beside them.
    function close(event) {
      d.querySelectorAll('.drop[open]').forEach(function (menu) {
        if (event.type === 'keydown' ? event.key !== 'Escape' : menu.contains(event.target)) return;
        if (event.type === 'keydown' && menu.contains(d.activeElement)) menu.firstElementChild.focus();
        menu.open = false;
      });
    }
    d.addEventListener('keydown', close);
    d.addEventListener('click', close);

    // From anywhere `/` leads to the search.
    d.addEventListener('keydown', function (event) {
      var search = d.querySelector('.search-link');
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || !search) return;
      if (event.target.closest && event.target.closest('input, textarea, select, [contenteditable]')) return;
      event.preventDefault();
      search.click();
    });

    // "On this page" follows the reader.
    var links = {}, seen;
    d.querySelectorAll('.toc a').forEach(function (a) { links[decodeURIComponent(a.hash.slice(1))] = a; });
    if (!window.IntersectionObserver) return;
    var observer = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        if (seen) seen.removeAttribute('aria-current');
        seen = links[entry.target.id];
        seen.setAttribute('aria-current', 'true');
      });
    }, { rootMargin: '0px 0px -70%' });
    Object.keys(links).forEach(function (id) {
      var heading = d.getElementById(id);
      if (heading) observer.observe(heading);
    });
  });
})(document);
