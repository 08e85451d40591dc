// Every link and anchor of every HTML file lands, below the base path; every page can be reached; what a page says
// about its translations is true. Files are read, not loaded.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { report } from './report.mjs';

const HOST = 'http://site.invalid';
/** Elements and `rel`s whose addresses the browser fetches by itself. */
const FETCHED = new Set(['img', 'script', 'source', 'iframe', 'video', 'audio', 'object', 'embed', 'input', 'track']);
const FETCHED_REL = /\b(stylesheet|icon|preload|modulepreload|prefetch|manifest|apple-touch-icon)\b/;

/** What an address of `page` leads to: { outside }, { other: host }, { file, hash } or { missing: path }. */
function resolve(site, from, value) {
  let url;
  try {
    url = new URL(value, HOST + site.base + from);
  } catch {
    return { missing: `${value} (not an address)` };
  }
  if (!['http:', 'https:'].includes(url.protocol)) return { other: url.protocol };
  if (url.origin !== HOST) {
    const own = site.siteUrl && url.origin === new URL(site.siteUrl).origin;
    if (!own) return { other: url.host };
  }
  if (!url.pathname.startsWith(site.base)) return { outside: url.pathname };
  const rest = decodeURIComponent(url.pathname.slice(site.base.length));
  const hash = url.hash ? decodeURIComponent(url.hash.slice(1)) : '';
  const file = rest === '' || rest.endsWith('/') ? `${rest}index.html` : rest;
  if (!site.files.has(file)) return { missing: site.base + rest };
  return { file, hash, redirects: rest !== '' && !rest.endsWith('/') && !rest.includes('.') };
}

/** Checks the built site; `name` says in the report which one. */
export async function checkLinks(site, name) {
  const broken = [];
  const anchors = [];
  const outside = [];
  const fetched = [];
  const languages = [];
  let count = 0;
  const others = new Set();
  for (const page of site.pages.values()) {
    for (const link of page.links) {
      count += 1;
      const at = `${page.file} → ${link.value}`;
      const target = resolve(site, page.url, link.value);
      if (target.other) {
        others.add(target.other);
        if (FETCHED.has(link.tag) || (link.tag === 'link' && FETCHED_REL.test(link.rel))) fetched.push(at);
      } else if (target.outside) {
        outside.push(at);
      } else if (target.missing) {
        broken.push(at);
      } else {
        const other = site.pages.get(target.file);
        if (target.hash && other && !other.ids.includes(target.hash) && !other.names.includes(target.hash)) anchors.push(at);
        if (link.tag === 'a' && link.hreflang && other && !other.refresh && other.textLang !== link.hreflang && !link.current) {
          // A menu of languages at `/` and in the header speaks of the page's language, the rest of the text's.
          if (!(page.kind === 'root' || link.switcher) || other.lang !== link.hreflang) {
            languages.push(`${at} says ${link.hreflang}, is ${other.textLang}`);
          }
        }
      }
    }
  }
  const what = `${site.pages.size} pages, ${count} addresses`;
  report(`links: every link lands, ${name}`, broken, what);
  report(`links: every anchor is an id of its page, ${name}`, anchors);
  report(`links: none leaves the base path ${site.base}, ${name}`, outside, `other hosts linked to: ${[...others].join(', ') || 'none'}`);
  report(`links: nothing is fetched from another host, ${name}`, fetched);
  report(`links: hreflang is the language of what it leads to, ${name}`, languages);

  // The feeds and the sitemap.
  const listed = [];
  let entries = 0;
  for (const file of [...site.files].filter((one) => one.endsWith('.xml'))) {
    const text = await readFile(path.join(site.dir, file), 'utf8');
    const addresses = [...text.matchAll(/<loc>([^<]+)<\/loc>|\shref="([^"]+)"/g)].map((match) => match[1] ?? match[2]);
    for (const address of addresses) {
      entries += 1;
      const target = resolve(site, file, address.replaceAll('&amp;', '&'));
      if (!target.file) listed.push(`${file} → ${address}`);
    }
  }
  report(`links: what the feeds and the sitemap list is there, ${name}`, listed, `${entries} addresses`);

  // What can be reached from `/` by links that a person can follow.
  const seen = new Set(['index.html']);
  const queue = ['index.html'];
  while (queue.length > 0) {
    const page = site.pages.get(queue.pop());
    for (const link of page.links.filter((one) => one.tag === 'a' || one.rel === 'refresh')) {
      const { file } = resolve(site, page.url, link.value);
      if (file && site.pages.has(file) && !seen.has(file)) {
        seen.add(file);
        queue.push(file);
      }
    }
  }
  const orphans = [...site.pages.values()]
    .filter((page) => !seen.has(page.file) && !page.refresh && !/(^|\/)404\.html$/.test(page.file))
    .map((page) => page.file);
  report(`links: every page can be reached from ${site.base}, ${name}`, orphans, `${seen.size} pages`);

  // Translations: alternates are mutual, and the language menu offers just the languages that have the page.
  const mutual = [];
  const menu = [];
  for (const page of site.pages.values()) {
    if (page.refresh) continue;
    const set = new Set(page.alternates.map(([tag, href]) => `${tag} ${href}`));
    for (const [tag, href] of page.alternates) {
      const other = site.pages.get(resolve(site, page.url, href).file);
      if (!other) continue; // already said above
      if (tag !== 'x-default' && other.lang !== tag) mutual.push(`${page.file}: ${tag} is ${other.lang}`);
      const theirs = new Set(other.alternates.map(([one, address]) => `${one} ${address}`));
      if (theirs.size !== set.size || [...set].some((one) => !theirs.has(one))) mutual.push(`${page.file} and ${other.file} differ`);
    }
    for (const link of page.links.filter((one) => one.switcher)) {
      const other = site.pages.get(resolve(site, page.url, link.value).file);
      if (!other) continue;
      if (other.fallback && !link.current) menu.push(`${page.file} offers ${link.hreflang}, which is a fallback page`);
      if (other.lang !== link.hreflang) menu.push(`${page.file} offers ${link.hreflang}, which is in ${other.lang}`);
      // A missing page is nowhere else: its menu leads to the home pages. One beside another language is the page's in its own.
      const apart = ['not-found', 'status', 'parallel'].includes(page.kind);
      const current = apart ? link.hreflang === page.lang : other === page;
      if (link.current !== current) menu.push(`${page.file}: the current language is marked wrongly`);
    }
    if (page.fallback && page.alternates.length > 0) mutual.push(`${page.file} is a fallback page and has alternates`);
  }
  report(`languages: hreflang alternates are mutual, ${name}`, mutual);
  report(`languages: the menu offers only pages that really exist, ${name}`, menu);

  const all = [...site.pages.values()];
  const themes = new Set(all.flatMap((page) => page.themeIds));
  const clashes = all.flatMap((page) => page.contentIds.filter((id) => themes.has(id)).map((id) => `${page.file}#${id}`));
  const strange = [...themes].filter((id) => !id.startsWith('polku-')).map((id) => `the theme has ${id}, without polku-`);
  report(`ids: none in the content is one of the theme's, ${name}`, [...clashes, ...strange], [...themes].join(' '));
  const inline = [...site.pages.values()].filter((page) => page.inline > 0).map((page) => page.file);
  report(`policy: no page has an inline script or style, ${name}`, inline);
}
