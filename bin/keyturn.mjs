// The thin start of Playwright for a command of ours: it names the command, explains it, and hands over.
// Plain JavaScript, because Node 20 runs it as it is.
import './node-version.mjs';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HELP = {
  start: `Runs the notebooks: on the tenants that .env configures, and where none is configured on the emulators.

  npm start                        all notebooks
  npm start -- --headed            the same, and you see the browser
  npm start -- --project=expert    one system of those that run; the others count as not run (incomplete)
  npm start -- --list              says what there is, and runs nothing

"npx playwright test" is not the same: it runs the contract, notebooks and all checks.`,
  contract: `The release gate: notebooks and contract checks, on the tenants that .env configures.
Where none is configured it refuses, unless KEYTURN_TARGET=emulator.

  npm run contract
  npm run contract -- zendesk/password/wrong-previous    one check, by its address
  npm run contract -- expert/tokens                      the checks of one subject
  npm run contract -- --grep @must                       those that are documented (also @should, @record)
  npm run contract -- --list                             says what there is, and runs nothing
  KEYTURN_TARGET=emulator npm run contract

What is asked for and not there (a misspelt check, a file, a project) is said before anything is called: exit code 2.
Whatever is left out counts as not run, and makes the verdict incomplete. Known deviations of a tenant stand in
deviations.json (KEYTURN_DEVIATIONS). What answers otherwise than documented, and than in the previous run, is in
results/drift.json; what nobody has written down, in results/observed.json.`,
  sweep: `Removes what earlier runs left on the tenants that .env configures: users and tokens in this machine's ledger
(.keyturn/, or KEYTURN_STATE), and users on the tenant that carry Keyturn's mark and are older than KEYTURN_LEFTOVER_HOURS. (On Expert,
where users cannot be deleted, they are deactivated.) It says what it will do, does it, and proves it by reading
back. Its own record goes to results/sweep/.

  npm run sweep
  npm run sweep -- --dry-run    says what it would do, and does nothing`,
};

const COMMON = `
Settings are read from the environment and from .env; .env.example explains each one.
Everything a run writes goes to results/ (KEYTURN_RESULTS); until it has ended, it says so there. Exit codes:
0 conformant; 1 non-conformant, or something leaked or was left; 2 blocked or incomplete; 130 interrupted (what it has
created is removed first).

Flags of "npx playwright test" work here as well, such as --headed, --ui, --project and --list.
`;

/** `zendesk/password/wrong-previous`, with a proof of it or not, or the subject alone; files begin with `specs/`. */
const ADDRESS = /^([\w-]+)\/[\w-]+(?:\/[\w-]+(?:#[\w-]+)?)?$/;

const [command = '', ...rest] = process.argv.slice(2);
if (!Object.hasOwn(HELP, command)) {
  console.error(`There is no command "${command}". There are: ${Object.keys(HELP).join(', ')}.`);
  process.exit(2);
}
if (rest.includes('--help') || rest.includes('-h')) {
  console.log(`${HELP[/** @type {keyof typeof HELP} */ (command)]}\n${COMMON}`);
  process.exit(0);
}
process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.env['KEYTURN_COMMAND'] = command;
const require = createRequire(import.meta.url);
const INTERRUPTED = 130;

// What Playwright itself does not understand, it refuses with exit code 1, which is that of a broken contract, and leaves
// the reports of the run before. What sees to both (`reports.ts` tells) has not begun then.
const lists = rest.includes('--list');
let refusal = `The command line was not understood: ${rest.join(' ')}`;
delete process.env['KEYTURN_REPORTED'];
process.on('exit', (code) => {
  if (code === 0 || code === INTERRUPTED || process.env['KEYTURN_REPORTED'] !== undefined) return;
  process.exitCode = 2;
  if (lists) return;
  const { reportBlocked } = require('jiti').createJiti(import.meta.url)('../helpers/runner/refused.ts');
  reportBlocked(refusal);
});

/** @param {string} sentence */
function refuse(sentence) {
  refusal = sentence;
  console.error(sentence);
  process.exit(2);
}

// Until the configuration takes over (`signals.ts`). The first process of a container would not even end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (process.listenerCount(signal) > 1) return;
    console.error('\n  Interrupted while it was starting: nothing has begun.\n');
    process.exit(INTERRUPTED);
  });
}
const dryRun = rest.indexOf('--dry-run');
if (dryRun >= 0) {
  if (command !== 'sweep')
    refuse('--dry-run is for npm run sweep alone: all other commands do what they say.');
  process.env['KEYTURN_DRY_RUN'] = '1';
  rest.splice(dryRun, 1);
}
// An address stands at the beginning of a check's title, which Playwright knows a test by.
const systems = readdirSync('specs');
const isAddress = (/** @type {string} */ word) =>
  systems.includes(ADDRESS.exec(word)?.[1]?.toLowerCase() ?? '') && !existsSync(word);
const addresses = rest.filter(isAddress).map((address) => address.toLowerCase());
if (addresses.some((address) => /\/notebook(?:\/|$)/.test(address))) {
  refuse(
    'A cell goes on from what the cells before it did, and cannot be selected alone: npm start runs the notebooks.',
  );
}
// Whether there are such, is said before the first call.
process.env['KEYTURN_ADDRESSES'] = addresses.join(' ');
if (addresses.length > 0) {
  const others = rest.filter((word) => !isAddress(word));
  // Playwright would take the last one only.
  if (others.some((word) => /^(?:-g|--grep(?:=|$))/.test(word))) {
    refuse('An address and --grep cannot go together: either says which checks to run.');
  }
  const pattern = addresses.map((address) => `${address.replace(/#.*/, '')}(?![\\w.-])`).join('|');
  rest.splice(0, Infinity, ...others, '--grep', pattern);
}
// Playwright writes there before it reads a line of ours, and ends with a stack where it may not.
try {
  const trial = mkdtempSync(join(tmpdir(), 'keyturn-trial-'));
  writeFileSync(join(trial, 'trial'), ' '.repeat(16 * 1024));
  rmSync(trial, { recursive: true });
} catch (error) {
  const { code = 'unknown' } = /** @type {NodeJS.ErrnoException} */ (error);
  console.error(
    `\n  Blocked: The folder for temporary files, ${tmpdir()}, cannot be written to (${code}), and no run can do without it.\n` +
      '    To do: make it a folder that can be written to, with room in it; or set TMPDIR to one\n',
  );
  process.exit(2);
}
process.argv.splice(2, Infinity, 'test', ...rest);
require('@playwright/test/cli');
