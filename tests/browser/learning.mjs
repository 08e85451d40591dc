// What teaches: questions, role-plays, tests, terms, places to write; by keyboard, by touch, without JavaScript, and when nothing can be kept.
import { readFile } from 'node:fs/promises';
import jsQR from 'jsqr';
import { axe, watch, watchedContext } from './appearance.mjs';
import { check } from './report.mjs';

const KEY = 'polku-progress /';

/** The page of a key: the Estonian one, or that of another language. */
function pageOf(types, type, lang = 'et') {
  return types.found.find((one) => one.type === type && one.lang === lang);
}

/** Answers a question the way somebody would, right or wrong: runs in the page. */
export function answer([name, right]) {
  const field = [...document.querySelectorAll('fieldset[data-quiz]')].find((one) => one.dataset.quiz.endsWith(`#${name}`));
  const options = [...field.querySelectorAll('.option')];
  const kind = field.dataset.kind;
  if (kind === 'single' || kind === 'multiple') {
    options.forEach((option) => {
      const isRight = option.hasAttribute('data-right');
      const input = option.querySelector('input');
      if (!input.disabled && input.checked !== (isRight === right)) input.click();
    });
  } else if (kind === 'match') {
    field.querySelectorAll('select').forEach((select, i) => {
      select.value = right ? String(i) : String((i + 1) % field.querySelectorAll('select').length);
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
  } else if (kind === 'order') {
    const list = field.querySelector('.options');
    if (right) {
      for (let n = 0; n < options.length; n += 1) {
        const option = options.find((one) => Number(one.dataset.n) === n);
        while ([...list.children].indexOf(option) > n) option.querySelector('.quiz-move').click();
      }
    }
  } else {
    field.querySelector('input').value = right ? field.querySelector('.accepted .option > span').textContent.toUpperCase() : 'x';
  }
  field.querySelector('.quiz-check').click();
  return { status: field.querySelector('.quiz-status').textContent, done: field.querySelector('.quiz-check').hidden };
}

/** Fills in all questions of a test that is going on, right: runs in the page. */
export function fillTest() {
  document.querySelectorAll('.test-sheet fieldset').forEach((field) => {
    field.querySelectorAll('.option').forEach((option) => {
      const input = option.querySelector('input');
      if (input && input.checked !== option.hasAttribute('data-right')) input.click();
    });
    field.querySelectorAll('td select').forEach((select, i) => { select.value = String(i); });
    const list = field.querySelector('.options');
    if (field.dataset.kind === 'order') [...list.children].sort((a, b) => a.dataset.n - b.dataset.n).forEach((one) => list.append(one));
    if (field.dataset.kind === 'short') field.querySelector('input').value = field.querySelector('.accepted .option > span').textContent;
  });
}

/** The way through a role-play that gathers most, choice by choice: runs in the page. */
export function bestWay() {
  const nodes = new Map([...document.querySelectorAll('.node')].map((node) => [node.dataset.node, node]));
  const choices = [...document.querySelectorAll('.choice')];
  const score = (choice) => (choice.dataset.scores || '').split(' ').filter(Boolean)
    .reduce((sum, pair) => sum + Number(pair.split(':')[1]), 0);
  const best = (id, seen) => {
    let found = { sum: 0, way: [] };
    const own = [...nodes.get(id).querySelectorAll('.choice')];
    if (own.length > 0) found.sum = -Infinity;
    for (const choice of own) {
      const to = decodeURIComponent(choice.querySelector('a').hash.slice(1));
      if (seen.includes(to)) continue;
      const rest = best(to, [...seen, to]);
      if (score(choice) + rest.sum > found.sum) found = { sum: score(choice) + rest.sum, way: [choices.indexOf(choice), ...rest.way] };
    }
    return found;
  };
  const start = document.querySelector('.node:not([hidden])').dataset.node;
  return best(start, [start]).way;
}

export async function checkLearning(browser, site, server, types) {
  const practice = pageOf(types, 'practice');
  const scenario = pageOf(types, 'scenario');
  const test = pageOf(types, 'test');
  const lesson = pageOf(types, 'lesson');
  const open = async (options = {}) => {
    const context = await watchedContext(browser, { viewport: { width: 390, height: 800 }, reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    return { context, page, to: (url) => page.goto(server.url + url) };
  };

  await check('questions: by keyboard alone one is chosen, checked, tried again and explained', async () => {
    const problems = [];
    const { context, page, to } = await open();
    await to(practice.url);
    const field = page.locator('fieldset.quiz-single').first();
    const right = await field.locator('.option').evaluateAll((all) => all.findIndex((one) => one.hasAttribute('data-right')));
    const count = await field.locator('.option').count();
    await field.locator('input').first().focus();
    // A wrong one first: with the arrow keys, as radio buttons are.
    const wrong = right === 0 ? 1 : 0;
    if (wrong === 0) await page.keyboard.press('Space');
    else await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const status = field.locator('.quiz-status');
    if (!(await status.innerText())) problems.push('nothing is said of a wrong answer');
    if ((await field.locator('.option.is-wrong .feedback').count()) !== 1) problems.push('the wrong option is not marked');
    if (!(await field.locator('.option').nth(wrong).locator('.feedback').isVisible())) problems.push('its feedback is not shown');
    if (await field.locator('.option').nth(right).locator('.feedback').isVisible()) problems.push('the feedback of the right one is shown too');
    await field.locator('input').nth(wrong).focus();
    for (let i = wrong; i < right; i += 1) await page.keyboard.press('ArrowDown');
    for (let i = wrong; i > right; i -= 1) await page.keyboard.press('ArrowUp');
    while (!(await field.locator('.quiz-check').evaluate((one) => one === document.activeElement))) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    if (await field.locator('.quiz-check').isVisible()) problems.push('a right answer can still be checked');
    if (!(await field.locator('.option').nth(right).locator('.feedback').isVisible())) problems.push('the right answer is not explained');
    if (!(await field.locator('.option').nth(right).locator('.mark-text').innerText())) problems.push('the right answer is not marked in words');
    const kept = await page.evaluate((key) => JSON.parse(localStorage.getItem(key)), KEY);
    const entry = Object.values(kept.q)[0];
    if (!entry?.ok || entry.n !== 2) problems.push(`kept: ${JSON.stringify(entry)}`);
    await context.close();
    return { problems, note: `${count} options` };
  });

  await check('questions: every kind can be answered wrong and right, and what was right is kept in every language', async () => {
    const problems = [];
    const { context, page, to } = await open();
    await to(practice.url);
    const names = await page.locator('fieldset[data-quiz]').evaluateAll((all) => all.map((one) => one.dataset.quiz.split('#')[1]));
    const kinds = new Set(await page.locator('fieldset[data-quiz]').evaluateAll((all) => all.map((one) => one.dataset.kind)));
    for (const name of names) {
      const wrong = await page.evaluate(answer, [name, false]);
      if (wrong.done || !wrong.status) problems.push(`${name}: a wrong answer gives “${wrong.status}”`);
      const right = await page.evaluate(answer, [name, true]);
      if (!right.done) problems.push(`${name}: a right answer gives “${right.status}”`);
    }
    const finnish = pageOf(types, 'practice', 'fi');
    await to(finnish.url);
    const open2 = await page.locator('.quiz-check:visible').count();
    if (open2 > 0) problems.push(`${open2} of ${names.length} are open in Finnish`);
    // A question that has changed since opens again, and it alone.
    await page.evaluate((key) => {
      const data = JSON.parse(localStorage.getItem(key));
      data.q[Object.keys(data.q)[0]].v = 'another';
      localStorage.setItem(key, JSON.stringify(data));
    }, KEY);
    await page.reload();
    const again = await page.locator('.quiz-check:visible').count();
    if (again !== 1) problems.push(`${again} questions are open after one has changed`);
    await context.close();
    return { problems, note: [...kinds].join(', ') };
  });

  await check('questions: the wrong ones alone are tried again', async () => {
    const problems = [];
    const { context, page, to } = await open();
    await to(practice.url);
    const names = await page.locator('fieldset[data-quiz]').evaluateAll((all) => all.map((one) => one.dataset.quiz.split('#')[1]));
    await page.evaluate(answer, [names[0], true]);
    await page.evaluate(answer, [names[1], false]);
    const again = page.locator('.quiz-summary button');
    await again.click();
    if (await again.isVisible()) problems.push('there is still something to try again');
    const first = page.locator('fieldset[data-quiz]').first();
    if (await first.locator('.quiz-check').isVisible()) problems.push('what was right is open again');
    const focus = await page.evaluate((name) => document.activeElement.closest('fieldset')?.dataset.quiz.endsWith(`#${name}`), names[1]);
    if (!focus) problems.push('the focus is not on the first of them');
    await context.close();
    return { problems };
  });

  await check('role-play: by touch to the end, back by the Back button, and the debrief shows the way', async () => {
    const problems = [];
    const { context, page, to } = await open({ hasTouch: true, isMobile: true });
    await to(scenario.url);
    const way = await page.evaluate(bestWay);
    for (const [step, choice] of way.entries()) {
      await page.locator('.choice').nth(choice).locator('> a').tap();
      const shown = await page.locator('.node:visible').count();
      if (shown !== 1) problems.push(`step ${step + 1}: ${shown} nodes are shown`);
      const focus = await page.evaluate(() => document.activeElement.matches('.node h2'));
      if (!focus) problems.push(`step ${step + 1}: the focus is not on the node`);
      if (step === 0) {
        await page.goBack();
        if (await page.locator('.said').isVisible().catch(() => false)) problems.push('Back does not undo the choice');
        await page.locator('.choice').nth(choice).locator('> a').tap();
      }
    }
    const steps = await page.locator('.debrief .way > li').count();
    if (steps !== way.length) problems.push(`the debrief has ${steps} of ${way.length} steps`);
    if (!(await page.locator('.verdict.is-right').isVisible())) problems.push('the best way does not pass');
    const effects = await page.locator('.debrief .way .effect').allInnerTexts();
    if (!effects.some((text) => /[+−-]\d/.test(text))) problems.push(`what choices cost is not told: ${effects[0]}`);
    const kept = await page.evaluate((key) => Object.values(JSON.parse(localStorage.getItem(key)).p)[0], KEY);
    if (!kept?.ok || kept.n !== 1) problems.push(`kept: ${JSON.stringify(kept)}`);
    await page.locator('.debrief button').tap();
    if (await page.locator('.debrief').count()) problems.push('it cannot be played again');
    await page.goto(`${server.url}${scenario.url}`);
    await page.locator('.choice').nth(way[0]).locator('> a').tap();
    const before = await page.locator('.node:visible').getAttribute('data-node');
    await page.evaluate(() => { location.hash = '#polku-main'; });
    await page.waitForTimeout(100);
    if ((await page.locator('.node:visible').getAttribute('data-node')) !== before) problems.push('a link within the page leads out of the play');
    await context.close();
    return { problems, note: `${way.length} steps` };
  });

  await check('role-play: left in the middle, it goes on there, in another language too', async () => {
    const problems = [];
    const { context, page, to } = await open();
    await to(scenario.url);
    const way = await page.evaluate(bestWay);
    await page.locator('.choice').nth(way[0]).locator('> a').click();
    const node = await page.locator('.node:visible').getAttribute('data-node');
    await to(pageOf(types, 'scenario', 'fi').url);
    if ((await page.locator('.node:visible').getAttribute('data-node')) !== node) problems.push('it does not go on in Finnish');
    await page.locator('.resumed button').click();
    if ((await page.locator('.said').count()) > 0) problems.push('it does not start over');
    await to(`${scenario.url}#${node}`);
    if ((await page.locator('.node:visible').getAttribute('data-node')) !== node) problems.push('a link to a node does not lead to it');
    await context.close();
    return { problems };
  });

  await check('test: questions are drawn, judged together, and an unfinished one is still there after a reload', async () => {
    const problems = [];
    const { context, page, to } = await open();
    await to(test.url);
    if (await page.locator('fieldset.quiz:visible').count()) problems.push('questions are shown before the test begins');
    if (await page.locator('.key:visible').count()) problems.push('the key is shown before the test is over');
    await page.locator('.test > button:visible').click();
    const drawn = async () => page.locator('fieldset.quiz:visible').evaluateAll((all) => all.map((one) => one.dataset.quiz.split('#')[1]));
    const first = await drawn();
    if (first.length !== 10) problems.push(`${first.length} questions are drawn`);
    if (await page.locator('.quiz-check:visible').count()) problems.push('single questions can be checked');
    await page.evaluate(() => {
      const input = document.querySelector('.test-sheet fieldset.quiz-single input, .test-sheet fieldset.quiz-multiple input');
      input.click();
    });
    await page.reload();
    if ((await drawn()).join() !== first.join()) problems.push('after a reload other questions are there');
    if ((await page.locator('.test-sheet input:checked').count()) !== 1) problems.push('after a reload the answer is gone');
    // Answered as far as they can be, all of them right.
    await page.evaluate(fillTest);
    await page.locator('.test > button:visible').first().click();
    const result = await page.locator('.test > .quiz-status').innerText();
    if (!result.includes('10')) problems.push(`the result is “${result}”`);
    const kept = await page.evaluate((key) => Object.values(JSON.parse(localStorage.getItem(key)).t)[0], KEY);
    if (!kept?.ok || kept.best !== 10) problems.push(`kept: ${JSON.stringify(kept)}`);
    if (!(await page.locator('.key').isVisible())) problems.push('the key is not there after the test');
    await context.close();
    return { problems, note: `${first.length} questions` };
  });

  await check('terms: what one means is shown on hover, on focus and at the first tap; Escape closes it', async () => {
    const problems = [];
    const { context, page, to } = await open();
    await to(lesson.url);
    const term = page.locator('main a.term').first();
    const box = page.locator('#polku-note');
    await term.hover();
    if ((await box.innerText()) !== (await term.getAttribute('data-definition'))) problems.push('hover does not show it');
    await box.hover();
    await page.waitForTimeout(400);
    if (!(await box.isVisible())) problems.push('it goes away when the pointer is on it');
    await page.keyboard.press('Escape');
    if (await box.isVisible()) problems.push('Escape does not close it');
    await page.mouse.move(0, 0);
    await term.focus();
    if ((await term.getAttribute('aria-describedby')) !== 'polku-note') problems.push('focus does not describe it');
    await page.locator('h1').click();
    if (await box.isVisible()) problems.push('a click beside it does not close it');
    await context.close();
    const touch = await open({ hasTouch: true, isMobile: true });
    await touch.to(lesson.url);
    const link = touch.page.locator('main a.term').first();
    await link.tap();
    if (!touch.page.url().endsWith(lesson.url)) problems.push('the first tap follows the link');
    else if (!(await touch.page.locator('#polku-note').isVisible())) problems.push('the first tap does not show it');
    const before = touch.page.url();
    await Promise.all([touch.page.waitForURL((url) => url.href !== before), link.tap()]).catch(() => problems.push('the second tap does not follow the link'));
    await touch.context.close();
    return { problems };
  });

  await check('places to write: what is written is there again, and is printed', async () => {
    const problems = [];
    const { context, page, to } = await open();
    await to(lesson.url);
    const text = page.locator('textarea').first();
    await text.fill('Minu oma juhtum');
    await text.blur();
    await page.reload();
    if ((await page.locator('textarea').first().inputValue()) !== 'Minu oma juhtum') problems.push('it is gone after a reload');
    await page.emulateMedia({ media: 'print' });
    if (!(await page.locator('.printed').first().isVisible())) problems.push('it is not printed');
    await context.close();
    return { problems };
  });

  await check('progress: storage that is blocked, full, damaged or of a later version is told, and one goes on', async () => {
    const problems = [];
    const cases = {
      blocked: () => { Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } }); },
      full: () => { Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); }; },
      damaged: () => { if (!localStorage.getItem('polku-progress / damaged')) localStorage.setItem('polku-progress /', '{"v":1,'); },
      later: () => { localStorage.setItem('polku-progress /', '{"v":99,"own":"x"}'); },
    };
    for (const [name, prepare] of Object.entries(cases)) {
      const { context, page, to } = await open();
      await page.addInitScript(prepare);
      await to(practice.url);
      const names = await page.locator('fieldset[data-quiz]').evaluateAll((all) => all.map((one) => one.dataset.quiz.split('#')[1]));
      const given = await page.evaluate(answer, [names[0], true]);
      if (!given.done) problems.push(`${name}: a question cannot be answered`);
      const told = await page.locator('#polku-trouble').innerText().catch(() => '');
      if (told.length < 20) problems.push(`${name}: nothing is told`);
      if (name === 'damaged') {
        const kept = await page.evaluate(() => localStorage.getItem('polku-progress / damaged'));
        if (kept !== '{"v":1,') problems.push('damaged: the old text is not kept');
      }
      if (name === 'later') {
        const kept = await page.evaluate(() => localStorage.getItem('polku-progress /'));
        if (!kept.includes('99')) problems.push('later: what the later version kept is overwritten');
      }
      await context.close();
    }
    return { problems, note: Object.keys(cases).join(', ') };
  });

  await check('a whole stage: lesson, questions and role-play, the language changed half-way, the browser closed, gone on from the home page', async () => {
    const problems = [];
    const at = (page) => page.evaluate(() => [document.documentElement.lang, document.body.className]);
    const first = await open({ hasTouch: true, isMobile: true });
    let { page } = first;
    await first.to(lesson.url);
    await page.locator('main > .end').scrollIntoViewIfNeeded();
    await page.waitForFunction((key) => Object.keys(JSON.parse(localStorage.getItem(key)).r).length === 1, KEY);
    await first.to(practice.url);
    const names = await page.locator('fieldset[data-quiz]').evaluateAll((all) => all.map((one) => one.dataset.quiz.split('#')[1]));
    const half = names.length >> 1;
    for (const name of names.slice(0, half)) await page.evaluate(answer, [name, true]);
    // By the page's own menu.
    await page.locator('nav.languages summary').tap();
    await page.locator('nav.languages a[hreflang=fi]').tap();
    await page.waitForURL((url) => url.pathname.startsWith('/fi/'));
    if ((await page.locator('.quiz-check:visible').count()) !== names.length - half) problems.push('in Finnish other questions are open');
    // The browser is closed; what it keeps is there when it is opened again.
    const storageState = await first.context.storageState();
    await first.context.close();
    const second = await open({ storageState });
    page = second.page;
    await second.to(pageOf(types, 'home', 'fi').url);
    await page.locator('#polku-resume a').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname.endsWith(pageOf(types, 'practice', 'fi').url));
    for (const name of names.slice(half)) await page.evaluate(answer, [name, true]);
    await second.to(pageOf(types, 'scenario', 'fi').url);
    for (const choice of await page.evaluate(bestWay)) {
      await page.locator('.choice').nth(choice).locator('> a').focus();
      await page.keyboard.press('Enter');
    }
    if (!(await page.locator('.verdict.is-right').isVisible())) problems.push(`the role-play is not passed: ${await at(page)}`);
    await second.to(pageOf(types, 'progress', 'et').url);
    // The lesson, the questions and the role-play, of whatever stages they are.
    const done = await page.locator('.tasks li.is-done a').allInnerTexts();
    if (done.length !== 3) problems.push(`done are: ${done.join(', ')}`);
    await second.context.close();
    return { problems, note: `${names.length} questions; ${done.join(', ')}` };
  });

  await check('progress: counted along the path, resumed from the home page, and a lesson is read when its end is seen', async () => {
    const problems = [];
    const { context, page, to } = await open();
    const home = pageOf(types, 'home');
    await to(home.url);
    if (await page.locator('#polku-resume').isVisible()) problems.push('there is something to resume before anything was done');
    await to(practice.url);
    const names = await page.locator('fieldset[data-quiz]').evaluateAll((all) => all.map((one) => one.dataset.quiz.split('#')[1]));
    for (const name of names) await page.evaluate(answer, [name, true]);
    await to(lesson.url);
    const count = () => page.locator('.path .is-here .so-far').innerText();
    const before = await count();
    await page.locator('main > .end').scrollIntoViewIfNeeded();
    await page.waitForFunction((key) => Object.keys(JSON.parse(localStorage.getItem(key)).r).length === 1, KEY);
    const after = await count();
    if (before !== `${names.length}/${names.length + 2}` || after !== `${names.length + 1}/${names.length + 2}`) problems.push(`the path says ${before}, then ${after}`);
    await to(pageOf(types, 'home', 'fi').url);
    await page.locator('#polku-resume a').click();
    if (!page.url().endsWith(pageOf(types, 'lesson', 'fi').url)) problems.push(`in Finnish it goes on at ${page.url()}`);
    await context.close();
    return { problems, note: after };
  });

  await check('progress: saved as a file, opened elsewhere, refused if it is damaged, later or of another site, erased at the second press', async () => {
    const problems = [];
    const own = pageOf(types, 'progress');
    const { context, page, to } = await open();
    await to(practice.url);
    const names = await page.locator('fieldset[data-quiz]').evaluateAll((all) => all.map((one) => one.dataset.quiz.split('#')[1]));
    await page.evaluate(answer, [names[0], true]);
    await to(lesson.url);
    await page.locator('textarea').first().fill('Märkmed');
    await page.locator('textarea').first().blur();
    await to(own.url);
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#polku-save').click()]);
    const saved = await readFile(await download.path(), 'utf8');
    await context.close();
    const other = await open();
    await other.to(own.url);
    const give = async (text) => {
      await other.page.locator('#polku-file').setInputFiles({ name: 'progress.json', mimeType: 'application/json', buffer: Buffer.from(text) });
      await other.page.locator('#polku-said').filter({ hasText: /./ }).waitFor();
      const said = await other.page.locator('#polku-said').innerText();
      await other.page.evaluate(() => { document.getElementById('polku-said').textContent = ''; });
      return said;
    };
    const kept = () => other.page.evaluate((key) => localStorage.getItem(key), KEY);
    const data = JSON.parse(saved);
    const said = new Set();
    for (const bad of ['{', '{"polku":"progress","v":1}', JSON.stringify({ ...data, v: 9 }), JSON.stringify({ ...data, site: '/other/' })]) {
      said.add(await give(bad));
      const now = await kept();
      if (now && Object.keys(JSON.parse(now).q).length > 0) problems.push(`${bad.slice(0, 30)} was taken in`);
    }
    if (said.size !== 3) problems.push(`bad files are told alike: ${[...said].join(' | ')}`);
    await give(saved);
    const now = JSON.parse(await kept());
    if (Object.values(now.q)[0]?.ok !== true || Object.values(now.w)[0] !== 'Märkmed') problems.push(`taken in: ${JSON.stringify(now)}`);
    await other.page.locator('#polku-erase').click();
    if (!(await kept())) problems.push('the first press erases');
    await other.page.locator('#polku-erase').click();
    if (await kept()) problems.push('the second press does not erase');
    await other.context.close();
    return { problems, note: `${saved.length} bytes` };
  });

  await check('progress: results go to another device by an address that is also a QR code', async () => {
    const problems = [];
    const own = pageOf(types, 'progress');
    const { context, page, to } = await open();
    for (const one of types.found.filter((each) => each.type === 'practice' && each.lang === 'et')) {
      await to(one.url);
      const names = await page.locator('fieldset[data-quiz]').evaluateAll((all) => all.map((field) => field.dataset.quiz.split('#')[1]));
      for (const [i, name] of names.entries()) await page.evaluate(answer, [name, i % 2 === 0]);
    }
    await to(own.url);
    const states = (on) => on.locator('.tasks .state').allInnerTexts();
    const here = await states(page);
    await page.locator('#polku-move').click();
    const href = await page.locator('#polku-code a').getAttribute('href');
    const modules = await page.locator('#polku-code svg').evaluate((svg) => svg.viewBox.baseVal.width);
    if (modules < 29) problems.push('no code is drawn');
    const requests = [];
    await context.close();
    const other = await open();
    other.page.on('request', (request) => requests.push(request.url()));
    await other.page.goto(href);
    await other.page.locator('.trouble button').click();
    const there = await states(other.page);
    // Right answers are shown as such, and wrong ones can be tried again.
    await other.page.goto(server.url + practice.url);
    const right = await other.page.locator('fieldset.is-answered .quiz-check[hidden]').count();
    const open2 = await other.page.locator('.quiz-check:visible').count();
    if (right < 3 || open2 < 3) problems.push(`after that ${right} questions are done and ${open2} open`);
    if (there.join() !== here.join()) problems.push(`here ${here.join(' ')}; there ${there.join(' ')}`);
    if (requests.some((url) => url.includes('p='))) problems.push('the results were sent to the server');
    if (other.page.url().includes('#')) problems.push('the results stay in the address');
    await other.context.close();
    return { problems, note: `${href.length} characters, ${modules - 8} modules` };
  });

  await check('cards: what is known moves a box on, what is not comes again at once, and what is due another day stays away', async () => {
    const problems = [];
    const { context, page, to } = await open();
    const own = pageOf(types, 'cards');
    await to(own.url);
    const front = () => page.locator('.card h2').innerText();
    const answerCard = async (knew) => {
      await page.locator('.card button:visible').first().click();
      if (!(await page.locator('.card h2 + div').isVisible())) problems.push('the back is not shown');
      await page.locator('.card button:visible').nth(knew ? 0 : 1).click();
    };
    const first = await front();
    await answerCard(true);
    const second = await front();
    await answerCard(false);
    let seen = 0;
    let last = '';
    while (await page.locator('.card').isVisible()) {
      last = await front();
      await answerCard(true);
      seen += 1;
      if (seen > 40) break;
    }
    if (last !== second) problems.push(`the card that was not known is ${second}, the last one ${last}`);
    const boxes = await page.evaluate((key) => JSON.parse(localStorage.getItem(key)).c, KEY);
    const now = Date.now() / 1000;
    for (const [name, card] of Object.entries(boxes)) {
      const days = Math.round((card.t - now) / 86400);
      if (card.b !== 1 || days !== 1) problems.push(`${name}: box ${card.b}, due in ${days} days`);
    }
    await to(pageOf(types, 'cards', 'fi').url);
    if ((await page.locator('.card').isVisible()) && (await front()) === first) problems.push('the known card is asked again in Finnish');
    await context.close();
    return { problems, note: `${Object.keys(boxes).length} cards` };
  });

  await check('reminders: a calendar file with three days, its lines folded', async () => {
    const problems = [];
    const { context, page, to } = await open();
    await to(pageOf(types, 'progress').url);
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#polku-remind').click()]);
    const text = await readFile(await download.path(), 'utf8');
    const lines = text.split('\r\n');
    if (lines.some((line) => line.includes('\n') || Buffer.byteLength(line) > 75)) problems.push('a line is too long or ends otherwise');
    const days = [...text.matchAll(/DTSTART;VALUE=DATE:(\d{4})(\d\d)(\d\d)/g)].map(([, y, m, d]) => Date.UTC(y, m - 1, d) / 864e5);
    const today = new Date();
    const from = Date.UTC(today.getFullYear(), today.getMonth(), today.getDate()) / 864e5;
    if (days.map((day) => day - from).join() !== '2,7,21') problems.push(`the days are ${days.map((day) => day - from)}`);
    if (new Set([...text.matchAll(/UID:(.*)/g)].map((found) => found[1])).size !== 3) problems.push('ids are not unique');
    await context.close();
    return { problems, note: `${lines.length} lines` };
  });

  await check('progress: QR codes of every size are read by another program', async () => {
    const problems = [];
    const { context, page, to } = await open();
    await to(pageOf(types, 'progress').url);
    const sizes = new Set();
    for (const length of [1, 17, 78, 134, 271, 500, 900, 1500, 2100, 2900]) {
      const text = `https://example.org/#p=${'aB3-_x9Q'.repeat(400)}`.slice(0, length);
      const drawn = await page.evaluate((what) => {
        const svg = window.polkuCode(what);
        return { size: svg.viewBox.baseVal.width, dark: [...svg.querySelector('path').getAttribute('d').matchAll(/M(\d+) (\d+)/g)].map((m) => [+m[1], +m[2]]) };
      }, text);
      sizes.add(drawn.size);
      // Four points for each module, as a camera would see them.
      const scale = 4;
      const width = drawn.size * scale;
      const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
      for (const [x, y] of drawn.dark) {
        for (let dy = 0; dy < scale; dy += 1) {
          for (let dx = 0; dx < scale; dx += 1) pixels.fill(0, ((y * scale + dy) * width + x * scale + dx) * 4, ((y * scale + dy) * width + x * scale + dx) * 4 + 3);
        }
      }
      const read = jsQR(pixels, width, width);
      if (read?.data !== text) problems.push(`${length} characters: read as ${read?.data?.slice(0, 30) ?? 'nothing'}`);
    }
    if (await page.evaluate(() => window.polkuCode('x'.repeat(3000)) !== null)) problems.push('a text that is too long has a code');
    await context.close();
    return { problems, note: `${sizes.size} sizes` };
  });

  await check('without JavaScript: questions are read, chosen and compared with the key; a role-play is followed by its links', async () => {
    const problems = [];
    const { context, page, to } = await open({ javaScriptEnabled: false });
    await to(practice.url);
    const input = page.locator('fieldset.quiz-single input').first();
    await input.check();
    const option = page.locator('fieldset.quiz-single .option').first();
    if (await option.locator('.feedback p').first().isVisible()) problems.push('feedback is shown before it is asked for');
    await option.locator('.feedback summary').click();
    if (!(await option.locator('.feedback p').first().isVisible())) problems.push('feedback cannot be opened');
    const key = page.locator('.key');
    await key.locator('summary').click();
    const questions = await page.locator('fieldset.quiz').count();
    if ((await key.locator('li').count()) !== questions) problems.push('the key does not have every question');
    await to(scenario.url);
    await page.locator('.choice a').first().click();
    if ((await page.locator('.node:visible').count()) !== 1) problems.push('a choice does not lead to one node');
    await context.close();
    return { problems, note: `${questions} questions` };
  });

  await check('axe-core: questions, role-play, test, definition: open, answered, wrong, light and dark', async () => {
    const problems = [];
    let states = 0;
    for (const colorScheme of ['light', 'dark']) {
      const { context, page, to } = await open({ colorScheme });
      const watcher = watch(page, server);
      const look = async (what) => {
        states += 1;
        problems.push(...(await axe(page)).map((one) => `${colorScheme}, ${what}: ${one}`));
      };
      await to(practice.url);
      await look('questions');
      const names = await page.locator('fieldset[data-quiz]').evaluateAll((all) => all.map((one) => one.dataset.quiz.split('#')[1]));
      for (const name of names) await page.evaluate(answer, [name, false]);
      await look('questions, wrong');
      for (const name of names) await page.evaluate(answer, [name, true]);
      await look('questions, right');
      await to(scenario.url);
      const way = await page.evaluate(bestWay);
      await page.locator('.choice').nth(way[0]).locator('> a').click();
      await look('role-play');
      for (const choice of way.slice(1)) await page.locator('.choice').nth(choice).locator('> a').click();
      await look('debrief');
      await to(test.url);
      await page.locator('.test > button:visible').click();
      await look('test');
      await page.locator('.test > button:visible').first().click();
      await page.locator('.test > button:visible').first().click();
      await look('test, over');
      await to(lesson.url);
      await page.locator('main a.term').first().focus();
      await look('definition');
      await watcher.take();
      await context.close();
    }
    return { problems, note: `${states} states` };
  });
}

