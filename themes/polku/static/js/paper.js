// What is to be printed: a button for it, and what one has written oneself.
(function (d) {
  'use strict';
  d.querySelectorAll('[data-paper]').forEach(row => { row.hidden = false; });
  d.querySelectorAll('[data-print]').forEach(button => button.addEventListener('click', () => print()));
  d.querySelectorAll('[data-prompt]').forEach(place => {
    const show = () => {
      const text = polku.get('w', place.dataset.prompt) || '';
      place.textContent = text;
      place.classList.toggle('is-written', text.trim() !== '');
    };
    polku.changed(show);
    show();
  });
})(document);
