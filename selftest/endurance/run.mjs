// Starts `npm run endurance`.
import { startProgram } from '../program.mjs';

const HELP = `Runs the notebooks again and again on one emulated tenant of each system, with the same folders, as a schedule does.
After each run, nothing may be left, and from the second to the last run, nothing may grow: the pool of users, the ledger,
temporary files, results, memory. The history may, up to its limit.

  npm run endurance                       100 runs on each system (more than an hour on two cores)
  npm run endurance -- --runs 10          another number of runs
  npm run endurance -- --system expert    one system: zendesk, expert
  npm run endurance -- --output FOLDER    writes there, after emptying the folder (default: results/endurance)
  npm run endurance -- --write            updates the table in docs/safety.md

Exit codes: 0 nothing was left, and nothing grew; 1 something was or did; 2 a wrong flag.`;

await startProgram(
  { command: 'npm run endurance', flags: ['--runs', '--system', '--write', '--output'], help: HELP },
  () => import('./main.ts'),
);
