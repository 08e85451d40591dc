// Changing the language on a page, a page that isn't translated, and the choice of languages at `/`.
import { check } from './report.mjs';

const WAIT = 5000;
const pathOf = (page) => new URL(page.url()).pathname;

/** From a lesson by the language menu to the same lesson, and a fallback page. */
export async function checkSwitching(browser, site, server, types) {
  const lesson = (lang, stage) =>
    [...site.pages.values()].find((page) => page.lang === lang && page.kind === 'page' && page.stage === stage);

  await check('languages: from the Estonian lesson by the menu to the Finnish one and back', async () => {
    const problems = [];
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT);
    const from = lesson('et', 1);
    const to = lesson('fi', 1);
    await page.goto(server.url + from.url);
    const follow = async (name) => {
      await page.locator('nav.languages summary').click();
      await page.locator('nav.languages a[hreflang]', { hasText: name }).click();
      await page.waitForLoadState();
    };
    await follow('Suomi');
    if (pathOf(page) !== site.base + to.url) problems.push(`came to ${pathOf(page)}, expected ${site.base + to.url}`);
    if ((await page.locator('html').getAttribute('lang')) !== 'fi') problems.push('the page is not in Finnish');
    if ((await page.locator('.path [aria-current=step] .mark').innerText()) !== '1') problems.push('another stage of the path');
    await follow('Eesti');
    if (pathOf(page) !== site.base + from.url) problems.push(`came back to ${pathOf(page)}`);
    await context.close();
    return { problems, note: `${from.url} → ${to.url}` };
  });

  await check('languages: a Swedish lesson that is not translated says so, in Swedish', async () => {
    const problems = [];
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT);
    const fallback = lesson('sv', 2);
    const has = types.languages.filter((lang) => lesson(lang, 2) && !lesson(lang, 2).fallback);
    await page.goto(server.url + fallback.url);
    const found = await page.evaluate(() => {
      const langOf = (element) => element.closest('[lang]').lang;
      const notice = document.querySelector('.fallback');
      const article = document.querySelector('article');
      return {
        page: document.documentElement.lang,
        notice: notice && { lang: langOf(notice), text: notice.innerText, shown: notice.checkVisibility() },
        original: notice?.querySelector('a')?.hreflang,
        article: langOf(article),
        content: langOf(document.querySelector('.content')),
        menu: [...document.querySelectorAll('nav.languages a[hreflang]')].map((a) => a.hreflang),
        current: document.querySelector('nav.languages [aria-current]')?.hreflang,
        alternates: document.querySelectorAll('link[rel=alternate][hreflang]').length,
        canonical: document.querySelector('link[rel=canonical]')?.href,
      };
    });
    if (found.page !== 'sv') problems.push(`html lang is ${found.page}`);
    if (!found.notice?.shown) problems.push('no notice is shown');
    else if (found.notice.lang !== 'sv' || !/översatt/i.test(found.notice.text)) {
      problems.push(`the notice is marked ${found.notice.lang}: ${found.notice.text}`);
    }
    if (!['en', 'et'].includes(found.article)) problems.push(`the article is marked ${found.article}`);
    if (found.content !== found.article || found.original !== found.article) {
      problems.push(`article ${found.article}, content ${found.content}, original ${found.original}`);
    }
    const expected = [...new Set([...has, 'sv'])].sort().join(' ');
    if ([...found.menu].sort().join(' ') !== expected) problems.push(`the menu offers ${found.menu.join(' ')}, expected ${expected}`);
    if (found.current !== 'sv') problems.push(`the current language is ${found.current}`);
    const shown = lesson(found.article, 2);
    if (!found.canonical?.endsWith(site.base + shown?.url)) problems.push(`canonical is ${found.canonical}`);
    await context.close();
    return { problems, note: `${fallback.url} shows ${found.article}; menu: ${found.menu.join(' ')}` };
  });
}

