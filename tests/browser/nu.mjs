// The Nu HTML Checker (vnu-jar, needs Java) on every HTML file at once. Errors fail; warnings are told.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { report } from './report.mjs';

/** Starts the checker on `folders`; returns a function that waits for it and reports. */
export function startNu(folders) {
  const jar = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');
  const child = spawn('java', ['-Xss2m', '-jar', jar, '--skip-non-html', '--format', 'json', '--exit-zero-always', ...folders]);
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text) => { output += text; });
  child.stdout.resume();
  const done = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? null : `exit ${code}: ${output.slice(0, 300)}`));
  });
  return async (name, files) => {
    const failure = await done;
    if (failure) return report(`Nu HTML Checker: ${name}`, [failure]);
    const { messages } = JSON.parse(output);
    const say = (one) => {
      const file = decodeURIComponent(one.url?.replace(/^file:/, '') ?? '');
      const folder = folders.find((each) => file.startsWith(path.resolve(each))) ?? '';
      return `${path.relative(path.resolve(folder), file)}:${one.lastLine}: ${one.message}`;
    };
    const isWarning = (one) => one.type === 'info';
    const warnings = messages.filter(isWarning);
    const kinds = [...new Set(warnings.map((one) => one.message))];
    const note = `${files} files, ${warnings.length} warnings${kinds.map((kind) => `; ${kind}`).join('')}`;
    return report(`Nu HTML Checker: no error, ${name}`, messages.filter((one) => !isWarning(one)).map(say), note);
  };
}
