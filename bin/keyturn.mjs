// A thin wrapper around Playwright for the project's commands: it names the command, explains it and starts Playwright.
// Plain JavaScript, because Node 20 runs it without a compiler.
import './node-version.mjs';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HELP = {
  start: `Runs the notebooks on the tenants configured in .env, or on the emulators if there are none.

  npm start                        all notebooks
  npm start -- --headed            the same, with the browser visible
  npm start -- --project=expert    one system only; the others count as not run (incomplete)
  npm start -- --list              lists the cells and runs nothing

"npx playwright test" is different: it runs the whole contract (notebooks and all checks).`,
  contract: `The release gate: notebooks and contract checks, on the tenants configured in .env.
With no tenant configured, it stops with exit code 2, unless KEYTURN_TARGET=emulator is set.

  npm run contract
  npm run contract -- zendesk/password/wrong-previous    one check, by its address
  npm run contract -- expert/tokens                      the checks of one subject
  npm run contract -- --grep @must                       the MUST checks (also: @should, @record)
  npm run contract -- --list                             lists the checks and runs nothing
  KEYTURN_TARGET=emulator npm run contract

If you ask for a check, file or project that does not exist, the run stops before the first call (exit code 2).
Anything you leave out counts as not run and makes the verdict incomplete (exit code 2). Known deviations of a tenant are listed in
deviations.json (KEYTURN_DEVIATIONS). results/drift.json lists answers that differ from the documentation, and what
changed since the previous run. results/observed.json records undocumented behavior.`,
  merge: `Merges the shards of one run. Each shard writes a blob report; copy them into one folder:

  npm run contract -- --shard=1/2 --add-reporter=blob    on one machine, and --shard=2/2 on another
  npm run merge -- FOLDER                                merges blob-report/ if no folder is named

The record, the reports and the exit code are those of one run on one machine. A missing shard makes it incomplete.`,
  sweep: `Removes what earlier runs left on the tenants configured in .env: the users and tokens in this machine's ledger
(.keyturn/, or KEYTURN_STATE), and users on the tenant that carry Keyturn's marker and are older than
KEYTURN_LEFTOVER_HOURS. (Expert cannot delete users. There, they are deactivated.) It prints what it will do, does it,
and reads the users back to prove it. Its record is written to results/sweep/.

  npm run sweep
  npm run sweep -- --dry-run    prints what it would do, and changes nothing`,
  doctor: `Checks whether the configured tenants can be tested from here, and says what to change if not: on which screen, by whom,
and how to undo it. It creates and changes no user and no setting. On Zendesk it obtains one token and revokes it.

  npm run doctor
  npm run doctor -- --mailbox          also opens the mailbox of the passcodes, or runs their command once; reads nothing
  npm run doctor -- --owner            also writes results/for-the-owner.md, a page to forward to the account's owner
  npm run doctor -- --json             prints the result as JSON
  npm run doctor -- --explain CODE     says more about a problem

Exit codes:
  0    ready for a run (there may be warnings)
  1    a token of this examination may still be alive
  2    something is missing, or the command line or the settings are wrong
  130  interrupted, after the token was revoked
`,
  notebook: `Draws the notebook again from a stored record, and writes it into the same folder: notebook.html, notebook.md,
notebook.ipynb, ctrf.json and accounts.csv. It runs nothing, and needs no settings, no tenant and no network.

  npm run notebook                         from results/run.json (KEYTURN_RESULTS)
  npm run notebook -- FOLDER               from FOLDER/run.json
  npm run notebook -- FOLDER/other.json    from another file

Exit codes:
  0    drawn
  2    there is no such record, it is damaged or of another version, or the folder is not writable
`,
};

/** Commands that run no specs. */
const WITHOUT_RUN = ['notebook', 'doctor'];

