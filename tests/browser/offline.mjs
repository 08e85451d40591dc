// Reading without a network: what was visited, what was saved, the search; a new version; and the end of it when the settings switch it off.
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ask } from './search.mjs';
import { check } from './report.mjs';
import { serve } from './server.mjs';

const run = promisify(execFile);

/** A site of its own, small enough to be changed: the course's English part. */
async function prepare(polku, temp) {
  const repository = path.resolve(import.meta.dirname, '../..');
  const root = path.join(temp, 'offline');
  await mkdir(root);
  await cp(path.join(repository, 'content'), path.join(root, 'content'), { recursive: true });
  await cp(path.join(repository, 'themes'), path.join(root, 'themes'), { recursive: true });
  const settings = await readFile(path.join(repository, 'book.toml'), 'utf8');
  const out = path.join(root, 'out');
  return {
    root,
    out,
    build: async (enable) => {
      await writeFile(path.join(root, 'book.toml'), settings.replace(/offline\.enable = \w+/, `offline.enable = ${enable}`));
      await run(polku, ['build', '-q', '--root', root, '--out', out, '--site-url', 'https://example.org/']);
    },
  };
}

export async function checkOffline(browser, polku, temp) {
  const site = await prepare(polku, temp);
  await site.build(true);
  const server = await serve(site.out, '/');
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  const controlled = () => page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  // A worker of this browser is asked for less than the network is taken away: requests fail as they do without one.
  const without = (body) => context.setOffline(true).then(body).finally(() => context.setOffline(false));
  const title = () => page.locator('h1').textContent();

  await check('offline: a page that was visited is there again without a network, with its style', async () => {
    const problems = [];
    await page.goto(`${server.url}en/`);
    await controlled();
    await page.goto(`${server.url}en/stages/purchase/`);
    const before = await title();
    await without(async () => {
      await page.reload();
      if ((await title()) !== before) problems.push('the page is not there');
      if ((await page.evaluate(() => getComputedStyle(document.querySelector('.top')).position)) !== 'sticky') problems.push('its style is not there');
    });
    return problems;
  });

  await check('offline: a language is saved with its search, and read to the last page without a network', async () => {
    const problems = [];
    await page.goto(`${server.url}en/_offline/`);
    const keep = page.locator('#polku-keep');
    await keep.waitFor();
    const offered = await keep.textContent();
    if (!/\d/.test(offered)) problems.push(`its size is not said: ${offered}`);
    await keep.click();
    await page.locator('#polku-drop').waitFor();
    await without(async () => {
      const { files } = JSON.parse(await readFile(path.join(site.out, 'en/_offline/files.json'), 'utf8'));
      const pages = files.map(([address]) => address).filter((address) => address.endsWith('/'));
      for (const url of pages.filter((_, i) => i % 8 === 0)) {
        await page.goto(server.url + url);
        if (!(await page.locator('h1').isVisible())) problems.push(`${url} is not there`);
      }
      await page.goto(`${server.url}en/_search/`);
      await ask(page, 'purchase decision');
      if ((await page.locator('#polku-results li').count()) === 0) problems.push('the search finds nothing');
    });
    return { problems, note: offered };
  });

  await check('offline: a new version takes the place of what was saved, when there is a network', async () => {
    const file = path.join(site.root, 'content/en/stages/need.md');
    const paragraphs = (await readFile(file, 'utf8')).split('\n\n');
    const first = paragraphs.findIndex((text) => /^[A-Z]/.test(text));
    paragraphs[first] += ' A sentence that is new.';
    await writeFile(file, paragraphs.join('\n\n'));
    await site.build(true);
    // The worker compares at its first look at a page after it was started.
    await page.evaluate(async () => {
      const channel = new MessageChannel();
      const done = new Promise((resolve) => { channel.port1.onmessage = ({ data }) => { if (data.end || data.failed) resolve(); }; });
      const list = new URL('/en/_offline/files.json', location.href).href;
      navigator.serviceWorker.controller.postMessage({ save: list }, [channel.port2]);
      await done;
    });
    let shown = '';
    await without(async () => {
      await page.goto(`${server.url}en/stages/need/`);
      shown = await page.locator('main').textContent();
    });
    return shown.includes('A sentence that is new.') ? [] : ['the old page is shown'];
  });

  await check('offline: what was saved can be removed', async () => {
    await page.goto(`${server.url}en/_offline/`);
    await page.locator('#polku-drop').click();
    await page.locator('#polku-keep').waitFor();
    const left = await page.evaluate(async () => (await (await caches.open('polku /')).keys()).map((request) => request.url).filter((url) => url.includes('/glossary/') || url.endsWith('?saved')));
    return left.map((url) => `${url} is still kept`);
  });

  await check('offline: switched off, the worker goes and takes with it what it kept', async () => {
    await site.build(false);
    await page.evaluate(async () => { await (await navigator.serviceWorker.ready).update(); });
    await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistrations()).length === 0 && !(await caches.keys()).some((name) => name.startsWith('polku ')));
    await page.goto(`${server.url}en/`);
    return (await page.locator('.foot').textContent()).includes('offline') ? ['the page still offers it'] : [];
  });

  await context.close();
  await server.close();
  await rm(site.root, { recursive: true, force: true });
}
