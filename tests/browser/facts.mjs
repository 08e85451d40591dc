// What the HTML files of a built site say, read by the browser's own parser: no page is loaded, no script runs.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Runs in the browser: the facts of one document. */
function extract(html) {
  const doc = new DOMParser().parseFromString(html, 'text/html');
  const root = doc.documentElement;
  const body = doc.body;
  const article = doc.querySelector('article');
  const links = [];
  for (const element of doc.querySelectorAll('[href], [src], [srcset], [poster], [data], [action]')) {
    const tag = element.localName;
    const common = {
      tag,
      rel: element.getAttribute('rel') ?? '',
      hreflang: element.getAttribute('hreflang'),
      current: element.hasAttribute('aria-current'),
      // What stands beside another language is no other page of the menu.
      switcher: element.closest('nav.languages') !== null && element.hasAttribute('hreflang'),
    };
    for (const name of ['href', 'src', 'poster', 'data', 'action']) {
      if (element.hasAttribute(name)) links.push({ ...common, value: element.getAttribute(name) });
    }
    for (const part of (element.getAttribute('srcset') ?? '').split(',')) {
      if (part.trim()) links.push({ ...common, value: part.trim().split(/\s+/)[0] });
    }
  }
  for (const meta of doc.querySelectorAll('meta[property="og:url"], meta[property="og:image"]')) {
    links.push({ tag: 'meta', rel: '', hreflang: null, value: meta.content });
  }
  const refresh = doc.querySelector('meta[http-equiv=refresh]')?.content.replace(/^.*url=/i, '') ?? null;
  if (refresh) links.push({ tag: 'meta', rel: 'refresh', hreflang: null, value: refresh });
  return {
    kind: [...body.classList].find((name) => name.startsWith('is-'))?.slice(3) ?? null,
    lang: root.lang,
    dir: root.dir,
    textLang: (article ?? root).closest('[lang]').lang,
    fallback: doc.querySelector('.fallback') !== null,
    stage: Number(doc.querySelector('.path .is-here')?.dataset.n ?? 0),
    test: doc.querySelector('[data-test]') !== null,
    largePath: doc.querySelector('.path-large') !== null,
    ids: [...doc.querySelectorAll('[id]')].map((element) => element.id),
    themeIds: [...doc.querySelectorAll('[id]')].filter((element) => !element.closest('.content, h1')).map((element) => element.id),
    contentIds: [...doc.querySelectorAll('.content [id], h1[id], h1 [id]')].map((element) => element.id),
    names: [...doc.querySelectorAll('a[name]')].map((element) => element.name),
    refresh,
    canonical: doc.querySelector('link[rel=canonical]')?.getAttribute('href') ?? null,
    alternates: [...doc.querySelectorAll('link[rel=alternate][hreflang]')].map((link) => [
      link.hreflang,
      link.getAttribute('href'),
    ]),
    inline: doc.querySelectorAll('style, [style], script:not([src], [type="application/ld+json"])').length,
    links,
  };
}

/** Every file under `dir`, as paths with slashes relative to it. */
export async function filesOf(dir) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dir, path.join(entry.parentPath ?? entry.path, entry.name)).split(path.sep).join('/'))
    .sort();
}

/**
 * Reads the built site in `dir`. Returns { dir, base, siteUrl, files, pages }: `files` is a set of file paths, `pages` maps
 * the path of each HTML file to its facts plus `file` and `url` (the part after the site's base path).
 */
export async function readSite(browser, dir) {
  const files = await filesOf(dir);
  const page = await browser.newPage();
  const pages = new Map();
  try {
    for (const file of files.filter((name) => name.endsWith('.html'))) {
      const facts = await page.evaluate(extract, await readFile(path.join(dir, file), 'utf8'));
      const url = file.replace(/(^|\/)index\.html$/, '$1');
      pages.set(file, { ...facts, file, url: url.split('/').map(encodeURIComponent).join('/') });
    }
  } finally {
    await page.close();
  }
  const siteUrl = pages.get('index.html')?.canonical ?? null;
  const base = siteUrl ? new URL(siteUrl).pathname : '/';
  return { dir, base, siteUrl, files: new Set(files), pages };
}

/**
 * One page of every type in every language: [{ type, lang, url, fallback }]. `url` is relative to the base path.
 * The types are found by what the pages say about themselves, so that a new slug doesn't break the tests.
 */
export function pagesOfEveryType(site) {
  const all = [...site.pages.values()].filter((page) => !page.refresh);
  const found = [];
  const languages = [...new Set(all.filter((page) => page.kind === 'home').map((page) => page.lang))];
  const add = (type, lang, candidates) => {
    // A page that is really there comes before a fallback page.
    const page = candidates.find((one) => !one.fallback) ?? candidates[0];
    if (page) found.push({ type, lang, url: page.url, file: page.file, fallback: page.fallback });
  };
  add('root', 'root', all.filter((page) => page.kind === 'root'));
  add('404', 'root', all.filter((page) => page.file === '404.html'));
  add('status', 'root', all.filter((page) => page.kind === 'status'));
  for (const lang of languages) {
    const own = all.filter((page) => page.lang === lang && page.url.startsWith(`${lang}/`));
    const terms = own.filter((page) => page.kind === 'term');
    const glossary = new Set(terms.map((page) => page.url.replace(/[^/]+\/?$/, '')));
    add('home', lang, own.filter((page) => page.kind === 'home'));
    add('section', lang, own.filter((page) => page.kind === 'section' && page.largePath));
    add('lesson', lang, own.filter((page) => page.kind === 'page' && page.stage > 0));
    add('practice', lang, own.filter((page) => page.kind === 'practice'));
    add('scenario', lang, own.filter((page) => page.kind === 'scenario'));
    add('test', lang, own.filter((page) => page.kind === 'page' && page.test));
    add('progress', lang, own.filter((page) => page.kind === 'progress'));
    for (const kind of ['cards', 'pocket', 'print', 'search', 'map', 'offline']) add(kind, lang, own.filter((page) => page.kind === kind));
    add('trainer', lang, own.filter((page) => page.kind === 'trainer'));
    add('source', lang, own.filter((page) => page.kind === 'source'));
    add('glossary', lang, own.filter((page) => page.kind === 'section' && glossary.has(page.url)));
    add('term', lang, terms);
    add('tags', lang, own.filter((page) => page.kind === 'tags'));
    add('tag', lang, own.filter((page) => page.kind === 'tag'));
    add('parallel', lang, own.filter((page) => page.kind === 'parallel' && page.stage > 0));
    add('fallback', lang, own.filter((page) => page.fallback && page.stage > 0));
    add('404', lang, own.filter((page) => page.kind === 'not-found'));
  }
  const lessons = all.filter((page) => page.kind === 'page' && page.stage > 0 && page.lang === languages[0] && !page.fallback).map((page) => page.url);
  return { languages, found, lessons };
}
