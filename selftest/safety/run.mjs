// Starts `npm run safety`.
import { startProgram } from '../program.mjs';

const HELP = `Injects every failure into every cell, each in its own run against an emulator in its own process.
After each run, no user may be left over, no token alive, no existing user changed, and no secret in any output.

  npm run safety                        all cases (more than an hour on two cores)
  npm run safety -- --sample            a handful of cases
  npm run safety -- --cell 04           the cases of one cell
  npm run safety -- --failure SIGKILL   the cases of one failure: fail, gateway, refuse, drop, lost, hang, time-out, gone, Ctrl-C, SIGINT, SIGTERM, SIGTERM-group, SIGKILL
  npm run safety -- --system zendesk    the cases of one system: zendesk, expert
  npm run safety -- --list              lists the cases and runs none
  npm run safety -- --jobs 4            runs four at a time (default: 2)
  npm run safety -- --output FOLDER     writes there, after emptying the folder (default: results/safety)
  npm run safety -- --write             updates the tables in docs/safety.md (with --system: only its table)

The table is printed, and written to results/safety/table.md. The output of failed cases is kept next to it.
Exit codes: 0 all cases passed; 1 a case failed; 2 a wrong flag.`;

await startProgram(
  {
    command: 'npm run safety',
    flags: ['--list', '--sample', '--write', '--cell', '--failure', '--system', '--jobs', '--output'],
    help: HELP,
  },
  () => import('./main.ts'),
);
