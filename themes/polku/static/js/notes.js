// What a term means, beside the link to it: on hover, on focus, or at the first tap. Escape closes it.
(function (d) {
  'use strict';
  const box = d.createElement('div');
  box.id = 'polku-definition';
  box.className = 'definition';
  box.setAttribute('role', 'tooltip');
  box.hidden = true;
  let at = null, waiting = 0, touched = false;
  const term = event => event.target.closest && event.target.closest('a.term[data-definition]');

  function show(link) {
    clearTimeout(waiting);
    if (at === link) return;
    hide();
    at = link;
    box.textContent = link.dataset.definition;
    // Where the text around it is in another language or direction, so is this.
    const around = link.closest('[lang]');
    box.lang = around.lang;
    box.dir = getComputedStyle(link).direction;
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
  const later = () => { clearTimeout(waiting); waiting = setTimeout(hide, 250); };

  d.addEventListener('pointerdown', event => { touched = event.pointerType === 'touch'; });
  d.addEventListener('pointerover', event => {
    if (event.pointerType === 'touch') return;
    const link = term(event);
    if (link) show(link);
    else if (box.contains(event.target)) clearTimeout(waiting);
    else if (at && d.activeElement !== at) later();
  });
  d.addEventListener('focusin', event => {
    const link = term(event);
    if (link && !touched) show(link);
    else if (!link) hide();
  });
  d.addEventListener('focusout', () => { if (!touched) later(); });
  d.addEventListener('click', event => {
    const link = term(event);
    if (!link) hide();
    else if (touched && at !== link) {
      event.preventDefault();
      show(link);
    }
  });
  d.addEventListener('keydown', event => { if (event.key === 'Escape') hide(); });
  addEventListener('resize', hide);
})(document);
