// How the main pages look, compared with the pictures in pictures/. All machines draw them alike enough: the text is in a font that comes along,
// the pictures are halved, and what differs by less than two pixels or by the smoothing of an edge is let pass. A change of content changes
// them too: POLKU_UPDATE=1 writes them anew, and they are to be looked at before they are kept.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { watchedContext } from './appearance.mjs';
import { check } from './report.mjs';

const FOLDER = path.join(import.meta.dirname, 'pictures');
const OUT = fileURLToPath(new URL('../../target/pictures/', import.meta.url));
const TYPES = ['home', 'lesson', 'practice', 'scenario', 'test', 'progress', 'glossary', 'search', 'source'];
const SCHEMES = ['light', 'dark'];
const WIDTHS = [320, 1280];
const HEIGHT = 800;

// The font, as files of the site itself, since the policy lets in no others. The arrows are from its sister for mathematics.
const FONTS = path.join(import.meta.dirname, 'node_modules/@fontsource');
const SERVED = '_test-font/';
const FACES = [400, 700].flatMap((weight) => [
  { weight, folder: 'noto-sans', file: `noto-sans-latin-ext-${weight}-normal.woff2`, range: 'U+100-2FF, U+1E00-1EFF' },
  { weight, folder: 'noto-sans', file: `noto-sans-latin-${weight}-normal.woff2`, range: 'U+0-FF, U+2000-206F, U+20AC, U+2122, U+2212' },
  { weight, folder: 'noto-sans-math', file: 'noto-sans-math-latin-400-normal.woff2', range: 'U+2190-21FF' },
]);
const style = (url) => `
  ${FACES.map(({ weight, file, range }) => `@font-face { font-family: 'Polku Test'; font-weight: ${weight}; src: url('${url}${SERVED}${file}'); unicode-range: ${range}; }`).join('\n')}
  *, ::before, ::after, ::marker { font-family: 'Polku Test' !important; text-rendering: geometricPrecision !important; caret-color: transparent !important; animation: none !important; transition: none !important; }
  time { visibility: hidden !important; }
`;

/** Runs in the browser: the picture at half its size, as WebP in base64. */
async function halve(png) {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const whole = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true });
  whole.drawImage(bitmap, 0, 0);
  const from = whole.getImageData(0, 0, bitmap.width, bitmap.height).data;
  const canvas = new OffscreenCanvas(bitmap.width / 2, bitmap.height / 2);
  const context = canvas.getContext('2d');
  const to = context.createImageData(canvas.width, canvas.height);
  const row = bitmap.width * 4;
  for (let y = 0; y < canvas.height; y += 1) {
    for (let x = 0; x < canvas.width; x += 1) {
      for (let part = 0; part < 4; part += 1) {
        const at = 2 * y * row + 8 * x + part;
        to.data[4 * (y * canvas.width + x) + part] = (from[at] + from[at + 4] + from[at + row] + from[at + row + 4] + 2) >> 2;
      }
    }
  }
  context.putImageData(to, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 })).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/**
 * Runs in the browser: how two pictures differ. `edges` counts pixels that have nothing alike in the other picture at most one pixel away:
 * something has moved, come or gone. `areas` counts squares of four pixels, plain in both, of another colour. `picture` shows both in red.
 */
