// A page by keyboard only: the skip link, the language menu, every focus visible, no trap.
import { check } from './report.mjs';

/** Runs in the page: what has the focus, and whether one can see it. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const text = (element.getAttribute('aria-label') || element.innerText || '').trim().replace(/\s+/g, ' ').slice(0, 30);
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1);
  const hit = document.elementFromPoint(x, y);
  return {
    name: `${element.localName}${element.className ? `.${element.className}` : ''} “${text}”`,
    index: window.polkuOrder?.indexOf(element) ?? -1,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
    inView: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: hit !== null && !element.contains(hit) && !hit.contains(element) && getComputedStyle(element).display !== 'inline',
    skip: element.matches('.skip'),
    main: element.localName === 'main',
    summary: element.matches('nav.languages summary'),
    hreflang: element.getAttribute('hreflang'),
  };
}

/** Runs in the page: notes, in document order, all that Tab should reach. */
function noteOrder() {
  const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]');
  window.polkuOrder = [...all].filter((element) => element.checkVisibility() && !element.disabled);
  return window.polkuOrder.length;
}

/** Walks through the whole page by Tab and comes out at its end. */
async function walk(page, key, at) {
  const problems = [];
  const count = await page.evaluate(noteOrder);
  const reached = new Set();
  let ended = false;
  let last = key === 'Tab' ? -1 : count;
  for (let press = 0; press < count + 15; press += 1) {
    await page.keyboard.press(key);
    const now = await page.evaluate(focused);
    if (!now || (reached.size > 0 && now.index === (key === 'Tab' ? 0 : count - 1))) {
      ended = true;
      break;
    }
    if (!now.outlined) problems.push(`${at}: the focus on ${now.name} cannot be seen`);
    if (!now.inView) problems.push(`${at}: ${now.name} is out of view when it has the focus`);
    else if (now.covered) problems.push(`${at}: ${now.name} is covered when it has the focus`);
    if (now.index >= 0) {
      if (reached.has(now.index)) problems.push(`${at}: ${now.name} is reached twice`);
      if (key === 'Tab' ? now.index < last : now.index > last) problems.push(`${at}: ${now.name} is out of order`);
      reached.add(now.index);
      last = now.index;
    }
  }
  if (!ended) problems.push(`${at}: ${key} does not come to an end`);
  const missed = await page.evaluate((seen) =>
    window.polkuOrder.filter((_, index) => !seen.includes(index)).map((element) => element.outerHTML.slice(0, 60)), [...reached]);
  problems.push(...missed.map((one) => `${at}: ${key} does not reach ${one}`));
  return { problems, count };
}

export async function checkKeyboard(browser, site, server, types) {
  const lesson = types.found.find((one) => one.type === 'lesson' && one.lang === 'et');
  const finnish = types.found.find((one) => one.type === 'lesson' && one.lang === 'fi');
  const open = async (width, url) => {
    const context = await browser.newContext({ viewport: { width, height: 720 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    await page.goto(server.url + url);
    return page;
  };

  await check('keyboard: Tab comes to the skip link first, and Enter goes to the text', async () => {
    const problems = [];
    const pages = types.found.filter((one) => one.lang === 'et');
    const page = await open(1280, lesson.url);
    for (const one of pages) {
      await page.goto(server.url + one.url);
      await page.keyboard.press('Tab');
      const first = await page.evaluate(focused);
      if (!first?.skip || !first.inView || !first.outlined) problems.push(`/${one.url}: first is ${first?.name}, in view: ${first?.inView}`);
      await page.keyboard.press('Enter');
      const target = await page.evaluate(focused);
      if (!target?.main) problems.push(`/${one.url}: Enter goes to ${target?.name}`);
      await page.keyboard.press('Tab');
      const inside = await page.evaluate(() =>
        document.activeElement === document.body || document.activeElement.closest('main, footer') !== null);
      if (!inside) problems.push(`/${one.url}: the next Tab is not in the text`);
    }
    await page.context().close();
    return { problems, note: `${pages.length} pages` };
  });

  await check('keyboard: the language menu opens, closes and takes one to another language', async () => {
    const problems = [];
    for (const width of [320, 1280]) {
      const page = await open(width, lesson.url);
      const tabTo = async (test) => {
        for (let press = 0; press < 40; press += 1) {
          const now = await page.evaluate(focused);
          if (now && test(now)) return true;
          await page.keyboard.press('Tab');
        }
        return false;
      };
      const isOpen = () => page.locator('nav.languages details').evaluate((details) => details.open);
      if (!(await tabTo((now) => now.summary))) problems.push(`${width} px: Tab does not reach the menu`);
      await page.keyboard.press('Enter');
      if (!(await isOpen())) problems.push(`${width} px: Enter does not open it`);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Escape');
      if (await isOpen()) problems.push(`${width} px: Escape does not close it`);
      if (!(await page.evaluate(focused))?.summary) problems.push(`${width} px: Escape loses the focus`);
      await page.keyboard.press('Space');
      if (!(await isOpen())) problems.push(`${width} px: the space bar does not open it`);
      if (!(await tabTo((now) => now.hreflang === 'fi'))) problems.push(`${width} px: Tab does not reach Finnish`);
      await page.keyboard.press('Enter');
      await page.waitForURL(server.url + finnish.url).catch(() => problems.push(`${width} px: Enter led to ${page.url()}`));
      await page.context().close();
    }
    return problems;
  });

  await check('keyboard: the whole page by Tab: every focus is seen, in order, no trap', async () => {
    const problems = [];
    let stops = 0;
    const wanted = ['lesson', 'section', 'home', 'glossary', 'root'];
    for (const width of [320, 1280]) {
      for (const one of types.found.filter((each) => wanted.includes(each.type) && ['et', 'root'].includes(each.lang))) {
        if (width === 320 && one.type !== 'lesson') continue;
        const page = await open(width, one.url);
        const found = await walk(page, 'Tab', `/${one.url} ${width} px`);
        problems.push(...found.problems);
        stops += found.count;
        await page.context().close();
      }
    }
    const page = await open(1280, lesson.url);
    const back = await walk(page, 'Shift+Tab', `/${lesson.url} backwards`);
    problems.push(...back.problems);
    await page.context().close();
    return { problems, note: `${stops + back.count} stops` };
  });
}
