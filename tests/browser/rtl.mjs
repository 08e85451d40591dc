// A small site in Arabic and Estonian, made and built here: the direction of pages, of the path and of what is not translated.
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { axe, openFolds, watch, watchedContext } from './appearance.mjs';
import { readSite } from './facts.mjs';
import { check } from './report.mjs';
import { serve } from './server.mjs';
import { checkArabicTrees } from './trees.mjs';

const FILES = {
  'book.toml': `[book]
title = "Ostuprotsess"
language = "et"
src = "content"

[language.et]
name = "Eesti"

[language.ar]
name = "العربية"
title = "عملية الشراء"
fallback = ["et"]

[output.html]
site-url = "https://example.org/"
`,
  'content/et/index.md': `---
title: Ostuprotsess
description: Kaks etappi vajadusest otsuseni
---
# Kliendi teekond

Klient on enne sinu juurde jõudmist juba pika tee käinud. Alusta [vajadusest](stages/need.md).

## Polku main
`,
  'content/et/stages/index.md': `---
title: Etapid
description: Mis järjekorras klient otsusele läheneb.
---
# Ostuprotsessi etapid

Etappe on kaks.
`,
  'content/et/stages/need.md': `---
title: Vajadus
description: Klient märkab, et midagi on puudu.
order: 1
stage: need
---
# Vajadus: siit algab tee

Klient märkab, et midagi on puudu, ja hakkab otsima.

## Mida sina teed {#do}

- Küsi olukorra kohta.
- Kuula lõpuni.

## Mida sa ei tee {#do-not}

> **Klient:** Ma alles vaatan ringi.

Seejärel tuleb [teabe kogumine](information.md).
`,
  'content/et/stages/information.md': `---
title: Teabe kogumine
description: Klient uurib järele.
order: 2
stage: information
---
# Teabe kogumine: klient uurib järele

Klient küsib tuttavatelt ja uurib ise. Anna talle selget teavet.

## Mida sina teed {#do}

| Klient | Sina |
|---|---|
| Küsib | Vastad |

## Edasi {#next}

Tagasi [vajaduse](need.md) juurde.
`,
  'content/ar/index.md': `---
title: عملية الشراء
description: مرحلتان من الحاجة إلى القرار
---
# رحلة العميل

قطع العميل طريقًا طويلًا قبل أن يصل إليك. ابدأ من [الحاجة](stages/need.md).
`,
  'content/ar/stages/index.md': `---
title: المراحل
slug: marahil
description: ترتيب المراحل التي يمر بها العميل.
---
# مراحل عملية الشراء

هناك مرحلتان.
`,
  'content/ar/stages/need.md': `---
title: الحاجة
slug: haja
description: يلاحظ العميل أن شيئًا ما ينقصه.
---
# الحاجة: هنا يبدأ الطريق

يلاحظ العميل أن شيئًا ما ينقصه، فيبدأ بالبحث.

## ماذا تفعل

- اسأل عن الوضع.
- استمع حتى النهاية.

## ماذا لا تفعل

> **العميل:** أنا أتفرج فقط.

بعد ذلك يأتي [جمع المعلومات](information.md).
`,
};