async function compare([before, now]) {
  const read = async (webp) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/webp;base64,${webp}`)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height);
  };
  const [a, b] = [await read(before), await read(now)];
  const { width, height } = b;
  if (a.width !== width || a.height !== height) return { edges: width * height, areas: 0, picture: now };
  const EDGE = 48;
  const AREA = 5;
  const PLAIN = 8;
  const apart = (one, i, other, j) => Math.max(Math.abs(one[i] - other[j]), Math.abs(one[i + 1] - other[j + 1]), Math.abs(one[i + 2] - other[j + 2]));
  const alone = (one, other, x, y) => {
    const i = 4 * (y * width + x);
    if (apart(one, i, other, i) <= EDGE) return false;
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v += 1) {
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1) if (apart(one, i, other, 4 * (v * width + u)) <= EDGE) return false;
    }
    return true;
  };
  const out = new OffscreenCanvas(width, height);
  const context = out.getContext('2d');
  const seen = context.createImageData(width, height);
  for (let i = 0; i < seen.data.length; i += 1) seen.data[i] = i % 4 === 3 ? 255 : 128 + (b.data[i] >> 2);
  const mark = (x, y) => seen.data.set([220, 0, 0, 255], 4 * (y * width + x));
  let edges = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (!alone(a.data, b.data, x, y) && !alone(b.data, a.data, x, y)) continue;
      edges += 1;
      mark(x, y);
    }
  }
  // The mean of a plain square, part by part; null where something is drawn.
  const plain = ({ data }, left, top) => {
    const mean = [0, 0, 0];
    for (let part = 0; part < 3; part += 1) {
      let least = 255;
      let most = 0;
      for (let k = 0; k < 16; k += 1) {
        const value = data[4 * ((top + (k >> 2)) * width + left + (k & 3)) + part];
        least = Math.min(least, value);
        most = Math.max(most, value);
        mean[part] += value / 16;
      }
      if (most - least > PLAIN) return null;
    }
    return mean;
  };
  let areas = 0;
  for (let top = 0; top + 4 <= height; top += 4) {
    for (let left = 0; left + 4 <= width; left += 4) {
      const one = plain(a, left, top);
      const other = one && plain(b, left, top);
      if (!other || one.every((value, part) => Math.abs(value - other[part]) <= AREA)) continue;
      areas += 1;
      for (let k = 0; k < 16; k += 1) mark(left + (k & 3), top + (k >> 2));
    }
  }
  context.putImageData(seen, 0, 0);
  const bytes = new Uint8Array(await (await out.convertToBlob({ type: 'image/png' })).arrayBuffer());
  return { edges, areas, picture: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
}

// What may differ in one picture.
const EDGES = 24;
const AREAS = 16;

/** `extra` is a style on top, to see what the check notices. */
export async function checkPictures(browser, server, types, { extra = '' } = {}) {
  await check(`pictures: the main pages look as they did, light and dark, at ${WIDTHS.join(' and ')} px`, async () => {
    const problems = [];
    const names = [];
    let worst = [0, 0];
    if (process.env.POLKU_UPDATE) await mkdir(FOLDER, { recursive: true });
    await rm(OUT, { recursive: true, force: true });
    // The pictures are halved and compared outside the site, whose policy has no place for data: addresses.
    const desk = await browser.newPage();
    for (const colorScheme of SCHEMES) {
      for (const width of WIDTHS) {
        const context = await watchedContext(browser, { viewport: { width, height: HEIGHT }, colorScheme, locale: 'et', timezoneId: 'UTC' });
        for (const { folder, file } of FACES) {
          await context.route(`${server.url}${SERVED}${file}`, (route) => route.fulfill({ path: path.join(FONTS, folder, 'files', file), contentType: 'font/woff2' }));
        }
        await context.addInitScript((css) => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(css);
          document.adoptedStyleSheets = [sheet];
        }, style(server.url) + extra);
        const page = await context.newPage();
        for (const type of TYPES) {
          const name = `${type}-${colorScheme}-${width}`;
          names.push(`${name}.webp`);
          await page.goto(server.url + types.found.find((one) => one.type === type && one.lang === 'et').url, { waitUntil: 'load' });
          await page.evaluate(async (texts) => {
            await Promise.all(texts.flatMap((text) => [400, 700].map((weight) => document.fonts.load(`${weight} 16px 'Polku Test'`, text))));
            await document.fonts.ready;
          }, ['a', 'š', '→']);
          const lacking = await page.evaluate(() => [...document.fonts].filter((font) => font.status !== 'loaded').map((font) => `${font.weight} ${font.unicodeRange} ${font.status}`));
          if (lacking.length) throw new Error(`the font of the tests did not load: ${lacking.join(', ')}`);
          await page.waitForTimeout(250);
          const png = await page.screenshot({ animations: 'disabled' });
          const now = await desk.evaluate(halve, png.toString('base64'));
          const file = path.join(FOLDER, `${name}.webp`);
          if (process.env.POLKU_UPDATE) await writeFile(file, now, 'base64');
          const before = await readFile(file, 'base64').catch(() => null);
          const { edges, areas, picture } = before ? await desk.evaluate(compare, [before, now]) : { edges: 0, areas: 0, picture: null };
          worst = [Math.max(worst[0], edges), Math.max(worst[1], areas)];
          if (before && edges <= EDGES && areas <= AREAS) continue;
          problems.push(before ? `${name}: ${edges} pixels moved, ${areas} squares recoloured` : `${name}: there is no such picture yet`);
          await mkdir(OUT, { recursive: true });
          await writeFile(path.join(OUT, `${name}.png`), png);
          if (picture) await writeFile(path.join(OUT, `${name}-difference.png`), picture, 'base64');
        }
        await context.close();
      }
    }
    await desk.close();
    for (const file of (await readdir(FOLDER).catch(() => [])).filter((one) => !names.includes(one))) {
      if (process.env.POLKU_UPDATE) await rm(path.join(FOLDER, file));
      else problems.push(`${file} is the picture of no page`);
    }
    if (problems.length) problems.unshift(`see ${OUT}`);
    return { problems, note: `${names.length} pictures; at most ${worst[0]} pixels moved of ${EDGES}, ${worst[1]} squares recoloured of ${AREAS}` };
  });
}
