// The map of the pages: what the picture joins is what stands in words below it; pointing at a page, or going to it by keyboard, shows what it leads to.
import { watchedContext } from './appearance.mjs';
import { check } from './report.mjs';

export async function checkMap(browser, server, types) {
  const own = types.found.filter((one) => one.type === 'map');
  const open = async (url) => {
    const context = await watchedContext(browser, { viewport: { width: 1000, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    await page.goto(server.url + url);
    return { context, page };
  };
  await check('map: the picture and the words say the same, in every language', async () => {
    const problems = [];
    for (const { lang, url } of own) {
      const { context, page } = await open(url);
      const { drawn, said, pages } = await page.evaluate(() => {
        const picture = document.querySelector('.arcs');
        const rows = [...picture.querySelectorAll('li > a')].map((link) => link.href);
        const pair = (a, b) => [a, b].sort().join(' ');
        const drawn = [...picture.querySelectorAll('path')].map((path) => pair(rows[path.dataset.a], rows[path.dataset.b]));
        const said = new Set();
        for (const place of document.querySelectorAll('.map-group li')) {
          const from = place.querySelector(':scope > a').href;
          for (const link of place.querySelectorAll('.map-to a')) said.add(pair(from, link.href));
        }
        return { drawn: drawn.sort(), said: [...said].sort(), pages: rows.length };
      });
      if (pages < 30 || drawn.length < 30) problems.push(`${lang}: ${pages} pages, ${drawn.length} arcs`);
      if (JSON.stringify(drawn) !== JSON.stringify(said)) problems.push(`${lang}: ${drawn.length} pairs are drawn, ${said.length} said`);
      await context.close();
    }
    return { problems, note: own.map((one) => one.lang).join(' ') };
  });
  await check('map: what one goes to by keyboard or points at stands out with what it leads to, and nothing does afterwards', async () => {
    const { context, page } = await open(own[0].url);
    const problems = [];
    const rows = page.locator('.arcs').first().locator('li');
    const state = () => page.evaluate(() => {
      const arcs = document.querySelector('.arcs'), row = arcs.querySelector('li:nth-child(2)');
      const all = [...arcs.querySelectorAll('path')];
      const here = all.filter((path) => path.dataset.a === '1' || path.dataset.b === '1');
      const strength = (path) => +getComputedStyle(path).strokeOpacity;
      return {
        here: here.length,
        out: here.every((path) => strength(path) === 1) && all.filter((path) => !here.includes(path)).every((path) => strength(path) < 0.2),
        calm: all.every((path) => strength(path) === strength(all[0])),
        row: row.classList.contains('on'),
      };
    });
    await rows.nth(0).locator('a').focus();
    await page.keyboard.press('Tab');
    const focused = await state();
    if (!focused.here || !focused.out || !focused.row) problems.push(`by keyboard: ${JSON.stringify(focused)}`);
    await page.locator('h1').evaluate(() => document.activeElement.blur());
    if (!(await state()).calm) problems.push('it still stands out after the focus has gone');
    await rows.nth(1).locator('a').hover();
    if (!(await state()).out) problems.push('nothing stands out when pointed at');
    await page.mouse.move(5, 5);
    if (!(await state()).calm) problems.push('it still stands out when the pointer has gone');
    await context.close();
    return problems;
  });
}
