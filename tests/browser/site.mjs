// Tests of Polku's own built site in Chromium.
//
//   node site.mjs --root DIR --sub DIR --trainer DIR --polku FILE
//
// `--root` is the site built for the base path `/`, `--sub` the same for `/a/b/`, `--trainer` the trainer's, `--polku` the program (for the
// small site in Arabic that is made on the way). CHROMIUM names another Chromium than /usr/bin/chromium.
// Prints a line for each check and `N passed, N failed`; exits 0 if all passed, 1 if not, 2 if called wrongly.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { checkPages, checkTheme } from './appearance.mjs';
import { filesOf, pagesOfEveryType, readSite } from './facts.mjs';
import { checkKeyboard } from './keyboard.mjs';
import { checkChoice, checkParallel, checkSwitching } from './languages.mjs';
import { checkLearning, checkTrainer } from './learning.mjs';
import { checkLighthouse } from './lighthouse.mjs';
import { checkLinks } from './links.mjs';
import { checkMap } from './map.mjs';
import { checkWithoutScript } from './no-script.mjs';
import { startNu } from './nu.mjs';
import { checkOffline } from './offline.mjs';
import { checkPackages } from './packages.mjs';
import { checkPagefind } from './pagefind.mjs';
import { checkPictures } from './pictures.mjs';
import { checkManual } from './manual.mjs';
import { checkPlain } from './plain.mjs';
import { finish, report } from './report.mjs';
import { checkRightToLeft } from './rtl.mjs';
import { checkSearch } from './search.mjs';
import { sendPolicy, serve } from './server.mjs';
import { checkStates } from './states.mjs';
import { checkTrees } from './trees.mjs';
import { checkWeight } from './weight.mjs';

const TYPES = ['root', '404', 'home', 'section', 'lesson', 'practice', 'scenario', 'test', 'progress', 'cards', 'pocket', 'print', 'search', 'map', 'offline', 'source', 'glossary', 'term', 'tags', 'tag', 'fallback', 'parallel', 'status'];
// The Estonian pages as `--pseudo` makes them: longer, and from right to left.
const MIRRORED = 'et-Arab-XB';
const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let options;
try {
  options = parseArgs({ options: { root: { type: 'string' }, sub: { type: 'string' }, trainer: { type: 'string' }, polku: { type: 'string' } } }).values;
  if (!options.root || !options.sub || !options.trainer || !options.polku) throw new Error('--root, --sub, --trainer and --polku are needed');
} catch (error) {
  console.error(`${error.message}\nusage: node site.mjs --root DIR --sub DIR --trainer DIR --polku FILE`);
  process.exit(2);
}