/** The trainer's site: what learners do not get. */
export async function checkTrainer(browser, site, server, types) {
  const own = pageOf(types, 'trainer');
  const KEPT = { polku: 'progress', v: 1, site: '/', q: {}, t: {}, p: {}, w: {}, r: { 'stages/need': 1 }, c: {} };

  await check('trainer: every role-play has a map, every objective what tests it, and the notes are there', async () => {
    const problems = [];
    const page = await browser.newPage();
    await page.goto(server.url + own.url);
    const maps = await page.locator('svg.map').count();
    const goals = await page.locator('#polku-coverage + .table tbody tr').evaluateAll((rows) => rows.map((row) => [row.cells[0].innerText.trim(), row.cells[2].innerText.trim()]));
    for (const [goal, tests] of goals) {
      if (goal.split('\n').length < 2) problems.push(`${goal} has no text`);
      if (tests === '–') problems.push(`${goal} is tested by no question`);
    }
    const notes = await page.locator('#polku-notes + ul li').count();
    if (maps < 4 || notes < 4) problems.push(`${maps} maps, ${notes} notes`);
    await page.close();
    return { problems, note: `${maps} maps, ${goals.length} objectives, ${notes} notes` };
  });

  await check('trainer: learners’ files are read here, and those of other sites are refused', async () => {
    const problems = [];
    const page = await browser.newPage();
    await page.goto(server.url + own.url);
    const file = (name, data) => ({ name, mimeType: 'application/json', buffer: Buffer.from(typeof data === 'string' ? data : JSON.stringify(data)) });
    await page.locator('#polku-files').setInputFiles([file('mari.json', KEPT), file('other.json', { ...KEPT, site: '/x/' }), file('broken.json', '{')]);
    await page.locator('#polku-learned tbody tr').first().waitFor();
    const cells = await page.locator('#polku-learned tbody tr').first().locator('th, td').allInnerTexts();
    if ((await page.locator('#polku-learned tbody tr').count()) !== 1) problems.push('a bad file has a row');
    if (cells[0] !== 'mari.json' || !cells[1].startsWith('1/')) problems.push(`the row is ${cells.join(' ')}`);
    await page.locator('#polku-said').filter({ hasText: '/x/' }).waitFor();
    await page.close();
    return { problems, note: cells.join(' ') };
  });

  await check('trainer: axe-core, no console message, nothing cut off at 320 px; cards two to a printed page', async () => {
    const problems = [];
    for (const colorScheme of ['light', 'dark']) {
      const context = await watchedContext(browser, { viewport: { width: 320, height: 700 }, colorScheme });
      const page = await context.newPage();
      const watcher = watch(page, server);
      await page.goto(server.url + own.url, { waitUntil: 'load' });
      problems.push(...(await watcher.take()));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > 320) problems.push(`${wide} px wide`);
      problems.push(...(await axe(page)).map((one) => `${colorScheme}: ${one}`));
      await watcher.take();
      await context.close();
    }
    const page = await browser.newPage({ viewport: { width: 794, height: 1123 } });
    await page.goto(server.url + own.url);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => document.querySelectorAll('.play-cards').forEach((one) => { one.open = true; }));
    const heights = await page.locator('.play-card').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    const tall = heights.filter((height) => height > 1000).length;
    if (tall > 0) problems.push(`${tall} cards are taller than a page`);
    await page.close();
    return { problems, note: `${heights.length} cards` };
  });
}
