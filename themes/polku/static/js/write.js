// Places to write for oneself: kept in this browser, to be printed.
(function (d) {
  'use strict';
  const { say, element, words } = polku;
  // On paper what was written is only shown.
  if (words.own === undefined) return;
  d.querySelectorAll('[data-prompt]').forEach(place => {
    const name = place.dataset.prompt;
    const heading = place.parentNode.querySelector('h1, h2, h3, h4, h5, h6');
    const text = element('textarea', { rows: '5', 'aria-labelledby': heading.id, 'aria-describedby': 'polku-own-' + heading.id });
    const note = element('p', { class: 'own', id: 'polku-own-' + heading.id }, say('own'));
    const printed = element('p', { class: 'printed', 'aria-hidden': 'true' });
    text.value = polku.get('w', name) || '';
    const size = () => {
      printed.textContent = text.value;
      place.classList.toggle('is-written', text.value.trim() !== '');
    };
    let waiting;
    const keep = () => {
      clearTimeout(waiting);
      waiting = 0;
      polku.set('w', name, text.value);
    };
    text.addEventListener('input', () => {
      size();
      clearTimeout(waiting);
      waiting = setTimeout(keep, 400);
    });
    text.addEventListener('change', keep);
    // What is written in another tab is taken over, unless one is writing here.
    polku.changed(() => {
      if (waiting || d.activeElement === text) return;
      text.value = polku.get('w', name) || '';
      size();
    });
    addEventListener('pagehide', () => { if (waiting) keep(); });
    place.append(text, printed, note);
    size();
  });
})(document);
