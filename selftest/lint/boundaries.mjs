// Which folder may import which. This is our own rule, so that it can resolve an import instead of matching its text, and
// derive the systems from the folders. A new system is kept separate without a change here.
import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** The systems. Each has a folder. */
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
const topFolderOf = (path) => path.replace(/\/.*/, '');

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
 * @property {string} because the linter's message
 * @property {(from: string, to: string, names: string[]) => boolean} broken `from` is a path in the project, with
 *   `/`; `to` is such a path or a package; `names` are the imported names that the import states.
 */

/** @type {Boundary[]} */
const BETWEEN_FILES = [
  {
    because: 'Production code never imports selftests.',
    broken: (from, to) => PRODUCTION.includes(topFolderOf(from)) && topFolderOf(to) === 'selftest',
  },
  {
    because: 'Emulators share no code with the suite, so that one misreading cannot hide in both.',
    broken: (from, to) => topFolderOf(from) === 'emulators' && topFolderOf(to) !== 'emulators',
  },
  {
    because: 'Only fixtures start emulators: the suite shares no code with them.',
    broken: (from, to) =>
      PRODUCTION.includes(topFolderOf(from)) &&
      topFolderOf(from) !== 'fixtures' &&
      topFolderOf(to) === 'emulators',
  },
  {
    because: 'Imports run one way: specs → fixtures → helpers.',
    broken: (from, to) => (UPWARD[topFolderOf(from)] ?? []).includes(topFolderOf(to)),
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
      [...PRODUCTION, 'emulators'].includes(topFolderOf(from)) &&
      systemOf(from) === undefined &&
      systemOf(to) !== undefined &&
      !LISTS_OF_SYSTEMS.includes(from),
  },
  {
    because: PLAIN,
    broken: (from, to, names) =>
      isPlain(from) && ((topFolderOf(to) === 'fixtures' && !ASSERTIONS.test(to)) || names.includes('test')),
  },
];

/** @type {Boundary[]} */
const OF_PACKAGES = [
  {
    because: 'Helpers never import the test runner, so that they can be tested on their own.',
    broken: (from, name) => topFolderOf(from) === 'helpers' && isTestRunner(name),
  },
  {
    because: PLAIN,
    broken: (from, name) => isPlain(from) && isTestRunner(name),
  },
  {
    because: 'Import test and expect from fixtures: their output is redacted.',
    broken: (from, name) => topFolderOf(from) === 'specs' && isTestRunner(name),
  },
  {
    because: 'Emulators must not import the test runner, so that they can be started on their own.',
    broken: (from, name) => topFolderOf(from) === 'emulators' && isTestRunner(name),
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
 * Why a file must not have this import, or `undefined` if it may.
 * @param {string} file the path of the importing file in the project, with `/`
 * @param {string} specifier as it is written in the import
 * @param {string[]} names the imported names that the import states
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
     * @param {any} source the node of the specifier
     * @param {any} [declaration] the import or export, with its names
     */
    const check = (source, declaration) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const names = (declaration?.specifiers ?? []).map(
        (/** @type {any} */ { imported, local }) => (imported ?? local).name ?? imported?.value,
      );
      const because = objection(file, source.value, names);
      if (because !== undefined) context.report({ node: source, messageId: 'boundary', data: { because } });
    };
    return {
      ImportDeclaration: (node) => check(node.source, node),
      ExportNamedDeclaration: (node) => check(node.source, node),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      // A type: `import('./types.ts').Kind`.
      TSImportType: (/** @type {any} */ node) => check(node.source ?? node.argument?.literal),
      // `require(…)`, and calls that name a file by its path: `createJiti(…)('../helpers/…')`, `new URL('../…', import.meta.url)`.
      CallExpression: (/** @type {any} */ { callee, arguments: [first] }) =>
        check(callee.name === 'require' || isRelative(first?.value) ? first : undefined),
      NewExpression: (/** @type {any} */ { callee, arguments: [first] }) =>
        check(callee.name === 'URL' && isRelative(first?.value) ? first : undefined),
    };
  },
};

export default { rules: { boundaries } };
