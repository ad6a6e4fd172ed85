// Which files the linter need not look at again. What it reports about a file depends on the file, and on the types of everything that
// it imports, directly or not; ESLint's own cache looks at the file alone.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** What every result depends on, in addition to all declarations (`*.d.ts`): the rules, the compiler's options, the packages. */
const FOR_ALL = [
  'eslint.config.mjs',
  'selftest/lint/boundaries.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
  'node_modules/.package-lock.json',
  'benchmarks/node_modules/.package-lock.json',
];

/** Folders of the project that contain no sources. Packages are in no folder. */
const NO_SOURCES = ['results', '.git', '.keyturn'];

const SOURCE = /\.[cm]?[jt]s$/;

/** The path in `from './file.ts'`, `import('./file.ts')` and `require('./file.ts')`. */
const IMPORTED = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/**
 * @typedef {object} State what a result depends on, as hashes
 * @property {string} own the file itself, and what all results depend on
 * @property {string} whole the same, and all files that it imports, directly or not
 */

/**
 * The state of each source file of a project, by its path with `/`.
 * @param {string} project
 * @returns {Map<string, State>}
 */
export function statesOf(project) {
  /** @type {Map<string, { hash: string, imports: string[] }>} */
  const sources = new Map();
  for (const file of sourcesIn(project, project)) {
    const text = readFileSync(join(project, file), 'utf8');
    const imports = [...text.matchAll(IMPORTED)].map(([, path = '']) =>
      relative(project, join(project, dirname(file), path)).replaceAll(sep, '/'),
    );
    sources.set(file, { hash: hashOf(text), imports });
  }
  const common = hashOf(
    ...FOR_ALL.map((file) => join(project, file)).map((path) =>
      existsSync(path) ? readFileSync(path, 'utf8') : 'missing',
    ),
    // The rule about imports derives the systems from their folders.
    ...foldersIn(join(project, 'helpers', 'systems')),
    ...[...sources].flatMap(([file, { hash }]) => (file.endsWith('.d.ts') ? [file, hash] : [])),
  );
  return new Map(
    [...sources].map(([file, { hash }]) => {
      const whole = [...reachedFrom(file)].sort().map((each) => `${each} ${sources.get(each)?.hash ?? ''}`);
      return [file, { own: hashOf(common, hash), whole: hashOf(common, ...whole) }];
    }),
  );

  /** @param {string} file */
  function reachedFrom(file) {
    const reached = new Set([file]);
    for (const each of reached) for (const next of sources.get(each)?.imports ?? []) reached.add(next);
    return reached;
  }
}

/**
 * @param {string} project
 * @param {string} folder
 * @returns {string[]}
 */
function sourcesIn(project, folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const inProject = relative(project, path).replaceAll(sep, '/');
    if (entry.name === 'node_modules' || NO_SOURCES.includes(inProject)) return [];
    if (entry.isDirectory()) return sourcesIn(project, path);
    return entry.isFile() && SOURCE.test(entry.name) ? [inProject] : [];
  });
}

/** @param {string} folder */
function foldersIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** @param {string[]} parts */
function hashOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${String(part.length)}:${part}`);
  return hash.digest('hex');
}
