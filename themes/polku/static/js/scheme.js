// Light or dark, where the reader chose one. Runs in the head, before anything is painted; all else of the theme waits.
(function (d) {
  'use strict';
  try {
    const mode = localStorage.getItem('polku-theme');
    if (mode === 'light' || mode === 'dark') d.dataset.theme = mode;
  } catch (e) { /* storage may be blocked */ }
})(document.documentElement);
