// One line per check: `ok - what` or `not ok - what: findings`. Findings are cut to the first few, and counted.
const SHOWN = 6;
let passed = 0;
let failed = 0;

/** Says how a check went; `problems` is a list of strings, `note` what was looked at. */
export function report(name, problems, note = '') {
  const distinct = [...new Set(problems)];
  if (distinct.length === 0) {
    passed += 1;
    console.log(`ok - ${name}${note && ` (${note})`}`);
    return;
  }
  failed += 1;
  const more = distinct.length > SHOWN ? `; and ${distinct.length - SHOWN} more` : '';
  const found = distinct.slice(0, SHOWN).join('; ') + more;
  console.log(`not ok - ${name}: ${found.replace(/\x1b\[[\d;]*m/g, '').replace(/\s+/g, ' ')}`);
}

/** Runs `body`, which returns the problems it found (or { problems, note }); an exception is a problem too. */
export async function check(name, body) {
  try {
    const result = await body();
    if (Array.isArray(result)) report(name, result);
    else report(name, result.problems, result.note);
  } catch (error) {
    report(name, [String(error.message ?? error).split('\n').slice(0, 3).join(' ')]);
  }
}

/** The closing line; returns the exit code. */
export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}
