// What each command of `bin/keyturn.mjs` prints for `--help`.
import { didYouMean } from './suggest.mjs';

/**
 * @typedef {object} Command
 * @property {string} does one line for the list of commands
 * @property {string} help what it does, with examples
 * @property {{ module: string, name: string, hasOwnHelp?: true }} [program] of a command that runs no specs: its module, and the
 *   function that gets the command line and returns the exit code, or a promise of it. It may print its help itself
 */

/** @type {Record<string, Command>} */
export const COMMANDS = {
  start: {
    does: 'runs the notebooks; with no tenant configured, on the emulators',
    help: `Runs the notebooks on the tenants configured in .env, or on the emulators if there are none.

  npm start                        all notebooks
  npm start -- --headed            the same, with the browser visible
  npm start -- --project=expert    one system only; the others count as not run (incomplete)
  npm start -- --list              lists the cells and runs nothing

"npx playwright test" is different: it runs the whole contract (notebooks and all checks).`,
  },
  contract: {
    does: 'the release gate: runs notebooks and contract checks',
    help: `The release gate: notebooks and contract checks, on the tenants configured in .env.
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
  },
  setup: {
    does: 'asks for the settings of a tenant, checks each answer on it, and writes .env',
    // Its help lists the flags of each system.
    program: { module: '../helpers/setup/main.ts', name: 'setup', hasOwnHelp: true },
    help: 'npm run setup -- --help lists its flags.',
  },
  doctor: {
    does: 'whether the configured tenants can be tested from here, and what to change if not',
    program: { module: '../helpers/doctor/main.ts', name: 'doctor' },
    help: `Checks whether the configured tenants can be tested from here, and says what to change if not: on which screen, by whom,
and how to undo it. It creates and changes no user and no setting. On Zendesk, it obtains one token and revokes it.

  npm run doctor
  npm run doctor -- --mailbox          also opens the mailbox of the passcodes, or runs their command once; reads nothing
  npm run doctor -- --owner            also writes results/for-the-owner.md, a page to forward to the account's owner
  npm run doctor -- --json             prints the result as JSON
  npm run doctor -- --explain CODE     says more about a problem (or several); --explain help lists the codes

Exit codes:
  0    ready for a run (there may be warnings)
  1    a token of this examination may still be alive
  2    something is missing, or the command line or the settings are wrong
  130  interrupted; the token was revoked first, unless it was stopped at once (a second Ctrl-C)
`,
  },
  fleet: {
    does: 'runs all tenants of a fleet file, several at the same time',
    program: { module: '../helpers/fleet/main.ts', name: 'fleet' },
    help: `Runs all tenants of the fleet file (KEYTURN_FLEET_FILE, or fleet.yaml), each in a process of its own, several at the
same time. docs/fleet.md describes the file; docs/recipes/fleet.example.yaml is one to copy.

  npm run fleet
  npm run fleet -- --tenant acme           one tenant (can be repeated)
  npm run fleet -- --only-failed           those whose newest result is not green, or that have none
  npm run fleet -- --jobs 4                how many run at the same time (default: two for each core, as memory allows)
  npm run fleet -- --list                  the tenants, their newest results, and what is wrong with their settings; exits
                                           with 2 if the settings of any tenant are wrong
  npm run fleet -- --matrix                prints the matrix of a CI job as JSON, without any setting
  npm run fleet -- --page                  draws the page again from the results in results/fleet, and runs nothing
  npm run fleet -- --page --max-age 26h    the same; a result whose run ended longer ago is not judged (30m, 24h, 7d)
  npm run fleet -- -- --shard=1/2 --add-reporter=blob    what follows a second -- is passed on to Playwright for each run

A result of another command or of another tenant than the fleet file names does not count.
Results go to results/fleet/: index.html and fleet.json for all tenants, and a folder for each. A tenant with
"severity: watch" changes the exit code only if something leaked or was left there.

Exit codes:
  0    all tenants are conformant; or with --only-failed, nothing was to be run again
  1    a tenant is non-conformant, or there was a leak, or there are leftovers
  2    a tenant is blocked or incomplete, or the fleet file, the settings or the command line are wrong
  130  interrupted (after all runs removed what they had created)
`,
  },
  merge: {
    does: 'merges the blob reports of shards into one run with one verdict',
    help: `Merges the shards of one run. Each shard writes a blob report; copy them into one folder:

  npm run contract -- --shard=1/2 --add-reporter=blob    on one machine, and --shard=2/2 on another
  npm run merge -- FOLDER                                merges blob-report/ if no folder is named

The record, the reports and the exit code are those of one run on one machine. A missing shard makes it incomplete.`,
  },
  sweep: {
    does: 'removes what earlier runs left on the tenants, and proves that it is gone',
    help: `Removes what earlier runs left on the tenants configured in .env: the users and tokens in this machine's ledger
(.keyturn/, or KEYTURN_STATE), and users on the tenant that carry Keyturn's marker and are older than
KEYTURN_LEFTOVER_HOURS. (Expert cannot delete users. There, they are deactivated.) It prints what it will do, does it,
and reads the users back to prove it. Its record is written to results/sweep/.

  npm run sweep
  npm run sweep -- --dry-run    prints what it would do, and changes nothing`,
  },
  gate: {
    does: 'whether a release may go, by the recorded runs of a tenant',
    program: { module: '../helpers/gate/main.ts', name: 'gate' },
    help: `Answers whether a release may go, by the recorded runs of a tenant, and if not, why, and by which run. It runs nothing, and
needs no tenant and no network.

The newest run decides. It must have ended conformant, be recent, and be whole: it contains every cell and check of this Keyturn.
Its record must be as the run wrote it. (If KEYTURN_RECORD_KEY is set, it must be signed with that key. A digest alone can be made
anew.) A run on an emulator never counts. A later red run of another command is a no, too. Whatever cannot be read might be a newer
run, so it is a no, and named.

  npm run gate -- --tenant acme              from results/run.json and results/history (KEYTURN_RESULTS, KEYTURN_HISTORY)
  npm run gate -- --tenant acme FOLDER       from the records in FOLDER, such as the downloaded artifacts of a job
  npm run gate -- --tenant acme.zendesk.com  the whole host, if there are several

  --max-age 24h         how long ago the run may have ended: 30m, 24h, 7d
  --command contract    or start: runs of the notebooks alone count, too
  --commit HASH         the commit of Keyturn that the run must have been made with, without changed files
  --allow incomplete    accepts this verdict as well (also: blocked)
  --dry-run             prints the answer, and exits with 0
  --json                prints it as JSON

In a step of GitHub Actions, it also sets the outputs "verdict", "reason" and "run".

Exit codes:
  0    it may go
  1    it may not: the tenant broke its contract, or the run leaked or left something
  2    it may not: there is no run that can be relied on, or the command line or the settings are wrong
`,
  },
  notebook: {
    does: 'draws the notebook again from the record of an earlier run',
    program: { module: '../helpers/executed-notebook/redraw.ts', name: 'redraw' },
    help: `Draws the notebook again from a stored record, and writes it into the same folder: notebook.html, notebook.md,
notebook.ipynb, ctrf.json, accounts.csv, badge.json and metrics.prom. It runs nothing, and needs no settings, no tenant and no network.

  npm run notebook                         from results/run.json (KEYTURN_RESULTS)
  npm run notebook -- FOLDER               from FOLDER/run.json
  npm run notebook -- FOLDER/other.json    from another file

Exit codes:
  0    drawn
  2    there is no such record, it is damaged or of another version, or the folder is not writable
`,
  },
  notify: {
    does: 'posts the result of a recorded run to a webhook (Slack and others)',
    program: { module: '../helpers/notify/main.ts', name: 'notify' },
    help: `Posts the result of a recorded run to the webhook in KEYTURN_NOTIFY_URL: in Slack's format, or in that of a template
(KEYTURN_NOTIFY_TEMPLATE). The message contains counts, addresses and titles, and nothing that a tenant wrote.
docs/notify.md describes it, with templates for other services.

  npm run notify                          the run in results/ (KEYTURN_RESULTS)
  npm run notify -- FOLDER                the run in FOLDER/run.json; or name another file
  npm run notify -- results/fleet         a message about each tenant of a fleet
  npm run notify -- --dry-run             prints the message and sends nothing; needs no webhook
  npm run notify -- --on change           sends it only if a tenant is not what it was in the run before

  --on always|red|not-green|change        when to send: always (default); if the exit code is 1; if it is not 0; or if a tenant
                                          is green, red or not judged, and was not so in its previous run
  --link URL                              the page of the job (on GitHub, GitLab and Jenkins, it is known)

Exit codes:
  0    sent, or there was nothing to send
  2    not sent, which says nothing about the run
`,
  },
  nights: {
    does: 'shows the last nights of each tenant, notices a missing one, and keeps GitHub issues about them',
    program: { module: '../helpers/nights/main.ts', name: 'nights' },
    help: `Shows the last runs of each tenant in the history (KEYTURN_HISTORY): of npm run contract or, if there are none, of npm start.

  npm run nights
  npm run nights -- --tenant acme         one tenant, by its host or the first part of it
  npm run nights -- --max-age 26h         exits with 2 if the newest green or red run of a tenant is older, or there is none
  npm run nights -- --issues              which GitHub issue would be opened, updated or closed
  npm run nights -- --issues --apply      does it, with GITHUB_TOKEN, in GITHUB_REPOSITORY

  --command contract|start                the nights of this command
  --last N                                how many nights are shown (14)
  --json                                  prints everything as JSON
  --red-after N, --blocked-after N        how many nights in a row open an issue: red ones (2), or not judged ones (3)
  --author NAME                           who opens the issues (github-actions[bot]); other people's are never touched
  --repo OWNER/NAME                       another repository than GITHUB_REPOSITORY
  --link URL                              the page of the job (on GitHub, GitLab and Jenkins, it is known)

GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL are read from the environment alone, not from .env.

Exit codes:
  0    shown and done; also if the nights are red
  2    a night is missing, no run is recorded, an issue could not be handled, or the command line or a setting is wrong
`,
  },
};

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

/**
 * Returns the help of a command.
 * @param {string} name
 */
export function helpOf(name) {
  const { help, program } = COMMANDS[name] ?? { help: '' };
  return program === undefined ? `${help}\n${COMMON}` : help;
}

/** Other npm scripts, which `bin/keyturn.mjs` does not start. */
const OTHERS = {
  emulator: 'starts an emulator, and prints what to put into .env',
  check: 'the tests of Keyturn itself that need no browser',
  test: 'all tests of Keyturn itself',
  faults: 'runs everything against every fault and every honest variation of the emulators',
  endurance:
    'runs the notebooks a hundred times on one emulated tenant, and proves that nothing is left or grows',
  safety: 'injects every failure at every cell, and proves that there are no leftovers',
};

/** Returns the list of all commands, one line each. */
export function listOfCommands() {
  const own = Object.entries(COMMANDS).map(([name, { does }]) => [name, does]);
  const line = (/** @type {string[]} */ [name = '', does = '']) =>
    `  ${(name === 'start' ? 'npm start' : `npm run ${name}`).padEnd(18)}  ${does}`;
  return `Commands, each with --help (npm run contract -- --help):

${own.map(line).join('\n')}

For working on Keyturn:

${Object.entries(OTHERS).map(line).join('\n')}
`;
}

/**
 * Returns the message about a command that does not exist.
 * @param {string} name
 */
export function unknownCommand(name) {
  const other = Object.hasOwn(OTHERS, name) ? `It is a command of npm: npm run ${name}. ` : '';
  return `Unknown command "${name}". ${other || didYouMean(name, Object.keys(COMMANDS))}\n\n${listOfCommands()}`;
}
