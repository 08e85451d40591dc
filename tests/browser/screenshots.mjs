// Pictures of the course's pages for the documentation: node screenshots.mjs --root DIR --out DIR, with the site built for `/`.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { pagesOfEveryType, readSite } from './facts.mjs';
import { serve } from './server.mjs';

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 800 };
const PICTURES = [
  ['home', 'home', WIDE, 'light'],
  ['lesson', 'lesson', WIDE, 'light'],
  ['practice', 'practice', WIDE, 'dark', async (page) => {
    const field = page.locator('fieldset.quiz-single').first();
    await field.locator('input').first().check();
    await field.locator('.quiz-check').click();
    await field.scrollIntoViewIfNeeded();
  }],
  ['scenario', 'scenario', NARROW, 'light', async (page) => { await page.locator('.node:not([hidden]) h2').first().scrollIntoViewIfNeeded(); }],
  ['progress', 'progress', WIDE, 'light'],
  ['search', 'search', WIDE, 'dark', async (page) => {
    await page.locator('#polku-query').fill('ostuotsus');
    await page.locator('#polku-results li').first().waitFor();
  }],
  ['map', 'map', WIDE, 'dark', async (page) => { await page.locator('.arcs li a').nth(6).focus(); }],
  ['glossary', 'glossary', NARROW, 'dark'],
  ['parallel', 'parallel', WIDE, 'light'],
  ['source', 'source', NARROW, 'light'],
];

const { root, out } = parseArgs({ options: { root: { type: 'string' }, out: { type: 'string' } } }).values;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
const site = await readSite(browser, root);
const server = await serve(root, site.base);
const { found } = pagesOfEveryType(site);
await mkdir(out, { recursive: true });
for (const [name, type, viewport, colorScheme, act] of PICTURES) {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(server.url + found.find((one) => one.type === type && one.lang === 'et').url);
  if (act) await act(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: path.join(out, `${name}.png`) });
  await context.close();
}
await server.close();
await browser.close();
