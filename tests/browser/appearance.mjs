// How pages look and whether they load cleanly: no sideways scroll at 320 px, axe-core in light and dark, nothing on the
// console, no failed or foreign request, nothing blocked by the policy, and the theme button.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { check, report } from './report.mjs';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Runs in the page: how far it is too wide, and what sticks out or is cut off. */
function measureWidth() {
  const wide = document.documentElement.scrollWidth;
  const limit = innerWidth;
  const scrolls = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (/auto|scroll/.test(style.overflowX) || style.clipPath !== 'none' || at.localName === 'svg') return true;
    }
    return false;
  };
  const out = [];
  for (const element of document.body.querySelectorAll('*')) {
    if (element.closest('svg') || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    if (style.clipPath !== 'none' || element.matches('.skip')) continue;
    const box = element.getBoundingClientRect();
    if (box.width && (box.right > limit + 1 || box.left < -1) && !scrolls(element)) {
      out.push(`${element.localName}${element.className ? `.${element.className}` : ''} (${Math.round(box.left)}…${Math.round(box.right)})`);
    }
  }
  return { wide, limit, out: out.slice(-2) };
}

/** Follows what a page loads and says. `take()` gives the findings since the last call. */
export function watch(page, server) {
  const found = [];
  const pending = new Set();
  let expected404 = null;
  page.on('console', (message) => {
    // Chromium itself reports the status of a page that is meant to be missing.
    if (expected404 && message.location().url === expected404 && /status of 404/.test(message.text())) return;
    // And Playwright that it keeps the service worker away, which has checks of its own.
    if (message.text() === 'Service Worker registration blocked by Playwright') return;
    found.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => found.push(`error: ${error.message}`));
  page.on('requestfinished', (request) => pending.delete(request));
  page.on('request', (request) => {
    pending.add(request);
    if (!request.url().startsWith(server.url)) found.push(`request to ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    pending.delete(request);
    found.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && response.url() !== expected404) found.push(`${response.status()}: ${response.url()}`);
  });
  return {
    expect404: (url) => { expected404 = url; },
    take: async () => {
      // The icon comes after `load`; going to the next page before that would abort it.
      for (let wait = 0; pending.size > 0 && wait < 80; wait += 1) await page.waitForTimeout(25);
      const blocked = await page.evaluate(() => window.polkuBlocked ?? []);
      return found.splice(0).concat(blocked.map((one) => `blocked by the policy: ${one}`));
    },
  };
}

/** A context whose pages note what the policy blocks. */
export async function watchedContext(browser, options = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', serviceWorkers: 'block', ...options });
  await context.addInitScript(() => {
    window.polkuBlocked = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      window.polkuBlocked.push(`${event.effectiveDirective} ${event.blockedURI}`);
    });
  });
  return context;
}

let axeSource;
/** The violations that axe-core finds on the page as it is now. */
export async function axe(page) {
  axeSource ??= await readFile(axeFile, 'utf8');
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const violations = await page.evaluate(async (tags) => {
    const results = await window.axe.run(document, { runOnly: tags, resultTypes: ['violations'] });
    return results.violations.map((one) => ({
      id: one.id,
      count: one.nodes.length,
      where: one.nodes[0].target.join(' '),
      what: (one.nodes[0].any[0] ?? one.nodes[0].all[0] ?? one.nodes[0].none[0])?.message ?? one.help,
    }));
  }, AXE_TAGS);
  return violations.map((one) => `${one.id} ×${one.count} ${one.where}: ${one.what}`);
}

/** Opens all `details` that stand in the flow, as a reader on a phone might. */
export function openFolds() {
  document.querySelectorAll('details:not([name])').forEach((details) => { details.open = true; });
}

/** What is wrong with pages on a phone: what axe-core finds, what goes over the edge, what the console says. */
export async function wrongOn(browser, server, pages, colorScheme) {
  const context = await watchedContext(browser, { viewport: { width: 320, height: 800 }, colorScheme });
  const page = await context.newPage();
  const watcher = watch(page, server);
  const problems = [];
  for (const one of pages) {
    await page.goto(server.url + one.url);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) problems.push(`${one.type}: ${over} px too wide`);
    for (const found of await axe(page)) problems.push(`${one.type}, ${colorScheme}: ${found}`);
    for (const found of await watcher.take()) problems.push(`${one.type}: ${found}`);
  }
  await context.close();
  return problems;
}

/** The light a colour `rgb(r, g, b)` gives, from 0 to 1. */
function lightness(colour) {
  const [r, g, b] = colour.match(/[\d.]+/g).map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}

/** One visit to a page of every type in every language, with all that can be checked on the way. `narrow`: the languages that axe-core looks at on a phone, too. */
export async function checkPages(browser, site, server, types, { name, full, narrow = ['et', 'root'] }) {
  const wide = [];
  const noise = [];
  const violations = { light: [], dark: [] };
  const context = await watchedContext(browser, { viewport: { width: 320, height: 640 }, colorScheme: 'light' });
  const page = await context.newPage();
  page.setDefaultTimeout(10000);
  const watcher = watch(page, server);
  const list = full ? types.found : types.found.filter((one) => ['et', 'root'].includes(one.lang));
  for (const one of list) {
    const at = `${one.type} ${one.lang} /${one.url}`;
    // The page for a missing address is looked at where it is served: deep below its folder.
    const url = one.type === '404' ? `${server.url}${one.url.replace(/404\.html$/, '')}no/such/page/` : server.url + one.url;
    if (one.type === '404') watcher.expect404(url);
    try {
      const response = await page.goto(url, { waitUntil: 'load' });
      const status = one.type === '404' ? 404 : 200;
      if (response.status() !== status) noise.push(`${at}: status ${response.status()}`);
      const size = await page.evaluate(measureWidth);
      if (size.wide > 320 || size.out.length > 0) wide.push(`${at}: ${size.wide} px, ${size.out.join(', ')}`);
      await page.evaluate(openFolds);
      const opened = await page.evaluate(measureWidth);
      if (opened.wide > 320 || opened.out.length > 0) wide.push(`${at}, opened: ${opened.wide} px, ${opened.out.join(', ')}`);
      noise.push(...(await watcher.take()).map((what) => `${at}: ${what}`));
      if (full) {
        const modes = [['light', 320], ['dark', 320], ['dark', 1280], ['light', 1280]];
        for (const [scheme, width] of modes) {
          if (width === 320 && !narrow.includes(one.lang)) continue;
          await page.emulateMedia({ colorScheme: scheme });
          await page.setViewportSize({ width, height: 800 });
          violations[scheme].push(...(await axe(page)).map((what) => `${at}, ${width} px: ${what}`));
          if (one.type === 'lesson') {
            await page.locator('nav.languages summary').click();
            violations[scheme].push(...(await axe(page)).map((what) => `${at}, ${width} px, menu open: ${what}`));
            await page.keyboard.press('Escape');
          }
        }
        await page.setViewportSize({ width: 320, height: 640 });
        await watcher.take(); // what axe-core itself asks for is not the page's doing
      }
    } catch (error) {
      noise.push(`${at}: ${String(error.message).split('\n')[0]}`);
    }
  }
  await context.close();
  const note = `${list.length} pages`;
  report(`width: no sideways scroll and nothing cut off at 320 px, ${name}`, wide, note);
  report(`loading: no console message, no failed or foreign request, nothing blocked, ${name}`, noise, note);
  if (full) {
    report(`axe-core with best practices, light, ${name}`, violations.light, note);
    report(`axe-core with best practices, dark, ${name}`, violations.dark, note);
  }
}

/** Dark by the system, and the theme button. */
export async function checkTheme(browser, server, types) {
  const { url } = types.found.find((one) => one.type === 'lesson');
  const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const isDark = async (page) => lightness(await background(page)) < 0.2;

  await check('theme: dark where the system is dark, on every type of page', async () => {
    const problems = [];
    const context = await browser.newContext({ colorScheme: 'dark', reducedMotion: 'reduce' });
    const page = await context.newPage();
    const list = types.found.filter((one) => ['et', 'root'].includes(one.lang));
    for (const one of list) {
      await page.goto(server.url + one.url);
      const { paper, text, scheme } = await page.evaluate(() => {
        const style = getComputedStyle(document.body);
        return { paper: style.backgroundColor, text: style.color, scheme: getComputedStyle(document.documentElement).colorScheme };
      });
      if (lightness(paper) > 0.2 || lightness(text) < 0.6) problems.push(`/${one.url}: ${text} on ${paper}`);
      if (scheme !== 'dark') problems.push(`/${one.url}: color-scheme ${scheme}`);
    }
    await context.close();
    return { problems, note: `${list.length} pages` };
  });

  // axe-core cannot judge a number that stands on a pseudo-element.
  await check('theme: the numbers of the stations stand out, light and dark, for all eight colours', async () => {
    const problems = [];
    let least = 21;
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    for (const one of types.found.filter((each) => ['lesson', 'home'].includes(each.type) && each.lang === 'et')) {
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        await page.goto(server.url + one.url);
        const ratios = await page.evaluate(() => {
          const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
          const luminance = (colour) => {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => {
              const part = byte / 255;
              return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const found = [];
          for (const mark of document.querySelectorAll('.station .mark')) {
            for (let n = 1; n <= 8; n += 1) {
              mark.closest('.station').dataset.n = n;
              const ink = luminance(getComputedStyle(mark.querySelector('span')).color);
              const ground = luminance(getComputedStyle(mark, '::before').backgroundColor);
              found.push((Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05));
            }
          }
          return found;
        });
        const worst = Math.min(...ratios);
        least = Math.min(least, worst);
        if (!(worst >= 4.5)) problems.push(`/${one.url} ${colorScheme}: ${worst.toFixed(2)} of 4.5`);
      }
    }
    await context.close();
    return { problems, note: `contrast at least ${least.toFixed(2)}` };
  });

  await check('theme: the button goes from system to what the system does not show, to what it shows, and the choice survives a reload', async () => {
    const problems = [];
    const context = await browser.newContext({ colorScheme: 'dark', reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    await page.goto(server.url + url);
    const button = page.locator('.theme-button');
    const labels = [await button.getAttribute('aria-label')];
    const expect = async (what, dark) => {
      if ((await isDark(page)) !== dark) problems.push(`${what}: background is ${await background(page)}`);
    };
    const press = async () => {
      await button.click();
      labels.push(await button.getAttribute('aria-label'));
    };
    await expect('at first, system dark', true);
    await press();
    await expect('after one press (light)', false);
    await page.reload();
    await expect('light, after a reload', false);
    if ((await button.getAttribute('aria-label')) !== labels[1]) problems.push('the label is lost by a reload');
    await press();
    await page.emulateMedia({ colorScheme: 'light' });
    await expect('after two presses (dark), system light', true);
    await page.reload();
    await expect('dark, after a reload', true);
    await page.goto(server.url);
    await expect('dark, on another page', true);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(server.url + url);
    await press();
    await expect('after three presses (system), system dark', true);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect('after three presses (system), system light', false);
    await page.reload();
    await button.click();
    await expect('after the first press, system light', true);
    if (new Set(labels.slice(0, 3)).size !== 3 || labels[3] !== labels[0] || labels.includes(null)) {
      problems.push(`labels: ${labels.join(', ')}`);
    }
    await context.close();
    return { problems, note: labels.slice(0, 3).join(', ') };
  });
}
