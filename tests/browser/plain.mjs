// The second theme of this repository, `plain`, on its own course: that a theme quite unlike the default one works with the same templates, content
// and scripts.
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { wrongOn } from './appearance.mjs';
import { filesOf, pagesOfEveryType, readSite } from './facts.mjs';
import { check } from './report.mjs';
import { serve } from './server.mjs';

const run = promisify(execFile);
const MOST = 3 * 1024;

export async function checkPlain(browser, polku, temp) {
  const repository = path.resolve(import.meta.dirname, '../..');
  const site = path.join(temp, 'plain');
  await mkdir(site);
  for (const folder of ['content', 'themes']) await cp(path.join(repository, folder), path.join(site, folder), { recursive: true });
  const settings = await readFile(path.join(repository, 'book.toml'), 'utf8');
  await writeFile(path.join(site, 'book.toml'), settings.replace('[output.html]', '[output.html]\ntheme = "plain"'));
  await check('plain theme: `polku theme check` finds nothing', async () => {
    const { stdout, stderr } = await run(polku, ['theme', 'check', '--root', site]);
    return /error|warning/.test(stdout + stderr) ? [stdout + stderr] : [];
  });
  await run(polku, ['build', '-q', '--root', site, '--out', path.join(site, 'out')]);
  const built = await readSite(browser, path.join(site, 'out'));
  const server = await serve(path.join(site, 'out'), built.base);
  try {
    await check(`plain theme: its whole style has less than ${MOST / 1024} KB`, async () => {
      const styles = (await filesOf(path.join(site, 'out'))).filter((file) => file.endsWith('.css'));
      const sizes = await Promise.all(styles.map(async (file) => (await readFile(path.join(site, 'out', file))).length));
      const sum = sizes.reduce((all, one) => all + one, 0);
      return { problems: sum < MOST ? [] : [`${styles.join(' ')}: ${sizes.join(' ')} bytes`], note: `${sum} bytes` };
    });
    const pages = pagesOfEveryType(built).found.filter((one) => one.lang === 'et' && one.type !== '404');
    await check('plain theme: axe-core finds nothing, nothing goes over the edge, the console is silent, light and dark', async () => {
      const problems = [];
      for (const scheme of ['light', 'dark']) problems.push(...(await wrongOn(browser, server, pages, scheme)));
      return { problems, note: `${pages.length} pages` };
    });
  } finally {
    await server.close();
  }
}
