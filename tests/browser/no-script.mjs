// The site without JavaScript: text, path, menus and links work; what needs a script is not shown.
import { check } from './report.mjs';

export async function checkWithoutScript(browser, site, server, types) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);

  await check('without JavaScript: a lesson has its text, path and menus, in every language', async () => {
    const problems = [];
    const lessons = types.found.filter((one) => one.type === 'lesson');
    for (const one of lessons) {
      await page.goto(server.url + one.url);
      const text = await page.locator('main .content').innerText();
      if (text.length < 1000) problems.push(`/${one.url}: only ${text.length} characters of text`);
      const stations = await page.locator('.path .station > a .mark').filter({ visible: true }).count();
      const here = await page.locator('.path [aria-current=step]').count();
      if (stations < 2 || here !== 1) problems.push(`/${one.url}: the path has ${stations} stations, ${here} of them current`);
      if (await page.locator('.theme-button').isVisible()) problems.push(`/${one.url}: the theme button is shown`);
      for (const menu of ['nav.menu', 'nav.languages']) {
        await page.locator(`${menu} summary`).click();
        const links = page.locator(`${menu} a`);
        if ((await links.count()) < 2 || !(await links.first().isVisible())) problems.push(`/${one.url}: ${menu} does not open`);
      }
    }
    return { problems, note: `${lessons.length} lessons` };
  });

  await check('without JavaScript: links work, from / along the path to its end', async () => {
    const problems = [];
    await page.goto(server.url);
    await page.locator('.choose a[hreflang=et]').click();
    if (!page.url().endsWith('/et/')) problems.push(`the choice of languages led to ${page.url()}`);
    await page.locator('.start .button').click();
    const stations = await page.locator('.path .station').count();
    for (let stage = 1; stage <= stations; stage += 1) {
      const here = await page.locator('.path [aria-current=step] .mark').innerText();
      if (here !== String(stage)) problems.push(`at station ${here} instead of ${stage}`);
      if (stage < stations) await page.locator('.turn-next').click();
    }
    await page.locator('nav.languages summary').click();
    await page.locator('nav.languages a[hreflang=en]').click();
    if ((await page.locator('html').getAttribute('lang')) !== 'en') problems.push('the language menu does not lead on');
    return { problems, note: `${stations} stations` };
  });
  await context.close();
}
