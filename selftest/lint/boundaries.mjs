// Which folder may import which. This is our own rule, because it resolves an import instead of matching its text, and
// because it derives the systems from the folders. A new system is kept separate without a change here.
import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** The systems: a folder each. */
const SYSTEMS = readdirSync(join(PROJECT, 'helpers', 'systems'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The folders of a system. The selftests, which may use everything, are not included. */
const SYSTEM_FOLDER = new RegExp(`^(?:helpers/systems|fixtures|specs|emulators)/(${SYSTEMS.join('|')})/`);

/** @param {string} path */
const systemOf = (path) => SYSTEM_FOLDER.exec(path)?.[1];

/**
 * The folder that a path of the project begins with.
 * @param {string} path
 */
const roomOf = (path) => path.replace(/\/.*/, '');

/** The only files outside of a system's folders that name it: each lists all systems. */
const LISTS_OF_SYSTEMS = ['helpers/systems/index.ts', 'emulators/index.ts'];

/** The fault harness runs checks and cells without the test runner. */
const PLAIN =
  'Checks and cells are plain functions and import no test. The spec above their folder makes tests of them.';

/** The fixtures that checks and cells may import, because they declare no test. */
const ASSERTIONS = /^fixtures\/(?:[^/]+\/)?expect\.ts$/;

const PRODUCTION = ['bin', 'specs', 'fixtures', 'helpers', 'reporters', 'playwright.config.ts'];

/** @type {Record<string, string[]>} */
const UPWARD = {
  helpers: ['fixtures', 'specs', 'reporters'],
  fixtures: ['specs', 'reporters'],
  specs: ['reporters'],
  reporters: ['fixtures', 'specs'],
};

/**
 * @typedef {object} Boundary
 * @property {string} because what is told to whoever crosses it
 * @property {(from: string, to: string, names: string[]) => boolean} broken `from` and `to` are paths in the project, with `/`
 *   (or `to` is a package), `names` what is imported of it, as far as the import says.
 */

/** @type {Boundary[]} */
const BETWEEN_FILES = [
  {
    because: 'Production code never imports selftests.',
    broken: (from, to) => PRODUCTION.includes(roomOf(from)) && roomOf(to) === 'selftest',
  },
  {
    because: 'Emulators share no code with the suite, so that one misreading cannot hide in both.',
    broken: (from, to) => roomOf(from) === 'emulators' && roomOf(to) !== 'emulators',
  },
  {
    because: 'Only fixtures start emulators: the suite shares no code with them.',
    broken: (from, to) =>
      PRODUCTION.includes(roomOf(from)) && roomOf(from) !== 'fixtures' && roomOf(to) === 'emulators',
  },
  {
    because: 'Imports run one way: specs → fixtures → helpers.',
    broken: (from, to) => (UPWARD[roomOf(from)] ?? []).includes(roomOf(to)),
  },
  {
    because:
      'One system must not import another: code that both need belongs in a folder without a system’s name.',
    broken: (from, to) =>
      systemOf(from) !== undefined && systemOf(to) !== undefined && systemOf(from) !== systemOf(to),
  },
  {
    because: `General code must not name a system: only ${LISTS_OF_SYSTEMS.join(' and ')} list systems.`,
    broken: (from, to) =>
      [...PRODUCTION, 'emulators'].includes(roomOf(from)) &&
      systemOf(from) === undefined &&
      systemOf(to) !== undefined &&
      !LISTS_OF_SYSTEMS.includes(from),
  },
  {
    because: PLAIN,
    broken: (from, to, names) =>
      isPlain(from) && ((roomOf(to) === 'fixtures' && !ASSERTIONS.test(to)) || names.includes('test')),
  },
];

/** @type {Boundary[]} */
const OF_PACKAGES = [
  {
    because: 'Helpers never import the test runner, so that they can be tested on their own.',
    broken: (from, name) => roomOf(from) === 'helpers' && isTestRunner(name),
  },
  {
    because: PLAIN,
    broken: (from, name) => isPlain(from) && isTestRunner(name),
  },
  {
    because: 'Import test and expect from fixtures: their output is redacted.',
    broken: (from, name) => roomOf(from) === 'specs' && isTestRunner(name),
  },
  {
    because: 'Emulators must not import the test runner, so that they can be started on their own.',
    broken: (from, name) => roomOf(from) === 'emulators' && isTestRunner(name),
  },
];

/**
 * Whether a file is in a folder of a system's specs: checks, cells, and what they share.
 * @param {string} file
 */
const isPlain = (file) => /^specs\/[^/]+\/[^/]+\//.test(file);

/** @param {string} name */
const isTestRunner = (name) => /^(?:@playwright\/test|playwright\/test)(?:\/|$)/.test(name);

/** @param {unknown} text */
const isRelative = (text) => typeof text === 'string' && /^\.\.?\//.test(text);

/**
 * Why a file must not import what it imports, or `undefined` where it may.
 * @param {string} file the file that imports, from the project's folder, with `/`
 * @param {string} specifier as it is written
 * @param {string[]} names what is imported of it, as far as the import says
 * @returns {string | undefined}
 */
function objection(file, specifier, names) {
  const to = isRelative(specifier)
    ? relative(PROJECT, resolve(PROJECT, dirname(file), specifier)).replaceAll(sep, '/')
    : specifier;
  return (isRelative(specifier) ? BETWEEN_FILES : OF_PACKAGES).find(({ broken }) => broken(file, to, names))
    ?.because;
}

/** @type {import('eslint').Rule.RuleModule} */
const boundaries = {
  meta: { type: 'problem', schema: [], messages: { boundary: '{{because}}' } },
  create(context) {
    const file = relative(PROJECT, context.filename).replaceAll(sep, '/');
    /**
     * @param {any} source the node that says what is imported
     * @param {any} [declaration] the import that names what is taken of it
     */
    const look = (source, declaration) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const names = (declaration?.specifiers ?? []).map(
        (/** @type {any} */ { imported, local }) => (imported ?? local).name ?? imported?.value,
      );
      const because = objection(file, source.value, names);
      if (because !== undefined) context.report({ node: source, messageId: 'boundary', data: { because } });
    };
    return {
      ImportDeclaration: (node) => look(node.source, node),
      ExportNamedDeclaration: (node) => look(node.source, node),
      ExportAllDeclaration: (node) => look(node.source),
      ImportExpression: (node) => look(node.source),
      // Of TypeScript: `import('./types.ts').Kind`.
      TSImportType: (/** @type {any} */ node) => look(node.source ?? node.argument?.literal),
      // `require(…)`, and what names a file by its path: `createJiti(…)('../helpers/…')`, `new URL('../…', import.meta.url)`.
      CallExpression: (/** @type {any} */ { callee, arguments: [first] }) =>
        look(callee.name === 'require' || isRelative(first?.value) ? first : undefined),
      NewExpression: (/** @type {any} */ { callee, arguments: [first] }) =>
        look(callee.name === 'URL' && isRelative(first?.value) ? first : undefined),
    };
  },
};

export default { rules: { boundaries } };
