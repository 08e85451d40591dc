// What a page leads to, and what leads to it, stands out while one points at it or has gone to it by keyboard.
document.querySelectorAll('.arcs').forEach(arcs => {
  'use strict';
  const rows = Array.from(arcs.querySelectorAll('li')), paths = Array.from(arcs.querySelectorAll('path'));
  function show(row) {
    const at = String(rows.indexOf(row)), on = new Set([row]);
    paths.forEach(path => {
      const { a, b } = path.dataset, is = a === at || b === at;
      path.classList.toggle('on', is);
      if (is) on.add(rows[a]).add(rows[b]);
    });
    rows.forEach(one => one.classList.toggle('on', on.has(one)));
    arcs.classList.toggle('is-asked', !!row);
  }
  arcs.addEventListener('pointerover', event => show(event.target.closest('li')));
  arcs.addEventListener('pointerleave', () => show(null));
  arcs.addEventListener('focusin', event => show(event.target.closest('li')));
  arcs.addEventListener('focusout', () => show(null));
});
