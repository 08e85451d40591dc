// Learners' progress files, read in this browser alone: a row a file, a column a stage.
(function (d) {
  'use strict';
  const { say, element, words } = polku;
  const all = (of, what) => Array.from(of.querySelectorAll(what));
  const table = d.getElementById('polku-learned'), status = d.getElementById('polku-said');
  const numbers = new Intl.NumberFormat(d.documentElement.lang);
  const list = text => (text || '').split(' ').filter(Boolean);
  function done(data, part) {
    let right = 0, count = 0;
    const add = good => { count++; if (good) right++; };
    all(part, '[data-course]').forEach(row => {
      if (row.dataset.lesson !== undefined) add(data.r[row.dataset.course]);
      list(row.dataset.questions).forEach(text => {
        const at = text.lastIndexOf(':'), entry = data.q[text.slice(0, at)];
        add(entry && entry.ok && entry.v === text.slice(at + 1));
      });
      list(row.dataset.tests).forEach(name => add(data.t[name] && data.t[name].ok));
      if (row.dataset.play) add(data.p[row.dataset.play] && data.p[row.dataset.play].ok);
    });
    return `${numbers.format(right)}/${numbers.format(count)}`;
  }
  const input = d.getElementById('polku-files');
  input.addEventListener('change', () => {
    const files = Array.from(input.files), bad = [];
    Promise.all(files.map(file => file.text().then(text => {
      let data = null;
      try { data = JSON.parse(text); } catch (e) { /* told below */ }
      const why = data && data.polku === 'progress' ? polku.fault(data) : 'damaged';
      if (why || data.site !== words.base) return bad.push(say(why === 'later' ? 'fileLater' : why ? 'fileDamaged' : 'fileOther', why ? file.name : data.site));
      const row = element('tr');
      row.append(element('th', { scope: 'row' }, file.name));
      all(d, '[data-part]').forEach(part => row.append(element('td', {}, done(data, part))));
      table.tBodies[0].append(row);
      table.hidden = false;
    }))).then(() => {
      status.textContent = bad.join(' ');
      status.hidden = !bad.length;
    });
    input.value = '';
  });
})(document);
