// What a page weighs: all that a browser fetches for a first visit, gzipped as static hosts do; what the next page of the kind costs; what moves
// while it loads, and what the first paint waits for.
import { gzipSync } from 'node:zlib';
import { watchedContext } from './appearance.mjs';
import { check } from './report.mjs';

// Most bytes and requests of a first visit, the browser's own fetching of an icon left aside.
const REQUESTS = 4;
const READING = 20 * 1024;
const LEARNING = 38 * 1024;
// The scripts of a page that teaches, together.
const SCRIPTS = 12 * 1024;
// What may move: nothing that one sees. Where the page arrives in parts, a browser may paint half of its first row (0.003 seen on a busy machine).
const SHIFT = 0.01;
const CASES = [['source', READING], ['tag', READING], ['term', LEARNING], ['lesson', LEARNING], ['practice', LEARNING], ['scenario', LEARNING], ['test', LEARNING], ['home', LEARNING]];
// Scripts for what pages of a type have not: a role-play, or questions and places to write.
const USELESS = { source: /^learn/, tag: /^learn/, lesson: /-play|-all/, practice: /-play|-all/, test: /-play|-all/, scenario: /-write|-all/, home: /-/, term: /-/ };

/** What a visit of `url` fetches: address → bytes. */
async function visit(page, url) {
  const fetched = new Map();
  const note = (response) => fetched.set(response.url(), response);
  page.on('response', note);
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForTimeout(300);
  page.off('response', note);
  const sizes = new Map();
  for (const [address, response] of fetched) {
    if (!address.includes('/favicon.')) sizes.set(address, gzipSync(await response.body()).length);
  }
  return sizes;
}

const sum = (sizes) => [...sizes.values()].reduce((all, one) => all + one, 0);

export async function checkWeight(browser, server, types) {
  const open = async () => {
    const context = await watchedContext(browser, { viewport: { width: 390, height: 800 } });
    await context.addInitScript(() => {
      window.polkuShift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.polkuShift += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    return { context, page: await context.newPage() };
  };
  const seen = [];
  await check(`weight: a page to read takes at most ${READING / 1024} KB and ${REQUESTS} requests at the first visit, one to learn from at most ${LEARNING / 1024} KB; nothing moves`, async () => {
    const problems = [];
    for (const [type, limit] of CASES) {
      const { context, page } = await open();
      const found = types.found.find((one) => one.type === type && one.lang === 'et');
      const sizes = await visit(page, server.url + found.url);
      const bytes = sum(sizes);
      seen.push(`${type} ${(bytes / 1024).toFixed(1)} KB in ${sizes.size}`);
      if (bytes > limit) problems.push(`${type}: ${bytes} bytes`);
      if (sizes.size > REQUESTS) problems.push(`${type}: ${sizes.size} requests: ${[...sizes.keys()].join(' ')}`);
      const scripts = new Map([...sizes].filter(([address]) => /\.js(\?|$)/.test(address)));
      const names = [...scripts.keys()].map((address) => address.split('/').pop());
      if (sum(scripts) > SCRIPTS) problems.push(`${type}: ${sum(scripts)} bytes of scripts: ${names.join(' ')}`);
      const useless = names.filter((name) => USELESS[type]?.test(name));
      if (useless.length) problems.push(`${type}: takes ${useless.join(' ')}, for what it has not`);
      const { shift, blocking } = await page.evaluate(() => ({
        shift: window.polkuShift,
        blocking: performance.getEntriesByType('resource').filter((one) => one.renderBlockingStatus === 'blocking').map((one) => new URL(one.name).pathname),
      }));
      if (shift > SHIFT) problems.push(`${type}: moves by ${shift.toFixed(4)}`);
      // The choice of light or dark has to be there before anything is painted.
      const waits = blocking.filter((one) => !/\/scheme\.[^/]+\.js$/.test(one));
      if (waits.length !== 1 || !waits[0].endsWith('.css')) problems.push(`${type}: the first paint waits for ${blocking.join(' ')}`);
      await context.close();
    }
    return { problems, note: seen.join(', ') };
  });
  await check('weight: the next lesson costs its HTML alone', async () => {
    const { context, page } = await open();
    const lessons = types.lessons.slice(0, 2);
    const first = await visit(page, server.url + lessons[0]);
    const second = await visit(page, server.url + lessons[1]);
    const more = [...second.keys()].filter((address) => !first.has(address) && address !== server.url + lessons[1]);
    await context.close();
    return { problems: more.map((address) => `fetches ${address}`), note: `${(second.get(server.url + lessons[1]) / 1024).toFixed(1)} KB` };
  });
  await check('weight: who comes back finds where to go on, and nothing moves', async () => {
    const { context, page } = await open();
    await visit(page, server.url + types.lessons[0]);
    await visit(page, `${server.url}et/`);
    const shift = await page.evaluate(() => window.polkuShift);
    const shown = await page.locator('#polku-resume a').isVisible();
    await context.close();
    return [...(shift > SHIFT ? [`moves by ${shift.toFixed(4)}`] : []), ...(shown ? [] : ['the way back is not shown'])];
  });
}
