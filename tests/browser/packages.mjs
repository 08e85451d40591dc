// Packages for learning management systems, run in one: scorm-again's run-time, which refuses what the standards do not allow.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { answer, bestWay, fillTest } from './learning.mjs';
import { check } from './report.mjs';
import { serve } from './server.mjs';
import { unzip } from './unzip.mjs';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../..');

/** The system: its run-time, with what it kept the last time, and the package in a frame. */
const SYSTEM = `
const make = window.Scorm2004API || window.Scorm12API;
const api = new make({ autocommit: false, logLevel: 'ERROR', lmsCommitUrl: false });
window[window.Scorm2004API ? 'API_1484_11' : 'API'] = api;
const kept = JSON.parse(sessionStorage.getItem('kept') || 'null');
if (kept) api.loadFromJSON(kept, 'cmi');
window.answers = [];
const prefix = window.Scorm2004API ? '' : 'LMS';
api.on(prefix + 'SetValue', (name, value) => window.answers.push([name, value]));
window.kept = () => JSON.parse(JSON.stringify(api.cmi));
document.getElementById('sco').src = 'package/scorm/index.html';
`;

/** Exports a package and unpacks it beside the page of a system. */
async function install(polku, temp, format, lang, more) {
  const folder = path.join(temp, [format, lang, ...more].join('-'));
  const out = path.join(folder, 'out');
  const { stderr } = await run(polku, ['export', format, '--lang', lang, '--root', ROOT, '--out', out, '-v', ...more]);
  const most = Number(/up to (\d+) of/.exec(stderr)?.[1]);
  const stage = more.length ? `-${more[1]}` : '';
  const lms = path.join(folder, 'lms');
  await mkdir(lms, { recursive: true });
  const names = await unzip(path.join(out, `${lang}${stage}.zip`), path.join(lms, 'package'));
  const library = format === 'scorm12' ? 'scorm12.min.js' : 'scorm2004.min.js';
  await copyFile(path.join(import.meta.dirname, 'node_modules/scorm-again/dist', library), path.join(lms, 'run-time.js'));
  await writeFile(path.join(lms, 'system.js'), SYSTEM);
  await writeFile(path.join(lms, 'favicon.ico'), ''); // browsers ask for it
  await writeFile(path.join(lms, 'index.html'), `<!doctype html><html lang="en"><title>LMS</title><iframe id="sco" title="course" width="400" height="700"></iframe>
<script src="run-time.js"></script><script src="system.js"></script></html>`);
  const text = await readFile(path.join(lms, 'package/scorm/course.js'), 'utf8');
  const course = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf(';')));
  // A system shows packages in frames of its own.
  const server = await serve(lms, '/', "default-src 'self'; frame-ancestors 'self'");
  return { server, course, names, most, text };
}

