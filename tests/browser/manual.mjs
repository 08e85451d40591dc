// The manual in `docs/`: a site like any other, and held to the same.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { wrongOn } from './appearance.mjs';
import { readSite } from './facts.mjs';
import { checkLinks } from './links.mjs';
import { check } from './report.mjs';
import { serve } from './server.mjs';

const OWN = new URL('../../docs', import.meta.url).pathname;

/** Returns the folder that it was built in. */
export async function checkManual(browser, polku, temp) {
  const out = path.join(temp, 'manual');
  await promisify(execFile)(polku, ['build', '-q', '--root', OWN, '--out', out]);
  const built = await readSite(browser, out);
  await checkLinks(built, 'of the manual');
  const server = await serve(out, built.base);
  try {
    await check('manual: axe-core finds nothing, nothing goes over the edge, the console is silent', async () => {
      const pages = [...built.pages.values()].filter((one) => !one.refresh && !one.file.endsWith('404.html')).map((one) => ({ type: one.url, url: one.url }));
      const problems = await wrongOn(browser, server, pages, 'light');
      const dark = pages.filter((one) => /^en\/(tutorial|reference\/(messages|settings))\//.test(one.url));
      problems.push(...(await wrongOn(browser, server, dark, 'dark')));
      return { problems, note: `${pages.length} pages, ${dark.length} dark too` };
    });
  } finally {
    await server.close();
  }
  return out;
}
