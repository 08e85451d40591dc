// A static host on loopback for one built site: folder indexes, 404.html (the nearest one upward, as the
// common hosts do it) with status 404, and a strict content security policy. It serves nothing but GET and HEAD.
import { createServer } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

// Unless told otherwise.
let sent = "default-src 'self'; frame-ancestors 'none'";

/** From now on servers send this policy. */
export function sendPolicy(policy) {
  sent = policy;
}

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.pdf': 'application/pdf',
};

// What hosts compress, and for how long they let a browser keep what stands below `assets/` (all of it has a hash in its name).
const TEXT = /^text\/|json|xml|svg/;
const KEPT = 'public, max-age=31536000, immutable';

const isFile = async (file) => (await stat(file).catch(() => null))?.isFile() ?? false;
const isFolder = async (file) => (await stat(file).catch(() => null))?.isDirectory() ?? false;

/** The nearest 404.html at or above `folder`, within `root`. */
async function notFound(root, folder) {
  for (let at = folder; at.startsWith(root); at = path.dirname(at)) {
    const file = path.join(at, '404.html');
    if (await isFile(file)) return file;
    if (at === root) break;
  }
  return null;
}

/**
 * Serves `dir` under `base` (which begins and ends in a slash); `policy` is its content security policy. With `host`, it compresses texts and
 * says how long files may be kept, as hosts of static sites do. Returns { origin, url, close }.
 */
export async function serve(dir, base, policy = sent, { host = false } = {}) {
  const root = path.resolve(dir);
  const server = createServer(async (request, response) => {
    const send = async (status, file, headers = {}) => {
      let body = file ? await readFile(file) : Buffer.alloc(0);
      const type = file ? (TYPES[path.extname(file)] ?? 'application/octet-stream') : 'text/plain';
      const like = {};
      if (host && file) {
        like['Cache-Control'] = file.startsWith(path.join(root, 'assets') + path.sep) ? KEPT : 'no-cache';
        if (TEXT.test(type) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
          body = gzipSync(body);
          like['Content-Encoding'] = 'gzip';
          like.Vary = 'Accept-Encoding';
        }
      }
      response.writeHead(status, {
        ...like,
        'Content-Type': type,
        'Content-Length': body.length,
        'Content-Security-Policy': policy,
        'X-Content-Type-Options': 'nosniff',
        ...headers,
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    try {
      if (!['GET', 'HEAD'].includes(request.method)) return await send(405, null);
      const { pathname } = new URL(request.url, 'http://localhost');
      if (!pathname.startsWith(base)) return await send(404, null);
      const wanted = path.join(root, decodeURIComponent(pathname.slice(base.length)));
      if (wanted !== root && !wanted.startsWith(root + path.sep)) return await send(404, null);
      if (await isFolder(wanted)) {
        if (!pathname.endsWith('/')) return await send(301, null, { Location: `${pathname}/` });
        const index = path.join(wanted, 'index.html');
        if (await isFile(index)) return await send(200, index);
      } else if (await isFile(wanted)) {
        return await send(200, wanted);
      }
      return await send(404, await notFound(root, path.dirname(wanted)));
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    url: origin + base,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