const COMMON = `
Settings are read from the environment and from .env; .env.example explains each one.
Everything a run writes goes to results/ (KEYTURN_RESULTS). Until the run has ended, the reports there say that it has not.

Exit codes:
  0    conformant; swept
  1    non-conformant, a leak, or leftovers
  2    blocked or incomplete
  130  interrupted (after removing what it created)

All flags of "npx playwright test" work here, such as --headed, --ui, --project and --list.
`;

/** `zendesk/password/wrong-previous`, with or without a proof, or only the subject. (File names begin with `specs/`.) */
const ADDRESS = /^([\w-]+)\/[\w-]+(?:\/[\w-]+(?:#[\w-]+)?)?$/;

const [command = '', ...rest] = process.argv.slice(2);
const require = createRequire(import.meta.url);
// Its help lists the flags of each system.
if (command === 'setup') {
  const { setup } = require('jiti').createJiti(import.meta.url)('../helpers/setup/main.ts');
  process.exit(await setup(rest));
}
if (!Object.hasOwn(HELP, command)) {
  console.error(`Unknown command "${command}". Commands: ${[...Object.keys(HELP), 'setup'].join(', ')}.`);
  process.exit(2);
}
if (rest.includes('--help') || rest.includes('-h')) {
  const help = HELP[/** @type {keyof typeof HELP} */ (command)];
  console.log(WITHOUT_RUN.includes(command) ? help : `${help}\n${COMMON}`);
  process.exit(0);
}
if (command === 'doctor') {
  const { doctor } = require('jiti').createJiti(import.meta.url)('../helpers/doctor/main.ts');
  process.exit(await doctor(rest));
}
if (command === 'notebook') {
  const { redraw } = require('jiti').createJiti(import.meta.url)('../helpers/executed-notebook/redraw.ts');
  process.exit(redraw(rest));
}
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.env['KEYTURN_COMMAND'] = command;
const INTERRUPTED = 130;

// If Playwright cannot parse the command line, it exits with code 1, which means a broken contract here, and leaves the
// reports of the previous run. The code that prevents both and sets `KEYTURN_REPORTED` (`reports.ts`) has not run then.
const lists = rest.includes('--list');
let reason = `Cannot parse the command line: ${rest.join(' ')}`;
delete process.env['KEYTURN_REPORTED'];
process.on('exit', (code) => {
  if (code === 0 || code === INTERRUPTED || process.env['KEYTURN_REPORTED'] !== undefined) return;
  process.exitCode = 2;
  if (lists) return;
  const { reportBlocked } = require('jiti').createJiti(import.meta.url)(
    '../helpers/runner/report-blocked.ts',
  );
  reportBlocked(reason);
});

/** @param {string} sentence */
function block(sentence) {
  reason = sentence;
  console.error(sentence);
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
const dryRun = rest.indexOf('--dry-run');
if (dryRun >= 0) {
  if (command !== 'sweep') block('--dry-run works with npm run sweep only.');
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
    'A cell depends on the cells before it and cannot be selected on its own. Run the whole notebook: npm start',
  );
}
// If one of them does not exist, the global setup stops the run before the first call.
process.env['KEYTURN_ADDRESSES'] = addresses.join(' ');
if (addresses.length > 0) {
  const others = rest.filter((word) => !isAddress(word));
  // Playwright would use only the last --grep.
  if (others.some((word) => /^(?:-g|--grep(?:=|$))/.test(word))) {
    block('Use either an address or --grep, not both.');
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
  console.error(
    `\n  Blocked: Cannot write to the temporary folder ${tmpdir()} (${code}).\n` +
      '    To do: make it writable and free some space, or set TMPDIR to another folder\n',
  );
  process.exit(2);
}
// Without the configuration, Playwright would merge without a verdict, and exit with code 0 if a check failed.
if (command === 'merge') {
  const words = rest.some((word) => !word.startsWith('-')) ? rest : [...rest, 'blob-report'];
  process.argv.splice(2, Infinity, 'merge-reports', '--config=playwright.config.ts', ...words);
} else process.argv.splice(2, Infinity, 'test', ...rest);
require('@playwright/test/cli');
