// Lighthouse as its makers set it up for phones, all four categories, on the pages that matter most. The network and the slow processor of
// a phone are simulated, but how long the machine itself took counts: a page that falls short only in speed gets up to three runs, and what is
// below 100 then is said, not failed; below 80 no slow machine is to blame.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { check } from './report.mjs';

const PAGES = ['lesson', 'source', 'home', 'practice', 'scenario', 'search', 'glossary'];
const RUNS = 3;
const LEAST = { performance: 80 };
// What search engines are asked to leave out of their lists.
const UNLISTED = ['search'];
const SWITCHES = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic'];
const SHORT = { performance: 'speed', accessibility: 'accessibility', 'best-practices': 'best practices', seo: 'SEO' };

/** The scores of one run, and what cost points: { scores: { category: 0…100 }, lost, total }. */
async function run(url, type, port) {
  const onlyCategories = Object.keys(SHORT).filter((category) => category !== 'seo' || !UNLISTED.includes(type));
  const { lhr } = await lighthouse(url, { port, output: 'json', logLevel: 'silent', onlyCategories });
  if (lhr.runtimeError) throw new Error(`Lighthouse: ${lhr.runtimeError.message}`);
  const scores = {};
  const lost = [];
  for (const { id, score, auditRefs } of Object.values(lhr.categories)) {
    scores[id] = Math.round(score * 100);
    if (scores[id] === 100) continue;
    for (const { id: name, weight } of auditRefs) {
      const audit = lhr.audits[name];
      if (!weight || audit.score === 1 || (audit.score === null && audit.scoreDisplayMode !== 'error')) continue;
      const where = audit.details?.items?.[0]?.node?.selector;
      const what = audit.errorMessage ?? audit.displayValue;
      lost.push(`${name}${what ? ` ${what.replace(/\u00a0/g, ' ')}` : ''}${where ? ` at ${where}` : ''}`);
    }
  }
  return { scores, lost, total: Object.values(scores).reduce((all, one) => all + one, 0), speed: lhr.environment.benchmarkIndex };
}

/** `server` has to answer as a host of static sites does: compressed, and with leave to keep what does not change. */
export async function checkLighthouse(server, types) {
  await check('lighthouse: 100 for accessibility, best practices and SEO on a phone, and for speed as far as the machine allows', async () => {
    const problems = [];
    const seen = [];
    const chromium = await launch({ chromePath: process.env.CHROMIUM || '/usr/bin/chromium', chromeFlags: SWITCHES, logLevel: 'silent' });
    try {
      for (const type of PAGES) {
        const { url } = types.found.find((one) => one.type === type && one.lang === 'et');
        let best = null;
        let runs = 0;
        do {
          const now = await run(server.url + url, type, chromium.port);
          runs += 1;
          if (!best || now.total > best.total) best = now;
        } while (best.scores.performance < 100 && runs < RUNS);
        seen.push(`${type} ${Object.values(best.scores).join(' ')}`);
        const below = Object.entries(best.scores).filter(([id, score]) => score < (LEAST[id] ?? 100)).map(([id, score]) => `${SHORT[id]} ${score}`);
        if (below.length) problems.push(`${type}, best of ${runs}: ${below.join(', ')} (${best.lost.join(', ')}; this machine's speed ${best.speed})`);
      }
    } finally {
      chromium.kill();
    }
    return { problems, note: seen.join(', ') };
  });
}