/** Opens the package as a learner of the system does, with what it kept of them. */
async function launch(browser, { server }, kept) {
  const context = await browser.newContext({ viewport: { width: 480, height: 760 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  const said = [];
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`error: ${error.message}`));
  page.on('request', (request) => { if (!request.url().startsWith(server.url) && !request.url().startsWith('blob:')) said.push(`request to ${request.url()}`); });
  page.on('response', (response) => { if (response.status() >= 400) said.push(`${response.status()}: ${response.url()}`); });
  await page.addInitScript((state) => {
    if (window === top && state) sessionStorage.setItem('kept', JSON.stringify(state));
  }, kept);
  await page.goto(server.url);
  const frame = () => page.frames().find((one) => one.parentFrame()?.url().endsWith('/scorm/index.html'));
  for (let tries = 0; tries < 100 && !frame()?.url().endsWith('.html'); tries += 1) await page.waitForTimeout(50);
  await frame().waitForLoadState('load');
  return {
    context,
    page,
    said,
    frame,
    to: (where) => frame().goto(`${server.url}package/${where}`),
    /** Leaves the course, as learners do who close it; returns what the system kept. */
    close: async () => {
      await page.evaluate(() => document.getElementById('sco').remove());
      const state = await page.evaluate(() => window.kept());
      const answers = await page.evaluate(() => window.answers);
      await context.close();
      return { state, answers };
    },
  };
}

/** Does all that is to do on some pages, and counts the answers. */
async function work(learner, course, pages) {
  let answers = 0;
  for (const page of pages) {
    await learner.to(page.path);
    const frame = learner.frame();
    if (page.lesson) {
      await frame.locator('main > .end').scrollIntoViewIfNeeded();
      await frame.waitForTimeout(150);
    }
    if (await frame.locator('.test').count()) {
      await frame.locator('.test > button:visible').click();
      await frame.evaluate(fillTest);
      answers += await frame.locator('.test-sheet fieldset:visible').count();
      await frame.locator('.test > button:visible').first().click();
      continue;
    }
    const own = course.questions.filter((one) => !one.pool && one.name.startsWith(`${page.name}#`));
    for (const [i, one] of own.entries()) {
      if (i === 0) {
        await frame.evaluate(answer, [one.name.split('#')[1], false]);
        answers += 1;
      }
      const given = await frame.evaluate(answer, [one.name.split('#')[1], true]);
      if (!given.done) throw new Error(`${one.name}: ${given.status}`);
      answers += 1;
    }
    if (course.plays.some((one) => one.name === page.name)) {
      for (const choice of await frame.evaluate(bestWay)) await frame.locator('.choice').nth(choice).locator('> a').click();
    }
  }
  return answers;
}

/** What is wrong with the answers that a system was told. */
function toldWrong(answers, count) {
  const problems = [];
  const of = (what) => answers.filter(([name]) => new RegExp(`^cmi\\.interactions\\.\\d+\\.${what}$`).test(name));
  if (of('id').length !== count) problems.push(`${of('id').length} answers were told of ${count}`);
  if (new Set(of('id').map(([name]) => name)).size !== of('id').length) problems.push('an answer was written over another one');
  if (of('result').length !== count) problems.push(`${of('result').length} results of ${count}`);
  if (of('(student|learner)_response').length < count * 0.9) problems.push('most answers are told without what was answered');
  return problems;
}

export async function checkPackages(browser, polku, temp) {
  await check('SCORM 1.2: a whole course in a learning management system, left half-way, gone on with, passed', async () => {
    const problems = [];
    const installed = await install(polku, temp, 'scorm12', 'et', []);
    const { course, server } = installed;
    const todo = course.pages.filter((page) => page.lesson || course.plays.some((one) => one.name === page.name)
      || course.questions.some((one) => !one.pool && one.name.startsWith(`${page.name}#`)) || course.tests.some((one) => one.name.startsWith(`${page.name}#`)));
    const half = Math.ceil(todo.length / 2);

    const first = await launch(browser, installed, null);
    if (!first.frame().url().endsWith(course.start)) problems.push(`it opens with ${first.frame().url()}`);
    let count = await work(first, course, todo.slice(0, half));
    // A role-play is left in the middle.
    const play = course.plays.find((one) => todo.slice(half).some((page) => page.name === one.name));
    await first.to(course.pages.find((page) => page.name === play.name).path);
    await first.frame().locator('.choice:visible > a').first().click();
    const node = await first.frame().locator('.node:visible').getAttribute('data-node');
    await first.page.waitForTimeout(500);
    problems.push(...first.said);
    const before = await first.close();
    const core = before.state.core;
    if (core.lesson_status !== 'incomplete') problems.push(`half-way the status is ${core.lesson_status}`);
    if (core.exit !== 'suspend') problems.push(`it is left with ${core.exit}`);
    if (core.lesson_location !== play.name) problems.push(`one is at ${core.lesson_location}`);
    problems.push(...toldWrong(before.answers, count));

    const second = await launch(browser, installed, before.state);
    if ((await second.frame().locator('.node:visible').getAttribute('data-node')) !== node) problems.push('the role-play does not go on where it was left');
    const done = todo.slice(0, half).find((page) => course.questions.some((one) => one.name.startsWith(`${page.name}#`)));
    await second.to(done.path);
    const open = await second.frame().locator('main fieldset:not(.warm-up fieldset) .quiz-check:visible').count();
    if (open) problems.push(`${open} questions that were answered are open`);
    await second.to(`${course.lang}/_progress/index.html`);
    if (await second.frame().locator('#polku-move').isVisible()) problems.push('an address within the system is offered to other devices');
    count = await work(second, course, todo.slice(half));
    await second.to(`${course.lang}/_search/index.html?q=ostuotsus`);
    await second.frame().locator('#polku-results > li > a').first().click();
    await second.frame().waitForURL(/sonastik.*index\.html/);
    await second.page.waitForTimeout(500);
    problems.push(...second.said);
    const after = await second.close();
    const { core: now, suspend_data: state } = after.state;
    if (now.lesson_status !== 'passed') problems.push(`at the end the status is ${now.lesson_status}`);
    if (Number(now.score.raw) !== 100) problems.push(`the score is ${now.score.raw}`);
    if (state.length > installed.most || installed.most > 4096 || !installed.most) problems.push(`the state has ${state.length} characters, ${installed.most} were proved`);
    problems.push(...toldWrong(after.answers, count));
    await server.close();
    return { problems, note: `${todo.length} pages, ${state.length} of ${installed.most} characters` };
  });

  await check('SCORM 2004: one stage, left and gone on with, completed and passed', async () => {
    const problems = [];
    const installed = await install(polku, temp, 'scorm2004', 'fi', ['--stage', 'need']);
    const { course, server } = installed;
    const first = await launch(browser, installed, null);
    let count = await work(first, course, course.pages.filter((page) => page.lesson));
    await first.page.waitForTimeout(500);
    problems.push(...first.said);
    const before = await first.close();
    if (before.state.completion_status !== 'incomplete') problems.push(`half-way it is ${before.state.completion_status}`);
    const second = await launch(browser, installed, before.state);
    count = await work(second, course, course.pages.filter((page) => !page.lesson));
    // Where the package ends, the site goes on.
    const outside = await second.frame().locator('nav.path a[href^="http"]').first().getAttribute('target').catch(() => null);
    if (outside !== '_blank') problems.push('a link out of the package would open within it');
    await second.page.waitForTimeout(500);
    problems.push(...second.said);
    const { state, answers } = await second.close();
    if (state.completion_status !== 'completed' || state.success_status !== 'passed') problems.push(`at the end it is ${state.completion_status}, ${state.success_status}`);
    if (Number(state.progress_measure) !== 1) problems.push(`progress is ${state.progress_measure}`);
    if (Number(state.score.scaled) !== 1) problems.push(`the score is ${state.score.scaled}`);
    problems.push(...toldWrong(answers, count));
    await server.close();
    return { problems, note: `${count} answers` };
  });

  await check('packages: the largest state that there can be is the one that was proved, and comes back as it was', async () => {
    const installed = await install(polku, temp, 'scorm12', 'en', []);
    const problems = [];
    const learner = await launch(browser, installed, null);
    const shell = learner.page.frames().find((one) => one.url().endsWith('/scorm/index.html'));
    const { length, back } = await shell.evaluate(() => {
      const course = window.polkuCourse;
      const all = (one) => (one.kind === 'short' ? 'x' : one.kind === 'single' ? [0] : Array.from({ length: one.options }, (_, i) => i));
      const table = (list, of) => Object.fromEntries(list.map((one) => [one.name, of(one)]));
      const pool = course.questions.filter((one) => one.pool).sort((a, b) => (b.kind === 'short' ? 0 : all(b).length) - (a.kind === 'short' ? 0 : all(a).length));
      const data = {
        v: 1,
        site: course.site,
        q: table(course.questions, (one) => ({ v: one.version, ok: true, n: 31, a: all(one), t: 1, s: one.stage || undefined })),
        t: table(course.tests, (one) => ({ n: 99, best: one.draw, of: one.draw, ok: true, t: 1, now: { q: pool.slice(0, one.draw).map((q) => q.name), a: table(pool.slice(0, one.draw), all) } })),
        p: table(course.plays, (one) => ({ n: 99, ok: true, best: -99, now: Array(32).fill(1), t: 1, s: one.stage || undefined })),
        w: {},
        r: table(course.pages.filter((one) => one.lesson), () => 1),
        c: table(course.cards, () => ({ b: 5, t: 20000 * 86400 })),
        last: { k: course.pages[0].name },
      };
      const text = window.polkuState.pack(data);
      const again = window.polkuState.unpack(text);
      const plain = (x) => JSON.stringify(x, (key, value) => (value === 'x' || key === 'last' ? undefined : value && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value));
      return { length: text.length, back: [plain(data), plain(again)] };
    });
    if (length > installed.most) problems.push(`${length} characters, ${installed.most} were proved`);
    if (length < installed.most - 20) problems.push(`${length} characters, ${installed.most} were thought to be needed`);
    if (back[0] !== back[1]) {
      const at = [...back[0]].findIndex((c, i) => c !== back[1][i]);
      problems.push(`it comes back otherwise: ${back[0].slice(Math.max(0, at - 40), at + 40)} / ${back[1].slice(Math.max(0, at - 40), at + 40)}`);
    }
    await learner.context.close();
    await installed.server.close();
    return { problems, note: `${length} of ${installed.most}` };
  });

  await check('a portable copy: opened from a folder it can be read, answered and gone on with', async () => {
    const problems = [];
    const out = path.join(temp, 'portable');
    await run(polku, ['build', '--portable', '-q', '--root', ROOT, '--out', out]);
    const context = await browser.newContext({ viewport: { width: 480, height: 760 }, locale: 'et' });
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    page.on('console', (message) => problems.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
    page.on('requestfailed', (request) => problems.push(`failed: ${request.url()}`));
    await page.goto(pathToFileURL(path.join(out, 'index.html')).href);
    await page.waitForURL(/et\/index\.html$/);
    // Along links alone: to a stage, and on to where its questions are.
    await page.locator('.path-large a').first().click();
    await page.waitForURL(/index\.html$/);
    await page.locator('main a[href*="harjutused"]').first().click();
    await page.waitForURL(/harjutused/);
    const name = await page.locator('main > article fieldset[data-quiz], main fieldset[data-quiz]').last().getAttribute('data-quiz');
    const given = await page.evaluate(answer, [name.split('#')[1], true]);
    if (!given.done) problems.push(`a question cannot be answered: ${given.status}`);
    await page.goto(pathToFileURL(path.join(out, 'et/index.html')).href);
    await page.locator('#polku-resume a').click();
    await page.waitForURL(/harjutused/);
    if ((await page.locator('fieldset.is-answered').count()) !== 1) problems.push('the answer is not there any more');
    await page.locator('nav.languages summary').click();
    await page.locator('nav.languages a[hreflang="fi"]').click();
    await page.waitForURL(/harjoitukset/);
    if ((await page.locator('fieldset.is-answered').count()) !== 1) problems.push('the answer is not there in Finnish');
    await context.close();
    return problems;
  });

  await check('packages: without a learning management system they say so, and keep progress in the browser', async () => {
    const problems = [];
    const installed = await install(polku, temp, 'scorm12', 'et', ['--stage', 'need']);
    const context = await browser.newContext({ viewport: { width: 480, height: 760 } });
    const page = await context.newPage();
    await page.goto(`${installed.server.url}package/scorm/index.html`);
    if (!(await page.locator('#trouble').isVisible())) problems.push('nothing is said');
    const name = installed.course.questions[0].name.split('#');
    const frame = page.frames()[1];
    await frame.goto(`${installed.server.url}package/${installed.course.pages.find((one) => one.name === name[0]).path}`);
    const given = await frame.evaluate(answer, [name[1], true]);
    if (!given.done) problems.push('a question cannot be answered');
    await frame.goto(frame.url());
    if (await frame.locator('fieldset.is-answered').count() !== 1) problems.push('the answer is not kept');
    await context.close();
    await installed.server.close();
    return problems;
  });
}
