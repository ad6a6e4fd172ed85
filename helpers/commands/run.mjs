// The thin start of Playwright for a command of ours: it names the command, explains it, and hands over.
// Plain JavaScript, because Node 20 runs it as it is.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const HELP = {
  start: `Runs the notebooks: on the tenants that .env configures, and where none is configured on the emulators.

  npm start                        all notebooks
  npm start -- --headed            the same, and you see the browser
  npm start -- --project=expert    one system of those that run; the others count as not run (incomplete)`,
  contract: `The release gate: notebooks and contract checks, on the tenants that .env configures.
Where none is configured it refuses, unless KEYTURN_TARGET=emulator.

  npm run contract
  npm run contract -- zendesk/password/wrong-previous    one check, by its address
  npm run contract -- expert/tokens                      the checks of one subject
  npm run contract -- --grep @must                       those that are documented (also @should, @record)
  npm run contract -- --list                             says what there is, and runs nothing
  KEYTURN_TARGET=emulator npm run contract

Whatever is left out counts as not run, and makes the verdict incomplete. Known deviations of a tenant stand in
deviations.json (KEYTURN_DEVIATIONS). What answers otherwise than documented, and than in the previous run, is in
results/drift.json; what nobody has written down, in results/observed.json.`,
  sweep: `Removes what earlier runs left on the tenants that .env configures: users and tokens in this machine's ledger
(.keyturn/), and users on the tenant that carry Keyturn's mark and are older than KEYTURN_LEFTOVER_HOURS. (On Expert,
where users cannot be deleted, they are deactivated.) It says what it will do, does it, and proves it by reading
back. Its own record goes to results/sweep/.

  npm run sweep
  npm run sweep -- --dry-run    says what it would do, and does nothing`,
};

const COMMON = `
Settings are read from the environment and from .env; .env.example explains each one.
Everything a run writes goes to results/ (KEYTURN_RESULTS). Exit codes: 0 conformant; 1 non-conformant, or something
leaked or was left; 2 blocked or incomplete; 130 interrupted (what it has created is removed first).

Flags of "npx playwright test" work here as well, such as --headed, --ui and --project.
`;

/** `zendesk/password/wrong-previous`, with a proof of it or not, or the subject alone; files begin with `specs/`. */
const ADDRESS = /^(?:zendesk|expert)\/[\w-]+(?:\/[\w-]+(?:#[\w-]+)?)?$/;

const [command = '', ...rest] = process.argv.slice(2);
if (!Object.hasOwn(HELP, command)) {
  console.error(`There is no command "${command}". There are: ${Object.keys(HELP).join(', ')}.`);
  process.exit(2);
}
if (rest.includes('--help') || rest.includes('-h')) {
  console.log(`${HELP[/** @type {keyof typeof HELP} */ (command)]}\n${COMMON}`);
  process.exit(0);
}
process.env['KEYTURN_COMMAND'] = command;
// Until the configuration takes over (`signals.ts`). The first process of a container would not even end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (process.listenerCount(signal) > 1) return;
    console.error('\n  Interrupted while it was starting: nothing has begun.\n');
    process.exit(130);
  });
}
const dryRun = rest.indexOf('--dry-run');
if (command === 'sweep' && dryRun >= 0) {
  process.env['KEYTURN_DRY_RUN'] = '1';
  rest.splice(dryRun, 1);
}
// An address stands at the beginning of a check's title, which Playwright knows a test by.
const addresses = rest.filter((word) => ADDRESS.test(word));
if (addresses.some((address) => /\/notebook(?:\/|$)/.test(address))) {
  console.error(
    'A cell goes on from what the cells before it did, and cannot be selected alone: npm start runs the notebooks.',
  );
  process.exit(2);
}
if (addresses.length > 0) {
  const others = rest.filter((word) => !ADDRESS.test(word));
  // Playwright would take the last one only.
  if (others.some((word) => /^(?:-g|--grep(?:=|$))/.test(word))) {
    console.error('An address and --grep cannot go together: either says which checks to run.');
    process.exit(2);
  }
  const pattern = addresses.map((address) => `${address.replace(/#.*/, '')}(?![\\w.-])`).join('|');
  rest.splice(0, Infinity, ...others, '--grep', pattern);
}
process.chdir(fileURLToPath(new URL('../..', import.meta.url)));
process.argv.splice(2, Infinity, 'test', ...rest);
createRequire(import.meta.url)('@playwright/test/cli');
