// The search: how well it finds what learners look for, in words that were written down without sight of it (tests/search), by hand and by
// keyboard, what it loads, and that it works from a folder.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { watch, watchedContext } from './appearance.mjs';
import { check } from './report.mjs';
import { unzip } from './unzip.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LISTS = path.join(ROOT, 'tests/search');
/** The share of queries whose page is among the first three. */
const WANTED = 0.95;

/** The queries of a language: what is typed, the keys of pages that are right, and the group that it belongs to. */
async function queries(lang) {
  const found = [];
  let group = '';
  for (const line of (await readFile(path.join(LISTS, `${lang}.txt`), 'utf8')).split('\n')) {
    if (line.startsWith('#')) group = line.slice(1).trim();
    else if (line.includes('\t')) found.push({ query: line.split('\t')[0], keys: line.split('\t')[1].trim().split(' ').map((key) => key.replace(/\/index$/, '')), group });
  }
  return found;
}

/** The addresses of a language's pages, by key. */
async function addresses(polku, temp, lang) {
  const out = path.join(temp, `addresses-${lang}`);
  await promisify(execFile)(polku, ['export', 'scorm12', '--lang', lang, '--root', ROOT, '--out', out, '-q']);
  await unzip(path.join(out, `${lang}.zip`), out);
  const text = await readFile(path.join(out, 'scorm/course.js'), 'utf8');
  const { pages } = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf(';')));
  return new Map(pages.map((page) => [page.name, `/${page.path.replace(/index\.html$/, '')}`]));
}

/** Types a query and waits for what comes. */
export async function ask(page, query) {
  await page.evaluate((text) => {
    const box = document.getElementById('polku-query');
    document.getElementById('polku-said').textContent = '';
    document.getElementById('polku-results').replaceChildren();
    box.value = text;
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }, query);
  await page.waitForFunction(() => document.getElementById('polku-said').textContent !== '');
  return page.locator('#polku-results > li > a').evaluateAll((all) => all.map((a) => ({ path: a.pathname, text: a.innerText, lang: a.hreflang })));
}

