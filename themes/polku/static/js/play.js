// Role-plays: one node at a time, then what the way that was taken has cost.
(function (d) {
  'use strict';
  const { say, element, now, words } = polku;
  // A theme may have put this into a bundle for other pages, too.
  if (words.play === undefined) return;
  const setting = JSON.parse(words.play);
  const nodes = Array.from(d.querySelectorAll('section.node'));
  if (!nodes.length) return;
  const byId = id => nodes.find(n => n.dataset.node === id);
  const idOf = link => {
    try { return decodeURIComponent(link.hash.slice(1)); } catch (e) { return ''; }
  };
  // The link that a choice is: there may be others in it, to terms or notes.
  const linkOf = choice => Array.from(choice.querySelectorAll('a')).find(a => !a.closest('.feedback') && a.hash && byId(idOf(a))) || choice.querySelector('a');
  const choices = Array.from(d.querySelectorAll('.choice'));
  const scoreOf = choice => (choice.dataset.scores || '').split(' ').filter(Boolean).map(pair => {
    const at = pair.lastIndexOf(':');
    return [pair.slice(0, at), +pair.slice(at + 1)];
  });
  const numbers = new Intl.NumberFormat(d.documentElement.lang, { signDisplay: 'exceptZero' });
  const plain = new Intl.NumberFormat(d.documentElement.lang);
  const name = id => { const found = setting.scores.find(s => s.id === id); return found ? found.name : id; };
  const debrief = element('section', { class: 'debrief', 'aria-labelledby': 'polku-debrief' });
  let path = []; // places of choices among the page's

  function kept() { return polku.get('p', setting.key) || { n: 0, ok: false, best: null }; }
  // A choice counts once, however often it is taken.
  function totals() {
    const sums = {};
    setting.scores.forEach(s => { sums[s.id] = 0; });
    new Set(path).forEach(i => scoreOf(choices[i]).forEach(([id, by]) => { sums[id] = (sums[id] || 0) + by; }));
    return sums;
  }
  function at() {
    if (!path.length) return byId(setting.start) || nodes[0];
    return byId(idOf(linkOf(choices[path[path.length - 1]])));
  }
  // As far as a way can be gone: of an older version of the play, or of a file, it may not be one.
  function walked(way) {
    const gone = [];
    if (!Array.isArray(way)) return gone;
    let node = byId(setting.start) || nodes[0];
    for (const i of way) {
      if (!choices[i] || choices[i].closest('.node') !== node) break;
      gone.push(i);
      node = byId(idOf(linkOf(choices[i])));
      if (!node) return [];
    }
    return gone.length === way.length ? gone : [];
  }
  function effects(choice) {
    return scoreOf(choice).filter(([, by]) => by).map(([id, by]) => `${name(id)} ${numbers.format(by)}`).join(', ');
  }
  function show(focus) {
    const node = at();
    nodes.forEach(n => { n.hidden = n !== node; });
    d.querySelectorAll('.said').forEach(s => s.remove());
    const heading = node.querySelector('h1, h2, h3, h4, h5, h6');
    if (path.length) {
      const choice = choices[path[path.length - 1]];
      const said = element('div', { class: 'said' });
      said.append(element('p', { class: 'said-what' }, linkOf(choice).textContent));
      const feedback = choice.querySelector('.feedback');
      if (feedback) {
        Array.from(feedback.children).forEach(part => {
          if (part.tagName !== 'SUMMARY' && !part.classList.contains('effect')) said.append(part.cloneNode(true));
        });
      }
      heading.after(said);
    }
    debrief.remove();
    if (node.hasAttribute('data-ending')) end(node);
    if (focus) {
      heading.tabIndex = -1;
      heading.focus();
      heading.scrollIntoView({ block: 'start' });
    }
  }
  function end(node) {
    const sums = totals();
    const passed = setting.scores.every(s => s.least === null || (sums[s.id] || 0) >= s.least);
    debrief.textContent = '';
    debrief.append(element('h2', { id: 'polku-debrief' }, say('debrief')));
    const verdict = element('p', { class: 'verdict ' + (passed ? 'is-right' : 'is-wrong') }, say(passed ? 'playPassed' : 'playFailed'));
    if (setting.scores.some(s => s.least !== null)) debrief.append(verdict);
    const table = element('table'), body = element('tbody'), head = element('tr');
    const frame = element('div', { class: 'table', role: 'group', tabindex: '0', 'aria-label': say('scores') });
    ['playScore', 'reached', 'needed'].forEach(what => head.append(element('th', { scope: 'col' }, say(what))));
    const top = element('thead');
    top.append(head);
    table.append(top, body);
    setting.scores.forEach(s => {
      const row = element('tr');
      row.append(element('th', { scope: 'row' }, s.name), element('td', {}, plain.format(sums[s.id] || 0)), element('td', {}, s.least === null ? '–' : plain.format(s.least)));
      body.append(row);
    });
    frame.append(table);
    if (setting.scores.length) debrief.append(frame);
    debrief.append(element('h3', {}, say('way')));
    const list = element('ol', { class: 'way' });
    path.forEach(i => {
      const item = element('li'), choice = choices[i];
      item.append(element('b', {}, linkOf(choice).textContent), ' ', element('span', { class: 'effect' }, effects(choice)));
      const feedback = choice.querySelector('.feedback');
      if (feedback) Array.from(feedback.children).forEach(part => {
        if (part.tagName !== 'SUMMARY' && !part.classList.contains('effect')) item.append(part.cloneNode(true));
      });
      list.append(item);
    });
    debrief.append(list);
    const again = element('button', { type: 'button', class: 'button' }, say('playAgain'));
    again.addEventListener('click', () => go([], true));
    debrief.append(again);
    node.after(debrief);
    const known = kept(), sum = Object.values(sums).reduce((a, b) => a + b, 0);
    if (known.now) {
      const best = known.best === null || sum > known.best ? sum : known.best;
      polku.set('p', setting.key, { n: known.n + 1, ok: known.ok || passed, best, t: now() });
    }
  }
  function go(to, push) {
    path = to;
    const known = kept();
    if (path.length || known.now) polku.set('p', setting.key, Object.assign({}, known, { now: path.length ? path : undefined }));
    if (push) history.pushState({ polku: path }, '');
    show(true);
  }
  d.addEventListener('click', event => {
    const link = event.target.closest('.choice a');
    const choice = link && link.closest('.choice');
    if (!choice || linkOf(choice) !== link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(path.concat(choices.indexOf(choice)), true);
  });
  // Links within the page are none of the play's: it goes on where it is.
  addEventListener('popstate', event => {
    if (!event.state || !event.state.polku) return;
    path = walked(event.state.polku);
    show(true);
  });

  d.querySelectorAll('.choice .feedback').forEach(f => { f.hidden = true; });
  const known = kept();
  const wanted = location.hash && byId(idOf(location));
  const before = walked(known.now);
  history.replaceState({ polku: wanted ? [] : before }, '');
  if (before.length && !wanted) {
    path = before;
    show(false);
    const note = element('p', { class: 'resumed' }, say('resumed') + ' ');
    const over = element('button', { type: 'button', class: 'button button-quiet' }, say('startOver'));
    over.addEventListener('click', () => { note.remove(); go([], true); });
    note.append(over);
    if (!at().hasAttribute('data-ending')) at().before(note);
  } else {
    show(false);
    // Somebody was sent to this node: it is shown, though no way to it was taken.
    if (wanted) nodes.forEach(n => { n.hidden = n !== wanted; });
  }
})(document);
