// Search in an index of small files, which are loaded as they are needed; each hands its content to `polkuFound`.
(function (d) {
  'use strict';
  const words = d.currentScript.dataset, at = location.href.replace(/[?#].*/, '');
  const root = new URL('.', new URL(words.root, at)), asFiles = words.root.endsWith('.html');
  const lang = d.documentElement.lang;
  const SHOWN = 10;
  const get = id => d.getElementById('polku-' + id);
  const box = get('query'), said = get('said'), results = get('results'), section = get('in-section'), stage = get('in-stage');
  const say = (name, a) => words[name].replace('%a', a);
  function element(name, attributes, ...content) {
    const made = d.createElement(name);
    for (const key in attributes) if (attributes[key]) made.setAttribute(key, attributes[key]);
    made.append(...content);
    return made;
  }

  // ---- files
  const loaded = {}, waiting = {};
  const policy = window.trustedTypes ? trustedTypes.createPolicy('polku-search', { createScriptURL: url => url }) : { createScriptURL: url => url };
  // The index knows its files' digests: what a browser or a host has kept of another build would lead to other pages.
  let digests = {}, renewed = '';
  const digest = name => { const [kind, number] = name.split('-'), all = digests[kind]; return number ? all && all[number] : all; };
  window.polkuFound = (name, value, own) => { if (waiting[name]) waiting[name](value, own); };
  function load(name) {
    if (!loaded[name]) {
      loaded[name] = new Promise((resolve, reject) => {
        const script = d.createElement('script'), wanted = digest(name), mark = wanted || renewed;
        const fail = () => { delete loaded[name]; reject(new Error(name)); };
        if (name !== 'index' && !wanted) return fail();
        waiting[name] = (value, own) => {
          if (wanted && own !== wanted) return fail();
          if (name === 'index') digests = value.digests;
          resolve(value);
        };
        script.src = policy.createScriptURL(new URL(name + '.js' + (mark && '?' + mark), at).href);
        script.onerror = fail;
        d.head.append(script);
      });
    }
    return loaded[name];
  }
  // Once, when files do not fit or are gone: the index as it is now, and with it other files. Without a network all stays as it was.
  async function renew() {
    if (renewed) return false;
    const before = { ...loaded }, known = digests;
    renewed = Date.now();
    digests = {};
    for (const name in before) delete loaded[name];
    try {
      choices(await load('index'));
      return true;
    } catch (e) {
      Object.assign(loaded, before);
      digests = known;
      renewed = '';
      return false;
    }
  }
  function choices(index) {
    [[section, index.sections], [stage, index.stages]].forEach(([select, names]) => {
      select.length = 1;
      names.forEach((name, i) => select.append(element('option', { value: String(i) }, name)));
      select.parentNode.hidden = names.length < 2;
    });
  }

  // ---- words, as the index has them
  const letters = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th', ς: 'σ' };
  const fold = word => word.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[ßæœøđðłıþς]/g, c => letters[c]).normalize('NFC');
  function split(text) {
    const found = [];
    for (const run of text.toLocaleLowerCase(lang).match(/[\p{L}\p{N}\p{M}]+/gu) || []) {
      if (/[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]/.test(run) && window.Intl && Intl.Segmenter) {
        for (const part of new Intl.Segmenter(lang, { granularity: 'word' }).segment(run)) if (part.isWordLike) found.push(fold(part.segment));
      } else found.push(fold(run));
    }
    return found.slice(0, 12);
  }
  // Whether one sign too many, too few, another one or two exchanged is all that parts two words.
  function nearly(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    let start = 0, end = 0;
    while (start < a.length && a[start] === b[start]) start++;
    while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
    const left = a.slice(start, a.length - end), right = b.slice(start, b.length - end);
    return (left.length < 2 && right.length < 2) || (left.length === 2 && left === right[1] + right[0]);
  }
  // How well a word of the index fits one that was typed, 0 to 1.
  function fits(typed, word) {
    if (word === typed) return 1;
    if (typed.length > 1 && word.startsWith(typed)) return 0.8 * (0.5 + 0.5 * typed.length / word.length);
    let same = 0;
    while (same < typed.length && typed[same] === word[same]) same++;
    const most = Math.max(typed.length, word.length);
    if (typed.length >= 4 && nearly(typed, word)) return 0.65;
    // Another ending: the language's stems did not tell.
    if (same >= 4 && (same >= 0.6 * most || same === word.length) && most - same <= 5) return 0.55 * same / most;
    if (typed.length >= 5 && word.length > typed.length && nearly(typed, word.slice(0, typed.length))) return 0.3;
    return 0;
  }

  // ---- what fits a word: by page how well, and where on it
  async function pagesOf(typed, index) {
    const place = word => { let i = 0; while (i + 1 < index.words.length && index.words[i + 1] <= word) i++; return i; };
    const first = place(typed), found = new Map();
    let last = first;
    while (last < first + 2 && last + 1 < index.words.length && index.words[last + 1].startsWith(typed)) last++;
    const add = (list, quality) => {
      let page = 0;
      for (let i = 0; i < list.length; i += 3) {
        page += list[i];
        const score = list[i + 1] * quality, known = found.get(page);
        if (!known || known.score < score) found.set(page, { score, part: list[i + 2] });
      }
    };
    const look = async file => {
      for (const [own, list] of await load('words-' + file)) {
        const quality = own.split(' ').reduce((best, word) => Math.max(best, fits(typed, word)), 0);
        if (!quality) continue;
        if (typeof list !== 'string') add(list, quality);
        else {
          const home = (await load('words-' + place(list))).find(one => one[0].split(' ')[0] === list);
          if (home) add(home[1], quality);
        }
      }
    };
    for (let file = first; file <= last; file++) await look(file);
    if (!found.size && first > 0) await look(first - 1);
    if (!found.size && last + 1 < index.words.length) await look(last + 1);
    return found;
  }

  async function failed(more) {
    if (await renew()) return search(more);
    said.textContent = words.failed;
  }

  let run = 0;
  async function search(more) {
    const mine = ++run, text = box.value.trim(), typed = split(text);
    const state = new URL(location.href);
    if (text) state.searchParams.set('q', text); else state.searchParams.delete('q');
    try { history.replaceState(history.state, '', state); } catch (e) { /* files have no queries everywhere */ }
    if (!typed.length) {
      results.replaceChildren();
      said.textContent = '';
      return;
    }
    let index, lists, filters;
    try {
      index = await load('index');
      lists = await Promise.all(typed.map(word => pagesOf(word, index)));
      filters = section.value || stage.value ? await load('filter') : null;
    } catch (e) {
      return mine === run && failed(more);
    }
    if (mine !== run) return;
    const scores = new Map();
    for (const list of lists) {
      for (const [page, { score, part }] of list) {
        if (filters && section.value && filters[0][page] !== +section.value) continue;
        if (filters && stage.value && filters[1][page] !== +stage.value) continue;
        const known = scores.get(page) || { page, score: 0, hits: 0, best: 0, part: 0 };
        known.score += score;
        known.hits++;
        if (score > known.best) { known.best = score; known.part = part; }
        scores.set(page, known);
      }
    }
    const worth = one => one.score * (one.hits / typed.length) ** 2;
    const order = Array.from(scores.values()).sort((a, b) => worth(b) - worth(a) || a.page - b.page);
    const shown = order.slice(0, more || SHOWN);
    const files = new Map();
    for (const one of shown) {
      const file = Math.floor(one.page / index.each);
      if (!files.has(file)) files.set(file, load('pages-' + file));
    }
    const pages = new Map();
    try {
      for (const [file, list] of files) pages.set(file, await list);
    } catch (e) {
      return mine === run && failed(more);
    }
    if (mine !== run) return;
    results.replaceChildren(...shown.map(one => row(pages.get(Math.floor(one.page / index.each))[one.page % index.each], one.part, typed)));
    said.textContent = order.length ? say('count', new Intl.NumberFormat(lang).format(order.length)) : say('none', text);
    if (order.length > shown.length) {
      const button = element('button', { type: 'button', class: 'button button-quiet' }, words.more);
      button.addEventListener('click', () => {
        const count = shown.length;
        search(count + SHOWN).then(() => { const next = links()[count]; if (next) next.focus(); });
      });
      results.append(element('li', { class: 'more' }, button));
    }
  }
  function marked(text, typed) {
    const out = d.createDocumentFragment();
    let last = 0;
    for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
      const word = fold(match[0].toLocaleLowerCase(lang));
      if (!typed.some(one => fits(one, word) >= 0.3)) continue;
      out.append(text.slice(last, match.index), element('mark', {}, match[0]));
      last = match.index + match[0].length;
    }
    out.append(text.slice(last));
    return out;
  }
  function row(page, part, typed) {
    const [id, heading, text] = page.parts[part] || ['', '', ''];
    const url = new URL(page.url + (asFiles && (page.url === '' || page.url.endsWith('/')) ? 'index.html' : ''), root);
    if (id) url.hash = id;
    const link = element('a', { href: url.href, hreflang: page.lang }, element('b', { lang: page.lang }, marked(page.title, typed)));
    if (heading) link.append(' › ', element('span', { lang: page.lang }, marked(heading, typed)));
    if (page.lang) link.append(' ', element('span', { class: 'lang-mark' }, page.lang));
    const places = [page.section, page.stage].filter((name, i, all) => name && name !== page.title && all.indexOf(name) === i);
    const item = element('li', {}, link);
    if (places.length) item.append(element('small', {}, places.join(' · ')));
    item.append(element('p', { lang: page.lang }, marked(heading || !page.text ? text || page.text : page.text, typed)));
    return item;
  }

  // ---- keys: down into the results and up again, Escape back, Enter to the first
  const links = () => Array.from(results.querySelectorAll('li > a'));
  get('search').addEventListener('submit', event => {
    event.preventDefault();
    const first = links()[0];
    if (first) first.click();
  });
  get('search').parentNode.addEventListener('keydown', event => {
    const all = links(), here = all.indexOf(d.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && (here >= 0 || (d.activeElement === box && step > 0)) && all.length) {
      event.preventDefault();
      (all[here + step] || (step < 0 ? box : all[here])).focus();
    } else if (event.key === 'Escape' && here >= 0) box.focus();
    else if (event.key === 'Escape' && d.activeElement === box && box.value) {
      event.preventDefault();
      box.value = '';
      search();
    }
  });

  (function begin() {
    get('search').hidden = false;
    let later;
    box.addEventListener('input', () => { clearTimeout(later); later = setTimeout(search, 120); });
    [section, stage].forEach(select => select.addEventListener('change', () => search()));
    load('index').then(choices, () => { said.textContent = words.failed; });
    const asked = new URL(location.href).searchParams.get('q');
    if (asked) {
      box.value = asked;
      search();
    }
    // Whoever came to search types at once; others come to the field as to all else.
    if (location.hash === '#polku-query') box.focus({ preventScroll: true });
  })();
})(document);
