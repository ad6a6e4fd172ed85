// Starts `npm run faults`.
import { startProgram } from '../program.mjs';

const HELP = `Runs the contract checks and the notebooks against every fault and every variation of the emulators. Each fault must be
caught, and no variation may fail. Needs no tenant and ignores .env. Takes seven minutes on two cores.

  npm run faults                        all of them
  npm run faults -- NAME ...            those whose names begin with NAME
  npm run faults -- --system expert     only those of one system
  npm run faults -- --list              lists them and runs none
  npm run faults -- --workers 4         runs four at a time
  npm run faults -- --write             also updates the tables in docs/faults.md (with --system: only its tables)

The tables are written to results/faults/table.md.
Exit codes: 0 every fault was caught and no variation failed; 1 otherwise; 2 a wrong flag.`;

await startProgram(
  { command: 'npm run faults', flags: ['--list', '--system', '--workers', '--write'], help: HELP },
  () => import('./main.ts'),
);