/** Writes the site into `dir`/site, builds it into `dir`/out and checks it. Returns the folder of the built site. */
export async function checkRightToLeft(browser, polku, dir) {
  const out = path.join(dir, 'out');
  await check('right to left: a small site in Arabic and Estonian builds', async () => {
    for (const [name, text] of Object.entries(FILES)) {
      const file = path.join(dir, 'site', name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    const build = spawnSync(polku, ['build', '--root', path.join(dir, 'site'), '--out', out, '--color', 'never'], { encoding: 'utf8' });
    if (build.error) return [build.error.message];
    return build.status === 0 ? [] : [`exit ${build.status}: ${build.stderr}`];
  });

  const site = await readSite(browser, out);
  const server = await serve(out, site.base);
  const context = await watchedContext(browser, { viewport: { width: 320, height: 640 }, colorScheme: 'light' });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  const watcher = watch(page, server);
  const pages = [...site.pages.values()].filter((one) => !one.refresh);
  const arabic = pages.filter((one) => one.lang === 'ar');

  await check('right to left: dir follows the language on every page', async () => {
    const problems = pages
      .filter((one) => one.dir !== (one.lang === 'ar' ? 'rtl' : 'ltr'))
      .map((one) => `${one.file}: ${one.lang} ${one.dir}`);
    if (arabic.length < 4) problems.push(`only ${arabic.length} Arabic pages`);
    return { problems, note: `${arabic.length} Arabic pages` };
  });

  await check('ids: a heading whose id would be the theme\'s gets another one', async () =>
    pages.filter((one) => new Set(one.ids).size !== one.ids.length).map((one) => {
      const twice = one.ids.filter((id, index) => one.ids.indexOf(id) !== index);
      return `${one.file} has ${twice.join(', ')} twice`;
    }));

  await check('right to left: no sideways scroll at 320 px, no axe-core violation, nothing on the console', async () => {
    const problems = [];
    for (const one of arabic.filter((each) => each.kind !== 'not-found')) {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(server.url + one.url);
      await page.evaluate(openFolds);
      const { wide, scrolled } = await page.evaluate(() => {
        scrollTo(-1000, 0);
        return { wide: document.documentElement.scrollWidth, scrolled: scrollX };
      });
      if (wide > 320 || scrolled !== 0) problems.push(`${one.file}: ${wide} px wide, scrolls by ${scrolled}`);
      problems.push(...(await watcher.take()).map((what) => `${one.file}: ${what}`));
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 720 });
        problems.push(...(await axe(page)).map((what) => `${one.file} ${width} px: ${what}`));
      }
      await watcher.take();
    }
    return problems;
  });

  await check('right to left: the path and the header run from right to left', async () => {
    const problems = [];
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.goto(server.url + arabic.find((one) => one.stage === 1).url);
    const [brand, tools] = await page.evaluate(() =>
      ['.brand', '.tools'].map((one) => document.querySelector(one).getBoundingClientRect().left));
    if (brand <= tools) problems.push(`the title is at ${brand} px, the tools are at ${tools} px`);
    const stations = await page.locator('.path .mark').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
    if (stations.length < 2 || stations.some((left, index) => index > 0 && left >= stations[index - 1])) {
      problems.push(`stations at ${stations.join(', ')} px`);
    }
    return problems;
  });

  await check('right to left: an Estonian text on an Arabic page is an island of its own direction', async () => {
    const problems = [];
    const island = arabic.find((one) => one.fallback && one.stage === 2);
    if (!island) return ['there is no fallback page for the second stage'];
    await page.goto(server.url + island.url);
    const found = await page.evaluate(() => {
      const at = (selector) => {
        const element = document.querySelector(selector);
        return element && `${element.closest('[lang]').lang} ${getComputedStyle(element).direction}`;
      };
      return { html: document.documentElement.dir, article: at('article'), content: at('.content p'), heading: at('h1'), station: at('.path .is-here .name') };
    });
    if (found.html !== 'rtl') problems.push(`html is ${found.html}`);
    for (const part of ['article', 'content', 'heading', 'station']) {
      if (found[part] !== 'et ltr') problems.push(`${part} is ${found[part]}`);
    }
    return problems;
  });

  await check('right to left: the text and what follows it stand below each other', async () => {
    const problems = [];
    for (const width of [320, 800, 1280]) {
      await page.setViewportSize({ width, height: 720 });
      for (const one of arabic.filter((each) => each.stage > 0)) {
        await page.goto(server.url + one.url);
        const [text, end] = await page.evaluate(() => ['.content', '.end'].map((selector) => {
          const box = document.querySelector(selector).getBoundingClientRect();
          return { left: Math.round(box.left), right: Math.round(box.right) };
        }));
        if (Math.abs(text.right - end.right) > 1 || Math.abs(text.left - end.left) > 1) {
          problems.push(`${one.file} ${width} px: the text at ${text.left}…${text.right}, what follows at ${end.left}…${end.right}`);
        }
      }
    }
    return problems;
  });

  await check('right to left: texts of the interface that Arabic lacks are in English, and read from left to right', async () => {
    const problems = [];
    await page.goto(server.url + arabic.find((one) => one.stage === 1).url);
    const text = (await page.locator('.skip').textContent()).replace(/[\u2066-\u2069]/g, '');
    if (!/^skip [a-z ]+$/i.test(text)) problems.push(`the skip link is “${text}”`);
    // Where the first and the last letter or digit of “1-minute read” stand.
    const meta = await page.locator('.meta span').first().evaluate((span) => {
      const node = document.createTreeWalker(span, NodeFilter.SHOW_TEXT).nextNode();
      const at = (index) => {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + 1);
        return range.getBoundingClientRect().left;
      };
      const found = [...node.data.matchAll(/[a-z0-9]/gi)];
      return { text: node.data, first: at(found[0].index), last: at(found.at(-1).index) };
    });
    if (meta.first >= meta.last) problems.push(`“${meta.text}” is shown with its beginning after its end`);
    return { problems, note: text };
  });

  await checkArabicTrees(browser, server, arabic);

  await context.close();
  await server.close();
  return out;
}