/** Returns by language what was looked for, which pages are right, and whether one of them was found. */
export async function checkSearch(browser, server, polku, temp) {
  const asked = new Map();
  const open = async (options = {}) => {
    const context = await watchedContext(browser, { viewport: { width: 800, height: 900 }, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    return { context, page };
  };

  for (const lang of ['et', 'fi', 'en']) {
    await check(`search: what is looked for is among the first three, ${lang}`, async () => {
      const { context, page } = await open();
      await page.goto(`${server.url}${lang}/_search/`);
      const urls = await addresses(polku, temp, lang);
      const groups = new Map();
      const missed = [];
      const list = [];
      for (const { query, keys, group } of await queries(lang)) {
        const found = (await ask(page, query)).slice(0, 3).map((one) => one.path);
        const right = keys.map((key) => urls.get(key));
        const hit = found.some((url) => right.includes(url));
        list.push({ query, right, hit });
        const [hits, all] = groups.get(group) ?? [0, 0];
        groups.set(group, [hits + hit, all + 1]);
        if (!hit) missed.push(`“${query}” (${keys.join(' ')}): ${found.join(' ') || 'nothing'}`);
      }
      await context.close();
      asked.set(lang, list);
      const sum = [...groups.values()].reduce(([a, b], [hits, all]) => [a + hits, b + all], [0, 0]);
      const note = [`${sum[0]} of ${sum[1]}`, ...[...groups].map(([name, [hits, all]]) => `${name} ${hits}/${all}`)].join(', ');
      return { problems: sum[0] >= WANTED * sum[1] ? [] : [note, ...missed], note: missed.length ? `${note}; not ${missed.slice(0, 3).join('; ')}` : note };
    });
  }

  await check('search: by keyboard alone, from any page and back', async () => {
    const problems = [];
    const { context, page } = await open();
    const seen = watch(page, server);
    await page.goto(`${server.url}en/stages/need/`);
    await seen.take();
    await page.keyboard.press('/');
    await page.waitForURL(/_search/);
    await page.waitForFunction(() => document.activeElement.id === 'polku-query');
    await page.keyboard.type('clarifying question');
    await page.waitForFunction(() => document.querySelectorAll('#polku-results > li > a').length > 2);
    const focus = () => page.evaluate(() => [...document.querySelectorAll('#polku-results > li > a')].indexOf(document.activeElement));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    if ((await focus()) !== 1) problems.push(`two steps down is result ${await focus()}`);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Escape');
    if (!(await page.evaluate(() => document.activeElement.id === 'polku-query'))) problems.push('Escape does not lead back to the field');
    if (!/q=clarifying/.test(page.url())) problems.push('the query is not in the address');
    await page.keyboard.press('Enter');
    await page.waitForURL(/glossary/);
    await page.goBack();
    await page.waitForFunction(() => document.querySelectorAll('#polku-results > li > a').length > 2);
    await page.locator('#polku-query').press('Escape');
    await page.waitForFunction(() => document.querySelectorAll('#polku-results > li').length === 0);
    // Whoever goes on quickly does not wait for the icon.
    problems.push(...(await seen.take()).filter((one) => !/favicon.*ERR_ABORTED/.test(one)));
    await context.close();
    return problems;
  });

  await check('search: filters, what a language lacks, and what is not there', async () => {
    const problems = [];
    const { context, page } = await open();
    await page.goto(`${server.url}sv/_search/`);
    const swedish = await ask(page, 'complaint');
    const foreign = swedish.filter((one) => one.lang);
    if (!foreign.length) problems.push('a page that Swedish lacks is not found in another language');
    if (new Set(swedish.map((one) => one.path)).size !== swedish.length) problems.push('a page is found twice');
    await page.goto(`${server.url}en/_search/`);
    const all = await ask(page, 'need');
    const glossary = await page.locator('#polku-in-section option').evaluateAll((options) => options.find((one) => one.textContent === 'Glossary')?.value);
    await page.locator('#polku-in-section').selectOption(glossary ?? '');
    await page.waitForFunction((count) => document.querySelectorAll('#polku-results > li').length !== count || true, all.length);
    await page.waitForFunction(() => [...document.querySelectorAll('#polku-results > li > a')].every((a) => a.pathname.includes('/glossary/')));
    await page.locator('#polku-in-section').selectOption('');
    const none = await ask(page, 'xylophonist');
    if (none.length) problems.push(`found: ${none[0].text}`);
    if (!(await page.locator('#polku-said').innerText()).includes('xylophonist')) problems.push('it is not said what was not found');
    if ((await page.locator('.index a').count()) < 20) problems.push('there is no list of pages to go on with');
    await context.close();
    return { problems, note: `${foreign.length} of ${swedish.length} in other languages` };
  });

  await check('search: a query loads no more than 50 KB, the script is at most 6 KB', async () => {
    const { context, page } = await open();
    const sizes = [];
    page.on('response', async (response) => {
      const type = new URL(response.url()).pathname;
      if (/_search\/.*\.js$/.test(type)) sizes.push((await response.body()).length);
    });
    await page.goto(`${server.url}fi/_search/`);
    await ask(page, 'asiakkaan ostopäätös');
    await page.waitForTimeout(200);
    await context.close();
    const sum = sizes.reduce((a, b) => a + b, 0);
    const script = (await promisify(execFile)('gzip', ['-9', '-c', path.join(ROOT, 'themes/polku/static/js/search.js')], { encoding: 'buffer' })).stdout.length;
    return { problems: [...(sum > 100000 ? [`${sum} bytes, not compressed`] : []), ...(script > 6000 ? [`the script has ${script} bytes`] : [])], note: `${sizes.length} files, ${sum} bytes before compression; script ${script}` };
  });

  await check('search: an index of an earlier build that a host or a browser has kept is not mixed with this one', async () => {
    const { context, page } = await open();
    let kept = 0;
    // What was kept under the bare address: another number of pages a file, and files of other contents.
    await page.route(/_search\/index\.js$/, async (route) => {
      kept += 1;
      const body = await (await route.fetch()).text();
      await route.fulfill({ contentType: 'text/javascript', body: body.replace(/"each":\d+/, '"each":3').replace(/"[0-9a-f]{8}"/g, '"00000000"') });
    });
    await page.goto(`${server.url}et/_search/`);
    const [first] = await ask(page, 'ostuotsus');
    await context.close();
    return [...(kept === 1 ? [] : [`the index was asked for ${kept} times`]), ...(/sonastik/.test(first?.path) ? [] : [`the first result is ${first?.path}`])];
  });

  await check('search: from a folder, without a server', async () => {
    const out = path.join(temp, 'search-portable');
    await promisify(execFile)(polku, ['build', '--portable', '-q', '--root', ROOT, '--out', out]);
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    await page.goto(pathToFileURL(path.join(out, 'et/_search/index.html')).href);
    const [first] = await ask(page, 'ostuotsus');
    await page.locator('#polku-results > li > a').first().click();
    await page.waitForURL(/sonastik.*index\.html/);
    await context.close();
    return first?.path.endsWith('index.html') ? [] : [`the first result is ${first?.path}`];
  });
  return asked;
}
