// Flashcards of the glossary, repeated by Leitner's boxes (S. Leitner, So lernt man lernen, 1972): what one knows moves a box on and is asked later,
// what one does not goes back to the first.
(function (d) {
  'use strict';
  const { say, element, now } = polku;
  const DAY = 86400, DAYS = [0, 1, 3, 7, 14, 30];
  const cards = Array.from(d.querySelectorAll('[data-card]'));
  const desk = d.getElementById('polku-desk');
  if (!cards.length || !desk) return;
  const box = card => polku.get('c', card.dataset.card) || { b: 0, t: 0 };
  const status = element('p', { class: 'quiz-status', role: 'status', tabindex: '-1' });
  const face = element('div', { class: 'card' });
  const front = element('h2', { tabindex: '-1' }), back = element('div', { hidden: '' });
  const turn = element('button', { type: 'button', class: 'button' }, say('turn'));
  const knew = element('button', { type: 'button', class: 'button' }, say('knew'));
  const not = element('button', { type: 'button', class: 'button button-quiet' }, say('not'));
  const more = element('button', { type: 'button', class: 'button button-quiet' }, say('more'));
  const buttons = element('p', { class: 'row' });
  buttons.append(turn, knew, not);
  face.append(front, back, buttons);
  desk.append(status, face, more);
  let row = [], ahead = false;
  const failed = new Set();

  // What is due: the longest overdue first, what was never seen last, ten of those at a time.
  function due() {
    const at = now(), seen = cards.filter(card => box(card).b), fresh = cards.filter(card => !box(card).b);
    const ready = seen.filter(card => box(card).t <= at).sort((a, b) => box(a).t - box(b).t);
    return ready.concat(fresh.slice(0, 10));
  }
  function show(focus) {
    const card = row[0];
    const boxes = cards.filter(one => box(one).b === DAYS.length - 1).length;
    face.hidden = !card;
    more.hidden = !!card;
    if (!card) {
      status.textContent = say('done', boxes, cards.length);
      if (focus) status.focus();
      return;
    }
    status.textContent = say('left', row.length);
    const summary = card.querySelector('summary'), text = card.querySelector('.meaning');
    [front, back].forEach(part => { part.lang = card.lang || d.documentElement.lang; part.dir = card.dir || d.documentElement.dir; });
    front.textContent = summary.textContent;
    back.replaceChildren(...Array.from(text.childNodes, part => part.cloneNode(true)));
    back.hidden = knew.hidden = not.hidden = true;
    turn.hidden = false;
    if (focus) front.focus();
  }
  function answer(known) {
    const card = row.shift(), before = box(card);
    // What is looked at ahead of its day moves no box on.
    // What was not known today is asked again tomorrow, however well it is known a minute later.
    const stays = (ahead && before.b) || failed.has(card);
    const next = known ? (stays ? before.b : Math.min(before.b + 1, DAYS.length - 1)) : 1;
    if (!known) failed.add(card);
    polku.set('c', card.dataset.card, { b: next, t: now() + (known ? DAYS[next] : 0) * DAY });
    if (!known) row.push(card);
    show(true);
  }
  turn.addEventListener('click', () => {
    back.hidden = knew.hidden = not.hidden = false;
    turn.hidden = true;
    knew.focus();
  });
  knew.addEventListener('click', () => answer(true));
  not.addEventListener('click', () => answer(false));
  more.addEventListener('click', () => {
    ahead = true;
    row = due();
    if (!row.length) row = cards.slice();
    show(true);
  });
  row = due();
  d.querySelector('.all-cards').open = false;
  show(false);
})(document);
