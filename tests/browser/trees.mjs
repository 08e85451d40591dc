// What those hear who listen to a page: the accessibility tree of a page of every type, compared with the one in trees/. A change of content
// changes them too: POLKU_UPDATE=1 writes them anew, and the difference is to be read before it is kept.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { watchedContext } from './appearance.mjs';
import { check } from './report.mjs';

const FOLDER = path.join(import.meta.dirname, 'trees');
// Pages that repeat what other pages have, or one row many times, are kept up to here.
const MOST = 400;
const LONG = ['print', 'glossary', 'map', 'status'];

/** The tree without what changes by itself: where the site is served, when a page was last changed, how large files are, and the counts of the status page. */
function masked(type, tree, server) {
  const plain = tree.replaceAll(server.origin, '').replace(/^( *- time: ).*$/gm, '$1DATE').replace(/\d[\d.,]*[\s\u00a0\u202f]?(?:k|K|M)?B\b/g, 'SIZE');
  return type === 'status' ? plain.replace(/\d+(?:[\u00a0\u202f ]\d{3})*/g, (number, at) => (/\[level=$/.test(plain.slice(at - 7, at)) ? number : 'N')) : plain;
}

const shortened = (type, tree) => {
  const lines = tree.split('\n');
  if (!LONG.includes(type) || lines.length <= MOST) return `${tree}\n`;
  return `${lines.slice(0, MOST).join('\n')}\n# and ${lines.length - MOST} more lines\n`;
};

/** The tree once it no longer changes: scripts add what a page without them does not have. */
async function settled(page) {
  const body = page.locator('body');
  let before = null;
  for (let tries = 0; tries < 40; tries += 1) {
    const now = await body.ariaSnapshot();
    if (now === before) return now;
    before = now;
    await page.waitForTimeout(200);
  }
  throw new Error('the page does not come to rest');
}

/** Where two texts part: the first lines that differ. */
function difference(expected, actual) {
  const [before, now] = [expected, actual].map((text) => text.split('\n'));
  const at = now.findIndex((line, i) => line !== before[i]);
  const from = at < 0 ? now.length : at;
  const show = (lines) => lines.slice(from, from + 3).map((line) => line.trim()).join(' ⏎ ') || 'nothing';
  return `line ${from + 1}: expected “${show(before)}”, actual “${show(now)}”`;
}

/** Compares the trees of `pages`, [{ name, url }], with the files in the folder of that name. */
async function compare(browser, server, folder, pages) {
  const dir = path.join(FOLDER, folder);
  const problems = [];
  let lines = 0;
  if (process.env.POLKU_UPDATE) await mkdir(dir, { recursive: true });
  for (const { name, url } of pages) {
    // A browser that has been nowhere yet: pages tell who comes back where they were.
    // The root goes on to a language by itself, unless there are no scripts.
    const javaScriptEnabled = name !== 'root';
    const context = await watchedContext(browser, { viewport: { width: 1280, height: 800 }, locale: folder, timezoneId: 'UTC', javaScriptEnabled });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(20000);
      await page.goto(server.url + url, { waitUntil: 'load' });
      const tree = shortened(name, masked(name, await settled(page), server));
      lines += tree.split('\n').length - 1;
      const file = path.join(dir, `${name}.yml`);
      if (process.env.POLKU_UPDATE) await writeFile(file, tree);
      const kept = await readFile(file, 'utf8').catch(() => null);
      if (kept === null) problems.push(`${name}: there is no trees/${folder}/${name}.yml yet`);
      else if (kept !== tree) problems.push(`${name}: ${difference(kept, tree)}`);
    } catch (error) {
      problems.push(`${name}: ${String(error.message).split('\n')[0]}`);
    } finally {
      await context.close();
    }
  }
  for (const file of await readdir(dir).catch(() => [])) {
    if (pages.some(({ name }) => file === `${name}.yml`)) continue;
    if (process.env.POLKU_UPDATE) await rm(path.join(dir, file));
    else problems.push(`there is no page for trees/${folder}/${file}`);
  }
  return { problems, note: `${pages.length} pages, ${lines} lines` };
}

export async function checkTrees(browser, server, types) {
  await check('trees: a page of every type sounds as it did', async () => {
    const names = [...new Set(types.found.map((one) => one.type))];
    const pages = names.map((name) => {
      const all = types.found.filter((one) => one.type === name);
      const { url } = all.find((one) => one.lang === 'et') ?? all[0];
      // The page for a missing address is what comes from such an address.
      return { name, url: name === '404' ? `${url.replace(/404\.html$/, '')}no/such/page/` : url };
    });
    return compare(browser, server, 'et', pages);
  });
}

/** The same for the small Arabic site: the first page of every kind, and of every kind the first that is not translated. */
export async function checkArabicTrees(browser, server, arabic) {
  await check('trees: the pages in Arabic sound as they did', async () => {
    const pages = [];
    for (const one of arabic.filter(({ kind }) => kind && kind !== 'not-found')) {
      const name = one.fallback ? `${one.kind}-fallback` : one.kind;
      if (!pages.some((other) => other.name === name)) pages.push({ name, url: one.url });
    }
    return compare(browser, server, 'ar', pages);
  });
}
