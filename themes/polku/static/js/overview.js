// The page on one's own progress: what is done and what is not; saving it as a file, taking it to another device, erasing it.
(function (d) {
  'use strict';
  const { say, element, now, words } = polku;
  const all = (of, what) => Array.from(of.querySelectorAll(what));
  const rows = all(d, '[data-course]');
  const pairs = row => (row.dataset.questions || '').split(' ').filter(Boolean).map(text => {
    const at = text.lastIndexOf(':');
    return { name: text.slice(0, at), version: text.slice(at + 1) };
  });
  const status = d.getElementById('polku-said');
  const tell = text => { status.textContent = text; status.hidden = !text; };
  const number = new Intl.NumberFormat(d.documentElement.lang);

  function show() {
    const data = polku.all();
    rows.forEach(row => {
      const said = [];
      let done = true;
      if (row.dataset.lesson !== undefined) {
        const read = data.r[row.dataset.course];
        done = !!read;
        said.push(say(read ? 'read' : 'unread'));
      }
      const questions = pairs(row);
      if (questions.length) {
        const right = questions.filter(q => data.q[q.name] && data.q[q.name].v === q.version && data.q[q.name].ok).length;
        const changed = questions.filter(q => data.q[q.name] && data.q[q.name].v !== q.version).length;
        said.push(say('score', number.format(right), number.format(questions.length)));
        if (changed) said.push(say('changed', number.format(changed)));
        done = done && right === questions.length;
      }
      (row.dataset.tests || '').split(' ').filter(Boolean).forEach(name => {
        const test = data.t[name];
        said.push(test && test.n ? say('best', number.format(test.best), number.format(test.of)) : say('untaken'));
        done = done && !!(test && test.ok);
      });
      if (row.dataset.play) {
        const play = data.p[row.dataset.play];
        said.push(say(play && play.ok ? 'played' : play && play.n ? 'lost' : 'unplayed'));
        done = done && !!(play && play.ok);
      }
      row.querySelector('.state').textContent = said.join(' ');
      row.classList.toggle('is-done', done);
    });
    d.getElementById('polku-own').hidden = false;
  }

  // ---- a file
  const fileName = () => 'polku-' + words.base.replace(/\W+/g, '-').replace(/^-|-$/g, '') + new Date().toISOString().slice(0, 10) + '.json';
  d.getElementById('polku-save').addEventListener('click', () => {
    const data = Object.assign({ polku: 'progress' }, polku.all(), { saved: now() });
    offer(JSON.stringify(data, null, 1), 'application/json', fileName());
  });
  function offer(text, type, name) {
    const url = URL.createObjectURL(new Blob([text], { type }));
    element('a', { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }
  // Of two records of one thing the later one holds, and what was once reached stays reached.
  function merge(other) {
    const data = polku.all();
    const versions = new Map(known().map(q => [q.name, q.version]));
    const table = x => x && typeof x === 'object';
    Object.keys(other.q || {}).filter(name => table(other.q[name])).forEach(name => {
      const mine = data.q[name], theirs = other.q[name];
      // An answer to the question as it is now goes before one to an older one, a right one before a wrong one.
      const worth = one => !one ? -1 : (one.v === versions.get(name) ? 2 : 0) + (one.ok ? 1 : 0);
      if (worth(theirs) > worth(mine) || (worth(theirs) === worth(mine) && (theirs.t || 0) > (mine.t || 0))) data.q[name] = theirs;
    });
    ['t', 'p'].forEach(part => Object.keys(other[part] || {}).filter(name => table(other[part][name])).forEach(name => {
      const mine = data[part][name], theirs = other[part][name];
      if (!mine) {
        data[part][name] = Object.assign({}, theirs, { now: undefined });
        return;
      }
      const better = theirs.best > mine.best ? theirs : mine;
      Object.assign(mine, { ok: mine.ok || theirs.ok, n: Math.max(mine.n || 0, theirs.n || 0), best: better.best, of: better.of });
    }));
    Object.keys(other.w || {}).forEach(name => {
      const mine = data.w[name], theirs = other.w[name];
      // Nobody's words are lost: what is not part of the other is put below it.
      if (typeof theirs !== 'string' || !theirs || (mine && mine.includes(theirs))) return;
      data.w[name] = mine && !theirs.includes(mine) ? mine + '\n\n' + theirs : theirs;
    });
    Object.assign(data.r, other.r);
    Object.keys(other.c || {}).forEach(name => { if (!data.c[name] || other.c[name].t > data.c[name].t) data.c[name] = other.c[name]; });
    polku.replace(data);
    show();
  }
  const input = d.getElementById('polku-file');
  input.addEventListener('change', () => {
    const file = input.files[0];
    if (!file) return;
    file.text().then(text => {
      let data = null;
      try { data = JSON.parse(text); } catch (e) { /* told below */ }
      const why = data && data.polku === 'progress' ? polku.fault(data) : 'damaged';
      if (why) return tell(say(why === 'later' ? 'fileLater' : 'fileDamaged', file.name));
      if (data.site !== words.base) return tell(say('fileOther', data.site));
      merge(data);
      tell(say('fileRead', file.name));
    }, () => tell(say('fileDamaged', file.name)));
    input.value = '';
  });

  // ---- erasing, at the second press
  const erase = d.getElementById('polku-erase');
  erase.addEventListener('click', () => {
    if (!erase.dataset.sure) {
      erase.dataset.sure = '1';
      erase.textContent = say('eraseSure');
      return;
    }
    polku.erase();
    delete erase.dataset.sure;
    erase.textContent = say('erase');
    show();
    tell(say('erased'));
  });

  // ---- another device: results alone, in an address that is shown as a QR code; what is behind `#` is sent to nobody
  const hex = text => text.match(/../g).map(two => parseInt(two, 16));
  const base64 = bytes => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const known = () => rows.flatMap(pairs);
  const through = (bytes, stream) => new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer().then(b => new Uint8Array(b));
  function packed() {
    const data = polku.all();
    const answered = known().filter(q => data.q[q.name] && data.q[q.name].v === q.version);
    const bytes = [answered.length >> 8, answered.length & 255];
    // A question is known by its version: five bytes; then whether it was right, and after how many tries.
    answered.forEach(q => bytes.push(...hex(q.version), (data.q[q.name].ok ? 128 : 0) | Math.min(data.q[q.name].n || 1, 127)));
    const short = (part, fields) => Object.fromEntries(Object.entries(data[part]).filter(([, x]) => x && x.n).map(([name, x]) => [name, fields.map(f => x[f])]));
    const rest = JSON.stringify([short('t', ['n', 'best', 'of', 'ok']), short('p', ['n', 'ok', 'best']), Object.keys(data.r)]);
    return through(new Uint8Array([...bytes, ...new TextEncoder().encode(rest)]), new CompressionStream('deflate-raw')).then(base64);
  }
  function unpacked(text) {
    const raw = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
    return through(raw, new DecompressionStream('deflate-raw')).then(bytes => {
      const count = bytes[0] * 256 + bytes[1], q = {}, t = {}, p = {}, r = {};
      const names = new Map(known().map(one => [one.version, one.name]));
      const stages = new Map(rows.flatMap(row => pairs(row).map(one => [one.name, row.dataset.stage])));
      let at = 2;
      for (let i = 0; i < count; i++, at += 6) {
        const version = Array.from(bytes.slice(at, at + 5), b => b.toString(16).padStart(2, '0')).join('');
        const name = names.get(version);
        if (name) q[name] = { v: version, ok: bytes[at + 5] > 127, n: bytes[at + 5] & 127, t: 1, s: stages.get(name) };
      }
      const [tests, plays, read] = JSON.parse(new TextDecoder().decode(bytes.slice(at)));
      for (const name in tests) t[name] = { n: tests[name][0], best: tests[name][1], of: tests[name][2], ok: tests[name][3], t: 1 };
      for (const name in plays) p[name] = { n: plays[name][0], ok: plays[name][1], best: plays[name][2], t: 1, s: (rows.find(row => row.dataset.play === name) || { dataset: {} }).dataset.stage };
      read.forEach(page => { r[page] = 1; });
      return { q, t, p, r, w: {} };
    });
  }
  const move = d.getElementById('polku-move'), place = d.getElementById('polku-code');
  // An address within a learning management system leads nobody else to it.
  if (!window.CompressionStream || polku.framed) move.hidden = true;
  move.addEventListener('click', () => packed().then(text => {
    const url = location.href.replace(/#.*/, '') + '#p=' + text;
    place.textContent = '';
    place.hidden = false;
    const drawing = window.polkuCode && window.polkuCode(url);
    if (drawing) {
      drawing.setAttribute('aria-label', say('code'));
      place.append(drawing);
    }
    const link = element('a', { href: url }, say('codeLink'));
    place.append(element('p', {}, say('codeHow')), link);
  }));
  function arrived() {
    const found = /^#p=([\w-]+)$/.exec(location.hash);
    if (!found) return;
    history.replaceState(null, '', location.href.replace(/#.*/, ''));
    unpacked(found[1]).then(data => {
      const ask = element('p', { class: 'trouble' }, say('arrived') + ' ');
      const take = element('button', { type: 'button', class: 'button' }, say('take'));
      take.addEventListener('click', () => { merge(data); ask.remove(); tell(say('taken')); });
      ask.append(take);
      status.before(ask);
    }).catch(() => tell(say('codeDamaged')));
  }

  // ---- reminders: a calendar file (RFC 5545) with three days, 2, 7 and 21 days from now
  d.getElementById('polku-remind').addEventListener('click', () => {
    const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const plain = text => text.replace(/([\\;,])/g, '\\$1').replace(/\n/g, '\\n');
    // Lines are folded at 75 bytes, between characters.
    const fold = line => {
      let out = '', length = 0;
      for (const c of line) {
        const bytes = new TextEncoder().encode(c).length;
        if (length + bytes > 74) { out += '\r\n '; length = 1; }
        out += c;
        length += bytes;
      }
      return out;
    };
    const address = new URL(words.home, location.href).href;
    const events = [2, 7, 21].map(days => {
      const date = new Date(Date.now() + days * 864e5), end = new Date(date.getTime() + 864e5);
      const day = one => `${one.getFullYear()}${String(one.getMonth() + 1).padStart(2, '0')}${String(one.getDate()).padStart(2, '0')}`;
      return ['BEGIN:VEVENT', `UID:${stamp}-${days}@${location.hostname || 'localhost'}`, `DTSTAMP:${stamp}`, `DTSTART;VALUE=DATE:${day(date)}`, `DTEND;VALUE=DATE:${day(end)}`,
        `SUMMARY:${plain(words.remind)}`, `URL:${address}`, `DESCRIPTION:${plain(address)}`, 'TRANSP:TRANSPARENT', 'END:VEVENT'];
    });
    const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Polku//Reminders//EN', ...events.flat(), 'END:VCALENDAR'];
    offer(lines.map(fold).join('\r\n') + '\r\n', 'text/calendar', 'polku.ics');
  });

  // ---- a record to print
  const name = d.getElementById('polku-name');
  d.getElementById('polku-print').addEventListener('click', () => {
    d.getElementById('polku-of').textContent = name.value.trim() || '……………………………………';
    d.getElementById('polku-date').textContent = new Date().toLocaleDateString(d.documentElement.lang, { dateStyle: 'long' });
    d.documentElement.classList.add('is-record');
    print();
  });
  addEventListener('afterprint', () => d.documentElement.classList.remove('is-record'));

  polku.changed(show);
  show();
  arrived();
  addEventListener('hashchange', arrived);
})(document);