/** Runs a group of checks; with POLKU_TIMES set, standard error says how long it took. */
async function group(name, body) {
  const start = performance.now();
  try {
    await body();
  } catch (error) {
    report(`${name}: the checks ran`, [error.message]);
  }
  if (process.env.POLKU_TIMES) console.error(`# ${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

const temp = await mkdtemp(path.join(tmpdir(), 'polku-browser-'));
const servers = [];
let browser;
let code = 1;
try {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: SWITCHES });
  const root = await readSite(browser, options.root);
  const sub = await readSite(browser, options.sub);
  report('the two builds have the base paths / and /a/b/', [
    ...(root.base === '/' ? [] : [`--root is for ${root.base}`]),
    ...(sub.base === '/a/b/' ? [] : [`--sub is for ${sub.base}`]),
  ], root.siteUrl ?? '');
  const types = pagesOfEveryType(root);
  const missing = TYPES.filter((type) => !types.found.some((one) => one.type === type));
  report('there is a page of every type', missing.map((type) => `no ${type}`), `${types.languages.join(' ')}; ${types.found.length} pages`);

  // Everything below runs under the policy that the program says the site works under.
  const repository = path.resolve(import.meta.dirname, '../..');
  const { stdout: policy } = await promisify(execFile)(path.resolve(options.polku), ['csp', '-q', '--root', repository]);
  sendPolicy(policy.trim());
  report('the policy that is sent lets in files of the site alone, and none of it unsafe', [
    ...(policy.startsWith("default-src 'self';") ? [] : ["it does not begin with default-src 'self'"]),
    ...(/unsafe|http/.test(policy) ? ['it lets in something else'] : []),
    ...(policy.includes("require-trusted-types-for 'script'") ? [] : ['no Trusted Types']),
  ], policy.trim());

  const atRoot = await serve(options.root, root.base);
  const atSub = await serve(options.sub, sub.base);
  servers.push(atRoot, atSub);
  // Where a visitor comes from: an address of another host.
  atRoot.before = `${atSub.url}robots.txt`;
  atSub.before = `${atRoot.url}robots.txt`;

  await group('links', async () => {
    await checkLinks(root, 'at /');
    await checkLinks(sub, 'at /a/b/');
  });
  await group('languages', () => checkSwitching(browser, root, atRoot, types));
  await group('parallel text', () => checkParallel(browser, atRoot, types));
  await group('choice', async () => {
    await checkChoice(browser, root, atRoot, 'at /');
    await checkChoice(browser, sub, atSub, 'at /a/b/');
  });
  await group('weight', () => checkWeight(browser, atRoot, types));
  await group('theme', () => checkTheme(browser, atRoot, types));
  await group('keyboard', () => checkKeyboard(browser, root, atRoot, types));
  await group('learning', () => checkLearning(browser, root, atRoot, types));
  await group('trainer', async () => {
    const trainers = await readSite(browser, options.trainer);
    const server = await serve(options.trainer, trainers.base);
    servers.push(server);
    await checkTrainer(browser, trainers, server, pagesOfEveryType(trainers));
  });
  await group('search', async () => {
    const asked = await checkSearch(browser, atRoot, path.resolve(options.polku), temp);
    await checkPagefind(browser, options.root, atRoot, asked, temp);
  });
  await group('map', () => checkMap(browser, atRoot, types));
  await group('plain theme', () => checkPlain(browser, path.resolve(options.polku), temp));
  await group('states', () => checkStates(browser, path.resolve(options.polku), temp));
  await group('offline', () => checkOffline(browser, path.resolve(options.polku), temp));
  await group('packages', () => checkPackages(browser, path.resolve(options.polku), temp));
  await group('without JavaScript', () => checkWithoutScript(browser, root, atRoot, types));
  let small = null;
  await group('right to left', async () => { small = await checkRightToLeft(browser, path.resolve(options.polku), temp); });
  let manual = null;
  await group('manual', async () => { manual = await checkManual(browser, path.resolve(options.polku), temp); });
  const folders = [options.root, options.sub, options.trainer, small, manual].filter(Boolean);
  const nu = startNu(folders); // runs beside the browser
  await group('pages', async () => {
    await checkPages(browser, root, atRoot, types, { name: 'at /', full: true });
    await checkPages(browser, sub, atSub, pagesOfEveryType(sub), { name: 'at /a/b/', full: false });
  });
  await group('pages, right to left', async () => {
    const out = path.join(temp, 'pseudo');
    await promisify(execFile)(path.resolve(options.polku), ['build', '-q', '--pseudo', '--root', repository, '--out', out]);
    const mirrored = await readSite(browser, out);
    const server = await serve(out, mirrored.base);
    servers.push(server);
    const found = pagesOfEveryType(mirrored).found.filter((one) => one.lang === MIRRORED);
    report('there is a page of every type from right to left', TYPES.filter((type) => !['root', 'status', 'fallback'].includes(type) && !found.some((one) => one.type === type)));
    await checkPages(browser, mirrored, server, { found }, { name: 'right to left', full: true, narrow: [MIRRORED] });
  });
  await group('Nu HTML Checker', async () => {
    const lists = await Promise.all(folders.map(filesOf));
    await nu('at /, at /a/b/, for trainers, right to left and of the manual', lists.flat().filter((file) => file.endsWith('.html')).length);
  });
  await group('trees', () => checkTrees(browser, atRoot, types));
  await group('pictures', () => checkPictures(browser, atRoot, types));
  // Last, when nothing else runs: it measures time.
  await group('Lighthouse', async () => {
    const host = await serve(options.root, root.base, undefined, { host: true });
    servers.push(host);
    await checkLighthouse(host, types);
  });
  code = finish();
} catch (error) {
  report('the browser tests ran', [error.message]);
  code = finish();
} finally {
  await browser?.close();
  await Promise.all(servers.map((server) => server.close()));
  await rm(temp, { recursive: true, force: true });
}
process.exitCode = code;