/** A page beside another language: in columns where there is room, by a tap where there is not. */
export async function checkParallel(browser, server, types) {
  const at = types.found.find((one) => one.type === 'parallel' && one.lang === 'fi');
  for (const javaScriptEnabled of [true, false]) {
    await check(`parallel text: two columns on a wide screen, a tap away on a phone, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
      const problems = [];
      const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      page.setDefaultTimeout(WAIT);
      await page.goto(server.url + at.url);
      const row = page.locator('.rows .row').first();
      const [left, right] = [row.locator('.one'), row.locator('.other > div')];
      const [a, b] = [await left.boundingBox(), await right.boundingBox()];
      if (!a || !b || b.x < a.x + a.width || Math.abs(a.y - b.y) > 4) problems.push(`1280 px: ${JSON.stringify([a, b])}`);
      if ((await right.getAttribute('lang')) === (await page.locator('html').getAttribute('lang'))) problems.push('both are in one language');
      await page.setViewportSize({ width: 390, height: 800 });
      if (await right.isVisible()) problems.push('390 px: it is open at once');
      await row.locator('summary').click();
      if (!(await right.isVisible())) problems.push('390 px: its summary does not open it');
      if (javaScriptEnabled) {
        await left.click({ position: { x: 2, y: 4 } });
        if (await right.isVisible()) problems.push('390 px: a tap on the paragraph does not close it');
      }
      await context.close();
      return { problems, note: at.url };
    });
  }
}

/** The choice of languages at the base path. */
export async function checkChoice(browser, site, server, name) {
  const visitor = async (locale, body, script) => {
    const context = await browser.newContext({ locale });
    if (script) await context.addInitScript(script);
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT);
    try {
      return await body(page);
    } finally {
      await context.close();
    }
  };
  const arrives = (page, path) => page.waitForURL((url) => url.pathname === path, { timeout: WAIT }).then(() => true, () => false);
  /** Whether the page is still at `path` after any script had its chance. */
  const stays = async (page, path) => {
    await page.waitForLoadState('load');
    await page.waitForTimeout(400);
    return pathOf(page) === path;
  };
  const { base } = site;

  await check(`choice: a first visit to ${base} in Finnish goes to ${base}fi/, the second stays, ${name}`, () =>
    visitor('fi-FI', async (page) => {
      const problems = [];
      await page.goto(server.url);
      if (!(await arrives(page, `${base}fi/`))) problems.push(`the first visit ended at ${pathOf(page)}`);
      await page.waitForLoadState();
      await page.goto(server.url);
      if (!(await stays(page, base))) problems.push(`the second visit went to ${pathOf(page)}`);
      const offered = await page.locator('.choose a').count();
      if (offered < 2) problems.push(`${offered} languages are offered`);
      return problems;
    }));

  await check(`choice: Back from there leads to where the visitor came from, ${name}`, () =>
    visitor('sv-SE', async (page) => {
      const problems = [];
      // The 404 page of another address of the same host stands for the site that the visitor comes from.
      const before = server.before;
      await page.goto(before);
      await page.evaluate((url) => {
        const link = document.body.appendChild(document.createElement('a'));
        link.href = url;
        link.textContent = 'Polku';
        link.id = 'link-to-the-site';
      }, server.url);
      await page.click('#link-to-the-site');
      if (!(await arrives(page, `${base}sv/`))) problems.push(`went to ${pathOf(page)}`);
      await page.waitForLoadState();
      await page.goBack();
      await page.waitForTimeout(400);
      if (page.url() !== before) problems.push(`Back led to ${page.url()}`);
      // And with `/` itself in the history: Back to it stays there.
      await page.goto(server.url);
      await page.locator('.choose a[hreflang=en]').click();
      await arrives(page, `${base}en/`);
      await page.waitForLoadState();
      await page.goBack();
      if (!(await stays(page, base))) problems.push(`Back to ${base} led to ${pathOf(page)}`);
      return problems;
    }));

  await check(`choice: who comes from within the site stays at ${base}, ${name}`, () =>
    visitor('fi-FI', async (page) => {
      await page.goto(`${server.url}et/`);
      await page.evaluate((url) => { location.href = url; }, server.url);
      await page.waitForURL(server.url).catch(() => {});
      return (await stays(page, base)) ? [] : [`was sent to ${pathOf(page)}`];
    }));

  await check(`choice: nobody is sent on whose language is not there, or whose browser forgets, ${name}`, async () => {
    const problems = [];
    await visitor('ja-JP', async (page) => {
      await page.goto(server.url);
      if (!(await stays(page, base))) problems.push(`a Japanese visitor was sent to ${pathOf(page)}`);
    });
    const blocked = () => {
      Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } });
    };
    await visitor('fi-FI', async (page) => {
      await page.goto(server.url);
      if (!(await stays(page, base))) problems.push(`without storage a visitor was sent to ${pathOf(page)}`);
    }, blocked);
    return problems;
  });
}
