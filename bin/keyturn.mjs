// A thin wrapper around Playwright for the project's commands: it names the command, explains it and starts Playwright.
// Plain JavaScript, because Node 20 runs it without a compiler.
import './node-version.mjs';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMMANDS, helpOf, listOfCommands, unknownCommand } from './help.mjs';
import { describe, didYouMean } from './suggest.mjs';

/** `zendesk/password/wrong-previous`, with or without a proof, or only the subject. (File names begin with `specs/`.) */
const ADDRESS = /^([\w-]+)\/[\w-]+(?:\/[\w-]+(?:#[\w-]+)?)?$/;

const [command = '', ...rest] = process.argv.slice(2);
const asksForHelp = (/** @type {string} */ word) => word === '--help' || word === '-h';
if (command === '' || command === 'help' || asksForHelp(command)) {
  const [about = ''] = rest;
  console.log(Object.hasOwn(COMMANDS, about) ? helpOf(about) : listOfCommands());
  process.exit(command === '' ? 2 : 0);
}
if (!Object.hasOwn(COMMANDS, command)) {
  console.error(unknownCommand(command));
  process.exit(2);
}
if (rest.some(asksForHelp) && COMMANDS[command]?.program?.hasOwnHelp !== true) {
  console.log(helpOf(command));
  process.exit(0);
}
const require = createRequire(import.meta.url);
// Newer versions of Node can keep compiled code, so that Playwright starts faster. The workers read the variable. The folder is not
// Node's default, which is in the temporary folder.
const { enableCompileCache } = /** @type {{ enableCompileCache?: (folder: string) => void }} */ (module);
if (process.env['NODE_COMPILE_CACHE'] === undefined && enableCompileCache !== undefined) {
  const folder = fileURLToPath(new URL('../node_modules/.cache/keyturn/compiled', import.meta.url));
  process.env['NODE_COMPILE_CACHE'] = folder;
  enableCompileCache(folder);
}
const { program } = COMMANDS[command] ?? {};
if (program !== undefined) {
  const { [program.name]: main } = require('jiti').createJiti(import.meta.url)(program.module);
  const code = await main(rest);
  // Everything that was printed must have arrived, and an open connection must not keep the process alive.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
  await new Promise(() => {});
}
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.env['KEYTURN_COMMAND'] = command;
const INTERRUPTED = 130;
const helpCommand = command === 'start' ? 'npm start -- --help' : `npm run ${command} -- --help`;

// If Playwright cannot parse the command line, it exits with code 1, which means a broken contract here, and leaves the
// reports of the previous run. The code that prevents both and sets `KEYTURN_REPORTED` (`reports.ts`) has not run then.
const lists = rest.includes('--list');
let reason = '';
delete process.env['KEYTURN_REPORTED'];
process.on('exit', (code) => {
  if (code === 0 || code === INTERRUPTED || process.env['KEYTURN_REPORTED'] !== undefined) return;
  process.exitCode = 2;
  if (reason === '') {
    // Playwright has printed what it does not understand.
    reason = `Cannot parse the command line: ${rest.join(' ')}`;
    complain(describe(reason, `correct it; ${helpCommand} lists what is accepted`));
  }
  if (lists) return;
  const { reportBlocked } = require('jiti').createJiti(import.meta.url)(
    '../helpers/runner/report-blocked.ts',
  );
  reportBlocked(reason);
});

/** @param {string} message */
function complain(message) {
  console.error(`\n  Blocked: ${message.replaceAll('\n', '\n  ')}\n`);
}

/**
 * @param {string} sentence
 * @param {string} remedy
 */
function block(sentence, remedy) {
  reason = sentence;
  complain(describe(sentence, remedy));
  process.exit(2);
}

// Handles signals until the configuration takes over (`signals.ts`). The first process of a container would ignore them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (process.listenerCount(signal) > 1) return;
    console.error('\n  Interrupted during startup. Nothing was created.\n');
    process.exit(INTERRUPTED);
  });
}
// Playwright suggests its own flags, and does not know this one.
const misspelled =
  command === 'sweep' && rest.find((word) => word !== '--dry-run' && didYouMean(word, ['--dry-run']) !== '');
if (typeof misspelled === 'string')
  block(`Unknown flag ${misspelled}. Did you mean --dry-run?`, 'run: npm run sweep -- --dry-run');
const dryRun = rest.indexOf('--dry-run');
if (dryRun >= 0) {
  if (command !== 'sweep')
    block('--dry-run works with npm run sweep only.', 'leave it out, or run: npm run sweep -- --dry-run');
  process.env['KEYTURN_DRY_RUN'] = '1';
  rest.splice(dryRun, 1);
}
// Playwright finds a test by its title, which begins with the address of the check.
const systems = readdirSync('specs');
const isAddress = (/** @type {string} */ word) =>
  systems.includes(ADDRESS.exec(word)?.[1]?.toLowerCase() ?? '') && !existsSync(word);
const addresses = rest.filter(isAddress).map((address) => address.toLowerCase());
if (addresses.some((address) => /\/notebook(?:\/|$)/.test(address))) {
  block(
    'A cell depends on the cells before it and cannot be selected on its own.',
    'run the whole notebook: npm start; or a contract check: npm run contract -- --list lists them',
  );
}
// If one of them does not exist, the global setup stops the run before the first call.
process.env['KEYTURN_ADDRESSES'] = addresses.join(' ');
if (addresses.length > 0) {
  const others = rest.filter((word) => !isAddress(word));
  // Playwright would use only the last --grep.
  if (others.some((word) => /^(?:-g|--grep(?:=|$))/.test(word))) {
    block('Use either an address or --grep, not both.', 'leave out one of them');
  }
  const pattern = addresses.map((address) => `${address.replace(/#.*/, '')}(?![\\w.-])`).join('|');
  rest.splice(0, Infinity, ...others, '--grep', pattern);
}
// Playwright writes to this folder before it loads our configuration, and would end with a stack trace if it could not.
try {
  const trial = mkdtempSync(join(tmpdir(), 'keyturn-trial-'));
  writeFileSync(join(trial, 'trial'), ' '.repeat(16 * 1024));
  rmSync(trial, { recursive: true });
} catch (error) {
  const { code = 'unknown' } = /** @type {NodeJS.ErrnoException} */ (error);
  reason = `Cannot write to the temporary folder ${tmpdir()} (${code}).`;
  complain(
    describe(reason, 'make it writable and free some space, or set TMPDIR to another folder', 'folders'),
  );
  process.exit(2);
}
// Without the configuration, Playwright would merge without a verdict, and exit with code 0 if a check failed.
if (command === 'merge') {
  const words = rest.some((word) => !word.startsWith('-')) ? rest : [...rest, 'blob-report'];
  process.argv.splice(2, Infinity, 'merge-reports', '--config=playwright.config.ts', ...words);
} else process.argv.splice(2, Infinity, 'test', ...rest);
require('@playwright/test/cli');
