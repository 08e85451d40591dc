// What those hear who listen to a page: the accessibility tree of everything that teaches, state by state, compared with the one in
// teaching/states.txt. With POLKU_UPDATE=1 that file is written anew; read the difference before you keep it.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { axe } from './appearance.mjs';
import { check } from './report.mjs';
import { serve } from './server.mjs';

const FOLDER = path.join(import.meta.dirname, 'teaching');
const FILE = path.join(FOLDER, 'states.txt');

/** The states of a page, one after the other: each a name, and what is done to get there. */
const STATES = {
  'en/questions/': [
    ['question, open', 'fieldset[data-kind=single]'],
    ['question, wrong', 'fieldset[data-kind=single]', async (part) => {
      await part.locator('input').first().check();
      await part.locator('.quiz-check').click();
    }],
    ['question, right', 'fieldset[data-kind=single]', async (part) => {
      await part.locator('input').nth(1).check();
      await part.locator('.quiz-check').click();
    }],
    ['several, open', 'fieldset[data-kind=multiple]'],
    ['several, half right', 'fieldset[data-kind=multiple]', async (part) => {
      await part.locator('input').first().check();
      await part.locator('.quiz-check').click();
    }],
    ['order, open', 'fieldset[data-kind=order]'],
    ['order, moved', 'fieldset[data-kind=order]', async (part) => {
      await part.locator('.quiz-move:visible').last().focus();
      await part.locator('.option').nth(1).locator('.quiz-move').last().click();
    }],
    ['pairs, open', 'fieldset[data-kind=match]'],
    ['pairs, wrong', 'fieldset[data-kind=match]', async (part) => {
      await part.locator('select').first().selectOption('1');
      await part.locator('select').last().selectOption('1');
      await part.locator('.quiz-check').click();
    }],
    ['typed, open', 'fieldset[data-kind=short]'],
    ['typed, right', 'fieldset[data-kind=short]', async (part) => {
      await part.locator('input').fill('Needs');
      await part.locator('.quiz-check').click();
    }],
    ['what is right, and once more', '.quiz-summary'],
    ['a term’s meaning', '#polku-main', async (part, page) => { await page.locator('a.term').first().focus(); }, '#polku-note'],
  ],
  'en/door/': [
    ['role-play, beginning', '#polku-main article'],
    ['role-play, end', '#polku-main article', async (part) => { await part.locator('.choice > a').last().click(); }],
    ['role-play, once more', '#polku-main article', async (part) => { await part.locator('.debrief button').click(); }],
  ],
  'en/_cards/': [
    ['card, front', '#polku-desk'],
    ['card, back', '#polku-desk', async (part) => { await part.locator('button:visible').first().click(); }],
    ['card, known', '#polku-desk', async (part) => { await part.locator('button:visible').first().click(); }],
  ],
};

export async function checkStates(browser, polku, temp) {
  await check('what teaches sounds as it should in every state, and axe-core finds nothing in any', async () => {
    const out = path.join(temp, 'teaching');
    await promisify(execFile)(polku, ['build', '-q', '--root', FOLDER, '--out', out]);
    const server = await serve(out, '/');
    const context = await browser.newContext({ viewport: { width: 800, height: 900 }, reducedMotion: 'reduce', bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    const heard = [];
    const problems = [];
    for (const [url, states] of Object.entries(STATES)) {
      await page.goto(server.url + url);
      for (const [name, selector, act, shown] of states) {
        if (act) await act(page.locator(selector).first(), page);
        heard.push(`== ${name}\n${await page.locator(shown ?? selector).first().ariaSnapshot()}\n`);
        for (const scheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme: scheme });
          problems.push(...(await axe(page)).map((one) => `${name}, ${scheme}: ${one}`));
        }
      }
    }
    await context.close();
    await server.close();
    const now = heard.join('\n');
    if (process.env.POLKU_UPDATE) await writeFile(FILE, now);
    const before = (await readFile(FILE, 'utf8').catch(() => '')).split('\n== ');
    now.split('\n== ').forEach((state, i) => {
      if (state !== before[i]) problems.push(`another tree: ${state.split('\n')[0]}: ${state} instead of ${before[i]}`);
    });
    return { problems, note: `${heard.length} states` };
  });
}
