// Questions and tests: what was answered is compared, explained and kept.
(function (d) {
  'use strict';
  const { say, element, now } = polku;
  const all = (of, what) => Array.from(of.querySelectorAll(what));
  const same = (a, b) => a.length === b.length && a.every(x => b.includes(x));
  const fold = text => text.normalize('NFC').toLocaleLowerCase(d.documentElement.lang).replace(/\s+/g, ' ').trim();
  const bare = text => fold(text).normalize('NFD').replace(/\p{M}/gu, '').replace(/[.!?]+$/, '');

  function Quiz(field) {
    const kind = field.dataset.kind, name = field.dataset.quiz, version = field.dataset.version;
    const options = all(field, '.option'), own = options.filter(o => o.parentNode.parentNode === field);
    const selects = all(field, 'select'), inputs = all(field, 'input');
    const accepted = field.querySelector('.accepted');
    const general = all(field, '.feedback').filter(f => f.parentNode === field);
    const status = element('p', { class: 'quiz-status', role: 'status' });
    const check = element('button', { type: 'button', class: 'button quiz-check' }, say('check'));
    let tries = 0, ok = null;

    const text = option => option.querySelector('span').textContent.trim();
    const number = option => +option.dataset.n;
    const right = options.filter(o => o.hasAttribute('data-right')).map(number);

    function feedback(of, shown) {
      all(of, '.feedback').forEach(f => { f.hidden = !shown; f.open = shown; });
    }
    function mark(of, good) {
      of.classList.toggle('is-right', good === true);
      of.classList.toggle('is-wrong', good === false);
      const old = of.querySelector('.mark-text');
      if (old) old.remove();
      if (good === undefined) return;
      const place = of.querySelector('label') || of.querySelector('td:last-child') || of;
      place.append(element('span', { class: 'mark-text' }, ' ' + say(good ? 'right' : 'wrong')));
    }
    const list = field.querySelector('.options');
    const shown = () => all(list, '.option');
    const scrambled = options.slice();
    // Counterparts that read alike are alike.
    const side = (i, n) => { const found = all(selects[i], 'option').find(o => o.value === String(n)); return found && found.textContent; };
    const fitsRow = (n, i) => n >= 0 && side(i, n) === side(i, i);
    const rows = selects.map(s => s.closest('tr'));

    if (kind === 'order') {
      options.forEach(option => {
        option.querySelector('select').hidden = true;
        const move = (by, what) => {
          const button = element('button', { type: 'button', class: 'quiz-move', 'aria-label': say(what, text(option)) }, by < 0 ? '↑' : '↓');
          button.addEventListener('click', () => {
            const order = shown(), at = order.indexOf(option), to = at + by;
            if (to < 0 || to >= order.length || ok) return;
            list.insertBefore(option, by < 0 ? order[to] : order[to].nextSibling);
            button.focus();
            option.dispatchEvent(new Event('change', { bubbles: true }));
            status.textContent = say('place', text(option), to + 1);
          });
          return button;
        };
        const label = option.querySelector('label');
        const moves = element('span', { class: 'quiz-moves' });
        moves.append(move(-1, 'up'), move(1, 'down'));
        label.after(moves);
      });
    }

    function answer() {
      switch (kind) {
        case 'single': case 'multiple': return inputs.filter(i => i.checked).map(i => +i.value);
        case 'order': return shown().map(number);
        case 'match': return selects.map(s => s.value === '' ? -1 : +s.value);
        default: return inputs[0].value.trim();
      }
    }
    const isEmpty = given => kind === 'order' ? false : kind === 'match' ? given.includes(-1) : given.length === 0;

    // The accepted answer that a text is: exactly, or but for accents.
    function accepts(given) {
      const forms = o => [text(o)].concat((o.dataset.forms || '').split('|')).filter(Boolean);
      return options.find(o => forms(o).some(f => fold(f) === fold(given))) ||
        (bare(given) ? options.find(o => forms(o).some(f => bare(f) === bare(given))) : undefined);
    }
    function isRight(given) {
      switch (kind) {
        case 'single': case 'multiple': return same(given, right);
        case 'order': return given.every((n, i) => n === i);
        case 'match': return given.every(fitsRow);
        default: return !!accepts(given);
      }
    }
    const fits = given => kind === 'short' ? typeof given === 'string' : Array.isArray(given) && given.every(n => typeof n === 'number');
    const solution = () => kind === 'short' ? text(options[0]) : kind === 'single' || kind === 'multiple' ? right :
      (kind === 'match' ? selects : options).map((_, i) => i);
    function put(given) {
      if (!fits(given)) return;
      switch (kind) {
        case 'single': case 'multiple': inputs.forEach(i => { i.checked = given.includes(+i.value); }); break;
        case 'order': given.forEach(n => { const o = options.find(o => number(o) === n); if (o) list.append(o); }); break;
        case 'match': selects.forEach((s, i) => { s.value = given[i] < 0 || given[i] === undefined ? '' : String(given[i]); }); break;
        default: inputs[0].value = given;
      }
    }
    // What was right stays; what was wrong can be tried again.
    function show(given, good) {
      ok = good;
      field.classList.toggle('is-answered', true);
      if (kind === 'single' || kind === 'multiple') {
        own.forEach(o => {
          const chosen = given.includes(number(o)), isRight = right.includes(number(o));
          mark(o, chosen ? isRight : undefined);
          feedback(o, chosen);
          o.querySelector('input').disabled = good || (kind === 'multiple' && chosen && isRight);
        });
      } else if (kind === 'order') {
        shown().forEach((o, i) => {
          mark(o, number(o) === i);
          feedback(o, good);
          all(o, '.quiz-move').forEach(b => { b.disabled = good; });
        });
      } else if (kind === 'match') {
        rows.forEach((row, i) => {
          mark(row, fitsRow(given[i], i));
          selects[i].disabled = fitsRow(given[i], i);
        });
      } else {
        inputs[0].disabled = good;
        const hit = accepts(given);
        if (accepted) {
          accepted.hidden = !good;
          accepted.open = good;
        }
        options.forEach(o => feedback(o, o === hit));
      }
      if (kind !== 'single' && kind !== 'multiple') general.forEach(f => { f.hidden = !good; f.open = good; });
      check.hidden = good;
    }
    function touched() {
      if (ok !== false) return;
      ok = null;
      status.textContent = '';
      check.textContent = say('check');
      (kind === 'match' ? rows : options).forEach(o => { if (o.classList.contains('is-wrong')) { mark(o); feedback(o, false); } });
    }
    function reset() {
      ok = null;
      if (kind === 'order') list.append(...scrambled);
      field.classList.remove('is-answered');
      inputs.forEach(i => { i.disabled = false; if (i.type === 'text') i.value = ''; else i.checked = false; });
      selects.forEach(s => { s.disabled = false; s.value = ''; });
      (kind === 'match' ? rows : options).forEach(o => mark(o));
      all(field, '.quiz-move').forEach(b => { b.disabled = false; });
      feedback(field, false);
      if (accepted) accepted.hidden = true;
      status.textContent = '';
      check.hidden = inTest;
    }
    // What one is reminded of at the beginning of a lesson is asked anew each time.
    const passing = !!field.closest('.warm-up');
    function keep(given, good) {
      tries++;
      if (passing) return;
      polku.set('q', name, { v: version, ok: good, n: tries, a: given, t: now() }, field.dataset.in ? '' : undefined);
    }

    check.addEventListener('click', () => {
      const given = answer();
      if (isEmpty(given)) {
        status.textContent = say('empty');
        return;
      }
      const good = isRight(given);
      keep(given, good);
      show(given, good);
      const spelt = kind === 'short' && good && !options.some(o => fold(text(o)) === fold(given));
      status.textContent = say(good ? 'right' : 'notYet') + (spelt ? ' ' + say('spelt', text(accepts(given))) : '');
      if (good) status.focus({ preventScroll: true });
      d.dispatchEvent(new Event('polku-answered'));
    });
    field.addEventListener('change', touched);
    field.addEventListener('input', touched);
    field.addEventListener('keydown', event => {
      if (event.key === 'Enter' && event.target.type === 'text' && !check.hidden) check.click();
    });

    let inTest = false;
    feedback(field, false);
    if (accepted) accepted.hidden = true;
    status.tabIndex = -1;
    field.append(check, status);

    this.field = field;
    this.name = name;
    this.reset = reset;
    this.state = () => ok;
    this.answer = answer;
    this.put = put;
    this.isEmpty = () => isEmpty(answer());
    this.test = on => { inTest = on; check.hidden = on; };
    this.finish = () => {
      const given = answer(), good = !isEmpty(given) && isRight(given);
      keep(given, good);
      show(given, good);
      [...inputs, ...selects, ...all(field, '.quiz-move')].forEach(e => { e.disabled = true; });
      if (kind === 'short' && accepted) { accepted.hidden = false; accepted.open = true; }
      check.hidden = true;
      status.textContent = say(good ? 'right' : 'wrong');
      return good;
    };
    this.restore = () => {
      const known = polku.get('q', name);
      if (!known || passing) return;
      if (known.v !== version) {
        if (known.ok) polku.set('q', name, Object.assign({}, known, { ok: false }));
        if (!inTest) status.textContent = say('changed');
        return;
      }
      tries = known.n || 0;
      if (inTest) return;
      // Results from another device come without the answer: if it was right, it is the right one.
      const given = fits(known.a) ? known.a : known.ok ? solution() : null;
      if (given === null) {
        status.textContent = say('notYet');
        ok = false;
        return;
      }
      put(given);
      show(given, known.ok);
      status.textContent = say(known.ok ? 'right' : 'notYet');
    };
  }

  // A test: questions drawn from a pool, judged together at the end.
  function Test(section, pool) {
    const name = section.dataset.test, draw = Math.min(+section.dataset.draw || pool.length, pool.length);
    const pass = +section.dataset.pass || draw;
    const start = element('button', { type: 'button', class: 'button' }, say('testStart'));
    const end = element('button', { type: 'button', class: 'button' }, say('testEnd'));
    const status = element('p', { class: 'quiz-status', role: 'status', tabindex: '-1' });
    const sheet = element('div', { class: 'test-sheet' });
    const key = d.querySelector('.key');
    let drawn = [];
    const record = () => polku.get('t', name) || { n: 0, best: 0, ok: false };

    function begin(names) {
      drawn = names.map(n => pool.find(q => q.name === n)).filter(Boolean);
      pool.forEach(q => { q.reset(); q.test(true); q.field.hidden = true; });
      drawn.forEach(q => { q.field.hidden = false; sheet.append(q.field); });
      end.hidden = false;
      start.hidden = true;
      if (key) key.hidden = true;
    }
    function shuffled() {
      const names = pool.map(q => q.name);
      for (let i = names.length - 1; i > 0; i--) {
        const j = Math.floor(Math.random() * (i + 1));
        [names[i], names[j]] = [names[j], names[i]];
      }
      return names.slice(0, draw);
    }
    start.addEventListener('click', () => {
      const names = shuffled();
      begin(names);
      const known = record();
      polku.set('t', name, Object.assign({}, known, { now: { q: names, a: {} } }));
      status.textContent = '';
      const first = drawn[0].field.querySelector('input, select, button');
      if (first) first.focus();
    });
    pool.forEach(q => q.field.addEventListener('change', () => {
      const known = record();
      if (!known.now) return;
      known.now.a[q.name] = q.answer();
      polku.set('t', name, known);
    }));
    end.addEventListener('click', () => {
      const empty = drawn.filter(q => q.isEmpty());
      if (empty.length && status.dataset.warned !== String(empty.length)) {
        status.dataset.warned = empty.length;
        status.textContent = say('testEmpty', empty.length);
        status.focus();
        return;
      }
      const right = drawn.filter(q => q.finish()).length, passed = right >= pass;
      const known = record();
      polku.set('t', name, { n: known.n + 1, best: Math.max(known.best, right), of: drawn.length, ok: known.ok || passed, t: now() });
      status.textContent = say('score', right, drawn.length) + ' ' + say(passed ? 'passed' : 'failed', pass);
      status.classList.toggle('is-passed', passed);
      end.hidden = true;
      start.hidden = false;
      start.textContent = say('testAgain');
      if (key) key.hidden = false;
      status.focus();
      d.dispatchEvent(new Event('polku-answered'));
    });

    pool.forEach(q => { q.test(true); q.field.hidden = true; });
    if (key) key.hidden = true;
    end.hidden = true;
    section.append(sheet, status, end, start);
    const known = record();
    if (known.now && known.now.q.every(n => pool.some(q => q.name === n))) {
      begin(known.now.q);
      drawn.forEach(q => { if (known.now.a[q.name] !== undefined) q.put(known.now.a[q.name]); });
    } else if (known.n) {
      start.textContent = say('testAgain');
      status.textContent = say('best', known.best, known.of);
    }
  }

  const quizzes = all(d, 'fieldset[data-quiz]').map(field => new Quiz(field));
  const tests = all(d, '[data-test]').map(section => [section, quizzes.filter(q => q.field.dataset.in === section.dataset.pool)]);
  tests.forEach(([section, pool]) => { if (pool.length) new Test(section, pool); });
  quizzes.forEach(q => q.restore());

  // How many are right, and those that are not once more.
  const loose = quizzes.filter(q => !q.field.closest('.warm-up') && !tests.some(([, pool]) => pool.includes(q)));
  if (loose.length > 1) {
    const summary = element('div', { class: 'quiz-summary' });
    const count = element('p', { role: 'status' });
    const again = element('button', { type: 'button', class: 'button button-quiet' }, say('again'));
    const update = () => {
      const answered = loose.filter(q => q.state() !== null);
      count.textContent = answered.length ? say('score', loose.filter(q => q.state()).length, loose.length) : '';
      again.hidden = !loose.some(q => q.state() === false);
    };
    again.addEventListener('click', () => {
      const wrong = loose.filter(q => q.state() === false);
      wrong.forEach(q => q.reset());
      update();
      const first = wrong[0].field.querySelector('input, select, button');
      if (first) first.focus();
    });
    summary.append(count, again);
    loose[loose.length - 1].field.after(summary);
    d.addEventListener('polku-answered', update);
    update();
  }
})(document);
