// Lints what has changed since it was last found to be without mistakes: the files themselves or, with --whole, what they depend on too.
import { ESLint } from 'eslint';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { statesOf } from './unchanged.mjs';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const MEMORY = join(PROJECT, 'node_modules', '.cache', 'keyturn', 'linted.json');
const depth = process.argv.includes('--whole') ? 'whole' : 'own';

/**
 * The states in which files were without mistakes, by path.
 * @returns {Record<string, import('./unchanged.mjs').State>}
 */
function remembered() {
  try {
    return JSON.parse(readFileSync(MEMORY, 'utf8'));
  } catch {
    // There is none, or it was damaged: everything is linted.
    return {};
  }
}

const before = remembered();
const states = statesOf(PROJECT);
const changed = [...states].flatMap(([file, state]) =>
  before[file]?.[depth] === state[depth] ? [] : [file],
);
const eslint = new ESLint({ cwd: PROJECT, warnIgnored: false });
const results = changed.length === 0 ? [] : await eslint.lintFiles(changed);
console.log(await (await eslint.loadFormatter('stylish')).format(results));
const wrong = new Set(
  results
    .filter(({ messages }) => messages.length > 0)
    .map(({ filePath }) => relative(PROJECT, filePath).replaceAll(sep, '/')),
);
const linted = new Set(changed);
/** @type {typeof before} */
const after = {};
for (const [file, state] of states) {
  // Of a file that was not linted now, what it depends on may have changed since.
  const known = linted.has(file) ? state : before[file];
  if (known !== undefined && !wrong.has(file)) after[file] = known;
}
mkdirSync(dirname(MEMORY), { recursive: true });
writeFileSync(`${MEMORY}.${String(process.pid)}`, JSON.stringify(after));
renameSync(`${MEMORY}.${String(process.pid)}`, MEMORY);
process.exitCode = results.some(({ errorCount }) => errorCount > 0) ? 1 : 0;
