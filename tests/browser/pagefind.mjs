// The search beside Pagefind (pagefind.app), which static sites take that have no search of their own: the same pages, queries and rule.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import * as pagefind from 'pagefind';
import { check } from './report.mjs';
import { ask } from './search.mjs';
import { serve } from './server.mjs';

/** Pagefind is WebAssembly, which the policy that the site itself is tested under does not let run. */
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
/** How many results are looked at, and how many Pagefind's own interface loads at first. */
const FIRST = 3;
const SHOWN = 5;

/** The addresses of the pages that the search of a language covers, as its own files have them. */
async function covered(dir, lang) {
  const folder = path.join(dir, lang, '_search');
  const files = (await readdir(folder)).filter((name) => /^pages-\d+\.js$/.test(name));
  const lists = await Promise.all(files.map(async (name) => {
    const text = await readFile(path.join(folder, name), 'utf8');
    return JSON.parse(text.slice(text.indexOf('['), text.lastIndexOf(',')));
  }));
  return lists.flat().map((page) => page.url);
}

/** What Pagefind answers; it hands errors back where others throw. */
async function sound(answer) {
  const { errors, ...rest } = await answer;
  if (errors.length) throw new Error(errors.join('; '));
  return rest;
}

/** Writes Pagefind's index of these languages into `out`, and a page in each to ask it from: it goes by the language of the page. */
async function makeIndex(dir, languages, out) {
  try {
    const { index } = await sound(pagefind.createIndex());
    for (const lang of languages) {
      for (const url of await covered(dir, lang)) {
        // As its documentation recommends, with descriptions as well, which our own index has. Nothing that was tried finds more in all.
        const content = (await readFile(path.join(dir, url, 'index.html'), 'utf8'))
          .replace('<main', '<main data-pagefind-body')
          .replace('<meta name="description"', '<meta data-pagefind-meta="description[content]" name="description"');
        await sound(index.addHTMLFile({ url: `/${url}`, content }));
      }
      await mkdir(path.join(out, lang), { recursive: true });
      await writeFile(path.join(out, lang, 'index.html'), `<!doctype html><html lang="${lang}"><title>Pagefind</title>`);
    }
    await sound(index.writeFiles({ outputPath: path.join(out, 'pagefind') }));
  } finally {
    await pagefind.close();
  }
}

/** What Pagefind finds in the page's language: for each query the addresses of the first results. */
const find = (page, queries, count) => page.evaluate(async ([texts, most]) => {
  const { search } = await import('/pagefind/pagefind.js');
  const found = [];
  for (const text of texts) {
    const { results } = await search(text);
    found.push((await Promise.all(results.slice(0, most).map((one) => one.data()))).map((one) => one.url));
  }
  return found;
}, [queries, count]);

/** The bytes of the files with such addresses that a visitor's first query loads, compressed as hosts do it. */
async function weigh(browser, url, files, query) {
  const page = await browser.newPage();
  const sizes = [];
  page.on('response', (response) => {
    // Most of Pagefind's files are compressed already, and get no smaller.
    if (files.test(response.url())) sizes.push(response.body().then((body) => Math.min(body.length, gzipSync(body).length)));
  });
  await page.goto(url);
  await query(page);
  await page.waitForTimeout(200);
  const sum = (await Promise.all(sizes)).reduce((a, b) => a + b, 0);
  await page.close();
  return sum;
}

/** `asked` is what `checkSearch` returned: Pagefind may not find more of it, in any language. */
export async function checkPagefind(browser, dir, server, asked, temp) {
  const out = path.join(temp, 'pagefind');
  let theirs;
  await check('search: Pagefind makes its index', async () => {
    await makeIndex(dir, [...asked.keys()], out);
    theirs = await serve(out, '/', POLICY);
    return [];
  });
  if (!theirs) return;
  for (const [lang, queries] of asked) {
    await check(`search: no less is found than by Pagefind, ${lang}`, async () => {
      const page = await browser.newPage();
      await page.goto(`${theirs.url}${lang}/`);
      const found = await find(page, queries.map((one) => one.query), FIRST);
      await page.close();
      const hits = queries.filter((one, at) => found[at].some((url) => one.right.includes(url)));
      const ours = queries.filter((one) => one.hit);
      const alone = hits.filter((one) => !one.hit).map((one) => `“${one.query}”`);

      const [{ query }] = queries;
      const bytes = await weigh(browser, `${server.url}${lang}/_search/`, /\/_search\/.*\.js$|\/search\.\w+\.js$/, (on) => ask(on, query));
      const theirBytes = await weigh(browser, `${theirs.url}${lang}/`, /\/pagefind\//, (on) => find(on, [query], SHOWN));

      const share = (list) => `${list.length} of ${queries.length}, ${((100 * list.length) / queries.length).toFixed(1)} %`;
      const note = `${share(ours)}; Pagefind ${share(hits)}${alone.length ? `, it alone ${alone.join(' ')}` : ''}; “${query}” loads ${bytes} bytes, Pagefind ${theirBytes}`;
      return { problems: ours.length < hits.length ? [note] : [], note };
    });
  }
  await theirs.close();
}
