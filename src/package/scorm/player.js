// The frame around the course in a learning management system: what learners do is told to it, by SCORM 1.2 or 2004, and kept there.
// Pages ask `polkuStore` as they would ask the browser's own storage.
(function (d) {
  'use strict';
  const course = window.polkuCourse, is12 = course.version === '1.2';
  const frame = d.getElementById('course'), trouble = d.getElementById('trouble');
  const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const STEPS = 32;

  // ---- the state, as text: state.rs says how, and how long it can get
  const clip = (n, most) => Math.max(0, Math.min(Math.floor(+n || 0), most));
  function number(n, digits) {
    let text = '';
    for (n = clip(n, 64 ** digits - 1); digits > 0; digits--, n = Math.floor(n / 64)) text = SIGNS[n % 64] + text;
    return text;
  }
  const value = text => Array.from(text).reduce((n, sign) => n * 64 + SIGNS.indexOf(sign), 0);
  const short = version => number(parseInt(version.slice(0, 6), 16), 4);
  const index = list => new Map(list.map(one => [one.code, one]));
  const named = list => new Map(list.map(one => [one.name, one]));
  const codes = {}, names = {};
  ['questions', 'tests', 'plays', 'pages', 'cards'].forEach(kind => {
    codes[kind] = index(course[kind]);
    names[kind] = named(course[kind]);
  });

  function answer(question, given) {
    if (question.kind === 'short' || !Array.isArray(given) || given.length > question.options) return '';
    return given.some(n => n > 63) ? '' : given.map(n => (n < 0 ? '$' : SIGNS[n])).join('');
  }
  const given = text => Array.from(text, sign => (sign === '$' ? -1 : SIGNS.indexOf(sign)));
  const entries = (table, kind) => Object.entries(table || {}).map(([name, entry]) => [names[kind].get(name), entry]).filter(([one, entry]) => one && entry);

  function pack(data) {
    const questions = entries(data.q, 'questions').map(([one, entry]) => {
      // Of an answer to an older question only that there was one is kept.
      const same = entry.v === one.version;
      return one.code + short(String(entry.v)) + SIGNS[(entry.ok ? 32 : 0) + clip(entry.n, 31)] + (same ? answer(one, entry.a) : '');
    });
    const tests = entries(data.t, 'tests').map(([one, entry]) => {
      const drawn = entry.now && entry.now.q.map(name => names.questions.get(name)).filter(Boolean).slice(0, one.draw)
        .map(question => question.code + answer(question, entry.now.a[question.name]));
      return one.code + number(entry.n, 2) + number(entry.best, 2) + number(entry.of, 2) + (entry.ok ? '1' : '0') + (drawn ? ':' + drawn.join(',') : '');
    });
    const plays = entries(data.p, 'plays').map(([one, entry]) => {
      const best = typeof entry.best === 'number' ? (entry.best < 0 ? '-' : '1') + number(Math.abs(entry.best), 3) : '$AAA';
      const way = Array.isArray(entry.now) && entry.now.length <= STEPS ? entry.now.map(n => number(n, 2)).join('') : '';
      return one.code + number(entry.n, 2) + (entry.ok ? '1' : '0') + best + way;
    });
    const read = entries(data.r, 'pages').filter(([one]) => one.lesson).map(([one]) => one.code);
    const cards = entries(data.c, 'cards').map(([one, entry]) => one.code + SIGNS[clip(entry.b, 63)] + number(entry.t / 86400, 4));
    const last = data.last && names.pages.get(data.last.k);
    return '1' + [questions, tests, plays, read, cards].map(items => items.join('.')).concat(last ? last.code : '').join('!');
  }
  function unpack(text) {
    const data = { v: 1, site: course.site, q: {}, t: {}, p: {}, w: {}, r: {}, c: {} };
    if (text[0] !== '1') return data;
    const parts = text.slice(1).split('!');
    const each = (i, kind, then) => (parts[i] || '').split('.').filter(Boolean).forEach(item => {
      const one = codes[kind].get(item.slice(0, 5));
      if (one) then(one, item.slice(5));
    });
    each(0, 'questions', (one, rest) => {
      const same = rest.slice(0, 4) === short(one.version), flags = SIGNS.indexOf(rest[4]);
      const entry = { v: same ? one.version : rest.slice(0, 4), ok: same && flags > 31, n: flags & 31, t: 1 };
      if (rest.length > 5) entry.a = given(rest.slice(5));
      if (one.stage && !one.pool) entry.s = one.stage;
      data.q[one.name] = entry;
    });
    each(1, 'tests', (one, rest) => {
      const entry = { n: value(rest.slice(0, 2)), best: value(rest.slice(2, 4)), of: value(rest.slice(4, 6)), ok: rest[6] === '1', t: 1 };
      if (rest[7] === ':') {
        entry.now = { q: [], a: {} };
        rest.slice(8).split(',').filter(Boolean).forEach(item => {
          const question = codes.questions.get(item.slice(0, 5));
          if (!question) return;
          entry.now.q.push(question.name);
          if (item.length > 5) entry.now.a[question.name] = given(item.slice(5));
        });
      }
      data.t[one.name] = entry;
    });
    each(2, 'plays', (one, rest) => {
      const best = rest[3] === '$' ? null : value(rest.slice(4, 7)) * (rest[3] === '-' ? -1 : 1);
      const entry = { n: value(rest.slice(0, 2)), ok: rest[2] === '1', best, t: 1 };
      if (rest.length > 7) entry.now = rest.slice(7).match(/../g).map(value);
      if (one.stage) entry.s = one.stage;
      data.p[one.name] = entry;
    });
    each(3, 'pages', one => { data.r[one.name] = 1; });
    each(4, 'cards', (one, rest) => { data.c[one.name] = { b: SIGNS.indexOf(rest[0]), t: value(rest.slice(1, 5)) * 86400 }; });
    const last = codes.pages.get(parts[5]);
    if (last) data.last = { k: last.name, l: course.lang, title: last.title, u: { [course.lang]: last.path }, t: 1 };
    return data;
  }
  // For tests: what is kept is what comes back.
  window.polkuState = { pack, unpack };

  // ---- the system (SCORM 1.2 RTE, 3.3.6; SCORM 2004 RTE, 3.3): looked for in the frames around this one and in what opened it
  function find(win) {
    const name = is12 ? 'API' : 'API_1484_11';
    for (let tries = 0; win && tries < 100; tries++) {
      try {
        if (win[name]) return win[name];
      } catch (e) {
        return null;
      }
      if (win.parent === win) return null;
      win = win.parent;
    }
    return null;
  }
  const api = find(window) || (window.opener && find(window.opener));
  const call = (name, ...values) => {
    try { return String(api[(is12 ? 'LMS' : '') + name](...values)); } catch (e) { return 'false'; }
  };
  const read = name => {
    const text = call('GetValue', name);
    return ['false', 'undefined', 'null'].includes(text) ? '' : text;
  };
  let refused = false;
  const write = (name, text) => call('SetValue', name, String(text)) === 'true';
  const say = what => {
    trouble.textContent = trouble.dataset[what];
    trouble.hidden = !what;
  };
  const running = !!api && call('Initialize', '') === 'true';
  const start = Date.now();
  let data, told = 0, waiting = 0, over = false, changed = false, foreign = false;

  // What learners write for themselves is nobody else's: it stays in the browser.
  const learner = running ? read(is12 ? 'cmi.core.student_id' : 'cmi.learner_id') : '';
  const own = 'polku-private ' + course.site + ' ' + learner;
  function words(set) {
    try {
      if (set === undefined) return JSON.parse(localStorage.getItem(own)) || {};
      localStorage.setItem(own, JSON.stringify(set));
    } catch (e) { /* told by the page that they are for */ }
    return {};
  }

  function time() {
    const seconds = Math.round((Date.now() - start) / 1000);
    if (!is12) return `PT${seconds}S`;
    const two = n => String(n).padStart(2, '0');
    return `${two(Math.floor(seconds / 3600)).padStart(4, '0')}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.00`;
  }
  // An answer as the standards write it: options are letters, and what they are put to.
  function response(question, given) {
    const letters = 'abcdefghijklmnopqrstuvwxyz0123456789', and = is12 ? ',' : '[,]', to = is12 ? '.' : '[.]';
    if (question.kind === 'short') return typeof given === 'string' ? given.slice(0, is12 ? 255 : 250) : '';
    if (!Array.isArray(given) || given.some(n => n > 35)) return '';
    return given.map((n, i) => (question.kind === 'match' ? letters[i] + to : '') + (letters[n] || '')).filter(text => !text.endsWith(to)).join(and);
  }
  function interaction(question, entry) {
    const at = 'cmi.interactions.' + told + '.', types = { single: 'choice', multiple: 'choice', order: 'sequencing', match: 'matching', short: 'fill-in' };
    if (!write(at + 'id', encodeURI(question.name).slice(0, 250))) return;
    told++;
    write(at + 'type', types[question.kind]);
    const said = response(question, entry.a);
    const right = question.kind === 'short' ? question.accepted[0] : response(question, question.right);
    if (right) write(at + 'correct_responses.0.pattern', right);
    if (said) write(at + (is12 ? 'student_response' : 'learner_response'), said);
    write(at + 'result', entry.ok ? 'correct' : is12 ? 'wrong' : 'incorrect');
    const now = new Date(), two = n => String(n).padStart(2, '0');
    const clock = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
    if (is12) write(at + 'time', clock);
    else {
      write(at + 'timestamp', `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}T${clock}`);
      write(at + 'description', question.title.slice(0, 250));
    }
  }

  // How far one is: what is done of what there is to do, and how well.
  function reached() {
    const right = one => { const entry = data.q[one.name]; return !!entry && entry.ok && entry.v === one.version; };
    const passed = (table, one) => !!(table[one.name] && table[one.name].ok);
    const counted = course.questions.filter(one => !one.pool), lessons = course.pages.filter(one => one.lesson);
    const plays = course.plays.filter(one => passed(data.p, one)), tests = course.tests.filter(one => passed(data.t, one));
    const rights = counted.filter(right).length;
    const done = rights + lessons.filter(one => data.r[one.name]).length + plays.length + tests.length;
    const all = counted.length + lessons.length + course.plays.length + course.tests.length;
    const judged = course.tests.length + course.plays.length > 0;
    let score = null;
    if (!Object.keys(data.q).length && !Object.keys(data.t).length) score = null;
    else if (course.tests.length) {
      const share = one => { const entry = data.t[one.name]; return entry && entry.of ? entry.best / entry.of : 0; };
      score = course.tests.map(share).reduce((a, b) => a + b, 0) / course.tests.length;
    } else if (counted.length) score = rights / counted.length;
    return { done, all, score, complete: done === all, judged, passed: judged && plays.length + tests.length === course.tests.length + course.plays.length };
  }
  function report() {
    const now = reached(), score = now.score === null ? null : Math.round(now.score * 10000) / 100;
    // What was kept is not written over before there is something new, nor if it is a later version's.
    let fine = !foreign;
    if (changed && !foreign) fine = write('cmi.suspend_data', pack(data));
    if (data.last) fine = write(is12 ? 'cmi.core.lesson_location' : 'cmi.location', data.last.k) && fine;
    if (is12) {
      if (score !== null) ['raw', 'min', 'max'].forEach((what, i) => write('cmi.core.score.' + what, [score, 0, 100][i]));
      // What was once passed stays so.
      const before = read('cmi.core.lesson_status');
      const status = now.complete ? (now.judged ? 'passed' : 'completed') : 'incomplete';
      if (before !== status && before !== 'passed' && before !== 'completed') write('cmi.core.lesson_status', status);
      write('cmi.core.session_time', time());
      write('cmi.core.exit', 'suspend');
    } else {
      if (score !== null) ['raw', 'min', 'max', 'scaled'].forEach((what, i) => write('cmi.score.' + what, [score, 0, 100, now.score][i]));
      if (now.all) write('cmi.progress_measure', Math.round(now.done / now.all * 10000) / 10000);
      if (read('cmi.completion_status') !== 'completed') write('cmi.completion_status', now.complete ? 'completed' : 'incomplete');
      if (now.passed) write('cmi.success_status', 'passed');
      write('cmi.session_time', time());
      write('cmi.exit', 'suspend');
    }
    fine = call('Commit', '') === 'true' && fine;
    if (refused === fine) say(fine ? '' : 'lost');
    refused = !fine;
  }
  function later() {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => { waiting = 0; if (!over) report(); }, 300);
  }

  if (running) {
    const kept = read('cmi.suspend_data');
    // Nothing kept yet is an error in 2004 (403), and none that matters.
    const error = parseInt(call('GetLastError'), 10) || 0;
    foreign = kept ? kept[0] !== '1' : error !== 0 && error !== 403;
    data = unpack(kept);
    data.w = words();
    told = parseInt(read('cmi.interactions._count'), 10) || 0;
    window.polkuStore = {
      getItem: key => (key.endsWith(' damaged') ? null : JSON.stringify(data)),
      setItem(key, text) {
        if (key.endsWith(' damaged')) return;
        const next = JSON.parse(text);
        Object.entries(next.q).forEach(([name, entry]) => {
          const question = names.questions.get(name), before = data.q[name];
          // An answer is told once, and not that an older one no longer counts.
          if (question && entry && entry.n && !(before && before.n === entry.n && before.t === entry.t)) interaction(question, entry);
        });
        if (JSON.stringify(next.w) !== JSON.stringify(data.w)) words(next.w);
        data = next;
        later();
      },
      removeItem(key) {
        if (key.endsWith(' damaged')) return;
        data = unpack('1');
        words({});
        later();
      },
    };
    addEventListener('pagehide', () => {
      if (over) return;
      over = true;
      report();
      call(is12 ? 'Finish' : 'Terminate', '');
    });
    // A page that comes back from the browser's memory has ended its session.
    addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
    report();
  } else say('alone');

  const last = data && data.last && data.last.u[course.lang];
  frame.src = '../' + (last || course.start).split('/').map(encodeURIComponent).join('/');
})(document);
